#include <map>

#include "core/digest.hpp"
#include "detect/common/analytic.hpp"

namespace wardwatch::detect::example {
namespace {

constexpr std::string_view kRule = "example-rule";
/// Sources counted at once, 300 B each. Say here what is met in practice.
constexpr std::size_t kSourcesMax = 100'000;

struct Source {
  std::uint64_t count = 0;
  Timestamp first_seen;
  Timestamp last_seen;
  std::vector<record::EvidenceRef> evidence;
};

/// Calls that nobody answered, counted by the external address that made them.
class Example final : public Analytic {
 public:
  explicit Example(const Context& context)
      : context_{context}, calls_min_{static_cast<std::uint64_t>(context.rule.threshold("calls_min", 20))} {}

  using Analytic::on;
  void on(const record::Connection& connection) override {
    if (connection.conn_state.view() != "S0" || !context_.site.is_external(connection.at.orig_h)) return;
    const auto found = sources_.find(connection.at.orig_h);
    if (found == sources_.end() && sources_.size() >= kSourcesMax) {
      ++dropped_count_;
      return;
    }
    Source& source = found == sources_.end() ? sources_[connection.at.orig_h] : found->second;
    if (source.count++ == 0) source.first_seen = connection.at.ts;
    source.last_seen = connection.at.ts;
    if (source.evidence.size() < record::kEvidenceMax) {
      source.evidence.push_back({.record = "conn", .ref = std::string{connection.at.uid.view()}});
    }
  }

  void on_tick(Timestamp /*watermark*/) override {}

  void on_end(Timestamp /*watermark*/) override {
    for (const auto& [address, source] : sources_) {
      if (source.count >= calls_min_) context_.findings.report(finding_about(address, source));
    }
  }

  [[nodiscard]] std::uint64_t dropped_count() const noexcept override { return dropped_count_; }

 private:
  [[nodiscard]] record::Finding finding_about(const IpAddress& address, const Source& source) const {
    const Rule& rule = context_.rule;
    record::Finding finding;
    finding.id = hex(sha256(as_bytes(rule.name + address.text() + utc_day(source.first_seen)))).substr(0, 32);
    finding.rule = rule.name;
    finding.title = rule.title;
    finding.severity = rule.level;
    finding.confidence = 0.5;
    finding.stage = rule.stage;
    finding.techniques = rule.techniques;
    finding.first_seen = source.first_seen;
    finding.last_seen = source.last_seen;
    finding.entities = {{.type = "ip", .value = address.text(), .role = "attacker"}};
    finding.evidence = source.evidence;
    finding.count = source.count;
    finding.rule_version = rule.version;
    finding.summary = address.text() + " made " + std::to_string(source.count) + " calls that nobody answered.";
    finding.explain_plain = rule.explain_plain;
    finding.advice = rule.advice;
    finding.innocent_explanation = rule.innocent_explanation;
    return finding;
  }

  Context context_;
  std::uint64_t calls_min_;
  std::map<IpAddress, Source> sources_;  // ordered, so that findings are
  std::uint64_t dropped_count_ = 0;
};

std::unique_ptr<Analytic> open(const Context& context) { return std::make_unique<Example>(context); }

constexpr Detector kAll[] = {{.name = kRule, .open = &open}};

}  // namespace

extern constinit const std::span<const Detector> kDetectors;
constinit const std::span<const Detector> kDetectors{kAll};

}  // namespace wardwatch::detect::example
