#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace wardwatch::stores {

/// What a column holds of a person: HIPAA's identifiers (45 CFR 164.514(b)(2)(i)) and the clinical codes beside them.
/// `none` is the rest.
enum class PhiClass : std::uint8_t {
  none,
  name,            // (A) names
  contact_name,    // (A) of relatives, guarantors, employers
  address,         // (B) geographic subdivisions smaller than a state
  dob,             // (C) date of birth
  service_date,    // (C) any other date of a person
  phone,           // (D)
  fax,             // (E)
  email,           // (F)
  ssn,             // (G)
  mrn,             // (H) medical record number
  insurer_id,      // (I) health plan beneficiary number
  account_number,  // (J)
  card_number,     // (J) payment card
  licence_number,  // (K) certificate or licence
  vehicle_id,      // (L)
  device_id,       // (M)
  url,             // (N)
  ip_address,      // (O)
  biometric,       // (P)
  photo,           // (Q) full-face images, pixel data with a person's name
  record_id,       // (R) any other number that stands for one person
  sex,
  diagnosis,
  procedure,
  drug,
  laboratory,
  free_text,
  provider_name,  // of who treats, not of who is treated: told, and no PHI by itself
  provider_npi,
  provider_dea,
};
inline constexpr std::size_t kPhiClassCount = 31;

inline constexpr std::array<std::string_view, kPhiClassCount> kPhiClassNames{
    "none",           "name",        "contact_name",   "address",    "dob",           "service_date",
    "phone",          "fax",         "email",          "ssn",        "mrn",           "insurer_id",
    "account_number", "card_number", "licence_number", "vehicle_id", "device_id",     "url",
    "ip_address",     "biometric",   "photo",          "record_id",  "sex",           "diagnosis",
    "procedure",      "drug",        "laboratory",     "free_text",  "provider_name", "provider_npi",
    "provider_dea"};

[[nodiscard]] constexpr std::string_view name_of(PhiClass phi) noexcept {
  return kPhiClassNames[static_cast<std::size_t>(phi)];
}

[[nodiscard]] constexpr std::optional<PhiClass> phi_class_of(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kPhiClassCount; ++i) {
    if (kPhiClassNames[i] == name) return static_cast<PhiClass>(i);
  }
  return std::nullopt;
}

/// Whether it is of who treats: no patient is known by it.
[[nodiscard]] constexpr bool is_of_provider(PhiClass phi) noexcept {
  return phi == PhiClass::provider_name || phi == PhiClass::provider_npi || phi == PhiClass::provider_dea;
}

}  // namespace wardwatch::stores
