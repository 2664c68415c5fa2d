#pragma once

#include <array>
#include <bitset>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "stores/common/row_sink.hpp"
#include "stores/input/random_file.hpp"

namespace wardwatch::stores::dicom_file {

/// How many attributes the Basic Application Level Confidentiality Profile (PS3.15 table E.1-1) acts on.
inline constexpr std::size_t kOfProfile = 617;

/// An attribute of a patient among them, and what it holds.
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
    {0x00101090, "MedicalRecordLocator", PhiClass::mrn},
    {0x00102154, "PatientTelephoneNumbers", PhiClass::phone},
    {0x00102155, "PatientTelecomInformation", PhiClass::phone},
    {0x001021b0, "AdditionalPatientHistory", PhiClass::free_text},
    {0x00102297, "ResponsiblePerson", PhiClass::contact_name},
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
  /// Which attributes are filled that the profile removes or replaces by nothing or a dummy (X, Z, D), by their place in
  /// its table. Identifiers of objects (U) are not told: they name no patient to anybody else.
  std::bitset<kOfProfile> filled;
  bool has_overlay = false;  ///< Curves, overlays and their comments, which the profile removes.
  std::string problem;       ///< Where the reading ended early; what was read before it counts.

  /// Whether it tells who the patient is. An object that is said to be de-identified may bear a made-up name and number
  /// (PS3.15 E.1.1), yet no birth date, address or telephone.
  [[nodiscard]] bool identifies() const noexcept;
};

/// The name of an attribute of the profile.
[[nodiscard]] std::string_view name_in_profile(std::size_t place) noexcept;

/// Reads an object of PS3.10, up to its pixels. Fails for what is none.
[[nodiscard]] Result<Object> read_object(const RandomFile& file);

/// What is in one file.
struct Contents {
  bool is_directory = false;  ///< A DICOMDIR (PS3.10 8): an object for each patient that it lists.
  std::vector<Object> objects;
};
[[nodiscard]] Result<Contents> read_contents(const RandomFile& file);

/// The columns that objects have as rows of a table.
[[nodiscard]] std::vector<ColumnHead> column_heads();

}  // namespace wardwatch::stores::dicom_file
