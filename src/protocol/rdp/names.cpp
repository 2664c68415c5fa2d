#include "protocol/rdp/names.hpp"

#include <algorithm>
#include <span>

namespace wardwatch::protocol::rdp {
namespace {

struct Entry {
  std::uint32_t code;
  std::string_view name;
};

constexpr Entry kKeyboardLayouts[] = {
#include "protocol/rdp/keyboard_layouts.inc"
};
constexpr Entry kClientBuilds[] = {
#include "protocol/rdp/client_builds.inc"
};
constexpr Entry kProtocols[] = {
    {0, "RDP"},
    {kProtocolSsl, "SSL"},
    {kProtocolHybrid, "HYBRID"},
    {kProtocolRdstls, "RDSTLS"},
    {kProtocolHybridEx, "HYBRID_EX"},
    {kProtocolRdsAad, "RDSAAD"},
};
// MS-RDPBCGR 2.2.1.2.2.
constexpr Entry kFailures[] = {
    {1, "SSL_REQUIRED_BY_SERVER"}, {2, "SSL_NOT_ALLOWED_BY_SERVER"}, {3, "SSL_CERT_NOT_ON_SERVER"},
    {4, "INCONSISTENT_FLAGS"},     {5, "HYBRID_REQUIRED_BY_SERVER"}, {6, "SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER"},
};
constexpr Entry kConferenceResults[] = {
    {0, "Success"},
    {1, "User rejected"},
    {2, "Resources not available"},
    {3, "Rejected for symmetry breaking"},
    {4, "Locked conference"},
};
constexpr Entry kHighColorDepths[] = {{4, "4bit"}, {8, "8bit"}, {15, "15bit"}, {16, "16bit"}, {24, "24bit"}};
// colorDepth and postBeta2ColorDepth of clients too old to know highColorDepth (MS-RDPBCGR 2.2.1.3.2).
constexpr Entry kOldColorDepths[] = {
    {0xca00, "4bit"}, {0xca01, "8bit"}, {0xca02, "15bit"}, {0xca03, "16bit"}, {0xca04, "24bit"}};
constexpr Entry kCertificateTypes[] = {{1, "RSA"}, {2, "X.509"}};
// MS-RDPBCGR 2.2.1.4.3.
constexpr Entry kEncryptionMethods[] = {{0, "None"}, {1, "40bit"}, {2, "128bit"}, {8, "56bit"}, {16, "FIPS"}};
constexpr Entry kEncryptionLevels[] = {{0, "None"}, {1, "Low"}, {2, "Client compatible"}, {3, "High"}, {4, "FIPS"}};
// MS-RDPBCGR 2.2.1.1.1 and 2.2.1.2.1.
constexpr Entry kRequestFlags[] = {{0x01, "restricted_admin_mode_required"},
                                   {0x02, "redirected_authentication_mode_required"},
                                   {0x08, "correlation_info_present"}};
constexpr Entry kResponseFlags[] = {{0x01, "extended_client_data_supported"},
                                    {0x02, "dynvc_gfx_protocol_supported"},
                                    {0x04, "reserved"},
                                    {0x08, "restricted_admin_mode_supported"},
                                    {0x10, "redirected_authentication_mode_supported"}};
constexpr std::uint16_t kWant32BitSession = 0x0002;  // RNS_UD_CS_WANT_32BPP_SESSION

constexpr bool in_order(std::span<const Entry> table) {
  return std::is_sorted(table.begin(), table.end(), [](const Entry& a, const Entry& b) { return a.code < b.code; });
}
static_assert(in_order(kKeyboardLayouts) && in_order(kClientBuilds));

std::string name_in(std::span<const Entry> table, std::uint32_t code, std::string_view kind) {
  const auto found = std::lower_bound(table.begin(), table.end(), code,
                                      [](const Entry& entry, std::uint32_t wanted) { return entry.code < wanted; });
  if (found != table.end() && found->code == code) return std::string{found->name};
  return std::string{kind} + "-" + std::to_string(code);
}

std::vector<std::string> bit_names(std::span<const Entry> table, std::uint32_t bits, std::string_view kind) {
  std::vector<std::string> names;
  for (std::uint32_t bit = 1; bit != 0; bit <<= 1U) {
    if ((bits & bit) != 0) names.push_back(name_in(table, bit, kind));
  }
  return names;
}

}  // namespace

std::string security_protocol_name(std::uint32_t protocol) {
  return name_in(kProtocols, protocol, "security_protocol");
}
std::string failure_name(std::uint32_t code) { return name_in(kFailures, code, "failure_code"); }
std::string conference_result_name(std::uint8_t result) { return name_in(kConferenceResults, result, "result"); }
std::string keyboard_layout_name(std::uint32_t layout) { return name_in(kKeyboardLayouts, layout, "keyboard"); }
std::string client_build_name(std::uint32_t build) { return name_in(kClientBuilds, build, "client_build"); }
std::string certificate_type_name(std::uint32_t type) { return name_in(kCertificateTypes, type, "cert_type"); }
std::string encryption_level_name(std::uint32_t level) { return name_in(kEncryptionLevels, level, "encryption_level"); }
std::string encryption_method_name(std::uint32_t method) {
  return name_in(kEncryptionMethods, method, "encryption_method");
}

std::string color_depth_name(const ClientCore& core) {
  if (core.early_capability_flags && (*core.early_capability_flags & kWant32BitSession) != 0) return "32bit";
  if (core.high_color_depth && *core.high_color_depth != 0) {
    return name_in(kHighColorDepths, *core.high_color_depth, "high_color_depth");
  }
  return name_in(kOldColorDepths, core.post_beta2_color_depth.value_or(core.color_depth), "color_depth");
}

std::vector<std::string> requested_protocol_names(std::uint32_t protocols) {
  if (protocols == 0) return {"RDP"};
  return bit_names(kProtocols, protocols, "security_protocol");
}
std::vector<std::string> request_flag_names(std::uint8_t flags) { return bit_names(kRequestFlags, flags, "flag"); }
std::vector<std::string> response_flag_names(std::uint8_t flags) { return bit_names(kResponseFlags, flags, "flag"); }

}  // namespace wardwatch::protocol::rdp
