// A logon that worked, from where or for whom passwords had been guessed.
#include "detect/rdp_login/rdp_login.hpp"

#include <array>
#include <map>
#include <set>

#include "detect/common/episode.hpp"
#include "detect/common/rdp_attempt.hpp"

namespace wardwatch::detect::rdp_login {
namespace {

constexpr std::size_t kServersMax = 50'000;
constexpr std::size_t kSourcesMax = 5000;  ///< Of one server.
constexpr std::size_t kUsersMax = 5000;

/// What a server has seen of guessing, and who has been let in before.
struct Server {
  struct Source {
    std::uint64_t failed = 0;  ///< Refused logons since its last success.
    Timestamp last_failed;
  };
  std::map<IpAddress, Source> sources;
  std::map<std::string, std::set<IpAddress>> guessed_users;  ///< And by whom.
  std::set<IpAddress> known;                                 ///< Sources that logged on without any guessing before.
  Timestamp last_failed;
};

class LoginAfterGuessing final : public Analytic {
 public:
  explicit LoginAfterGuessing(const Context& context)
      : context_{context},
        memory_{seconds_of(context.rule.threshold("memory_seconds", 86'400))},
        failed_min_{static_cast<std::uint64_t>(context.rule.threshold("failed_min", 5))},
        sources_min_{static_cast<std::size_t>(context.rule.threshold("sources_min", 8))},
        outcome_min_{context.rule.threshold("outcome_confidence_min", 0.4)} {}

  void on(const record::Rdp& row) override {
    const AttemptKind kind = attempt_kind(row);
    if (kind == AttemptKind::none || kind == AttemptKind::named) return;
    auto found = servers_.find(row.at.resp_h);
    if (found == servers_.end()) {
      if (servers_.size() >= kServersMax) {
        ++dropped_count_;
        return;
      }
      found = servers_.emplace(row.at.resp_h, Server{}).first;
    }
    if (kind == AttemptKind::failed) note_failure(found->second, row);
    else judge(found->second, row);
  }
  // Findings are told at once: nothing waits for time to pass.
  void on_tick(Timestamp) override {}
  void on_end(Timestamp) override {}
  [[nodiscard]] std::uint64_t dropped_count() const noexcept override { return dropped_count_; }

 private:
  void note_failure(Server& server, const record::Rdp& row) {
    server.last_failed = row.at.ts;
    if (server.sources.size() >= kSourcesMax && !server.sources.contains(row.at.orig_h)) {
      ++dropped_count_;
    } else {
      Server::Source& source = server.sources[row.at.orig_h];
      if (row.at.ts - source.last_failed > memory_) source.failed = 0;
      source.failed += std::max<std::uint64_t>(row.attempts_min, 1);
      source.last_failed = row.at.ts;
    }
    if (const std::string user = user_of(row);
        !user.empty() && (server.guessed_users.size() < kUsersMax || server.guessed_users.contains(user))) {
      server.guessed_users[user].insert(row.at.orig_h);
    }
  }

  /// Why a logon is suspicious, the strongest reason first.
  void judge(Server& server, const record::Rdp& row) {
    if (row.rdp_outcome_confidence < outcome_min_) return;
    const std::string user = user_of(row);
    const auto source = server.sources.find(row.at.orig_h);
    const bool fresh = source != server.sources.end() && row.at.ts - source->second.last_failed <= memory_;
    const std::uint64_t own_failed = fresh ? source->second.failed : 0;
    // A connection that fails first and then succeeds counts its own attempts too.
    const std::uint64_t inside = row.attempts_min > 0 ? row.attempts_min - 1 : 0;
    if (own_failed + inside >= failed_min_) {
      report(row, user, 1.0,
             row.at.orig_h.text() + " had been refused " + counted(own_failed + inside, "time", "times") +
                 " on this server before");
      server.sources.erase(row.at.orig_h);
      return;
    }
    const bool outside = context_.site.is_external(row.at.orig_h) && !server.known.contains(row.at.orig_h);
    const auto guessed = server.guessed_users.find(user);
    const bool recently = row.at.ts - server.last_failed <= memory_;
    if (outside && recently && !user.empty() && guessed != server.guessed_users.end() &&
        !guessed->second.contains(row.at.orig_h) && many(server)) {
      report(row, user, 0.85, "others had been guessing the password of \"" + user + "\" on this server");
    } else if (outside && recently && many(server)) {
      report(
          row, user, 0.7,
          "many sources had been guessing passwords on this server, and this address was never seen to log on before");
    } else if (server.known.size() < kSourcesMax) {
      server.known.insert(row.at.orig_h);
    }
    if (source != server.sources.end()) source->second.failed = 0;  // The working user who mistyped.
  }

  [[nodiscard]] bool many(const Server& server) const {
    if (server.sources.size() >= sources_min_) return true;
    for (const auto& [address, source] : server.sources) {
      if (source.failed >= 2 * failed_min_) return true;
    }
    return false;
  }

  void report(const record::Rdp& row, const std::string& user, double weight, const std::string& why) {
    Episode episode;
    episode.add(row.at.ts, "rdp", row.at.uid);
    if (row.duration) episode.last = row.at.ts + *row.duration;
    record::Finding finding =
        finding_of(context_.rule, {row.at.orig_h.text(), row.at.resp_h.text(), user, std::string{row.at.uid.view()}},
                   episode, false);
    finding.title = context_.rule.title + ": " + row.at.orig_h.text() + " on " + row.at.resp_h.text() +
                    (user.empty() ? "" : " as " + user);
    finding.confidence = std::min(0.98, weight * (0.55 + 0.45 * row.rdp_outcome_confidence));
    if (weight < 0.8) finding.severity = record::Severity::high;
    finding.entities = {{"ip", row.at.orig_h.text(), "attacker"}, {"ip", row.at.resp_h.text(), "victim"}};
    if (!user.empty()) finding.entities.push_back({"user", user, "account"});
    finding.bytes = row.orig_bytes + row.resp_bytes;
    finding.summary = row.at.orig_h.text() + " logged on to " + row.at.resp_h.text() +
                      (user.empty() ? "" : " as \"" + user + "\"") + " at " + rfc3339(row.at.ts) + "; " + why + ".";
    if (row.outcome_evidence) finding.summary += " What the wire shows: " + std::string{*row.outcome_evidence} + ".";
    context_.findings.report(std::move(finding));
  }

  const Context& context_;
  Interval memory_;
  std::uint64_t failed_min_;
  std::size_t sources_min_;
  double outcome_min_;
  std::map<IpAddress, Server> servers_;
  std::uint64_t dropped_count_ = 0;
};

std::unique_ptr<Analytic> open(const Context& context) { return std::make_unique<LoginAfterGuessing>(context); }

constexpr std::array<Detector, 1> kAll{{{.name = "rdp-login-after-guessing", .open = &open}}};

}  // namespace

constinit const std::span<const Detector> kDetectors{kAll};

}  // namespace wardwatch::detect::rdp_login
