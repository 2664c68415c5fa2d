#include "detect/sigma/window.hpp"

#include <algorithm>
#include <set>

#include "detect/sigma/limits.hpp"
#include "detect/sigma/measure.hpp"
#include "detect/sigma/number.hpp"

namespace wardwatch::detect::sigma {
namespace {

using Type = Correlation::Type;

bool negates(const Expression& expression) {
  if (expression.kind == Expression::Kind::negation) return true;
  return std::any_of(expression.parts.begin(), expression.parts.end(),
                     [](const Expression& part) { return negates(part); });
}

bool is_temporal(Type type) { return type == Type::temporal || type == Type::temporal_ordered; }

/// Whether temporal keeps all events of the window, and not only what the plain form needs.
bool keeps_list(const Correlation& correlation) {
  return is_temporal(correlation.type) && (correlation.extended || !correlation.bounds.empty());
}

std::size_t held_by(const std::vector<WindowEntry>& entries) {
  std::size_t count = 0;
  for (const WindowEntry& entry : entries) count += entry.events.size();
  return count;
}

}  // namespace

Deciding deciding_of(const Correlation& correlation) noexcept {
  const auto is_lower = [](const Correlation::Bound& bound) {
    return !bound.is_negated && (bound.compare == Compare::greater || bound.compare == Compare::at_least);
  };
  const bool only_lower = std::all_of(correlation.bounds.begin(), correlation.bounds.end(), is_lower);
  if (correlation.extended && negates(*correlation.extended)) return Deciding::at_close;
  switch (correlation.type) {
    case Type::event_count:
    case Type::value_count:
    case Type::value_sum:
    case Type::temporal:
    case Type::temporal_ordered: return only_lower ? Deciding::at_once : Deciding::at_close;
    case Type::value_avg:
    case Type::value_percentile:
    case Type::value_median: break;
  }
  return Deciding::at_close;
}

std::optional<Outcome> Window::take(const Correlation& correlation, WindowEntry entry) {
  if (held_events_ == 0) first_ = entry.at;
  last_ = entry.at;
  if (!is_temporal(correlation.type)) return take_counted(correlation, std::move(entry));
  if (keeps_list(correlation)) return take_listed(correlation, std::move(entry));
  if (correlation.type == Type::temporal) return take_temporal(correlation, entry);
  return take_ordered(correlation, entry);
}

void Window::add(WindowEntry entry) {
  held_events_ += entry.events.size();
  ++distinct_[entry.counted];
  sum_ += entry.number;
  entries_.push_back(std::move(entry));
}

void Window::drop_oldest() {
  const WindowEntry& oldest = entries_.front();
  held_events_ -= oldest.events.size();
  sum_ -= oldest.number;
  const auto counted = distinct_.find(oldest.counted);
  if (counted != distinct_.end() && --counted->second == 0) distinct_.erase(counted);
  entries_.pop_front();
}

void Window::clear() {
  entries_.clear();
  distinct_.clear();
  chains_.clear();
  sum_ = 0;
  held_events_ = 0;
}

std::optional<Outcome> Window::take_counted(const Correlation& correlation, WindowEntry entry) {
  // One event counts once, however many of the rules it meets.
  if (!entries_.empty() && entries_.back().id == entry.id && entries_.back().events.size() == 1 &&
      entry.events.size() == 1)
    return std::nullopt;
  add(std::move(entry));
  if (deciding_of(correlation) == Deciding::at_close) return std::nullopt;
  while (last_ - entries_.front().at > correlation.timespan) drop_oldest();
  double measured = static_cast<double>(entries_.size());
  if (correlation.type == Type::value_count) measured = static_cast<double>(distinct_.size());
  if (correlation.type == Type::value_sum) measured = sum_;
  if (!within(correlation.bounds, measured)) return std::nullopt;
  Outcome outcome{{entries_.begin(), entries_.end()}, measured};
  clear();
  return outcome;
}

std::optional<Outcome> Window::take_temporal(const Correlation& correlation, const WindowEntry& entry) {
  for (const std::uint32_t position : entry.positions) {
    auto& latest = chains_[position];
    held_events_ -= held_by(latest);
    latest = {entry};
    held_events_ += held_by(latest);
  }
  Outcome outcome;
  for (std::uint32_t position = 0; position < correlation.rules.size(); ++position) {
    const auto latest = chains_.find(position);
    if (latest == chains_.end() || last_ - latest->second.front().at > correlation.timespan) return std::nullopt;
    outcome.entries.push_back(latest->second.front());
  }
  outcome.measured = static_cast<double>(outcome.entries.size());
  clear();
  return outcome;
}

/// For each place of the list, the chain up to it whose first event is the latest: if any chain fits the timespan, that
/// one does. Later places are tried first, so that one event never stands for two.
std::optional<Outcome> Window::take_ordered(const Correlation& correlation, const WindowEntry& entry) {
  const auto count = static_cast<std::uint32_t>(correlation.rules.size());
  std::vector<std::uint32_t> positions = entry.positions;
  std::sort(positions.begin(), positions.end(), std::greater<>{});
  for (const std::uint32_t position : positions) {
    std::vector<WindowEntry> chain;
    if (position > 0) {
      const auto before = chains_.find(position - 1);
      if (before == chains_.end() || last_ - before->second.front().at > correlation.timespan ||
          before->second.back().id == entry.id)
        continue;
      chain = before->second;
    }
    chain.push_back(entry);
    if (position + 1 == count) {
      clear();
      return Outcome{std::move(chain), static_cast<double>(count)};
    }
    held_events_ -= held_by(chains_[position]);
    held_events_ += held_by(chain);
    chains_[position] = std::move(chain);
  }
  return std::nullopt;
}

std::optional<Outcome> Window::take_listed(const Correlation& correlation, WindowEntry entry) {
  add(std::move(entry));
  const bool slides = deciding_of(correlation) == Deciding::at_once;
  while (slides && last_ - entries_.front().at > correlation.timespan) drop_oldest();
  while (entries_.size() > kListedEventsMax) {
    drop_oldest();
    ++dropped_;
  }
  if (!slides) return std::nullopt;
  auto outcome = listed_outcome(correlation, entries_);
  if (outcome) clear();
  return outcome;
}

std::vector<Outcome> Window::close(const Correlation& correlation) const {
  std::vector<Outcome> outcomes;
  if (entries_.empty() || deciding_of(correlation) == Deciding::at_once) return outcomes;
  if (is_temporal(correlation.type)) {
    if (auto outcome = listed_outcome(correlation, entries_)) outcomes.push_back(std::move(*outcome));
    return outcomes;
  }
  if (correlation.is_rarity) return rarity_outcomes(correlation, entries_);
  double measured = static_cast<double>(entries_.size());
  if (correlation.type == Type::value_count) measured = static_cast<double>(distinct_.size());
  else if (correlation.type != Type::event_count) measured = measure(correlation, entries_);
  if (within(correlation.bounds, measured)) outcomes.push_back({{entries_.begin(), entries_.end()}, measured});
  return outcomes;
}

}  // namespace wardwatch::detect::sigma
