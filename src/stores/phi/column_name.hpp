#pragma once

#include <string_view>

#include "stores/common/phi_class.hpp"

namespace wardwatch::stores {

/// What the name of a column says about its content.
struct NameSays {
  PhiClass phi = PhiClass::none;
  bool is_known = false;   ///< The name means something, be it that it is none of a person's.
  bool is_strong = false;  ///< The name alone is nearly enough; a weak one needs the values.
};

/// Reads the names of columns in their usual habits: DateOfBirth, date_of_birth, DATE OF BIRTH, D_O_B, dtmDOB, PT_NM,
/// SS_NO, tblPatients.LastName, LNAME. What the words mean is in data/column_names.tsv.
[[nodiscard]] NameSays name_says(std::string_view name);

/// Whether the name of a table says that it is of people who treat or work here, not of patients.
[[nodiscard]] bool is_staff_table(std::string_view name);

}  // namespace wardwatch::stores
