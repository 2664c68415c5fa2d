#pragma once

#include <array>
#include <optional>
#include <string>

#include "core/result.hpp"
#include "stores/common/row_sink.hpp"
#include "stores/input/random_file.hpp"

namespace wardwatch::stores::dicom_file {

/// An attribute that PS3.15 Annex E (table E.1-1) wants removed, and what it holds.
struct Told {
  std::uint32_t tag;
  std::string_view name;
  PhiClass phi;
};

/// Those that are told, in the order of their tags.
inline constexpr auto kTold = std::to_array<Told>({
    {0x00080020, "StudyDate", PhiClass::service_date},
    {0x00080050, "AccessionNumber", PhiClass::record_id},
    {0x00080080, "InstitutionName", PhiClass::none},
    {0x00080090, "ReferringPhysicianName", PhiClass::provider_name},
    {0x00081030, "StudyDescription", PhiClass::free_text},
    {0x00100010, "PatientName", PhiClass::name},
    {0x00100020, "PatientID", PhiClass::mrn},
    {0x00100030, "PatientBirthDate", PhiClass::dob},
    {0x00100040, "PatientSex", PhiClass::sex},
    {0x00100050, "PatientInsurancePlanCodeSequence", PhiClass::insurer_id},
    {0x00101000, "OtherPatientIDs", PhiClass::mrn},
    {0x00101001, "OtherPatientNames", PhiClass::name},
    {0x00101005, "PatientBirthName", PhiClass::name},
    {0x00101040, "PatientAddress", PhiClass::address},
    {0x00101060, "PatientMotherBirthName", PhiClass::contact_name},
    {0x00102154, "PatientTelephoneNumbers", PhiClass::phone},
    {0x001021b0, "AdditionalPatientHistory", PhiClass::free_text},
    {0x00104000, "PatientComments", PhiClass::free_text},
    {0x00380010, "AdmissionID", PhiClass::account_number},
});

/// What one object says.
struct Object {
  std::array<std::string, kTold.size()> values;
  bool claims_deidentified = false;  ///< (0012,0062) PatientIdentityRemoved.
  bool has_burnt_in = false;         ///< (0028,0301) BurnedInAnnotation: names may stand in the picture.
  bool has_pixels = false;
  bool has_private = false;  ///< Private attributes, which nobody has looked through.
  std::string problem;       ///< Where the reading ended early; what was read before it counts.

  /// Whether it tells who the patient is. An object that is said to be de-identified may bear a made-up name and number
  /// (PS3.15 E.1.1), yet no birth date, address or telephone.
  [[nodiscard]] bool identifies() const noexcept;
};

/// Reads an object of PS3.10, up to its pixels. Fails for what is none.
[[nodiscard]] Result<Object> read_object(const RandomFile& file);

/// The columns that objects have as rows of a table.
[[nodiscard]] std::vector<ColumnHead> column_heads();

}  // namespace wardwatch::stores::dicom_file
