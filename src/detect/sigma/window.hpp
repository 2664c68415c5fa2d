#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "detect/sigma/event.hpp"
#include "detect/sigma/rule.hpp"

namespace wardwatch::detect::sigma {

/// An event as correlations keep it: where it stands, which rule held, and the values that grouping needs.
struct Seen {
  Timestamp at;
  EventId id;
  std::uint32_t rule = 0;
  std::vector<std::optional<std::string>> values;
};

/// Something that a correlation reads: a rule that held, or another correlation that did.
struct Signal {
  Timestamp at;
  EventId id;
  std::uint32_t rule = 0;
  std::vector<Seen> events;  ///< One, or those of the correlation.

  /// The order in which signals count: time, event, rule.
  [[nodiscard]] friend bool operator<(const Signal& a, const Signal& b) noexcept {
    return std::tuple{a.at, a.id, a.rule} < std::tuple{b.at, b.id, b.rule};
  }
};

/// A signal in a window, with what is counted of it.
struct WindowEntry {
  Timestamp at;
  EventId id;
  std::vector<std::uint32_t> positions;  ///< Where its rule stands in the correlation's list.
  std::string counted;                   ///< Of value_count and the rarity of values.
  double number = 0;                     ///< Of the sums.
  std::vector<Seen> events;
};

/// What made a correlation hold.
struct Outcome {
  std::vector<WindowEntry> entries;
  double measured = 0;
};

/// How a correlation decides.
enum class Deciding : std::uint8_t {
  at_once,   ///< With the event that completes it: the window slides, and begins anew after a hit.
  at_close,  ///< When the window, which begins with its first event, is over: the bound could still be left.
};
[[nodiscard]] Deciding deciding_of(const Correlation& correlation) noexcept;

/// The events of one group within the timespan, for any type of correlation.
class Window {
 public:
  /// Takes an entry, in the order of time. What it completed, when the correlation decides at once.
  [[nodiscard]] std::optional<Outcome> take(const Correlation& correlation, WindowEntry entry);
  /// What the window holds at its end; several for value_percentile over values.
  [[nodiscard]] std::vector<Outcome> close(const Correlation& correlation) const;

  [[nodiscard]] Timestamp first() const noexcept { return first_; }
  [[nodiscard]] Timestamp last() const noexcept { return last_; }
  [[nodiscard]] std::size_t held_events() const noexcept { return held_events_; }
  [[nodiscard]] std::size_t dropped() const noexcept { return dropped_; }

 private:
  [[nodiscard]] std::optional<Outcome> take_counted(const Correlation& correlation, WindowEntry entry);
  [[nodiscard]] std::optional<Outcome> take_temporal(const Correlation& correlation, const WindowEntry& entry);
  [[nodiscard]] std::optional<Outcome> take_ordered(const Correlation& correlation, const WindowEntry& entry);
  [[nodiscard]] std::optional<Outcome> take_listed(const Correlation& correlation, WindowEntry entry);
  void add(WindowEntry entry);
  void drop_oldest();
  void clear();

  std::deque<WindowEntry> entries_;
  std::map<std::string, std::size_t> distinct_;
  double sum_ = 0;
  /// temporal: the latest of each rule. temporal_ordered: by place, the chain up to it that began last.
  std::map<std::uint32_t, std::vector<WindowEntry>> chains_;
  Timestamp first_, last_;
  std::size_t held_events_ = 0, dropped_ = 0;
};

}  // namespace wardwatch::detect::sigma
