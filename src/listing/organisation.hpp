#pragma once

#include <string>
#include <vector>

#include "core/network_list.hpp"
#include "listing/advert.hpp"

namespace wardwatch::listing {

/// What the configuration says of us, as far as a listing may hint at it.
struct Organisation {
  std::string name;
  std::vector<std::string> aliases;
  std::vector<std::string> domains;
  NetworkList networks;        ///< Public ones count only: everybody has 10.0.0.0/8.
  std::string region;          ///< "Missouri", "US-MO, Midwest"
  std::uint64_t patients = 0;  ///< How many there are on file; 0 when not said.
  std::string specialty;       ///< "family medicine", "health insurer"
};

/// How well a listing fits.
struct Match {
  double score = 0;                  ///< 0 to 1: one minus the product of what each hint leaves open.
  bool is_named = false;             ///< By name, alias, domain or address, if only in part.
  std::vector<std::string> matched;  ///< What of the configuration was met and how, in our words.
};

/// From this score on a listing is held to be about us, and from that on perhaps.
inline constexpr double kAboutUs = 0.75, kPerhapsAboutUs = 0.5;

/// Finds the hints at one organisation in listings. What is prepared once does not depend on a listing.
class OrganisationMatcher {
 public:
  explicit OrganisationMatcher(Organisation organisation);

  [[nodiscard]] Match match(const Advert& advert) const;
  [[nodiscard]] const Organisation& organisation() const noexcept { return us_; }

 private:
  struct Hint {
    double weight;
    std::string how;
  };
  struct Alias {
    std::string words;  ///< Skeleton: lower case, words apart by one blank.
    std::string shown;
    double weight = 0;
    bool is_acronym = false;
  };

  void add_name(const std::string& name, bool is_alias);
  [[nodiscard]] std::vector<Hint> name_hints(const Advert& advert) const;
  [[nodiscard]] Hint alias_hint(const Alias& alias, const std::string& spaced, std::string_view readable) const;
  [[nodiscard]] Hint partial_hint(const std::string& spaced) const;
  [[nodiscard]] Hint masked_hint(std::string_view readable) const;
  [[nodiscard]] Hint domain_hint(std::string_view low) const;
  [[nodiscard]] Hint address_hint(std::string_view text) const;
  [[nodiscard]] Hint size_hint(const Advert& advert) const;
  [[nodiscard]] Hint region_hint(const Advert& advert) const;
  [[nodiscard]] Hint specialty_hint(const std::string& spaced) const;

  Organisation us_;
  std::vector<Alias> names_;
  std::vector<std::vector<std::string>> masks_;  ///< Words of each name, for masked ones.
  std::vector<std::string> distinctive_;         ///< Words of the name that others do not have.
  std::vector<std::string> regions_;
  std::vector<std::vector<std::string>> specialties_;  ///< Words that say the same.
};

}  // namespace wardwatch::listing
