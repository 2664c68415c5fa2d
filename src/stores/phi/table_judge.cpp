#include "stores/phi/table_judge.hpp"

#include <algorithm>

#include "stores/phi/column_name.hpp"

namespace wardwatch::stores {
namespace {

constexpr double kTextsWithSsn = 0.01;  ///< Of texts that hold social security numbers: each such text is one too many.
constexpr double kTextsWithPerson = 0.05;  ///< Of texts that hold both a name and a way to reach or date the person.
constexpr double kUnique = 0.7;            ///< Of estimates, which are off by up to a quarter.
constexpr double kNumberBytesMax = 16;
constexpr double kWritten = 0.9;  ///< A number that identifies rows is hardly ever missing.

/// Which classes the claims of a table have.
class Present {
 public:
  explicit Present(const std::vector<Claim>& claims) noexcept {
    for (const Claim& claim : claims) {
      bits_ |= bit(claim.phi);
      if (claim.is_certain) certain_ |= bit(claim.phi);
    }
  }
  [[nodiscard]] bool has(PhiClass phi) const noexcept { return (bits_ & bit(phi)) != 0; }
  [[nodiscard]] bool is_certain(PhiClass phi) const noexcept { return (certain_ & bit(phi)) != 0; }
  [[nodiscard]] bool has_any(std::initializer_list<PhiClass> list) const noexcept {
    return std::any_of(list.begin(), list.end(), [&](PhiClass phi) { return has(phi); });
  }
  [[nodiscard]] bool any_certain() const noexcept { return (certain_ & ~bit(PhiClass::none)) != 0; }

 private:
  static std::uint64_t bit(PhiClass phi) noexcept { return std::uint64_t{1} << static_cast<unsigned>(phi); }
  std::uint64_t bits_ = 0;
  std::uint64_t certain_ = 0;
};

/// Whether the rows are of people: one claim that is certain, or a name with something that only people have.
bool speaks_of_persons(const Present& present) noexcept {
  if (present.any_certain()) return true;
  if (!present.has_any({PhiClass::name, PhiClass::contact_name})) return false;
  return present.has_any({PhiClass::ssn, PhiClass::dob, PhiClass::address, PhiClass::phone, PhiClass::email,
                          PhiClass::insurer_id, PhiClass::diagnosis, PhiClass::sex, PhiClass::free_text}) &&
         // A name and one address or telephone alone is any list of companies: dates of birth and the like are not.
         (present.has_any({PhiClass::ssn, PhiClass::dob, PhiClass::email, PhiClass::insurer_id, PhiClass::diagnosis,
                           PhiClass::sex}) ||
          (present.has(PhiClass::address) && present.has(PhiClass::phone)));
}

bool is_staff(std::string_view name, const Present& present) {
  if (present.has_any({PhiClass::mrn, PhiClass::record_id, PhiClass::dob, PhiClass::diagnosis})) return false;
  const bool has_licence = present.has_any({PhiClass::provider_npi, PhiClass::provider_dea});
  return is_staff_table(name) || (has_licence && !present.has(PhiClass::ssn));
}

/// Texts that name people are of people whatever stands beside them.
bool names_people(const ColumnEvidence& values) noexcept {
  if (values.share(Shape::ssn_inside) > 0 && values.share(Shape::ssn_inside) >= kTextsWithSsn) return true;
  const double named = values.share(Shape::name_inside);
  const double reached = values.share(Shape::contact_inside) + values.share(Shape::date_inside);
  return named >= kTextsWithPerson && reached >= kTextsWithPerson;
}

/// In a table of people, a number that no row shares with another stands for the person: given out in turn, it is a
/// database's; otherwise, a number that somebody is known by.
void claim_row_numbers(std::vector<Claim>& claims, std::span<const ColumnEvidence> evidence) {
  bool has_record_id =
      std::any_of(claims.begin(), claims.end(), [](const Claim& claim) { return claim.phi == PhiClass::record_id; });
  bool has_mrn =
      std::any_of(claims.begin(), claims.end(), [](const Claim& claim) { return claim.phi == PhiClass::mrn; });
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const ColumnEvidence& values = evidence[i];
    if (claims[i].phi != PhiClass::none || !claims[i].is_meaningless || values.filled_share() < kWritten) continue;
    if (values.with_digits_share() < kWritten || values.mean_bytes() > kNumberBytesMax || !values.values().is_full())
      continue;
    if (values.is_dense() ? has_record_id : has_mrn) continue;
    if (!values.is_dense() && values.distinct_share() < kUnique) continue;
    claims[i].phi = values.is_dense() ? PhiClass::record_id : PhiClass::mrn;
    claims[i].from = Basis::shape | Basis::neighbours;
    (values.is_dense() ? has_record_id : has_mrn) = true;
  }
}

Verdict settle(const Claim& claim, const ColumnEvidence& values, const TableVerdict& table) {
  if (claim.phi == PhiClass::none) return {};
  if (is_of_provider(claim.phi)) return {claim.phi, claim.from};
  if (table.is_of_staff && (claim.phi == PhiClass::name || claim.phi == PhiClass::contact_name))
    return {PhiClass::provider_name, claim.from | Basis::neighbours};
  if (claim.is_certain) return {claim.phi, claim.from};
  if (table.is_of_persons) {
    const bool needed = claim.from.has(Basis::standard) || (claim.by_name && claim.phi != PhiClass::address);
    return {claim.phi, needed ? claim.from : claim.from | Basis::neighbours};
  }
  if (claim.phi == PhiClass::free_text && names_people(values)) return {claim.phi, Basis::text};
  return {};
}

}  // namespace

bool TableVerdict::contains_phi() const noexcept {
  return std::any_of(columns.begin(), columns.end(), [](const Verdict& verdict) {
    return verdict.phi != PhiClass::none && !is_of_provider(verdict.phi);
  });
}

TableVerdict judge_table(std::string_view name, std::span<const ColumnHead> heads,
                         std::span<const ColumnEvidence> evidence, const std::vector<bool>& linked) {
  std::vector<Claim> claims;
  claims.reserve(heads.size());
  for (std::size_t i = 0; i < heads.size(); ++i) {
    claims.push_back(claim_of(heads[i], evidence[i]));
    if (i < linked.size() && linked[i])
      claims.back() = {PhiClass::record_id, Basis::shape | Basis::neighbours, true, false, true};
  }
  TableVerdict table;
  const Present present{claims};
  table.is_of_staff = is_staff(name, present);
  table.is_of_persons = !table.is_of_staff && speaks_of_persons(present);
  const bool has_people = table.is_of_persons && present.has(PhiClass::name) &&
                          present.has_any({PhiClass::dob, PhiClass::ssn, PhiClass::insurer_id});
  if (has_people) claim_row_numbers(claims, evidence);
  for (std::size_t i = 0; i < heads.size(); ++i) table.columns.push_back(settle(claims[i], evidence[i], table));
  return table;
}

}  // namespace wardwatch::stores
