#include "leak/dating.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace wardwatch::leak {
namespace {

using record::DatedFact;

constexpr std::size_t kPeopleMin = 3;  ///< Of whom a column must have agreeing days before it dates anything.
constexpr double kMostAgree = 0.5;     ///< Of the days that can be compared. Of strangers' days one in 500 would.
constexpr double kConsistent = 0.88;   ///< Of people; docs/fingerprints.md says why.

/// One person's days in one column each of sample and store.
struct Days {
  std::uint32_t sample = 0;
  std::int32_t last_known = 0;                ///< The latest that the sample has, and the store too.
  std::optional<std::int32_t> first_unknown;  ///< The store's next one.
};

/// How a column of the sample and one of the store go together.
struct Fit {
  std::uint64_t compared = 0;
  std::vector<Days> people;
};

/// Days of one column, in order.
std::span<const DatedFact> in_column(std::span<const DatedFact> days, std::uint8_t column) noexcept {
  const auto begin = std::lower_bound(days.begin(), days.end(), DatedFact::from_bits(std::uint32_t{column} << 24U));
  auto end = begin;
  while (end != days.end() && end->column() == column) ++end;
  return days.subspan(static_cast<std::size_t>(begin - days.begin()), static_cast<std::size_t>(end - begin));
}

using Fits = std::map<std::pair<std::uint8_t, std::uint8_t>, Fit>;

void compare(const Pair& pair, std::span<const DatedFact> known, std::span<const DatedFact> all, Fits& fits) {
  for (auto at = known.begin(); at != known.end();) {
    const std::span<const DatedFact> ours = in_column({at, known.end()}, at->column());
    const std::int32_t last = ours.back().day();
    for (auto of_store = all.begin(); of_store != all.end();) {
      const std::span<const DatedFact> theirs = in_column({of_store, all.end()}, of_store->column());
      Fit& fit = fits[{at->column(), of_store->column()}];
      ++fit.compared;
      const auto found = std::lower_bound(theirs.begin(), theirs.end(), DatedFact{of_store->column(), last});
      if (found != theirs.end() && found->day() == last) {
        Days& days = fit.people.emplace_back(Days{pair.sample, last, std::nullopt});
        if (std::next(found) != theirs.end()) days.first_unknown = std::next(found)->day();
      }
      of_store += static_cast<std::ptrdiff_t>(theirs.size());
    }
    at += static_cast<std::ptrdiff_t>(ours.size());
  }
}

const Fit* best_of(const Fits& fits) {
  const Fit* best = nullptr;
  for (const auto& [columns, fit] : fits) {
    if (fit.people.size() < kPeopleMin) continue;
    if (static_cast<double>(fit.people.size()) < kMostAgree * static_cast<double>(fit.compared)) continue;
    if (best == nullptr || fit.people.size() > best->people.size()) best = &fit;
  }
  return best;
}

/// The days on which the most people show what they then had: each is right from the day that his sample knows until
/// the next one, which it does not know.
void find_window(const std::vector<Days>& people, Window& window) {
  std::vector<std::pair<std::int32_t, int>> steps;
  std::int32_t latest = people.front().last_known;
  for (const Days& days : people) {
    latest = std::max(latest, days.last_known);
    steps.emplace_back(days.last_known, 1);
    if (days.first_unknown) steps.emplace_back(*days.first_unknown, -1);
  }
  std::sort(steps.begin(), steps.end());
  int right = 0, most = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    right += steps[i].second;
    if (i + 1 < steps.size() && steps[i + 1].first == steps[i].first) continue;
    if (right > most) {
      most = right;
      window.after = steps[i].first;
      window.before.reset();
    }
    const bool is_end = i + 1 < steps.size() && right == most;
    // Of several spans that are equally good, from the first one's beginning to the last one's end.
    if (is_end) window.before = steps[i + 1].first;
    else if (right == most) window.before.reset();
  }
  if (most < kConsistent * static_cast<double>(people.size())) {
    // The column is no "last seen": what it knows is known, what it does not know says nothing.
    window.after = latest;
    window.before.reset();
  }
}

}  // namespace

Window window_of(const std::vector<Pair>& pairs, const record::PersonSet& sample, const record::PersonSet& store) {
  Fits fits;
  for (const Pair& pair : pairs) compare(pair, sample.days_of(pair.sample), store.days_of(pair.person), fits);
  Window window;
  const Fit* best = best_of(fits);
  if (best == nullptr) return window;
  for (const Days& days : best->people) window.dated.push_back(days.sample);
  find_window(best->people, window);
  return window;
}

}  // namespace wardwatch::leak
