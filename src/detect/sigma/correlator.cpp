#include "detect/sigma/correlator.hpp"

#include <algorithm>
#include <set>

#include "detect/sigma/field_value.hpp"
#include "detect/sigma/fold.hpp"
#include "detect/sigma/number.hpp"

namespace wardwatch::detect::sigma {
namespace {

/// The end of timestamp_of, which leaves room for timespans behind it.
constexpr Timestamp kLatest = timestamp_of(~std::uint64_t{0}, 0);

}  // namespace

bool Correlator::take(const Event& event, std::uint32_t rule, std::string_view map) {
  if (readers_[rule].empty()) return false;
  if (event.at < newest_ - options_.lateness || event.at > kLatest) {
    ++counts_.late_events;
    return false;
  }
  Seen seen{event.at, event.id, rule, {}};
  for (const std::string& field : kept_[rule]) seen.values.push_back(field_value(event, map, field));
  deliver({event.at, event.id, rule, {std::move(seen)}});
  return true;
}

void Correlator::deliver(const Signal& signal) {
  for (const std::uint32_t reader : readers_[signal.rule]) {
    Node& node = nodes_[reader];
    wake_ = std::min(wake_, signal.at + node.lag);
    held_events_ += signal.events.size();
    node.pending.emplace(signal, true);
  }
}

void Correlator::advance(Timestamp now, std::vector<Hit>& hits) {
  newest_ = std::max(newest_, std::min(now, kLatest));
  if (newest_ <= wake_ && held_events_ <= options_.held_events_max && held_groups_ <= options_.held_groups_max) return;
  run(newest_, false, hits);
  make_room();
  wake_ = next_wake();
}

void Correlator::finish(std::vector<Hit>& hits) {
  run(newest_, true, hits);
  wake_ = next_wake();
}

void Correlator::run(Timestamp watermark, bool is_end, std::vector<Hit>& hits) {
  for (Node& node : nodes_) run_node(node, watermark, is_end, hits);
}

void Correlator::run_node(Node& node, Timestamp watermark, bool is_end, std::vector<Hit>& hits) {
  const Timestamp complete = watermark - node.lag;
  while (!node.pending.empty()) {
    const auto first = node.pending.begin();
    if (!is_end && first->first.at >= complete) break;
    const auto taken = node.pending.extract(first);
    held_events_ -= taken.key().events.size();
    close_due(node, taken.key().at, false, hits);
    process(node, taken.key(), hits);
    make_room();
  }
  close_due(node, complete, is_end, hits);
}

/// A correlation that is read may have events of several groups: it counts in each of them.
void Correlator::process(Node& node, const Signal& signal, std::vector<Hit>& hits) {
  WindowEntry entry{signal.at, signal.id, node.positions[signal.rule], {}, 0, {}};
  if (!count_values(node, signal, entry)) {
    ++counts_.uncountable_events;
    return;
  }
  entry.events = signal.events;
  std::set<std::string> keys;
  for (const Seen& seen : signal.events) {
    const Plan& plan = node.plans[{signal.rule, seen.rule}];
    std::string key;
    std::vector<std::string> names;
    for (const std::uint32_t field : plan.group) {
      if (!seen.values[field]) break;
      key += std::to_string(seen.values[field]->size()) + ":" + folded(*seen.values[field]);
      names.push_back(*seen.values[field]);
    }
    if (names.size() < plan.group.size()) continue;
    if (keys.insert(key).second) put(node, key, std::move(names), entry, hits);
  }
  if (keys.empty()) ++counts_.ungrouped_events;
}

/// What of the signal is counted or summed; false when it has no such value.
bool Correlator::count_values(const Node& node, const Signal& signal, WindowEntry& entry) {
  using Type = Correlation::Type;
  const Correlation& correlation = *node.correlation;
  if (correlation.fields.empty() || correlation.type == Type::event_count) return true;
  const Seen& seen = signal.events.back();
  const Plan& plan = node.plans.at({signal.rule, seen.rule});
  for (const std::uint32_t field : plan.counted) {
    if (!seen.values[field]) return false;
    entry.counted += std::to_string(seen.values[field]->size()) + ":" + folded(*seen.values[field]);
  }
  if (correlation.type == Type::value_count || correlation.is_rarity) return true;
  if (correlation.type == Type::temporal || correlation.type == Type::temporal_ordered) return true;
  const auto number = number_of(*seen.values[plan.counted.front()]);
  entry.number = number.value_or(0);
  return number.has_value();
}

void Correlator::put(Node& node, const std::string& key, std::vector<std::string> names, WindowEntry entry,
                     std::vector<Hit>& hits) {
  const auto [at, is_new] = node.groups.try_emplace(key);
  Group& group = at->second;
  if (is_new) {
    ++held_groups_;
    group.names = std::move(names);
  } else {
    held_events_ -= group.window.held_events();
    counts_.dropped_events -= group.window.dropped();
    node.due.erase(group.due);
  }
  const auto outcome = group.window.take(*node.correlation, std::move(entry));
  held_events_ += group.window.held_events();
  counts_.dropped_events += group.window.dropped();
  const Timestamp from = node.deciding == Deciding::at_close ? group.window.first() : group.window.last();
  group.due = {from + node.correlation->timespan, ++serial_};
  node.due.emplace(group.due, key);
  if (!outcome) return;
  emit(node, group, *outcome, hits);
  forget(node, at);
}

void Correlator::close_due(Node& node, Timestamp before, bool is_end, std::vector<Hit>& hits) {
  while (!node.due.empty() && (is_end || node.due.begin()->first.first < before)) {
    const auto group = node.groups.find(node.due.begin()->second);
    for (const Outcome& outcome : group->second.window.close(*node.correlation))
      emit(node, group->second, outcome, hits);
    forget(node, group);
  }
}

void Correlator::forget(Node& node, std::map<std::string, Group>::iterator group) {
  held_events_ -= group->second.window.held_events();
  --held_groups_;
  node.due.erase(group->second.due);
  node.groups.erase(group);
}

void Correlator::emit(const Node& node, const Group& group, const Outcome& outcome, std::vector<Hit>& hits) {
  Signal signal;
  signal.rule = node.rule;
  for (const WindowEntry& entry : outcome.entries) {
    for (const Seen& seen : entry.events) {
      signal.at = std::max(signal.at, seen.at);
      if (signal.events.size() >= kListedEventsMax) ++counts_.dropped_events;
      else signal.events.push_back(seen);
    }
  }
  const auto is_before = [](const Seen& a, const Seen& b) { return std::tie(a.at, a.id) < std::tie(b.at, b.id); };
  std::stable_sort(signal.events.begin(), signal.events.end(), is_before);
  signal.id = signal.events.back().id;
  if (!rules_.rules()[node.rule].is_silent) {
    Hit hit{node.rule, signal.at, signal.id, {}, group.names, outcome.measured};
    for (const Seen& seen : signal.events) {
      if (hit.events.empty() || hit.events.back() != seen.id) hit.events.push_back(seen.id);
    }
    hits.push_back(std::move(hit));
  }
  deliver(signal);
}

/// Over a limit the oldest groups go, a twentieth at a time, so that the search for them is paid rarely.
void Correlator::make_room() {
  const auto is_over = [&](std::size_t part) {
    return held_events_ * part > options_.held_events_max * (part - 1) ||
           held_groups_ * part > options_.held_groups_max * (part - 1);
  };
  if (held_events_ <= options_.held_events_max && held_groups_ <= options_.held_groups_max) return;
  constexpr std::size_t kTwentieth = 20;
  while (is_over(kTwentieth)) {
    Node* oldest = nullptr;
    for (Node& node : nodes_) {
      if (!node.due.empty() && (oldest == nullptr || node.due.begin()->first < oldest->due.begin()->first))
        oldest = &node;
    }
    if (oldest != nullptr) {
      const auto group = oldest->groups.find(oldest->due.begin()->second);
      ++counts_.dropped_groups;
      counts_.dropped_events += group->second.window.held_events();
      forget(*oldest, group);
      continue;
    }
    // Nothing but signals that wait for their time.
    for (Node& node : nodes_) {
      if (node.pending.empty()) continue;
      held_events_ -= node.pending.begin()->first.events.size();
      counts_.dropped_events += node.pending.begin()->first.events.size();
      node.pending.erase(node.pending.begin());
    }
  }
}

/// When the newest event is past this, something can be decided.
Timestamp Correlator::next_wake() const {
  Timestamp wake = Timestamp::max();
  for (const Node& node : nodes_) {
    if (!node.pending.empty()) wake = std::min(wake, node.pending.begin()->first.at + node.lag);
    if (!node.due.empty()) wake = std::min(wake, node.due.begin()->first.first + node.lag);
  }
  return wake;
}

}  // namespace wardwatch::detect::sigma
