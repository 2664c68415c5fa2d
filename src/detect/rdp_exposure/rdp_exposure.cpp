// What lets them in: RDP that answers the internet, and RDP that is weakly protected.
#include "detect/rdp_exposure/rdp_exposure.hpp"

#include <array>
#include <map>
#include <set>

#include "detect/common/episode.hpp"

namespace wardwatch::detect::rdp_exposure {
namespace {

constexpr std::size_t kServersMax = 100'000;
constexpr std::size_t kSourcesMax = 10'000;  ///< Of one server; beyond, the count stays at this and says "at least".

struct Service {
  IpAddress server;
  Port port;
  bool udp = false;
  [[nodiscard]] friend auto operator<=>(const Service&, const Service&) = default;
};

struct Facts {
  Episode episode;
  std::set<IpAddress> sources;
  std::set<std::string> protocols;  ///< What it agreed to, worst first by name below.
  std::set<std::string> encryption;
  bool requires_nla = false;
  std::uint64_t probes = 0;
  std::uint64_t told_count = 0;  ///< Of the episode, when it was last told.
};

/// Collects what each RDP server was seen to agree to. Asks where home is only when it concludes.
class ServerAnalytic : public Analytic {
 public:
  explicit ServerAnalytic(const Context& context) : context_{context} {}

  void on(const record::Rdp& row) override {
    if (!concerns(row)) return;
    const Service service{row.at.resp_h, row.at.resp_p, row.transport == "udp"};
    auto found = services_.find(service);
    if (found == services_.end()) {
      if (services_.size() >= kServersMax) {
        ++dropped_count_;
        return;
      }
      found = services_.emplace(service, Facts{}).first;
    }
    Facts& facts = found->second;
    facts.episode.add(row.at.ts, "rdp", row.at.uid);
    if (facts.sources.size() < kSourcesMax) facts.sources.insert(row.at.orig_h);
    if (row.security_protocol) facts.protocols.emplace(*row.security_protocol);
    if (row.encryption_level) facts.encryption.emplace(*row.encryption_level);
    if (row.failure_code && *row.failure_code == "HYBRID_REQUIRED_BY_SERVER") facts.requires_nla = true;
    if (row.rdp_outcome == "probe") ++facts.probes;
  }

  void on_tick(Timestamp watermark) override {
    if (!sweep_.due(watermark)) return;
    for (auto& [service, facts] : services_) {
      if (facts.episode.count == facts.told_count) continue;
      facts.told_count = facts.episode.count;
      conclude(service, facts);
    }
  }
  /// All of them once more: what is home may have become known after the last event.
  void on_end(Timestamp) override {
    for (auto& [service, facts] : services_) conclude(service, facts);
  }
  [[nodiscard]] std::uint64_t dropped_count() const noexcept override { return dropped_count_; }

 protected:
  [[nodiscard]] virtual bool concerns(const record::Rdp& row) const = 0;
  virtual void conclude(const Service& service, Facts& facts) = 0;

  /// "NLA", "TLS without NLA" or "standard RDP security": the weakest that it agreed to.
  [[nodiscard]] static std::string weakest(const Facts& facts) {
    if (facts.protocols.contains("RDP")) return "standard RDP security";
    if (facts.protocols.contains("SSL")) return "TLS without NLA";
    if (facts.requires_nla || facts.protocols.contains("HYBRID") || facts.protocols.contains("HYBRID_EX")) return "NLA";
    return "unknown";
  }

  const Context& context_;

 private:
  std::map<Service, Facts> services_;
  std::uint64_t dropped_count_ = 0;
  Sweep sweep_{std::chrono::minutes{10}};
};

/// An RDP server of ours that answered somebody outside. Background scanning is this one finding with counts.
class Exposed final : public ServerAnalytic {
 public:
  using ServerAnalytic::ServerAnalytic;

 private:
  [[nodiscard]] bool concerns(const record::Rdp& row) const override { return row.resp_bytes > 0; }

  void conclude(const Service& service, Facts& facts) override {
    if (!context_.site.is_home(service.server)) return;
    std::size_t outside = 0;
    for (const IpAddress& source : facts.sources) outside += context_.site.is_external(source) ? 1U : 0U;
    if (outside == 0) return;
    const std::string server = service.server.text(), port = std::to_string(service.port.value);
    const std::string grade = weakest(facts);
    record::Finding finding =
        finding_of(context_.rule, {server, port, service.udp ? "udp" : "tcp"}, facts.episode, false);
    finding.title = context_.rule.title + ": " + server + " port " + port;
    finding.severity = grade == "NLA" ? record::Severity::medium : record::Severity::high;
    finding.confidence = 0.95;
    finding.entities = {{"ip", server, "victim"}};
    finding.summary = server + " answers RDP on " + (service.udp ? "UDP" : "TCP") + " port " + port +
                      " to the internet: " + counted(facts.episode.count, "connection", "connections") + " from " +
                      counted(outside, "outside address", "outside addresses") + ", " +
                      counted(facts.probes, "of them a mere probe", "of them mere probes") +
                      ". The weakest protection it agreed to: " + grade + ".";
    context_.findings.report(std::move(finding));
  }
};

class WeakSecurity final : public ServerAnalytic {
 public:
  using ServerAnalytic::ServerAnalytic;

 private:
  [[nodiscard]] bool concerns(const record::Rdp& row) const override { return row.security_protocol.has_value(); }

  void conclude(const Service& service, Facts& facts) override {
    if (!context_.site.is_home(service.server)) return;
    const std::string grade = weakest(facts);
    if (grade != "standard RDP security" && grade != "TLS without NLA") return;
    const std::string server = service.server.text(), port = std::to_string(service.port.value);
    record::Finding finding = finding_of(context_.rule, {server, port}, facts.episode, false);
    finding.title = context_.rule.title + ": " + server + " port " + port;
    finding.severity = grade == "TLS without NLA" ? record::Severity::low : record::Severity::medium;
    finding.confidence = 0.95;
    finding.entities = {{"ip", server, "victim"}};
    finding.summary = server + " agreed to " + grade + " on port " + port + " in " +
                      counted(facts.episode.count, "connection", "connections") + ".";
    if (!facts.encryption.empty()) finding.summary += " Encryption level: " + some_of(facts.encryption) + ".";
    context_.findings.report(std::move(finding));
  }
};

std::unique_ptr<Analytic> open_exposed(const Context& context) { return std::make_unique<Exposed>(context); }
std::unique_ptr<Analytic> open_weak(const Context& context) { return std::make_unique<WeakSecurity>(context); }

constexpr std::array<Detector, 2> kAll{{
    {.name = "rdp-internet-exposed", .open = &open_exposed},
    {.name = "rdp-weak-security", .open = &open_weak},
}};

}  // namespace

constinit const std::span<const Detector> kDetectors{kAll};

}  // namespace wardwatch::detect::rdp_exposure
