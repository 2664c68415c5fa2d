#include "detect/sigma/measure.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "detect/sigma/number.hpp"
#include "detect/sigma/truth.hpp"

namespace wardwatch::detect::sigma {
namespace {

using Type = Correlation::Type;

double percentile_of(std::vector<double> numbers, double percent) {
  std::sort(numbers.begin(), numbers.end());
  const double place = percent / 100 * static_cast<double>(numbers.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, numbers.size() - 1);
  return numbers[below] + (place - static_cast<double>(below)) * (numbers[above] - numbers[below]);
}

void collect_wanted(const Expression& expression, bool wanted, std::set<std::uint32_t>& out) {
  if (expression.kind == Expression::Kind::term && wanted) out.insert(expression.term);
  const bool inside = expression.kind == Expression::Kind::negation ? !wanted : wanted;
  for (const Expression& part : expression.parts) collect_wanted(part, inside, out);
}

/// The first entry of each rule in turn: a subsequence of the entries that keeps the rules' order, as long as there is.
std::vector<WindowEntry> in_order(const std::deque<WindowEntry>& entries, const std::vector<std::uint32_t>& positions) {
  std::vector<WindowEntry> chain;
  for (const WindowEntry& entry : entries) {
    if (chain.size() == positions.size()) break;
    const auto& held = entry.positions;
    const bool is_next = std::find(held.begin(), held.end(), positions[chain.size()]) != held.end();
    if (is_next && (chain.empty() || chain.back().id != entry.id)) chain.push_back(entry);
  }
  return chain;
}

/// The longest chain whose rules stand in the list's order; each entry extends the best chain of an earlier rule.
std::vector<WindowEntry> longest_in_order(const std::deque<WindowEntry>& entries) {
  std::map<std::uint32_t, std::vector<WindowEntry>> best;
  for (const WindowEntry& entry : entries) {
    std::vector<std::uint32_t> held = entry.positions;
    std::sort(held.begin(), held.end(), std::greater<>{});
    for (const std::uint32_t position : held) {
      std::vector<WindowEntry> chain;
      for (const auto& [other, candidate] : best) {
        if (other < position && candidate.size() > chain.size() && candidate.back().id != entry.id) chain = candidate;
      }
      chain.push_back(entry);
      if (chain.size() > best[position].size()) best[position] = std::move(chain);
    }
  }
  std::vector<WindowEntry> longest;
  for (auto& [position, chain] : best) {
    if (chain.size() > longest.size()) longest = std::move(chain);
  }
  return longest;
}

}  // namespace

bool within(const std::vector<Correlation::Bound>& bounds, double measured) noexcept {
  return std::all_of(bounds.begin(), bounds.end(), [&](const Correlation::Bound& bound) {
    return holds(bound.compare, measured, bound.number) != bound.is_negated;
  });
}

double measure(const Correlation& correlation, const std::deque<WindowEntry>& entries) {
  std::vector<double> numbers;
  double sum = 0;
  for (const WindowEntry& entry : entries) {
    numbers.push_back(entry.number);
    sum += entry.number;
  }
  if (numbers.empty() || correlation.type == Type::value_sum) return sum;
  if (correlation.type == Type::value_avg) return sum / static_cast<double>(numbers.size());
  return percentile_of(std::move(numbers), correlation.type == Type::value_median ? 50 : correlation.percentile);
}

std::vector<Outcome> rarity_outcomes(const Correlation& correlation, const std::deque<WindowEntry>& entries) {
  std::map<std::string, std::vector<WindowEntry>> by_value;
  for (const WindowEntry& entry : entries) by_value[entry.counted].push_back(entry);
  std::vector<Outcome> outcomes;
  for (auto& [value, some] : by_value) {
    const double percent = 100.0 * static_cast<double>(some.size()) / static_cast<double>(entries.size());
    if (within(correlation.bounds, percent)) outcomes.push_back({std::move(some), percent});
  }
  return outcomes;
}

std::optional<Outcome> listed_outcome(const Correlation& correlation, const std::deque<WindowEntry>& entries) {
  std::map<std::uint32_t, const WindowEntry*> latest;
  for (const WindowEntry& entry : entries) {
    for (const std::uint32_t position : entry.positions) latest[position] = &entry;
  }
  Outcome outcome;
  const bool is_ordered = correlation.type == Type::temporal_ordered;
  if (correlation.extended) {
    const Truth truth = truth_of_expression(*correlation.extended, [&](std::uint32_t position) {
      return latest.contains(position) ? Truth::yes : Truth::no;
    });
    if (truth != Truth::yes) return std::nullopt;
    std::set<std::uint32_t> wanted;
    collect_wanted(*correlation.extended, true, wanted);
    std::vector<std::uint32_t> present;
    for (const std::uint32_t position : wanted) {
      if (!latest.contains(position)) continue;
      present.push_back(position);
      if (!is_ordered) outcome.entries.push_back(*latest[position]);
    }
    if (is_ordered) outcome.entries = in_order(entries, present);
    if (outcome.entries.size() < present.size()) return std::nullopt;
    outcome.measured = static_cast<double>(present.size());
  } else if (is_ordered) {
    outcome.entries = longest_in_order(entries);
    outcome.measured = static_cast<double>(outcome.entries.size());
  } else {
    for (const auto& [position, entry] : latest) outcome.entries.push_back(*entry);
    outcome.measured = static_cast<double>(latest.size());
  }
  if (outcome.entries.empty() || !within(correlation.bounds, outcome.measured)) return std::nullopt;
  return outcome;
}

}  // namespace wardwatch::detect::sigma
