#include <algorithm>
#include <array>

#include "report/drawing.hpp"
#include "report/words.hpp"

namespace wardwatch::report {
namespace {

constexpr std::size_t kBarsMax = 40;
constexpr double kWidth = 1040, kLabelWidth = 330, kRow = 30, kTop = 34, kRight = 30;
constexpr double kTimeWidth = 150;  ///< Of "24 Nov 08:31:10 · 12 min" beside a bar.
constexpr std::size_t kLabelLetters = 46;

/// A step between ticks that people read easily, so that four to eight of them fit.
std::chrono::seconds tick_step(std::chrono::seconds range) {
  constexpr std::array<std::int64_t, 19> kSteps{
      10,     30,      60,      300,       900,       1800,      3600,       7200,       21'600,     43'200,
      86'400, 172'800, 604'800, 1'209'600, 2'592'000, 7'776'000, 15'552'000, 31'536'000, 157'680'000};
  for (const std::int64_t step : kSteps) {
    if (range.count() / step <= 7) return std::chrono::seconds{step};
  }
  return std::chrono::seconds{range.count() / 6 + 1};
}

std::string text_at(std::string_view css_class, double x, double y, const std::string& safe) {
  return "<text class=\"" + std::string{css_class} + "\" x=\"" + svg_number(x) + "\" y=\"" + svg_number(y) + "\">" +
         safe + "</text>";
}

class Timeline {
 public:
  explicit Timeline(const std::vector<const record::Finding*>& findings) : findings_{findings} {
    first_ = findings[0]->first_seen;
    last_ = findings[0]->last_seen;
    for (const record::Finding* finding : findings) {
      first_ = std::min(first_, finding->first_seen);
      last_ = std::max(last_, finding->last_seen);
    }
    range_ = std::max(std::chrono::floor<std::chrono::seconds>(last_ - first_) + std::chrono::seconds{1},
                      std::chrono::seconds{20});
    bars_ = std::min(findings.size(), kBarsMax);
    height_ = kTop + double(bars_) * kRow + 8;
  }

  [[nodiscard]] std::string svg() const {
    std::string out = "<div class=\"scroll\"><svg class=\"timeline\" viewBox=\"0 0 " + svg_number(kWidth) + " " +
                      svg_number(height_) + "\" role=\"img\" aria-label=\"Timeline of " +
                      counted(findings_.size(), "finding", "findings") + ", from " + moment(first_) + " to " +
                      moment(last_) + "\">";
    out += ticks();
    for (std::size_t i = 0; i < bars_; ++i) out += bar(*findings_[i], kTop + double(i) * kRow);
    out += "</svg></div>";
    if (bars_ < findings_.size()) {
      out += "<p class=\"quiet\">" + grouped(findings_.size() - bars_) + " later findings are not drawn.</p>";
    }
    return out;
  }

 private:
  [[nodiscard]] double x_of(Timestamp time) const {
    return kLabelWidth + std::chrono::duration<double>(time - first_) / range_ * (kWidth - kLabelWidth - kRight);
  }

  [[nodiscard]] std::string ticks() const {
    std::string out;
    const auto step = tick_step(range_);
    // In seconds, since a time near the end of what nanoseconds hold must not overflow.
    const auto start = std::chrono::floor<std::chrono::seconds>(first_);
    const auto end = std::min(start + range_, std::chrono::floor<std::chrono::seconds>(Timestamp::max()));
    auto tick = start + (Timestamp{start} < first_ ? std::chrono::seconds{1} : std::chrono::seconds{0});
    tick += (step - tick.time_since_epoch() % step) % step;
    for (; tick <= end; tick += step) {
      const double x = x_of(tick);
      out += "<path class=\"grid\" d=\"M" + svg_number(x) + " " + svg_number(kTop - 8) + "V" + svg_number(height_) +
             "\"/>" +
             text_at("tick", std::min(x, kWidth - 38), kTop - 14,
                     step < std::chrono::minutes{1} ? clock_time(tick) : short_moment(tick));
    }
    return out;
  }

  [[nodiscard]] std::string bar(const record::Finding& finding, double y) const {
    const double x1 = x_of(finding.first_seen), x2 = std::max(x_of(finding.last_seen), x1 + 8);
    std::string out = "<path class=\"grid\" d=\"M0 " + svg_number(y + kRow - 1) + "H" + svg_number(kWidth) + "\"/>";
    out += text_at("label", 0, y + 19, escaped(finding.title, kLabelLetters));
    out += "<rect class=\"" + std::string{record::name_of(finding.severity)} + "\" x=\"" + svg_number(x1) + "\" y=\"" +
           svg_number(y + 7) + "\" width=\"" + svg_number(x2 - x1) + "\" height=\"15\" rx=\"3\"><title>" +
           moment(finding.first_seen) + " to " + moment(finding.last_seen) + "</title></rect>";
    std::string when = clock_time(finding.first_seen);
    const Interval length = finding.last_seen - finding.first_seen;
    if (length >= std::chrono::seconds{1}) when += " · " + span(length);
    if (x2 + kTimeWidth < kWidth) out += text_at("when", x2 + 8, y + 19, when);
    else if (x1 - kTimeWidth > kLabelWidth) out += text_at("when before", x1 - 8, y + 19, when);
    else out += text_at("when inside", x1 + 8, y + 19, when);
    return out;
  }

  const std::vector<const record::Finding*>& findings_;
  Timestamp first_, last_;
  std::chrono::seconds range_{};
  std::size_t bars_ = 0;
  double height_ = 0;
};

}  // namespace

std::string timeline_svg(const std::vector<const record::Finding*>& findings) {
  return findings.empty() ? std::string{} : Timeline{findings}.svg();
}

}  // namespace wardwatch::report
