#include <algorithm>

#include "report/report.hpp"
#include "report/words.hpp"

namespace wardwatch::report {
namespace {

constexpr std::size_t kWidth = 96;
constexpr std::size_t kIncidentsShown = 5, kAdviceShown = 5, kProblemsShown = 8;

/// Evidence may hold escape sequences; a terminal must not act on them.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) out.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c);
  return out;
}

std::string wrapped(std::string_view text, std::string_view indent) {
  std::string out{indent};
  std::size_t column = indent.size();
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = text.find(' ', at);
    if (end == std::string_view::npos) end = text.size();
    if (column + (end - at) > kWidth && column > indent.size()) {
      out += "\n" + std::string{indent};
      column = indent.size();
    } else if (column > indent.size()) {
      out += ' ';
      ++column;
    }
    out += text.substr(at, end - at);
    column += end - at;
    at = end + 1;
  }
  return out + "\n";
}

class Screen {
 public:
  Screen(const Material& material, bool colour) : material_{material}, colour_{colour} {}

  std::string write() {
    if (material_.incidents.empty()) {
      out_ += bold("No attack was found in this evidence.") + "\n";
    }
    for (std::size_t i = 0; i < std::min(material_.incidents.size(), kIncidentsShown); ++i) incident(material_.incidents[i]);
    if (material_.incidents.size() > kIncidentsShown) {
      out_ += "... and " + std::to_string(material_.incidents.size() - kIncidentsShown) + " more incidents in the report.\n\n";
    }
    if (!material_.incidents.empty() && !material_.incidents.front().advice.empty()) advice(material_.incidents.front());
    totals();
    problems();
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string paint(std::string_view code, const std::string& text) const {
    return colour_ ? "\033[" + std::string{code} + "m" + text + "\033[0m" : text;
  }
  [[nodiscard]] std::string bold(const std::string& text) const { return paint("1", text); }
  [[nodiscard]] std::string severity(record::Severity level) const {
    std::string name{record::name_of(level)};
    for (char& c : name) c = static_cast<char>(c - 'a' + 'A');
    return paint(level >= record::Severity::high ? "1;31" : level == record::Severity::medium ? "33" : "36", name);
  }

  void incident(const record::Incident& incident) {
    out_ += severity(incident.severity) + "  " + bold(plain(incident.title)) + "\n";
    out_ += wrapped(plain(incident.story), "  ");
    out_ += "  " + moment(incident.first_seen) + " to " + moment(incident.last_seen) + "; " +
            std::string{confidence_word(incident.confidence)} + "\n\n";
  }
  void advice(const record::Incident& worst) {
    out_ += bold("What to do now") + "\n";
    for (std::size_t i = 0; i < std::min(worst.advice.size(), kAdviceShown); ++i) {
      out_ += wrapped(std::to_string(i + 1) + ". " + plain(worst.advice[i]), "  ");
    }
    out_ += "\n";
  }
  void totals() {
    std::uint64_t packets = 0;
    for (const record::Evidence& item : material_.manifest.evidence) packets += item.packets;
    out_ += "Read: " + std::to_string(material_.manifest.evidence.size()) + " files, " + grouped(packets) + " packets. Records:";
    for (const record::Counter& log : material_.manifest.records) {
      if (log.count > 0) out_ += " " + log.name + " " + grouped(log.count);
    }
    out_ += ". Findings: " + std::to_string(material_.findings.size()) + ".\n";
  }
  void problems() {
    std::size_t shown = 0, unread = 0;
    for (const record::Evidence& item : material_.manifest.evidence) {
      if (item.problem.empty()) continue;
      if (unread++ == 0) out_ += bold("Not read, or not to the end:") + "\n";
      if (shown++ < kProblemsShown) out_ += "  " + plain(item.path) + ": " + plain(item.problem) + "\n";
    }
    if (unread > kProblemsShown) out_ += "  ... and " + std::to_string(unread - kProblemsShown) + " more in manifest.json\n";
  }

  const Material& material_;
  bool colour_;
  std::string out_;
};

}  // namespace

std::string text(const Material& material, bool colour) { return Screen{material, colour}.write(); }

}  // namespace wardwatch::report
