#pragma once

#include <optional>
#include <span>
#include <vector>

#include "stores/phi/column_evidence.hpp"
#include "stores/phi/verdict.hpp"

namespace wardwatch::stores {

/// By what the persons of a table are told apart, best first. Counts of one kind can be joined across tables, counts of
/// different kinds cannot.
enum class KeyKind : std::uint8_t { record_id, mrn, ssn, name_and_dob, insurer_id, name_and_contact, row_number };
inline constexpr std::size_t kKeyKindCount = 7;

/// Which columns of a table tell who a row is about.
class KeyPlan {
 public:
  /// The best kind that the columns allow; nothing where none does.
  [[nodiscard]] static std::optional<KeyPlan> choose(std::span<const Verdict> columns,
                                                     std::span<const ColumnEvidence> evidence);

  [[nodiscard]] KeyKind kind() const noexcept { return kind_; }
  /// A hash of the person's key, normalised: case, punctuation, spaces and initials do not matter. Nothing where the row
  /// does not say who it is about.
  [[nodiscard]] std::optional<std::uint64_t> key_of(std::span<const std::string_view> row) const noexcept;

 private:
  KeyKind kind_ = KeyKind::record_id;
  std::optional<std::size_t> number_;  ///< The column of the number, the date of birth or the contact.
  std::vector<std::size_t> names_;
};

}  // namespace wardwatch::stores
