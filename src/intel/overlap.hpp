#pragma once

#include <map>
#include <string_view>

#include "intel/attack.hpp"

namespace wardwatch::intel {

/// A technique that was seen and that a group is known for as well.
struct SharedTechnique {
  std::uint32_t place = 0;   ///< In `Attack::techniques`: what was seen.
  bool is_exact = false;     ///< Else the group uses its parent, or another of the same parent.
  std::uint32_t groups = 0;  ///< Groups of which the same can be said, this one among them.
  double weight = 0;
};

/// What was seen beside what one group is known for.
struct Overlap {
  const Group* group = nullptr;         ///< Of the Attack that was compared with.
  std::vector<SharedTechnique> shared;  ///< The rarest first.
  std::size_t seen_count = 0;           ///< Techniques seen that ATT&CK has.
  std::size_t rare_count = 0;           ///< Of the shared, those that are exact and rare.
  double score = 0;                     ///< Weight of the shared over the weight of all that were seen, 0 to 1.
  double expected_shared = 0;           ///< How many a random group that uses as many techniques would share.
  double by_chance = 1;  ///< Chance that a random group, any of all there are, scores as high; at most 1.
};

/// What counts, and from when on it is told. Measured on ATT&CK's own groups; see docs/performance.md.
inline constexpr double kFamilyShare = 0.5;        ///< Of the weight, where only parent or siblings agree.
inline constexpr double kRareShareOfGroups = 0.1;  ///< A technique that no more groups use than this is rare.
inline constexpr std::size_t kRareSharedMin = 3;
inline constexpr double kByChanceMax = 0.05;
/// Techniques of one comparison; an incident has some dozens.
inline constexpr std::size_t kSeenMax = 300;

/// Compares techniques with what ATT&CK's groups are known for. A technique weighs what it tells: ln((N + 1) / (n + 0.5))
/// when n of N groups use it. The score is the share of the weight that was seen; whether it is much is told by groups
/// made of techniques at random, each as likely as it is frequent among groups, as many as the group has: the chance that
/// one of them scores as high, times the number of groups, as many are asked (Bonferroni). Techniques are taken as
/// independent there, which they are not quite: in ATT&CK's own groups see docs/performance.md for how often that errs.
class Comparison {
 public:
  /// Borrows `attack`.
  explicit Comparison(const Attack& attack);

  /// Techniques, by id, that ATT&CK has and groups share; what it has not is left out.
  [[nodiscard]] std::vector<std::uint32_t> known(const std::vector<std::string>& ids) const;
  /// Groups that share anything, those least by chance first. The order of `ids` makes no difference.
  [[nodiscard]] std::vector<Overlap> rank(const std::vector<std::string>& ids) const;
  /// Whether it may be told to people: enough rare techniques are shared, and chance hardly does as well.
  [[nodiscard]] static bool is_told(const Overlap& overlap) noexcept {
    return overlap.rare_count >= kRareSharedMin && overlap.by_chance <= kByChanceMax;
  }
  /// Of the group's techniques those that were not seen, nor a relative of them, the rarest first.
  [[nodiscard]] std::vector<std::uint32_t> not_seen(const Overlap& overlap, const std::vector<std::string>& ids) const;

  [[nodiscard]] const Attack& attack() const noexcept { return attack_; }
  /// Groups of whom any technique is known: those that can be compared with.
  [[nodiscard]] std::size_t group_count() const noexcept { return group_count_; }

 private:
  struct Odds {
    double exact = 0, family = 0;
  };
  [[nodiscard]] double weight_of(std::uint32_t groups) const noexcept;
  [[nodiscard]] Overlap overlap_of(const Group& group, const std::vector<std::uint32_t>& seen, double weight) const;
  [[nodiscard]] std::vector<Odds> odds_of(std::size_t size, const std::vector<std::uint32_t>& seen) const;
  void judge(Overlap& overlap, const std::vector<std::uint32_t>& seen, double weight) const;
  [[nodiscard]] double rate_for(std::size_t size) const;

  const Attack& attack_;
  std::vector<std::uint32_t> users_;                  ///< Groups that use a technique, by place.
  std::vector<std::uint32_t> family_;                 ///< The family of a technique, by place.
  std::vector<std::vector<std::uint32_t>> families_;  ///< Members.
  std::vector<std::uint32_t> family_users_;           ///< Groups that use any of a family.
  std::map<std::size_t, double> rates_;               ///< By how many techniques a group has.
  std::size_t group_count_ = 0;
};

}  // namespace wardwatch::intel
