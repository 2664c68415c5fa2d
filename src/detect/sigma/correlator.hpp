#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "detect/sigma/hit.hpp"
#include "detect/sigma/limits.hpp"
#include "detect/sigma/rule_set.hpp"
#include "detect/sigma/window.hpp"

namespace wardwatch::detect::sigma {

struct CorrelationOptions {
  /// How far behind the newest event one may come and still be put in its place. Later ones are counted, not used.
  Interval lateness = std::chrono::seconds{10};
  std::size_t held_events_max = kHeldEventsMax;
  std::size_t held_groups_max = kHeldGroupsMax;
};

struct CorrelationCounts {
  std::uint64_t late_events = 0;
  std::uint64_t ungrouped_events = 0;    ///< Without a field that the correlation groups by.
  std::uint64_t uncountable_events = 0;  ///< Without the field that it counts, or with text where a number belongs.
  std::uint64_t dropped_groups = 0;      ///< For a limit, the oldest first.
  std::uint64_t dropped_events = 0;
};

/// Holds what correlations need between events. Correlations read rules and one another; each waits until no earlier
/// event can come, so that order is that of the events' times, not of their arrival.
class Correlator {
 public:
  Correlator(const RuleSet& rules, const CorrelationOptions& options);

  /// A rule held on an event; `map` is the field map under which it did. Whether the event is kept.
  bool take(const Event& event, std::uint32_t rule, std::string_view map);
  /// The newest event is at `now`: what has come to an end is decided.
  void advance(Timestamp now, std::vector<Hit>& hits);
  /// No more events: everything is decided.
  void finish(std::vector<Hit>& hits);

  [[nodiscard]] const CorrelationCounts& counts() const noexcept { return counts_; }
  [[nodiscard]] std::size_t held_events() const noexcept { return held_events_; }
  [[nodiscard]] std::size_t held_groups() const noexcept { return held_groups_; }

 private:
  /// Which of an event's kept values a correlation groups by and counts.
  struct Plan {
    std::vector<std::uint32_t> group, counted;
  };
  using Due = std::pair<Timestamp, std::uint64_t>;
  struct Group {
    Window window;
    Due due;
    std::vector<std::string> names;  ///< The values, as the first event spelled them.
  };
  struct Node {
    std::uint32_t rule = 0;
    const Correlation* correlation = nullptr;
    Deciding deciding = Deciding::at_once;
    Interval lag{};  ///< How far behind the newest event its inputs are complete.
    std::map<std::uint32_t, std::vector<std::uint32_t>> positions;  ///< By rule: its places in the list.
    std::map<std::pair<std::uint32_t, std::uint32_t>, Plan> plans;  ///< By rule and rule of the event.
    std::multimap<Signal, bool> pending;                            ///< In order.
    std::map<std::string, Group> groups;
    std::map<Due, std::string> due;  ///< When a group is over, or has nothing left in its timespan.
  };

  void add_node(std::uint32_t rule, std::vector<std::uint8_t>& done);
  void plan_inputs(Node& node, std::size_t reference);
  using Fields = std::vector<std::string>;
  void collect_bases(std::uint32_t rule, const Fields& fields,
                     std::vector<std::pair<std::uint32_t, Fields>>& out) const;
  [[nodiscard]] std::uint32_t kept_field(std::uint32_t rule, const std::string& field);
  void deliver(const Signal& signal);
  void run(Timestamp watermark, bool is_end, std::vector<Hit>& hits);
  void run_node(Node& node, Timestamp watermark, bool is_end, std::vector<Hit>& hits);
  void process(Node& node, const Signal& signal, std::vector<Hit>& hits);
  [[nodiscard]] bool count_values(const Node& node, const Signal& signal, WindowEntry& entry);
  void put(Node& node, const std::string& key, std::vector<std::string> names, WindowEntry entry,
           std::vector<Hit>& hits);
  void close_due(Node& node, Timestamp before, bool is_end, std::vector<Hit>& hits);
  void emit(const Node& node, const Group& group, const Outcome& outcome, std::vector<Hit>& hits);
  void make_room();
  void forget(Node& node, std::map<std::string, Group>::iterator group);
  [[nodiscard]] Timestamp next_wake() const;

  const RuleSet& rules_;
  CorrelationOptions options_;
  CorrelationCounts counts_;
  std::vector<Node> nodes_;                          ///< Those that are read before those that read them.
  std::vector<std::vector<std::uint32_t>> readers_;  ///< By rule: nodes.
  std::vector<std::vector<std::string>> kept_;       ///< By rule: fields whose values are kept.
  std::vector<Interval> delay_;                      ///< By rule: how long after its last event it is known.
  Timestamp newest_{};  ///< Not before 1970, nor after kLatest: times of strangers must not leave our clock.
  Timestamp wake_ = Timestamp::max();
  std::uint64_t serial_ = 0;
  std::size_t held_events_ = 0, held_groups_ = 0;
};

}  // namespace wardwatch::detect::sigma
