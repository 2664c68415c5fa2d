#pragma once

#include <string>
#include <vector>

#include "protocol/rdp/gcc.hpp"
#include "protocol/rdp/x224.hpp"

namespace wardwatch::protocol::rdp {

// The names that the log uses. A number without a name becomes `kind-NUMBER`, as Zeek writes it.

[[nodiscard]] std::string security_protocol_name(std::uint32_t protocol);
[[nodiscard]] std::string failure_name(std::uint32_t code);
[[nodiscard]] std::string conference_result_name(std::uint8_t result);
[[nodiscard]] std::string keyboard_layout_name(std::uint32_t layout);
[[nodiscard]] std::string client_build_name(std::uint32_t build);
[[nodiscard]] std::string color_depth_name(const ClientCore& core);
[[nodiscard]] std::string certificate_type_name(std::uint32_t type);
[[nodiscard]] std::string encryption_level_name(std::uint32_t level);
[[nodiscard]] std::string encryption_method_name(std::uint32_t method);

/// Each bit that is set, by name; no bit at all is standard security, "RDP".
[[nodiscard]] std::vector<std::string> requested_protocol_names(std::uint32_t protocols);
[[nodiscard]] std::vector<std::string> request_flag_names(std::uint8_t flags);
[[nodiscard]] std::vector<std::string> response_flag_names(std::uint8_t flags);

}  // namespace wardwatch::protocol::rdp
