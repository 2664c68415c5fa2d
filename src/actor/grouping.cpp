#include "actor/grouping.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>

#include "actor/wording.hpp"
#include "core/hash.hpp"
#include "core/joined_sets.hpp"

namespace wardwatch::actor {
namespace {

// How sure each is alone that two listings are one actor's.
constexpr double kPgp = 0.99, kWallet = 0.95, kContact = 0.95, kOnion = 0.8;
constexpr double kHandle = 0.76;         ///< Joins by itself where nothing speaks against it.
constexpr double kUnprovenWallet = 0.5;  ///< Nobody can be paid there: a copied text brings it along.
constexpr double kContradicted = 0.6;    ///< At most, when everything else differs.
constexpr double kPinned = 1;
/// Shared wording: how sure it is grows with how much of it is shared, up to here.
constexpr double kWordingMost = 0.85;

/// An identifier in listings of more handles than this, which have nothing else in common, is an escrow's or a market's.
constexpr std::size_t kHandlesOfOneMax = 12;
/// A run of words in more listings than this, and of more than one in a hundred, is the manner of the place.
constexpr std::size_t kCommonRunMin = 50;
constexpr std::size_t kBandMax = 400;  ///< A band that more texts share tells nothing.
constexpr std::size_t kDoubtsMax = 20;

bool is_handle_generic(std::string_view handle) noexcept {
  constexpr std::array<std::string_view, 10> kGeneric{"admin",     "seller",  "vendor",  "guest", "user",
                                                      "anonymous", "unknown", "support", "shop",  "market"};
  return handle.size() < 4 || std::find(kGeneric.begin(), kGeneric.end(), handle) != kGeneric.end();
}

std::string folded(std::string_view handle) {
  std::string out;
  for (const char c : handle) {
    if (c == '_' || c == '-' || c == '.') continue;
    out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
  }
  return out;
}

double strength_of(std::string_view kind) noexcept {
  if (kind == "pgp") return kPgp;
  if (kind == "wallet") return kWallet;
  return kind == "onion" ? kOnion : kContact;
}

bool is_contact(std::string_view kind) noexcept { return kind != "wallet" && kind != "onion" && kind != "attribution"; }

struct Facts {
  std::string handle;
  std::vector<Identifier> valid;      ///< Sorted.
  std::vector<std::string> unproven;  ///< Wallets.
  std::vector<std::uint64_t> shingles;
};

std::string percent(double share) { return std::to_string(static_cast<int>(std::lround(share * 100))) + " %"; }

class Grouping {
 public:
  Grouping(const std::vector<Sighting>& sightings, const std::vector<Decision>& decisions)
      : sightings_{sightings}, decisions_{decisions}, sets_{sightings.size()} {}

  std::vector<Group> run() {
    order();
    gather();
    drop_common_runs();
    link_by_identifiers();
    link_by_wording();
    decide();
    return groups();
  }

 private:
  using Pair = std::pair<std::size_t, std::size_t>;

  /// By date and path: what comes out does not depend on how the sightings came in.
  void order() {
    order_.resize(sightings_.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
      const Sighting &x = sightings_[a], &y = sightings_[b];
      if (x.date.has_value() != y.date.has_value()) return x.date.has_value();
      if (x.date != y.date) return x.date < y.date;
      return x.path != y.path ? x.path < y.path : a < b;
    });
  }

  void gather() {
    facts_.resize(order_.size());
    for (std::size_t i = 0; i < order_.size(); ++i) {
      const Sighting& sighting = at(i);
      Facts& facts = facts_[i];
      facts.handle = folded(sighting.seller);
      for (const Identifier& identifier : sighting.identifiers) {
        if (identifier.is_valid) facts.valid.push_back(identifier);
        else if (identifier.kind == "wallet") facts.unproven.push_back(identifier.value);
      }
      std::sort(facts.valid.begin(), facts.valid.end());
      facts.shingles = shingles_of(sighting.wording);
    }
  }

  /// Runs that everybody writes say nothing of anybody.
  void drop_common_runs() {
    std::unordered_map<std::uint64_t, std::uint32_t> seen;
    for (const Facts& facts : facts_) {
      for (const std::uint64_t shingle : facts.shingles) ++seen[shingle];
    }
    const std::size_t most = std::max(kCommonRunMin, facts_.size() / 100);
    for (Facts& facts : facts_) std::erase_if(facts.shingles, [&](std::uint64_t s) { return seen[s] > most; });
  }

  void link_by_identifiers() {
    std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> by_value;
    for (std::size_t i = 0; i < facts_.size(); ++i) {
      for (const Identifier& identifier : facts_[i].valid) by_value[{identifier.kind, identifier.value}].push_back(i);
      for (const std::string& wallet : facts_[i].unproven) by_value[{"unproven-wallet", wallet}].push_back(i);
      if (!is_handle_generic(facts_[i].handle)) by_value[{"handle", facts_[i].handle}].push_back(i);
    }
    for (const auto& [what, members] : by_value) link_all(what.first, what.second, members);
  }

  /// Each with the one before, and with the first of its handle: enough to join all without all pairs.
  void link_all(const std::string& kind, const std::string& value, const std::vector<std::size_t>& members) {
    if (members.size() < 2) return;
    if (is_service(kind, members)) {
      doubt(members, kind + " " + value + " stands in listings of " + std::to_string(handles_of(members).size()) +
                         " handles that share nothing else: a service's, it joins nobody.");
      return;
    }
    for (std::size_t i = 1; i < members.size(); ++i) {
      const std::size_t before = members[i - 1], next = members[i];
      if (before == next) continue;
      add(before, next, kind, value);
      if (i >= 2) add(members[0], next, kind, value);
    }
  }

  [[nodiscard]] std::set<std::string> handles_of(const std::vector<std::size_t>& members) const {
    std::set<std::string> handles;
    for (const std::size_t member : members) handles.insert(facts_[member].handle);
    handles.erase("");
    return handles;
  }

  [[nodiscard]] bool is_service(const std::string& kind, const std::vector<std::size_t>& members) const {
    return kind != "handle" && handles_of(members).size() > kHandlesOfOneMax;
  }

  void add(std::size_t a, std::size_t b, const std::string& reason, const std::string& value) {
    const bool is_weak = reason == "handle" || reason == "unproven-wallet";
    const double confidence = reason == "handle" ? kHandle : is_weak ? kUnprovenWallet : strength_of(reason);
    pairs_[{std::min(a, b), std::max(a, b)}].push_back(
        {std::min(a, b), std::max(a, b), reason, value, !is_weak, confidence});
  }

  void link_by_wording() {
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> buckets;
    for (std::size_t i = 0; i < facts_.size(); ++i) {
      if (facts_[i].shingles.size() < kRunsMin) continue;
      for (const std::uint64_t band : bands_of(facts_[i].shingles)) {
        auto& bucket = buckets[band];
        if (bucket.size() < kBandMax) bucket.push_back(static_cast<std::uint32_t>(i));
      }
    }
    std::vector<std::uint64_t> candidates;
    for (const auto& [band, members] : buckets) {
      for (std::size_t a = 0; a < members.size(); ++a) {
        // All pairs of a small bucket, a chain through a large one.
        const std::size_t end = members.size() <= kPairsBucketMax ? members.size() : std::min(members.size(), a + 3);
        for (std::size_t b = a + 1; b < end; ++b) candidates.push_back(std::uint64_t{members[a]} << 32U | members[b]);
      }
    }
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    for (const std::uint64_t candidate : candidates) {
      const auto a = static_cast<std::size_t>(candidate >> 32U), b = static_cast<std::size_t>(candidate & 0xffffffffU);
      const double alike = similarity(facts_[a].shingles, facts_[b].shingles);
      if (alike < kWordingMin) continue;
      const double confidence = std::min(kWordingMost, 0.5 + alike);
      pairs_[{a, b}].push_back({a, b, "wording", percent(alike) + " of the runs of three words", false, confidence});
    }
  }

  /// Both write where to reach them, and not to the same place.
  [[nodiscard]] static bool has_other_contact(const Facts& x, const Facts& y) {
    bool has_one = false, has_other = false;
    for (const Identifier& one : x.valid) {
      if (!is_contact(one.kind)) continue;
      has_one = true;
      if (std::binary_search(y.valid.begin(), y.valid.end(), one)) return false;
    }
    for (const Identifier& other : y.valid) has_other = has_other || is_contact(other.kind);
    return has_one && has_other;
  }
  [[nodiscard]] static bool has_contact_beside(const Facts& facts, const Link& link) {
    return std::any_of(facts.valid.begin(), facts.valid.end(),
                       [&](const Identifier& one) { return is_contact(one.kind) && one.value != link.value; });
  }
  [[nodiscard]] static bool has_other_handle(const Facts& x, const Facts& y) {
    return !x.handle.empty() && !y.handle.empty() && x.handle != y.handle;
  }
  /// Both have words enough to have a manner, and it is not the same one.
  [[nodiscard]] static bool has_other_words(const Facts& x, const Facts& y) {
    const bool can_tell = x.shingles.size() >= kMannerRunsMin && y.shingles.size() >= kMannerRunsMin;
    return can_tell && similarity(x.shingles, y.shingles) < kWordingMin / 2;
  }

  /// How sure a pair is, all its links together. A link that stands alone is asked what speaks against it: whoever frames
  /// another, copies his text or takes his name can give one thing of his, not all.
  [[nodiscard]] double weigh(const Pair& pair, const std::vector<Link>& links) {
    double open = 1;
    for (const Link& link : links) open *= 1 - link.confidence;
    const std::string objection = links.size() == 1 ? objection_to(pair, links[0]) : "";
    if (objection.empty()) return 1 - open;
    doubt({pair.first, pair.second}, "\"" + at(pair.first).path + "\" and \"" + at(pair.second).path + "\" share " +
                                         links[0].reason + " " + links[0].value + objection);
    return std::min(1 - open, kContradicted);
  }

  [[nodiscard]] std::string objection_to(const Pair& pair, const Link& link) const {
    const Facts &x = facts_[pair.first], &y = facts_[pair.second];
    const bool other_contact = has_other_contact(x, y), other_handle = has_other_handle(x, y);
    // Who attributes has seen more than handles and words: other names are what he says they are.
    if (link.reason == "pinned" || link.reason == "attribution") return {};
    if (link.reason == "wording") {
      if (other_handle || other_contact) return " under other names: one may have copied the other.";
      return similarity(x.shingles, y.shingles) < kWordingAloneMin ? " and nothing else: too little alone." : "";
    }
    if (link.reason == "handle")
      return other_contact && has_other_words(x, y)
                 ? " with other contacts and other words: somebody else may use the name."
                 : "";
    if (!link.is_strong) return {};
    // Where one is to be written to is seldom another's: only beside a contact of his own.
    if (is_contact(link.reason)) {
      const bool is_beside =
          other_handle && has_other_words(x, y) && has_contact_beside(x, link) && has_contact_beside(y, link);
      return is_beside ? " beside contacts of their own, and differ in names and wording: it may be planted." : "";
    }
    const bool differs = has_other_words(x, y) ? other_handle || other_contact : other_handle && other_contact;
    return differs ? " and differ in names and wording: it may be planted." : "";
  }

  [[nodiscard]] bool is_meant(const std::string& name, std::size_t i) const {
    return name == at(i).path || folded(name) == facts_[i].handle;
  }
  [[nodiscard]] bool is_forbidden(std::size_t a, std::size_t b) const {
    return std::any_of(decisions_.begin(), decisions_.end(), [&](const Decision& decision) {
      if (decision.kind != Decision::Kind::forbid) return false;
      return (is_meant(decision.first, a) && is_meant(decision.second, b)) ||
             (is_meant(decision.first, b) && is_meant(decision.second, a));
    });
  }

  void pin() {
    for (const Decision& decision : decisions_) {
      if (decision.kind != Decision::Kind::pin) continue;
      std::size_t first = facts_.size();
      for (std::size_t i = 0; i < facts_.size(); ++i) {
        if (!is_meant(decision.first, i) && !is_meant(decision.second, i)) continue;
        if (first < facts_.size()) pairs_[{first, i}].push_back({first, i, "pinned", "by a person", true, kPinned});
        else first = i;
      }
    }
  }

  /// The surest first. A joint that would bring together what a person has kept apart is left out.
  void decide() {
    pin();
    struct Joint {
      double sure;
      Pair pair;
    };
    std::vector<Joint> joints;
    for (auto& [pair, links] : pairs_) {
      const double sure = weigh(pair, links);
      if (sure >= kJoins) joints.push_back({sure, pair});
    }
    std::stable_sort(joints.begin(), joints.end(), [](const Joint& a, const Joint& b) { return a.sure > b.sure; });
    members_.resize(facts_.size());
    weakest_.assign(facts_.size(), 1);
    for (std::size_t i = 0; i < facts_.size(); ++i) members_[i] = {i};
    for (const Joint& joint : joints) join(joint.pair, joint.sure);
  }

  void join(const Pair& pair, double sure) {
    const std::size_t a = sets_.find(pair.first), b = sets_.find(pair.second);
    if (a == b) return;
    if (keeps_apart(a, b)) {
      doubt({pair.first, pair.second}, "\"" + at(pair.first).path + "\" and \"" + at(pair.second).path +
                                           "\" look like one actor's (" + percent(sure) +
                                           "); a person has said that they are not.");
      return;
    }
    sets_.join(a, b);
    const std::size_t kept = std::min(a, b), gone = std::max(a, b);
    weakest_[kept] = std::min({weakest_[a], weakest_[b], sure});
    members_[kept].insert(members_[kept].end(), members_[gone].begin(), members_[gone].end());
    members_[gone].clear();
  }

  [[nodiscard]] bool keeps_apart(std::size_t a, std::size_t b) const {
    const bool has_any = std::any_of(decisions_.begin(), decisions_.end(),
                                     [](const Decision& d) { return d.kind == Decision::Kind::forbid; });
    if (!has_any) return false;
    for (const std::size_t x : members_[a]) {
      for (const std::size_t y : members_[b]) {
        if (is_forbidden(x, y)) return true;
      }
    }
    return false;
  }

  void doubt(const std::vector<std::size_t>& about, std::string sentence) {
    for (const std::size_t i : about) {
      auto& doubts = doubts_[i];
      if (doubts.size() < kDoubtsMax) doubts.push_back(sentence);
    }
  }

  std::vector<Group> groups() {
    std::map<std::size_t, Group> by_root;
    for (std::size_t i = 0; i < facts_.size(); ++i) {
      const std::size_t root = sets_.find(i);
      Group& group = by_root[root];
      group.members.push_back(order_[i]);
      group.confidence = weakest_[root];
      for (const std::string& sentence : doubts_[i]) {
        const bool is_new = std::find(group.doubts.begin(), group.doubts.end(), sentence) == group.doubts.end();
        if (is_new && group.doubts.size() < kDoubtsMax) group.doubts.push_back(sentence);
      }
    }
    for (auto& [pair, links] : pairs_) {
      if (sets_.find(pair.first) != sets_.find(pair.second)) continue;
      Group& group = by_root[sets_.find(pair.first)];
      for (Link link : links) {
        link.first = order_[link.first];
        link.second = order_[link.second];
        group.links.push_back(std::move(link));
      }
    }
    std::vector<Group> out;
    for (auto& [root, group] : by_root) {
      std::stable_sort(group.links.begin(), group.links.end(),
                       [](const Link& a, const Link& b) { return a.confidence > b.confidence; });
      if (group.links.size() > kLinksMax) group.links.resize(kLinksMax);
      out.push_back(std::move(group));
    }
    return out;
  }

  [[nodiscard]] const Sighting& at(std::size_t i) const { return sightings_[order_[i]]; }

  static constexpr std::size_t kRunsMin = 5;         ///< A text of fewer words has no wording of its own.
  static constexpr std::size_t kMannerRunsMin = 12;  ///< And of fewer than that none that can be missed.
  static constexpr std::size_t kPairsBucketMax = 30;

  const std::vector<Sighting>& sightings_;
  const std::vector<Decision>& decisions_;
  std::vector<std::size_t> order_;
  std::vector<Facts> facts_;
  std::map<Pair, std::vector<Link>> pairs_;
  std::map<std::size_t, std::vector<std::string>> doubts_;
  JoinedSets sets_;
  std::vector<std::vector<std::size_t>> members_;
  std::vector<double> weakest_;
};

}  // namespace

std::vector<Group> group(const std::vector<Sighting>& sightings, const std::vector<Decision>& decisions) {
  return Grouping{sightings, decisions}.run();
}

}  // namespace wardwatch::actor
