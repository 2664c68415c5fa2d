#pragma once

#include <cstdint>
#include <string_view>

namespace wardwatch::protocol::dns {

/// Zeek's names of the IANA numbers; empty for one that it does not name.
[[nodiscard]] std::string_view type_name(std::uint16_t type) noexcept;
[[nodiscard]] std::string_view class_name(std::uint16_t class_of) noexcept;
[[nodiscard]] std::string_view rcode_name(std::uint16_t rcode) noexcept;
[[nodiscard]] std::string_view opcode_name(std::uint8_t opcode) noexcept;
/// The same number on port 137 (RFC 1002 4.2.1.1).
[[nodiscard]] std::string_view netbios_opcode_name(std::uint8_t opcode) noexcept;

}  // namespace wardwatch::protocol::dns
