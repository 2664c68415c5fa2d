#pragma once

#include <cstdint>
#include <string_view>

namespace wardwatch::protocol::dicom {

/// The words of PS3.8 9.3.4 and 9.3.8 and PS3.7 D.3.3.7 for the numbers on the wire; "unknown" for others.
[[nodiscard]] std::string_view reject_result_name(std::uint8_t result) noexcept;
[[nodiscard]] std::string_view reject_source_name(std::uint8_t source) noexcept;
[[nodiscard]] std::string_view reject_reason_name(std::uint8_t source, std::uint8_t reason) noexcept;
[[nodiscard]] std::string_view abort_source_name(std::uint8_t source) noexcept;
[[nodiscard]] std::string_view abort_reason_name(std::uint8_t reason) noexcept;
[[nodiscard]] std::string_view user_identity_name(std::uint8_t type) noexcept;
/// Name of a command by its number, such as C-STORE-RQ (PS3.7 E.1); empty for none.
[[nodiscard]] std::string_view command_name(std::uint16_t field) noexcept;

}  // namespace wardwatch::protocol::dicom
