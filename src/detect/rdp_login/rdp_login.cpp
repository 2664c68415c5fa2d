// A logon that worked, from where or for whom passwords had been guessed.
#include "detect/rdp_login/rdp_login.hpp"

#include <array>
#include <set>

#include "detect/common/episode_table.hpp"
#include "detect/common/rdp_attempt.hpp"
#include "detect/rdp_login/host_log.hpp"

namespace wardwatch::detect::rdp_login {
namespace {

constexpr std::size_t kServersMax = 50'000;
constexpr std::size_t kSourcesMax = 5000;      ///< Of one server.
constexpr std::size_t kGuessersMax = 500'000;  ///< Of all servers, 200 B each.
constexpr std::size_t kUsersMax = 5000;        ///< Of one server.
constexpr std::size_t kBreakInsMax = 50'000;
constexpr std::size_t kUsersToldMax = 20;
/// How sure it is that a long two-way session without a readable outcome began with a logon.
constexpr double kSessionConfidence = 0.5;
/// Where the server's log knows of the logon: by the source's address, or only by user and time; or of a refusal alone.
constexpr double kConfirmed = 0.99;
constexpr double kConfirmedByName = 0.9;
constexpr double kRefuted = 0.1;

/// Refused logons of one source since its last success, and requests that named a user and came to nothing.
struct Guesser {
  std::uint64_t failed = 0;
  std::uint64_t named = 0;
  Timestamp last;
  std::set<std::string> users;  ///< At most two: one name or several is what matters.
};

struct Broken {
  IpAddress by;
  Timestamp at;
};

/// What a server has seen of guessing, and who has been let in before.
struct Server {
  std::map<IpAddress, Guesser> sources;
  std::map<std::string, std::set<IpAddress>> guessed_users;  ///< And by whom; no more than two sources a name.
  std::map<std::string, Broken> broken_users;                ///< Whose password was found, as far as is known.
  std::set<IpAddress> known;                                 ///< Sources that logged on without any guessing before.
  Timestamp last_failed;
};

struct Why {
  double weight = 0;  ///< How strongly it speaks for a break-in, if the logon was one.
  std::string words;
};

struct Way {
  IpAddress source, server;
  [[nodiscard]] friend auto operator<=>(const Way&, const Way&) = default;
};

/// All sessions of one source on one server after it broke in.
struct BreakIn {
  Episode episode;
  Why why;
  Timestamp began;
  double outcome_confidence = 0;
  std::set<std::string> users;
  std::string evidence;
  std::uint64_t bytes = 0;
  HostVerdict host;  ///< What the server's own log says, when it is in the case.
  Timestamp last_began;
  std::string last_user;
};

class LoginAfterGuessing final : public Analytic {
 public:
  explicit LoginAfterGuessing(const Context& context)
      : context_{context},
        memory_{seconds_of(context.rule.threshold("memory_seconds", 86'400))},
        account_memory_{seconds_of(context.rule.threshold("account_memory_seconds", 30 * 86'400.0))},
        failed_min_{static_cast<std::uint64_t>(context.rule.threshold("failed_min", 5))},
        one_user_min_{static_cast<std::uint64_t>(context.rule.threshold("failed_of_one_user_min", 15))},
        named_min_{static_cast<std::uint64_t>(context.rule.threshold("named_min", 15))},
        sources_min_{static_cast<std::size_t>(context.rule.threshold("sources_min", 8))},
        outcome_min_{context.rule.threshold("outcome_confidence_min", 0.4)},
        break_ins_{kBreakInsMax, memory_, std::chrono::minutes{1}} {}

  using Analytic::on;
  void on(const record::Rdp& row) override {
    const AttemptKind kind = attempt_kind(row);
    if (kind == AttemptKind::none) return;
    if (servers_.size() >= kServersMax && !servers_.contains(row.at.resp_h)) {
      ++dropped_count_;
      return;
    }
    Server& server = servers_[row.at.resp_h];
    if (kind == AttemptKind::failed || kind == AttemptKind::named) note_failure(server, row, kind);
    else judge(server, row, kind == AttemptKind::succeeded ? row.rdp_outcome_confidence : kSessionConfidence);
  }
  void on(const record::WindowsEvent& row) override {
    auto logon = logged_logon(row);
    if (!logon) return;
    if (logon->address) {
      break_ins_.visit_from({*logon->address, IpAddress{}}, [&](const Way& way, BreakIn& break_in) {
        if (way.source != *logon->address) return false;
        hear(way, break_in, *logon);
        return true;
      });
    } else if (const auto known = way_of_user_.find(logon->user); known != way_of_user_.end()) {
      if (BreakIn* break_in = break_ins_.find(known->second)) hear(known->second, *break_in, *logon);
    }
    recent_.add(*std::move(logon));
  }
  void on_tick(Timestamp watermark) override {
    break_ins_.tick(watermark, conclude_);
    if (forget_sweep_.due(watermark)) forget_old(watermark);
  }
  void on_end(Timestamp watermark) override { break_ins_.end(watermark, conclude_); }
  [[nodiscard]] std::uint64_t dropped_count() const noexcept override {
    return dropped_count_ + break_ins_.dropped_count();
  }

 private:
  /// Drops what no judgement looks at any more.
  void forget_old(Timestamp watermark) {
    guessers_ = 0;
    for (auto& [address, server] : servers_) {
      std::erase_if(server.sources, [&](const auto& entry) { return watermark - entry.second.last > memory_; });
      guessers_ += server.sources.size();
      if (watermark - server.last_failed > account_memory_) server.guessed_users.clear();
    }
  }

  /// What the server's log tells of a session that is known.
  void hear(const Way& way, BreakIn& break_in, const LoggedLogon& logon) {
    if (break_in.host.consider(logon, way.source, break_in.last_user, break_in.last_began)) break_ins_.tell_again(way);
  }

  void note_failure(Server& server, const record::Rdp& row, AttemptKind kind) {
    const std::string user = folded(user_of(row));
    if (!server.sources.contains(row.at.orig_h)) {
      if (server.sources.size() >= kSourcesMax || guessers_ >= kGuessersMax) {
        ++dropped_count_;
        return;
      }
      ++guessers_;
    }
    Guesser& guesser = server.sources[row.at.orig_h];
    if (row.at.ts - guesser.last > memory_) guesser = {};
    (kind == AttemptKind::failed ? guesser.failed : guesser.named) += attempts_of(row, kind);
    guesser.last = row.at.ts;
    if (!user.empty() && guesser.users.size() < 2) guesser.users.insert(user);
    if (kind != AttemptKind::failed) return;
    server.last_failed = row.at.ts;
    if (user.empty() || (server.guessed_users.size() >= kUsersMax && !server.guessed_users.contains(user))) return;
    if (auto& by = server.guessed_users[user]; by.size() < 2) by.insert(row.at.orig_h);
  }

  void judge(Server& server, const record::Rdp& row, double outcome_confidence) {
    if (outcome_confidence < outcome_min_) return;
    const std::string user = folded(user_of(row));
    BreakIn* known_break_in = break_ins_.find({row.at.orig_h, row.at.resp_h});
    const bool goes_on = known_break_in != nullptr && !known_break_in->episode.is_over(row.at.ts, memory_);
    const Why why = goes_on ? known_break_in->why : reason(server, row, user);
    guessers_ -= server.sources.erase(row.at.orig_h);
    if (why.weight == 0) {
      if (server.known.size() < kSourcesMax) server.known.insert(row.at.orig_h);
      return;
    }
    BreakIn* break_in = break_ins_.at({row.at.orig_h, row.at.resp_h}, row.at.ts, conclude_);
    if (break_in == nullptr) return;
    if (break_in->episode.count == 0) {
      break_in->why = why;
      break_in->began = row.at.ts;
    }
    break_in->episode.add(row.at.ts, "rdp", row.at.uid);
    break_in->episode.last = std::max(break_in->episode.last, row.at.ts + row.duration.value_or(Interval{}));
    break_in->bytes += row.orig_bytes + row.resp_bytes;
    if (outcome_confidence > break_in->outcome_confidence) {
      break_in->outcome_confidence = outcome_confidence;
      break_in->evidence =
          std::string{row.outcome_evidence.value_or("much went both ways for minutes, as when somebody works")};
    }
    if (const std::string as_sent = user_of(row); !as_sent.empty() && break_in->users.size() < kUsersToldMax)
      break_in->users.insert(as_sent);
    break_in->last_began = row.at.ts;
    break_in->last_user = user;
    const Way way{row.at.orig_h, row.at.resp_h};
    if (!user.empty() && way_of_user_.size() < kBreakInsMax)
      way_of_user_.insert_or_assign(std::string{without_domain(user)}, way);
    for (const LoggedLogon& logon : recent_.all()) hear(way, *break_in, logon);
    if (!user.empty() && server.broken_users.size() < kUsersMax)
      server.broken_users.try_emplace(user, Broken{row.at.orig_h, row.at.ts});
  }

  /// Why a logon is suspicious, the strongest reason first; weight 0 when it is not.
  [[nodiscard]] Why reason(const Server& server, const record::Rdp& row, const std::string& user) const {
    const auto source = server.sources.find(row.at.orig_h);
    const bool fresh = source != server.sources.end() && row.at.ts - source->second.last <= memory_;
    // A connection that fails first and then succeeds counts its own attempts too.
    const std::uint64_t failed =
        (fresh ? source->second.failed : 0) + (row.attempts_min > 0 ? row.attempts_min - 1 : 0);
    const std::uint64_t named = fresh ? source->second.named : 0;
    const bool one_user = !fresh || source->second.users.size() <= 1;
    const bool outside = context_.site.is_external(row.at.orig_h);
    const std::string before =
        row.at.orig_h.text() + " had been refused " + counted(failed, "time", "times") + " on this server before";
    if (failed >= one_user_min_ || (failed >= failed_min_ && !one_user)) return {1.0, before};
    if (failed >= failed_min_ && outside)
      return {0.6, before + ", always as one user: it may be a user who did not know the password any more"};
    if (failed + named >= named_min_ && !one_user) {
      return {0.7, row.at.orig_h.text() + " had named users on this server " + std::to_string(failed + named) +
                       " times before without ever getting a session"};
    }
    if (!outside || server.known.contains(row.at.orig_h)) return {};
    if (const auto broken = server.broken_users.find(user);
        !user.empty() && broken != server.broken_users.end() && row.at.ts - broken->second.at <= account_memory_) {
      return {0.8, "this password had been found by " + broken->second.by.text() + " at " + rfc3339(broken->second.at) +
                       ", and this address was never seen to log on before"};
    }
    if (row.at.ts - server.last_failed > memory_ || !is_besieged(server, row.at.ts)) return {};
    const auto guessed = server.guessed_users.find(user);
    const bool by_others = !user.empty() && guessed != server.guessed_users.end() &&
                           (guessed->second.size() > 1 || !guessed->second.contains(row.at.orig_h));
    if (by_others) return {0.85, "others had been guessing the password of \"" + user + "\" on this server"};
    return {0.5, "passwords were being guessed on this server, and this address was never seen to log on before"};
  }

  [[nodiscard]] bool is_besieged(const Server& server, Timestamp now) const {
    std::size_t sources = 0;
    for (const auto& [address, guesser] : server.sources) {
      if (now - guesser.last > memory_) continue;
      if (guesser.failed >= 2 * failed_min_) return true;
      sources += guesser.failed > 0 ? 1U : 0U;
    }
    return sources >= sources_min_;
  }

  void conclude(const Way& way, const BreakIn& break_in, bool closed) {
    const std::string source = way.source.text(), server = way.server.text();
    record::Finding finding = finding_of(context_.rule, {source, server}, break_in.episode, closed);
    finding.title = context_.rule.title + ": " + source + " on " + server +
                    (break_in.users.empty() ? "" : " as " + some_of(break_in.users));
    finding.confidence = std::min(0.98, break_in.why.weight * (0.55 + 0.45 * break_in.outcome_confidence));
    if (break_in.why.weight < 0.8 || finding.confidence < 0.6)
      finding.severity = std::min(finding.severity, record::Severity::high);
    // Exposed servers are besieged all the time, and staff travel.
    if (break_in.why.weight < 0.6) finding.severity = std::min(finding.severity, record::Severity::medium);
    finding.entities = {{"ip", source, "attacker"}, {"ip", server, "victim"}};
    if (break_in.host.confirms() || break_in.host.refutes()) take_verdict(finding, break_in.host);
    for (const std::string& user : break_in.users) finding.entities.push_back({"user", user, "account"});
    finding.bytes = break_in.bytes;
    finding.summary = source + " logged on to " + server +
                      (break_in.users.empty() ? "" : " as \"" + some_of(break_in.users) + "\"") + " at " +
                      rfc3339(break_in.began);
    if (break_in.episode.count > 1)
      finding.summary += " and " + counted(break_in.episode.count - 1, "time", "times") + " more";
    finding.summary +=
        "; " + break_in.why.words + ". What the wire shows: " + break_in.evidence + "." + break_in.host.words();
    context_.findings.report(std::move(finding));
  }

  /// The server's log knows what the wire only suggests.
  static void take_verdict(record::Finding& finding, const HostVerdict& host) {
    if (host.confirms()) {
      finding.confidence = std::max(finding.confidence, host.event().address ? kConfirmed : kConfirmedByName);
      finding.entities.push_back({"host", host.event().computer, "victim"});
    } else {
      finding.confidence = std::min(finding.confidence, kRefuted);
      finding.severity = std::min(finding.severity, record::Severity::low);
      finding.title += " (refuted by the server's log)";
    }
    if (finding.evidence.size() < record::kEvidenceMax)
      finding.evidence.push_back({"windows_event", std::string{host.event().uid.view()}});
  }

  struct Conclude {
    LoginAfterGuessing* self;
    void operator()(const Way& way, const BreakIn& break_in, bool closed) const {
      self->conclude(way, break_in, closed);
    }
  } conclude_{this};
  const Context& context_;
  Interval memory_, account_memory_;
  std::uint64_t failed_min_, one_user_min_, named_min_;
  std::size_t sources_min_;
  double outcome_min_;
  std::map<IpAddress, Server> servers_;
  std::size_t guessers_ = 0;
  RecentLogons recent_;
  std::map<std::string, Way> way_of_user_;  ///< By the name without its domain: some events hold no address.
  Sweep forget_sweep_{std::chrono::minutes{60}};
  EpisodeTable<Way, BreakIn> break_ins_;
  std::uint64_t dropped_count_ = 0;
};

std::unique_ptr<Analytic> open(const Context& context) { return std::make_unique<LoginAfterGuessing>(context); }

constexpr std::array<Detector, 1> kAll{{{.name = "rdp-login-after-guessing", .open = &open}}};

}  // namespace

constinit const std::span<const Detector> kDetectors{kAll};

}  // namespace wardwatch::detect::rdp_login
