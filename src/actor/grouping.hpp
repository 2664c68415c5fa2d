#pragma once

#include <string>
#include <vector>

#include "actor/sighting.hpp"

namespace wardwatch::actor {

/// Why two sightings are held to be one actor's.
struct Link {
  std::size_t first = 0;  ///< Places in the list of sightings.
  std::size_t second = 0;
  std::string reason;  ///< An identifier's kind, or handle, wording, unproven-wallet, pinned.
  std::string value;   ///< What they share; of wording how much.
  bool is_strong = false;
  double confidence = 0;
};

/// Sightings that are held to be one actor's.
struct Group {
  std::vector<std::size_t> members;  ///< In the order of dates, those without one last.
  std::vector<Link> links;           ///< What joins them, the weightiest first; at most `kLinksMax`.
  double confidence = 1;             ///< That of the weakest joint that is needed; 1 for one alone.
  std::vector<std::string> doubts;   ///< Sentences.
};
inline constexpr std::size_t kLinksMax = 500;

/// How much reused wording counts. Measured on made-up actors (bench/listings); see docs/performance.md.
inline constexpr double kWordingMin = 0.25;      ///< Below it texts are held to be alike by chance.
inline constexpr double kWordingAloneMin = 0.4;  ///< And below this one where nothing but the text is shared.
inline constexpr double kJoins = 0.75;           ///< Confidence from which on two sightings are joined.

/// Groups sightings by actor. Strong is an exact, validated identifier; a handle, an address that cannot be paid and reused
/// wording are weak and join only together, or where nothing speaks against it. An identifier that many share who have
/// nothing else in common is a service's, and joins nobody. The result does not depend on the order of the sightings.
[[nodiscard]] std::vector<Group> group(const std::vector<Sighting>& sightings,
                                       const std::vector<Decision>& decisions = {});

}  // namespace wardwatch::actor
