#include "intel/overlap.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace wardwatch::intel {
namespace {

/// Steps into which scores are parted to add up chances; each technique's part is rounded against the group.
constexpr std::size_t kSteps = 2'048;
constexpr int kRateTurns = 50;  ///< Halvings that find a rate: beyond double's own precision nothing moves.

bool has(const std::vector<std::uint32_t>& sorted, std::uint32_t place) {
  return std::binary_search(sorted.begin(), sorted.end(), place);
}

}  // namespace

Comparison::Comparison(const Attack& attack) : attack_{attack}, users_(attack.techniques.size()) {
  std::map<std::string_view, std::uint32_t> by_parent;
  for (std::uint32_t place = 0; place < attack.techniques.size(); ++place) {
    const auto next = static_cast<std::uint32_t>(by_parent.size());
    const std::uint32_t family = by_parent.try_emplace(parent_of(attack.techniques[place].id), next).first->second;
    if (family == families_.size()) families_.emplace_back();
    family_.push_back(family);
    families_[family].push_back(place);
  }
  family_users_.resize(families_.size());
  for (const Group& group : attack.groups) {
    group_count_ += group.techniques.empty() ? 0 : 1;
    std::uint32_t last = static_cast<std::uint32_t>(families_.size());
    for (const std::uint32_t place : group.techniques) {
      ++users_[place];
      // By id, a family stands together.
      if (family_[place] != last) ++family_users_[family_[place]];
      last = family_[place];
    }
  }
  for (const Group& group : attack.groups) {
    const auto [rate, is_new] = rates_.try_emplace(group.techniques.size());
    if (is_new) rate->second = rate_for(rate->first);
  }
}

double Comparison::weight_of(std::uint32_t groups) const noexcept {
  return std::log((double(group_count_) + 1) / (double(groups) + 0.5));
}

std::vector<std::uint32_t> Comparison::known(const std::vector<std::string>& ids) const {
  std::vector<std::uint32_t> places;
  for (const std::string& id : ids) {
    const auto found = std::lower_bound(attack_.techniques.begin(), attack_.techniques.end(), id,
                                        [](const Technique& t, const std::string& wanted) { return t.id < wanted; });
    if (found != attack_.techniques.end() && found->id == id)
      places.push_back(static_cast<std::uint32_t>(found - attack_.techniques.begin()));
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  if (places.size() > kSeenMax) {  // Those that tell the most.
    std::stable_sort(places.begin(), places.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return users_[a] < users_[b]; });
    places.resize(kSeenMax);
    std::sort(places.begin(), places.end());
  }
  return places;
}

Overlap Comparison::overlap_of(const Group& group, const std::vector<std::uint32_t>& seen, double weight) const {
  Overlap overlap;
  overlap.group = &group;
  overlap.seen_count = seen.size();
  double shared = 0;
  for (const std::uint32_t place : seen) {
    const std::uint32_t family = family_[place];
    const auto& members = families_[family];
    if (has(group.techniques, place)) {
      overlap.shared.push_back({place, true, users_[place], weight_of(users_[place])});
      // Of a few groups a tenth is none; what one alone uses is rare all the same.
      if (double(users_[place]) <= std::max(1.0, kRareShareOfGroups * double(group_count_))) ++overlap.rare_count;
    } else if (std::any_of(members.begin(), members.end(), [&](std::uint32_t m) { return has(group.techniques, m); })) {
      overlap.shared.push_back({place, false, family_users_[family], kFamilyShare * weight_of(family_users_[family])});
    } else {
      continue;
    }
    shared += overlap.shared.back().weight;
  }
  overlap.score = weight > 0 ? std::min(shared / weight, 1.0) : 0;
  std::stable_sort(overlap.shared.begin(), overlap.shared.end(),
                   [](const SharedTechnique& a, const SharedTechnique& b) {
                     return std::tuple{!a.is_exact, a.groups} < std::tuple{!b.is_exact, b.groups};
                   });
  return overlap;
}

/// How fast techniques are drawn so that a random group has `size` of them: each is in it with 1 - exp(-rate * users).
double Comparison::rate_for(std::size_t size) const {
  const auto expected = [&](double rate) {
    double sum = 0;
    for (const std::uint32_t users : users_) sum += 1 - std::exp(-rate * users);
    return sum;
  };
  double low = 0, high = 1;
  constexpr double kRateMax = 1e6;
  while (expected(high) < double(size) && high < kRateMax) high *= 2;
  for (int turn = 0; turn < kRateTurns; ++turn) {
    const double middle = (low + high) / 2;
    (expected(middle) < double(size) ? low : high) = middle;
  }
  return high;
}

std::vector<Comparison::Odds> Comparison::odds_of(std::size_t size, const std::vector<std::uint32_t>& seen) const {
  const double rate = rates_.at(size);
  std::vector<Odds> odds;
  for (const std::uint32_t place : seen) {
    const double without = std::exp(-rate * users_[place]);
    double others = 1;
    for (const std::uint32_t member : families_[family_[place]]) {
      if (member != place) others *= std::exp(-rate * users_[member]);
    }
    odds.push_back({1 - without, without * (1 - others)});
  }
  return odds;
}

void Comparison::judge(Overlap& overlap, const std::vector<std::uint32_t>& seen, double weight) const {
  const auto odds = odds_of(overlap.group->techniques.size(), seen);
  std::vector<double> chances(kSteps + 1);  // Of each score, in steps.
  chances[0] = 1;
  std::vector<double> next(kSteps + 1);
  std::size_t top = 0;
  const auto steps_of = [&](double part) {
    return std::min(kSteps, static_cast<std::size_t>(std::ceil(part / weight * double(kSteps))));
  };
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const std::size_t exact = steps_of(weight_of(users_[seen[i]]));
    const std::size_t family = steps_of(kFamilyShare * weight_of(family_users_[family_[seen[i]]]));
    std::fill(next.begin(), next.end(), 0.0);
    for (std::size_t at = 0; at <= top; ++at) {
      if (chances[at] <= 0) continue;
      next[at] += chances[at] * (1 - odds[i].exact - odds[i].family);
      next[std::min(kSteps, at + exact)] += chances[at] * odds[i].exact;
      next[std::min(kSteps, at + family)] += chances[at] * odds[i].family;
    }
    chances.swap(next);
    top = std::min(kSteps, top + std::max(exact, family));
    overlap.expected_shared += odds[i].exact + odds[i].family;
  }
  double as_high = 0;
  for (auto at = static_cast<std::size_t>(overlap.score * double(kSteps)); at <= kSteps; ++at) as_high += chances[at];
  overlap.by_chance = std::min(1.0, as_high * double(group_count_));
}

std::vector<Overlap> Comparison::rank(const std::vector<std::string>& ids) const {
  const std::vector<std::uint32_t> seen = known(ids);
  double weight = 0;
  for (const std::uint32_t place : seen) weight += weight_of(users_[place]);
  std::vector<Overlap> overlaps;
  if (weight <= 0) return overlaps;
  for (const Group& group : attack_.groups) {
    Overlap overlap = overlap_of(group, seen, weight);
    if (overlap.shared.empty()) continue;
    judge(overlap, seen, weight);
    overlaps.push_back(std::move(overlap));
  }
  std::stable_sort(overlaps.begin(), overlaps.end(), [](const Overlap& a, const Overlap& b) {
    return std::tuple{a.by_chance, -a.score} < std::tuple{b.by_chance, -b.score};
  });
  return overlaps;
}

std::vector<std::uint32_t> Comparison::not_seen(const Overlap& overlap, const std::vector<std::string>& ids) const {
  std::vector<bool> families(families_.size());
  for (const std::uint32_t place : known(ids)) families[family_[place]] = true;
  std::vector<std::uint32_t> places;
  for (const std::uint32_t place : overlap.group->techniques) {
    if (!families[family_[place]]) places.push_back(place);
  }
  std::stable_sort(places.begin(), places.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return users_[a] < users_[b]; });
  return places;
}

}  // namespace wardwatch::intel
