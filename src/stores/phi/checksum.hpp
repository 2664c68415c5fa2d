#pragma once

#include <cstdint>
#include <string_view>

namespace wardwatch::stores {

/// How nine digits look to the Social Security Administration's rules. Areas 000 and 666, group 00 and serial 0000 were
/// never issued; areas 900 to 999 neither, but taxpayer numbers (ITIN, ATIN) and made-up people have them.
enum class SsnLook : std::uint8_t { not_one, itin_like, issued_area };
/// `digits` holds nine ASCII digits.
[[nodiscard]] SsnLook ssn_look(std::string_view digits) noexcept;

/// Luhn's formula (ISO/IEC 7812-1 annex B) over ASCII digits, with `start` as the sum of what stands before.
[[nodiscard]] bool passes_luhn(std::string_view digits, unsigned start = 0) noexcept;
/// A national provider identifier: ten digits that begin with 1 or 2, Luhn with 80840 before them (45 CFR 162.406).
[[nodiscard]] bool is_npi(std::string_view digits) noexcept;
/// A payment card's number: 13 to 19 digits, an issuer's first digit, Luhn.
[[nodiscard]] bool is_card(std::string_view digits) noexcept;
/// A Drug Enforcement Administration registration: two letters, seven digits, the last one a check digit.
[[nodiscard]] bool is_dea(std::string_view text) noexcept;

/// A Medicare beneficiary identifier: CMS gives each of the eleven places a kind, and leaves out S, L, O, I, B and Z.
/// `shaped` has the kinds right but one of those letters, as numbers made for tests have.
enum class MbiLook : std::uint8_t { not_one, shaped, valid };
[[nodiscard]] MbiLook mbi_look(std::string_view text) noexcept;

/// A LOINC code: up to seven digits, a hyphen and a check digit by modulus 10 (LOINC users' guide, appendix).
[[nodiscard]] bool is_loinc(std::string_view text) noexcept;

}  // namespace wardwatch::stores
