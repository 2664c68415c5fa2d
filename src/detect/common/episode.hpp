#pragma once

#include <string>
#include <vector>

#include "core/reader.hpp"
#include "detect/common/analytic.hpp"

namespace wardwatch::detect {

/// One stretch of the same thing: it begins with its first event and ends after the rule's quiet period, but not on the
/// UTC day on which it began: a finding's id holds that day, so what comes back on it is the same finding. It does not
/// split at midnight.
struct Episode {
  Timestamp first;
  Timestamp last;
  std::uint64_t count = 0;
  std::string_view log;           ///< Of the records that it stands on; a literal.
  std::vector<record::Uid> uids;  ///< The first ones; `count` has them all.

  void add(Timestamp ts, FieldName log_name, const record::Uid& uid, std::uint64_t events = 1) {
    if (count == 0) first = ts;
    if (ts > last || count == 0) last = ts;
    count += events;
    log = log_name.text();
    if (uids.size() < record::kEvidenceMax) uids.push_back(uid);
  }
  /// Nothing happened for a quiet period: the finding is closed, for now.
  [[nodiscard]] bool is_quiet(Timestamp watermark, Interval quiet) const noexcept {
    return count > 0 && watermark - last > quiet;
  }
  /// What comes next is another episode.
  [[nodiscard]] bool is_over(Timestamp watermark, Interval quiet) const noexcept {
    return is_quiet(watermark, quiet) &&
           std::chrono::floor<std::chrono::days>(watermark) > std::chrono::floor<std::chrono::days>(first);
  }
};

/// Says when a table is gone through again. The instants are whole periods of event time, so that a batch run and the
/// sensor, which ticks more often, go through it in the same states.
class Sweep {
 public:
  explicit Sweep(std::chrono::minutes period) noexcept : period_{period} {}
  [[nodiscard]] bool due(Timestamp watermark) noexcept {
    if (watermark < next_) return false;
    next_ = Timestamp{watermark.time_since_epoch() / period_ * Interval{period_}} + period_;
    return true;
  }

 private:
  std::chrono::minutes period_;
  Timestamp next_;
};

/// Seconds, hours, days of a threshold as an interval.
[[nodiscard]] inline Interval seconds_of(double seconds) noexcept {
  return Interval{static_cast<std::int64_t>(seconds * 1e9)};
}

/// A finding of `rule` about an episode: everything that the rule's text and the episode say. `grouping` are the
/// values that make two findings of the rule different things.
[[nodiscard]] record::Finding finding_of(const Rule& rule, const std::vector<std::string>& grouping,
                                         const Episode& episode, bool closed);

/// What a threshold's name is followed by in summaries: 1 "attempt", 2 "attempts".
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view one, std::string_view many);
/// A few of the names, and how many more there are.
template <class Names>
[[nodiscard]] std::string some_of(const Names& names, std::size_t shown_max = 5) {
  std::string out;
  std::size_t shown = 0;
  for (const auto& name : names) {
    if (shown == shown_max) break;
    if (shown++ > 0) out += ", ";
    out += name;
  }
  if (names.size() > shown) out.append(" and ").append(std::to_string(names.size() - shown)).append(" more");
  return out;
}

}  // namespace wardwatch::detect
