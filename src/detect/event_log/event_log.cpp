// What was done to the logs themselves: cleared, cut, or their clock changed.
#include "detect/event_log/event_log.hpp"

#include <array>
#include <map>

#include "detect/common/episode.hpp"
#include "detect/common/event_data.hpp"
#include "detect/event_log/sequence.hpp"

namespace wardwatch::detect::event_log {
namespace {

constexpr std::size_t kLogsMax = 100'000;
constexpr std::string_view kEventlog = "Microsoft-Windows-Eventlog";

struct LogName {
  std::string computer;
  std::string channel;
  [[nodiscard]] friend auto operator<=>(const LogName&, const LogName&) = default;
};

record::Finding about(const Context& context, const LogName& log, const Episode& episode) {
  record::Finding finding = finding_of(context.rule, {log.computer, log.channel}, episode, false);
  finding.title = context.rule.title + ": " + log.computer;
  finding.entities = {{"host", log.computer, "victim"}};
  return finding;
}

/// A table by log with a limit, which each of the three analytics has.
template <class Facts>
class ByLog {
 public:
  /// Null when the table is full.
  Facts* of(std::string_view computer, std::string_view channel) {
    LogName name{std::string{computer}, std::string{channel}};
    const auto found = logs_.find(name);
    if (found != logs_.end()) return &found->second;
    if (logs_.size() >= kLogsMax) {
      ++dropped_count_;
      return nullptr;
    }
    return &logs_.emplace(std::move(name), Facts{}).first->second;
  }
  [[nodiscard]] const std::map<LogName, Facts>& all() const noexcept { return logs_; }
  [[nodiscard]] std::uint64_t dropped_count() const noexcept { return dropped_count_; }

 private:
  std::map<LogName, Facts> logs_;
  std::uint64_t dropped_count_ = 0;
};

/// 1102 in Security and 104 in System say themselves that a log was cleared, and by whom.
class Cleared final : public Analytic {
 public:
  explicit Cleared(const Context& context) : context_{context} {}

  void on(const record::WindowsEvent& row) override {
    if ((row.event_id != 1102 && row.event_id != 104) || row.provider != kEventlog) return;
    const std::string_view named = value_of(row, "Channel");
    Facts* facts = logs_.of(row.computer, named.empty() ? row.channel : named);
    if (facts == nullptr) return;
    facts->episode.add(row.at.ts, "windows_event", row.at.uid);
    const std::string_view user = value_of(row, "SubjectUserName"), domain = value_of(row, "SubjectDomainName");
    if (!user.empty()) facts->user = domain.empty() ? std::string{user} : std::string{domain}.append("\\").append(user);
  }
  void on_tick(Timestamp) override {}
  void on_end(Timestamp) override {
    for (const auto& [log, facts] : logs_.all()) {
      record::Finding finding = about(context_, log, facts.episode);
      finding.confidence = 0.95;
      if (!facts.user.empty()) finding.entities.push_back({"user", facts.user, "attacker"});
      finding.summary = "The log " + log.channel + " of " + log.computer + " was cleared " +
                        counted(facts.episode.count, "time", "times") +
                        (facts.user.empty() ? "." : ", last by " + facts.user + ".");
      context_.findings.report(std::move(finding));
    }
  }
  [[nodiscard]] std::uint64_t dropped_count() const noexcept override { return logs_.dropped_count(); }

 private:
  struct Facts {
    Episode episode;
    std::string user;
  };
  const Context& context_;
  ByLog<Facts> logs_;
};

struct Numbers {
  Episode episode;
  Sequence sequence;
};

/// The record numbers of each log: what the two analytics on them share.
class NumbersAnalytic : public Analytic {
 public:
  explicit NumbersAnalytic(const Context& context) : context_{context} {}

  void on(const record::WindowsEvent& row) override {
    // Remains in the slack are older than what stands round them and say nothing about the order.
    // An export is chosen by query: what is missing in it was never asked for.
    if (!row.record_id || row.condition == "slack" || row.condition == "exported") return;
    if (Numbers* log = logs_.of(row.computer, row.channel)) {
      log->episode.add(row.at.ts, "windows_event", row.at.uid);
      log->sequence.add(*row.record_id, row.at.ts);
    }
  }
  void on_tick(Timestamp) override {}
  void on_end(Timestamp) override {
    for (const auto& [log, numbers] : logs_.all()) conclude(log, numbers);
  }
  [[nodiscard]] std::uint64_t dropped_count() const noexcept override { return logs_.dropped_count(); }

 protected:
  virtual void conclude(const LogName& log, const Numbers& numbers) = 0;
  const Context& context_;

 private:
  ByLog<Numbers> logs_;
};

/// A few records missing in the middle of many: somebody cut them out, or they were lost. Many gaps are a selection
/// that somebody exported, which is said too, but is no sign of anything.
class Missing final : public NumbersAnalytic {
 public:
  using NumbersAnalytic::NumbersAnalytic;

 private:
  void conclude(const LogName& log, const Numbers& numbers) override {
    const Sequence& sequence = numbers.sequence;
    const std::uint64_t missing = sequence.missing();
    const bool is_long = static_cast<double>(sequence.events()) >= context_.rule.threshold("events_min", 100);
    const auto gaps_max = static_cast<std::uint64_t>(context_.rule.threshold("gaps_max", 10));
    if (missing == 0 || !is_long || sequence.has_too_many() || sequence.gaps().size() > gaps_max) return;
    record::Finding finding = about(context_, log, numbers.episode);
    finding.confidence = 0.6;
    finding.count = missing;
    finding.summary = "Of the log " + log.channel + " of " + log.computer + ", " +
                      counted(sequence.events(), "record was", "records were") + " read and " +
                      counted(missing, "is", "are") + " missing between them: ";
    std::vector<std::string> places;
    for (const auto& [first, last] : sequence.gaps())
      places.push_back(first == last ? std::to_string(first) : std::to_string(first) + " to " + std::to_string(last));
    finding.summary += some_of(places) + ".";
    context_.findings.report(std::move(finding));
  }
};

/// Numbers grow while times do not: the clock was set back, or the numbers began anew.
class ClockChanged final : public NumbersAnalytic {
 public:
  using NumbersAnalytic::NumbersAnalytic;

 private:
  void conclude(const LogName& log, const Numbers& numbers) override {
    const auto seconds = std::chrono::duration<double>(numbers.sequence.backwards()).count();
    if (seconds < context_.rule.threshold("seconds_min", 300)) return;
    record::Finding finding = about(context_, log, numbers.episode);
    finding.confidence = 0.5;
    finding.summary = "In the log " + log.channel + " of " + log.computer + ", an event of " +
                      rfc3339(numbers.sequence.backwards_at()) + " has a lower record number than one that is " +
                      std::to_string(static_cast<std::uint64_t>(seconds)) +
                      " seconds earlier: the clock was set back, or the numbers began anew.";
    context_.findings.report(std::move(finding));
  }
};

template <class A>
std::unique_ptr<Analytic> open(const Context& context) {
  return std::make_unique<A>(context);
}

constexpr std::array<Detector, 3> kAll{{
    {.name = "event-log-cleared", .open = &open<Cleared>},
    {.name = "event-records-missing", .open = &open<Missing>},
    {.name = "event-clock-changed", .open = &open<ClockChanged>},
}};

}  // namespace

constinit const std::span<const Detector> kDetectors{kAll};

}  // namespace wardwatch::detect::event_log
