// One source against one server: fast (episodes end after an hour of quiet) and slow (over days).
#include <map>
#include <set>

#include "detect/common/episode.hpp"
#include "detect/common/rdp_attempt.hpp"
#include "detect/rdp_guessing/rdp_guessing.hpp"

namespace wardwatch::detect::rdp_guessing {
namespace {

constexpr std::size_t kPairsMax = 200'000;  ///< Pairs of source and server that failed lately.
constexpr std::size_t kUsersMax = 200;      ///< Names kept of one pair.

struct Pair {
  IpAddress source, server;
  Port port;
  [[nodiscard]] friend auto operator<=>(const Pair&, const Pair&) = default;
};

struct Guesses {
  Episode episode;
  std::uint64_t failed = 0;
  std::uint64_t named = 0;
  std::uint64_t in_last_hour = 0;
  std::uint64_t busiest_hour = 0;
  Timestamp hour;
  std::set<std::int64_t> days;
  std::set<std::string> users;
};

/// What both forms share: the table of pairs and when one of them is over.
class PairAnalytic : public Analytic {
 public:
  PairAnalytic(const Context& context, double quiet_seconds)
      : context_{context}, quiet_{seconds_of(context.rule.threshold("quiet_seconds", quiet_seconds))} {}

  void on(const record::Rdp& row) override {
    const AttemptKind kind = attempt_kind(row);
    if (kind != AttemptKind::failed && kind != AttemptKind::named) return;
    const Pair pair{row.at.orig_h, row.at.resp_h, row.at.resp_p};
    auto found = pairs_.find(pair);
    if (found != pairs_.end() && found->second.episode.is_over(row.at.ts, quiet_)) {
      conclude(found->first, found->second, true);
      pairs_.erase(found);
      found = pairs_.end();
    }
    if (found == pairs_.end()) {
      if (pairs_.size() >= kPairsMax) {
        ++dropped_count_;
        return;
      }
      found = pairs_.emplace(pair, Guesses{}).first;
    }
    count(found->second, row, kind);
  }

  void on_tick(Timestamp watermark) override {
    if (!sweep_.due(watermark)) return;
    for (auto at = pairs_.begin(); at != pairs_.end();) {
      const bool over = at->second.episode.is_over(watermark, quiet_);
      if (over || at->second.episode.changed) conclude(at->first, at->second, over);
      at = over ? pairs_.erase(at) : std::next(at);
    }
  }
  void on_end(Timestamp) override {
    for (auto& [pair, guesses] : pairs_) conclude(pair, guesses, false);
  }
  [[nodiscard]] std::uint64_t dropped_count() const noexcept override { return dropped_count_; }

 protected:
  [[nodiscard]] virtual bool is_guessing(const Guesses& guesses) const = 0;
  [[nodiscard]] virtual double confidence(const Guesses& guesses) const = 0;

  const Context& context_;

 private:
  static void count(Guesses& guesses, const record::Rdp& row, AttemptKind kind) {
    const std::uint64_t attempts = kind == AttemptKind::failed ? std::max<std::uint64_t>(row.attempts_min, 1) : 1;
    guesses.episode.add(row.at.ts, "rdp", row.at.uid, attempts);
    (kind == AttemptKind::failed ? guesses.failed : guesses.named) += attempts;
    const auto hour = std::chrono::floor<std::chrono::hours>(row.at.ts);
    if (hour != guesses.hour) guesses.in_last_hour = 0;
    guesses.hour = hour;
    guesses.in_last_hour += attempts;
    guesses.busiest_hour = std::max(guesses.busiest_hour, guesses.in_last_hour);
    guesses.days.insert(std::chrono::floor<std::chrono::days>(row.at.ts).time_since_epoch().count());
    if (const std::string user = user_of(row); !user.empty() && guesses.users.size() < kUsersMax)
      guesses.users.insert(user);
  }

  void conclude(const Pair& pair, Guesses& guesses, bool closed) {
    guesses.episode.changed = false;
    if (!is_guessing(guesses)) return;
    const std::string source = pair.source.text(), server = pair.server.text();
    record::Finding finding =
        finding_of(context_.rule, {source, server, std::to_string(pair.port.value)}, guesses.episode, closed);
    finding.title = context_.rule.title + ": " + source + " against " + server;
    finding.confidence = confidence(guesses);
    finding.entities = {{"ip", source, "attacker"}, {"ip", server, "victim"}};
    for (const std::string& user : guesses.users) finding.entities.push_back({"user", user, "account"});
    finding.summary = source + (context_.site.is_home(pair.source) ? " (inside)" : " (outside)") +
                      " tried to log on to " + server + " port " + std::to_string(pair.port.value) + ": " +
                      counted(guesses.failed, "refused logon", "refused logons");
    if (guesses.named > 0)
      finding.summary += ", " + counted(guesses.named, "request that named a user and led to no session",
                                        "requests that named a user and led to no session");
    if (!guesses.users.empty()) finding.summary += "; user names: " + some_of(guesses.users);
    finding.summary += ".";
    context_.findings.report(std::move(finding));
  }

  Interval quiet_;
  std::map<Pair, Guesses> pairs_;
  std::uint64_t dropped_count_ = 0;
  Sweep sweep_{std::chrono::minutes{5}};
};

class FastGuessing final : public PairAnalytic {
 public:
  explicit FastGuessing(const Context& context) : PairAnalytic{context, 3600} {}

 private:
  [[nodiscard]] bool is_guessing(const Guesses& guesses) const override {
    const auto failed_min = static_cast<std::uint64_t>(context_.rule.threshold("failed_min", 6));
    const auto named_min = static_cast<std::uint64_t>(context_.rule.threshold("named_min", 15));
    return guesses.failed >= failed_min || guesses.failed + guesses.named >= named_min;
  }
  [[nodiscard]] double confidence(const Guesses& guesses) const override {
    if (guesses.failed >= 20) return 0.95;
    return guesses.failed >= 6 ? 0.85 : 0.7;
  }
};

class SlowGuessing final : public PairAnalytic {
 public:
  explicit SlowGuessing(const Context& context) : PairAnalytic{context, 3 * 86'400.0} {}

 private:
  [[nodiscard]] bool is_guessing(const Guesses& guesses) const override {
    const auto failed_min = static_cast<std::uint64_t>(context_.rule.threshold("failed_min", 8));
    const auto days_min = static_cast<std::size_t>(context_.rule.threshold("days_min", 3));
    const auto hour_max = static_cast<std::uint64_t>(context_.rule.threshold("failed_in_an_hour_max", 5));
    return guesses.failed >= failed_min && guesses.days.size() >= days_min && guesses.busiest_hour <= hour_max;
  }
  [[nodiscard]] double confidence(const Guesses& guesses) const override {
    return guesses.users.size() > 2 ? 0.8 : 0.6;
  }
};

}  // namespace

std::unique_ptr<Analytic> open_guessing(const Context& context) { return std::make_unique<FastGuessing>(context); }
std::unique_ptr<Analytic> open_slow(const Context& context) { return std::make_unique<SlowGuessing>(context); }

}  // namespace wardwatch::detect::rdp_guessing
