#include "stores/phi/claim.hpp"

#include <algorithm>

#include "stores/phi/column_name.hpp"

namespace wardwatch::stores {
namespace {

// How large a part of a column must look like something. Where the name says it too, half is enough: real columns hold
// typing errors, placeholders and other people's habits.
constexpr double kHalf = 0.5;
constexpr double kMost = 0.8;
constexpr double kNearlyAll = 0.95;
constexpr double kSomeNamesKnown =
    0.05;                                ///< Of a column named as one of names: dictionaries know the common ones only.
constexpr double kManyNamesKnown = 0.3;  ///< Of a column whose name does not say so.
constexpr double kSomeSentences = 0.1;
constexpr int kYearsOfBirths = 50;  ///< Dates of birth span more years than the dates of anything else.
constexpr int kBirthsBefore = 1960;
constexpr std::uint64_t kFewCells = 20;  ///< Shares of fewer say little.

constexpr std::initializer_list<Shape> kAnySsn{Shape::ssn_dashed, Shape::itin_dashed, Shape::ssn_plain,
                                               Shape::itin_plain};
constexpr std::initializer_list<Shape> kAnyDate{Shape::date, Shape::compact_date};
constexpr std::initializer_list<Shape> kAnyPhone{Shape::phone_written, Shape::phone_plain};
constexpr std::initializer_list<Shape> kAnyPerson{Shape::person_word, Shape::person_words};

Claim certain(PhiClass phi, Bases from) { return {phi, from, true, from.has(Basis::name), false}; }
Claim asking(PhiClass phi, Bases from) { return {phi, from, false, from.has(Basis::name), false}; }

Claim ssn_by_name(const ColumnEvidence& values) {
  if (values.share({Shape::ssn_dashed, Shape::ssn_plain}) >= kHalf)
    return certain(PhiClass::ssn, Basis::name | Basis::shape | Basis::checksum);
  if (values.share(kAnySsn) >= kHalf) return certain(PhiClass::ssn, Basis::name | Basis::shape);
  if (values.share(Shape::last_four) >= kMost) return certain(PhiClass::ssn, Basis::name | Basis::shape);
  return {};
}

Claim person_by_name(PhiClass phi, bool is_strong, const ColumnEvidence& values) {
  const double known = values.share(kAnyPerson);
  const bool few = values.filled() < kFewCells;
  const bool is_initial = values.mean_bytes() <= 2 && values.share(Shape::letters) >= kHalf;
  if (known >= (is_strong ? kSomeNamesKnown : kManyNamesKnown)) return asking(phi, Basis::name | Basis::dictionary);
  if (is_strong && (few || is_initial) && values.with_digits_share() < kHalf) return asking(phi, Basis::name);
  return {};
}

Claim number_by_name(PhiClass phi, bool is_strong, const ColumnEvidence& values) {
  if (values.with_digits_share() < kHalf || values.share(Shape::sentence) >= kHalf) return {};
  const bool is_person = phi == PhiClass::mrn || phi == PhiClass::record_id;
  if (is_person) return certain(phi, Basis::name);
  if (phi != PhiClass::insurer_id) return asking(phi, Basis::name);
  if (values.share(Shape::mbi) >= kHalf) return certain(phi, Basis::name | Basis::checksum);
  const double shaped = values.share(Shape::insurer) + values.share(Shape::mbi_shaped);
  if (shaped >= kHalf) return asking(phi, Basis::name | Basis::shape);
  return is_strong && values.mean_bytes() >= 5 ? asking(phi, Basis::name) : Claim{};
}

Claim text_by_name(const ColumnEvidence& values) {
  const double sentences = values.share(Shape::sentence) + values.share(Shape::clinical);
  if (sentences >= kSomeSentences) return asking(PhiClass::free_text, Basis::name | Basis::text);
  return values.mean_bytes() >= 12 ? asking(PhiClass::free_text, Basis::name) : Claim{};
}

Claim if_shaped(PhiClass phi, Bases from, double share, double least) {
  return share >= least ? asking(phi, from) : Claim{};
}

/// What the name says, if the values do not speak against it.
Claim claim_by_name(const NameSays& says, const ColumnEvidence& values) {
  constexpr Bases kNameAndShape = Basis::name | Basis::shape;
  constexpr Bases kNameAndChecksum = Basis::name | Basis::checksum;
  switch (says.phi) {
    case PhiClass::none: return {};
    case PhiClass::ssn: return ssn_by_name(values);
    case PhiClass::dob: return values.share(kAnyDate) >= kHalf ? certain(says.phi, kNameAndShape) : Claim{};
    case PhiClass::service_date: return if_shaped(says.phi, kNameAndShape, values.share(kAnyDate), kHalf);
    case PhiClass::phone:
    case PhiClass::fax: return if_shaped(says.phi, kNameAndShape, values.share(kAnyPhone), kHalf);
    case PhiClass::email: return if_shaped(says.phi, kNameAndShape, values.share(Shape::email), kHalf);
    case PhiClass::url: return if_shaped(says.phi, kNameAndShape, values.share(Shape::url), kHalf);
    case PhiClass::ip_address: return if_shaped(says.phi, kNameAndShape, values.share(Shape::ip_address), kHalf);
    case PhiClass::provider_npi: return if_shaped(says.phi, kNameAndChecksum, values.share(Shape::npi), kHalf);
    case PhiClass::provider_dea: return if_shaped(says.phi, kNameAndChecksum, values.share(Shape::dea), kHalf);
    case PhiClass::card_number:
      return values.share(Shape::card) >= kHalf ? certain(says.phi, kNameAndChecksum) : Claim{};
    case PhiClass::name:
    case PhiClass::contact_name:
    case PhiClass::provider_name: return person_by_name(says.phi, says.is_strong, values);
    case PhiClass::mrn:
    case PhiClass::record_id:
    case PhiClass::insurer_id:
    case PhiClass::account_number:
    case PhiClass::licence_number:
    case PhiClass::vehicle_id:
    case PhiClass::device_id: return number_by_name(says.phi, says.is_strong, values);
    case PhiClass::free_text: return text_by_name(values);
    case PhiClass::sex: return if_shaped(says.phi, kNameAndShape, values.distinct_estimate() <= 8 ? 1 : 0, kHalf);
    case PhiClass::diagnosis:
      return asking(says.phi, values.share(Shape::icd10) >= kHalf ? kNameAndShape : Bases{Basis::name});
    case PhiClass::laboratory:
      return asking(says.phi, values.share(Shape::loinc) >= kHalf ? kNameAndChecksum : Bases{Basis::name});
    case PhiClass::address:
    case PhiClass::procedure:
    case PhiClass::drug:
    case PhiClass::biometric:
    case PhiClass::photo: return asking(says.phi, Basis::name);
  }
  return {};
}

Claim date_by_values(const ColumnEvidence& values) {
  if (values.share(Shape::date) < kMost && values.share(Shape::compact_date) < kNearlyAll) return {};
  const bool births = values.year_max() - values.year_min() >= kYearsOfBirths && values.year_min() <= kBirthsBefore;
  return asking(births ? PhiClass::dob : PhiClass::service_date, Basis::shape);
}

/// Numbers that prove themselves.
Claim checked_by_values(const ColumnEvidence& values) {
  const bool few = values.filled() < kFewCells;
  if (values.share(Shape::ssn_dashed) >= kMost) return certain(PhiClass::ssn, Basis::shape | Basis::checksum);
  if (few) return {};
  if (values.share(Shape::mbi) >= kMost) return certain(PhiClass::insurer_id, Basis::checksum);
  if (values.share(Shape::card) >= kNearlyAll) return certain(PhiClass::card_number, Basis::checksum);
  if (values.share(Shape::npi) >= kNearlyAll) return asking(PhiClass::provider_npi, Basis::checksum);
  if (values.share(Shape::dea) >= kNearlyAll) return asking(PhiClass::provider_dea, Basis::checksum);
  if (values.share(Shape::loinc) >= kMost) return asking(PhiClass::laboratory, Basis::checksum);
  return {};
}

/// What the values say where the name says nothing.
Claim claim_by_values(const ColumnEvidence& values, bool is_meaningless) {
  if (values.filled() == 0) return {};
  if (const Claim claim = checked_by_values(values); claim.phi != PhiClass::none) return claim;
  if (values.share({Shape::ssn_dashed, Shape::itin_dashed}) >= kMost) return asking(PhiClass::ssn, Basis::shape);
  if (is_meaningless && values.share(kAnySsn) >= kNearlyAll && values.distinct_share() > kHalf)
    return asking(PhiClass::ssn, Basis::shape);
  if (values.share(Shape::email) >= kMost) return asking(PhiClass::email, Basis::shape);
  if (values.share(Shape::phone_written) >= kMost) return asking(PhiClass::phone, Basis::shape);
  if (is_meaningless && values.share(Shape::phone_plain) >= kNearlyAll) return asking(PhiClass::phone, Basis::shape);
  if (const Claim claim = date_by_values(values); claim.phi != PhiClass::none) return claim;
  if (values.share({Shape::street, Shape::city_state_zip}) >= kHalf) return asking(PhiClass::address, Basis::shape);
  if (values.share(Shape::icd10) >= kMost) return asking(PhiClass::diagnosis, Basis::shape);
  if (is_meaningless && values.share(Shape::state) >= kNearlyAll) return asking(PhiClass::address, Basis::shape);
  if (is_meaningless && values.share(Shape::sex) >= kNearlyAll && values.distinct_estimate() >= 2)
    return asking(PhiClass::sex, Basis::shape);
  if (is_meaningless && values.share(Shape::sex_code) >= kNearlyAll && values.distinct_estimate() >= 2)
    return asking(PhiClass::sex, Basis::shape);
  if (is_meaningless && values.share(Shape::insurer) >= kNearlyAll && values.share(Shape::phone_plain) < kHalf)
    return asking(PhiClass::insurer_id, Basis::shape);
  if (values.share(Shape::sentence) >= kManyNamesKnown) return asking(PhiClass::free_text, Basis::text);
  const double needed = is_meaningless ? kManyNamesKnown : kHalf;
  if (values.share(kAnyPerson) >= needed && values.distinct_estimate() >= 10)
    return asking(PhiClass::name, Basis::dictionary);
  return {};
}

/// F1, COL2, Field3, ID: names that say nothing.
bool says_nothing(std::string_view name) noexcept {
  constexpr std::size_t kLettersMax = 6;
  const std::size_t letters = static_cast<std::size_t>(
      std::find_if(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; }) - name.begin());
  const bool numbered = letters < name.size() && letters <= kLettersMax &&
                        std::all_of(name.begin() + static_cast<std::ptrdiff_t>(letters), name.end(),
                                    [](char c) { return c >= '0' && c <= '9'; });
  return numbered || name == "ID" || name == "Id" || name == "id" || name == "_id";
}

}  // namespace

Claim claim_of(const ColumnHead& head, const ColumnEvidence& values) {
  if (head.known != PhiClass::none) {
    Claim claim = asking(head.known, Basis::standard);
    claim.is_certain = head.known == PhiClass::mrn || head.known == PhiClass::ssn || head.known == PhiClass::dob ||
                       head.known == PhiClass::name;
    return values.filled() > 0 ? claim : Claim{};
  }
  const NameSays says = head.is_nameless ? NameSays{} : name_says(head.name);
  if (says.is_known) {
    if (values.filled() == 0) return says.is_strong ? asking(says.phi, Basis::name) : Claim{};
    if (const Claim claim = claim_by_name(says, values); claim.phi != PhiClass::none) return claim;
    // A name that means something else is still overruled by numbers that prove themselves.
    return checked_by_values(values);
  }
  const bool is_meaningless = head.is_nameless || says_nothing(head.name);
  Claim claim = claim_by_values(values, is_meaningless);
  claim.is_meaningless = is_meaningless;
  return claim;
}

}  // namespace wardwatch::stores
