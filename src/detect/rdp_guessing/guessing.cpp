// One source against one server: fast (episodes end after a quiet hour) and slow (over days).
#include <set>

#include "detect/common/episode_table.hpp"
#include "detect/common/rdp_attempt.hpp"
#include "detect/rdp_guessing/rdp_guessing.hpp"

namespace wardwatch::detect::rdp_guessing {
namespace {

constexpr std::size_t kPairsMax = 200'000;  ///< Pairs of source and server that failed lately.
constexpr std::size_t kUsersMax = 200;      ///< Names kept of one pair.
constexpr std::size_t kDaysMax = 400;       ///< Days kept of one pair.

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
  bool enough = false;  ///< What was enough once stays enough: what was told is not taken back.

  /// One name, or none: a person who forgot his password looks like that, a list of names does not.
  [[nodiscard]] bool one_user() const noexcept { return users.size() <= 1; }
};

void count(Guesses& guesses, const record::Rdp& row, AttemptKind kind) {
  const std::uint64_t attempts = attempts_of(row, kind);
  guesses.episode.add(row.at.ts, "rdp", row.at.uid, attempts);
  (kind == AttemptKind::failed ? guesses.failed : guesses.named) += attempts;
  const auto hour = std::chrono::floor<std::chrono::hours>(row.at.ts);
  if (hour != guesses.hour) guesses.in_last_hour = 0;
  guesses.hour = hour;
  guesses.in_last_hour += attempts;
  guesses.busiest_hour = std::max(guesses.busiest_hour, guesses.in_last_hour);
  if (guesses.days.size() < kDaysMax)
    guesses.days.insert(std::chrono::floor<std::chrono::days>(row.at.ts).time_since_epoch().count());
  if (const std::string user = user_of(row); !user.empty() && guesses.users.size() < kUsersMax)
    guesses.users.insert(user);
}

/// What both forms share: the table of pairs and how a finding is told.
class PairAnalytic : public Analytic {
 public:
  PairAnalytic(const Context& context, double quiet_seconds)
      : context_{context},
        pairs_{kPairsMax, seconds_of(context.rule.threshold("quiet_seconds", quiet_seconds)), std::chrono::minutes{5}} {
  }

  using Analytic::on;
  void on(const record::Rdp& row) override {
    const AttemptKind kind = attempt_kind(row);
    const Pair pair{row.at.orig_h, row.at.resp_h, row.at.resp_p};
    if (kind == AttemptKind::succeeded) forgive(pair);
    if (kind != AttemptKind::failed && kind != AttemptKind::named) return;
    Guesses* guesses = pairs_.at(pair, row.at.ts, conclude_);
    if (guesses == nullptr) return;
    count(*guesses, row, kind);
    guesses->enough = guesses->enough || is_enough(*guesses);
  }
  void on_tick(Timestamp watermark) override { pairs_.tick(watermark, conclude_); }
  void on_end(Timestamp watermark) override { pairs_.end(watermark, conclude_); }
  [[nodiscard]] std::uint64_t dropped_count() const noexcept override { return pairs_.dropped_count(); }

 protected:
  /// How sure it is that these are guesses, and how bad; nothing when they are none.
  struct Verdict {
    record::Severity severity;
    double confidence;
  };
  /// Depends on nothing but the attempts, and is asked after each.
  [[nodiscard]] virtual bool is_enough(const Guesses& guesses) const = 0;
  [[nodiscard]] virtual std::optional<Verdict> judge(const Pair& pair, const Guesses& guesses) const = 0;

  const Context& context_;

 private:
  /// Who gets in after a few refusals mistyped; who gets in after many is another analytic's business, and guessed.
  void forgive(const Pair& pair) {
    const Guesses* guesses = pairs_.find(pair);
    if (guesses != nullptr &&
        guesses->failed + guesses->named < static_cast<std::uint64_t>(context_.rule.threshold("failed_min", 6)))
      pairs_.forget(pair);
  }

  void conclude(const Pair& pair, const Guesses& guesses, bool closed) {
    if (!guesses.enough) return;
    const auto verdict = judge(pair, guesses);
    if (!verdict) return;
    const std::string source = pair.source.text(), server = pair.server.text();
    record::Finding finding =
        finding_of(context_.rule, {source, server, std::to_string(pair.port.value)}, guesses.episode, closed);
    finding.title = context_.rule.title + ": " + source + " against " + server;
    finding.severity = verdict->severity;
    finding.confidence = verdict->confidence;
    finding.entities = {{"ip", source, "attacker"}, {"ip", server, "victim"}};
    for (const std::string& user : guesses.users) finding.entities.push_back({"user", user, "account"});
    finding.summary = source + (context_.site.is_home(pair.source) ? " (inside)" : " (outside)") +
                      " tried to log on to " + server + " port " + std::to_string(pair.port.value) + ": " +
                      counted(guesses.failed, "refused logon", "refused logons");
    if (guesses.named > 0) {
      finding.summary += ", " + counted(guesses.named, "request that named a user and led to no session",
                                        "requests that named a user and led to no session");
    }
    if (guesses.days.size() > 1)
      finding.summary += ", on " + std::to_string(guesses.days.size()) + " days, at most " +
                         std::to_string(guesses.busiest_hour) + " in an hour";
    if (!guesses.users.empty()) finding.summary += "; user names: " + some_of(guesses.users);
    finding.summary += ".";
    context_.findings.report(std::move(finding));
  }

  struct Conclude {
    PairAnalytic* self;
    void operator()(const Pair& pair, const Guesses& guesses, bool closed) const {
      self->conclude(pair, guesses, closed);
    }
  } conclude_{this};
  EpisodeTable<Pair, Guesses> pairs_;
};

class FastGuessing final : public PairAnalytic {
 public:
  explicit FastGuessing(const Context& context)
      : PairAnalytic{context, 3600},
        failed_min_{static_cast<std::uint64_t>(context.rule.threshold("failed_min", 6))},
        named_min_{static_cast<std::uint64_t>(context.rule.threshold("named_min", 15))},
        one_user_min_{static_cast<std::uint64_t>(context.rule.threshold("failed_of_one_user_min", 15))} {}

 private:
  [[nodiscard]] bool is_enough(const Guesses& guesses) const override {
    return guesses.failed >= failed_min_ || guesses.failed + guesses.named >= named_min_;
  }
  [[nodiscard]] std::optional<Verdict> judge(const Pair& pair, const Guesses& guesses) const override {
    // Colleagues forget passwords: inside, one name needs as many refusals as only a machine makes.
    if (guesses.one_user() && guesses.failed < one_user_min_ && guesses.failed + guesses.named < named_min_) {
      if (context_.site.is_home(pair.source)) return std::nullopt;
      return Verdict{record::Severity::medium, 0.6};
    }
    if (guesses.failed >= 20) return Verdict{context_.rule.level, 0.95};
    return Verdict{context_.rule.level, guesses.failed >= failed_min_ ? 0.85 : 0.7};
  }

  std::uint64_t failed_min_, named_min_, one_user_min_;
};

class SlowGuessing final : public PairAnalytic {
 public:
  explicit SlowGuessing(const Context& context) : PairAnalytic{context, 3 * 86'400.0} {}

 private:
  [[nodiscard]] bool is_enough(const Guesses& guesses) const override {
    const auto failed_min = static_cast<std::uint64_t>(context_.rule.threshold("failed_min", 8));
    const auto named_min = static_cast<std::uint64_t>(context_.rule.threshold("named_min", 20));
    const auto days_min = static_cast<std::size_t>(context_.rule.threshold("days_min", 3));
    const auto hour_max = static_cast<std::uint64_t>(context_.rule.threshold("failed_in_an_hour_max", 5));
    if (guesses.failed < failed_min && guesses.failed + guesses.named < named_min) return false;
    return guesses.days.size() >= days_min && guesses.busiest_hour <= hour_max;
  }
  [[nodiscard]] std::optional<Verdict> judge(const Pair& pair, const Guesses& guesses) const override {
    // A saved password that was changed fails every day from the same desk: that is for the administrator, not an alarm.
    if (guesses.one_user() && context_.site.is_home(pair.source)) return Verdict{record::Severity::low, 0.3};
    return Verdict{context_.rule.level, guesses.users.size() > 2 ? 0.8 : 0.6};
  }
};

}  // namespace

std::unique_ptr<Analytic> open_guessing(const Context& context) { return std::make_unique<FastGuessing>(context); }
std::unique_ptr<Analytic> open_slow(const Context& context) { return std::make_unique<SlowGuessing>(context); }

}  // namespace wardwatch::detect::rdp_guessing
