#include <algorithm>
#include <array>

#include "report/drawing.hpp"
#include "report/words.hpp"

namespace wardwatch::report {
namespace {

constexpr std::size_t kBarsMax = 40;
constexpr double kWidth = 1040, kLabelWidth = 330, kRow = 30, kTop = 34, kRight = 24;

std::string number(double value) {
  const std::string text = std::to_string(value);
  return text.substr(0, text.find('.') + 2);
}

/// A step between ticks that people read easily, so that four to eight of them fit.
std::chrono::seconds tick_step(std::chrono::seconds range) {
  constexpr std::array<std::int64_t, 15> kSteps{10,    30,    60,     300,    900,     1800,    3600,   7200,
                                                21600, 43200, 86'400, 259'200, 604'800, 1'209'600, 2'592'000};
  for (const std::int64_t step : kSteps) {
    if (range.count() / step <= 7) return std::chrono::seconds{step};
  }
  return std::chrono::seconds{range.count() / 6 + 1};
}

}  // namespace

std::string timeline_svg(const std::vector<const record::Finding*>& findings) {
  if (findings.empty()) return {};
  Timestamp first = findings[0]->first_seen, last = findings[0]->last_seen;
  for (const record::Finding* finding : findings) {
    first = std::min(first, finding->first_seen);
    last = std::max(last, finding->last_seen);
  }
  const auto range = std::max<std::chrono::seconds>(std::chrono::ceil<std::chrono::seconds>(last - first), std::chrono::seconds{20});
  const auto x_of = [&](Timestamp time) {
    return kLabelWidth + std::chrono::duration<double>(time - first) / range * (kWidth - kLabelWidth - kRight);
  };
  const std::size_t bars = std::min(findings.size(), kBarsMax);
  const double height = kTop + double(bars) * kRow + 8;
  std::string out = "<svg class=\"timeline\" viewBox=\"0 0 " + number(kWidth) + " " + number(height) + "\" role=\"img\" aria-label=\"Timeline\">";
  const auto step = tick_step(range);
  auto tick = std::chrono::ceil<std::chrono::seconds>(first);
  tick += (step - tick.time_since_epoch() % step) % step;
  for (; tick <= first + range; tick += step) {
    const std::string x = number(x_of(tick));
    out += "<path class=\"grid\" d=\"M" + x + " " + number(kTop - 8) + "V" + number(height) + "\"/><text class=\"tick\" x=\"" + x +
           "\" y=\"" + number(kTop - 14) + "\">" + (step < std::chrono::minutes{1} ? moment(tick).substr(moment(tick).size() - 12, 8) : short_moment(tick)) + "</text>";
  }
  for (std::size_t i = 0; i < bars; ++i) {
    const record::Finding& finding = *findings[i];
    const double y = kTop + double(i) * kRow;
    const double x1 = x_of(finding.first_seen), x2 = std::max(x_of(finding.last_seen), x1 + 6);
    out += "<text class=\"label\" x=\"0\" y=\"" + number(y + 18) + "\">" + escaped(cut(finding.title, 44)) + "</text><rect class=\"" +
           std::string{record::name_of(finding.severity)} + "\" x=\"" + number(x1) + "\" y=\"" + number(y + 6) + "\" width=\"" +
           number(x2 - x1) + "\" height=\"16\" rx=\"3\"><title>" + escaped(moment(finding.first_seen)) + " to " +
           escaped(moment(finding.last_seen)) + "</title></rect>";
  }
  return out + "</svg>";
}

}  // namespace wardwatch::report
