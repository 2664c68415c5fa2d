#include "stores/persons/decoys.hpp"

namespace wardwatch::stores::persons {
namespace {

constexpr std::uint64_t kRowsWithAll = 512;

/// The first half of one number and the second of another.
Folded crossed(const Folded& first, const Folded& second) noexcept {
  Folded number;
  if (first.empty() || second.empty() || first.view().size() != second.view().size()) return number;
  const std::size_t half = first.view().size() / 2;
  number.append(first.view().substr(0, half));
  number.append(second.view().substr(half));
  // Where one half says all of it, the crossing is no new number.
  return number == first || number == second ? Folded{} : number;
}

}  // namespace

PersonFields Decoys::mixed(const PersonFields& person, std::size_t shift) const {
  const PersonFields& other = before(shift);
  PersonFields decoy;
  decoy.name = person.name;
  decoy.is_order_open = person.is_order_open;
  decoy.birth = other.birth == person.birth ? InlineText<6>{} : other.birth;
  // The telephone is a third one's and the last four digits a fourth one's: no two values belong to one person.
  if (rows_ >= 2 * shift) {
    const PersonFields& third = before(2 * shift);
    if (!(third.name.surname == person.name.surname)) decoy.phones = third.phones;
  }
  if (rows_ >= 3 * shift) {
    const PersonFields& fourth = before(3 * shift);
    if (!(fourth.ssn.last4 == person.ssn.last4)) decoy.ssn.last4 = fourth.ssn.last4;
  }
  decoy.ssn.nine = crossed(person.ssn.nine, other.ssn.nine);
  decoy.mrns[0] = crossed(person.mrns[0], other.mrns[0]);
  decoy.insurers[0] = crossed(person.insurers[0], other.insurers[0]);
  return decoy;
}

void Decoys::on(const PersonFields& person, const std::function<void(const PersonFields&)>& make) {
  if (passes_over()) return;
  const std::uint64_t row = rows_;  // `before(n)` counts from this row.
  ring_[row % ring_.size()] = person;
  const std::size_t shifts = row < kRowsWithAll ? kShiftsMax : 1;
  const bool is_turn = row < kRowsWithOne || row % kStride == 3 * kShiftsMax;
  for (std::size_t shift = 1; is_turn && shift <= shifts && shift <= row; ++shift) make(mixed(person, shift));
  ++rows_;
}

}  // namespace wardwatch::stores::persons
