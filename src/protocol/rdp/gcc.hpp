#pragma once

#include <array>
#include <optional>
#include <vector>

#include "core/inline_text.hpp"
#include "core/reader.hpp"

namespace wardwatch::protocol::rdp {

inline constexpr std::size_t kChannelsMax = 31;  ///< MS-RDPBCGR 2.2.1.3.4: channelCount is at most 31.

using ChannelName = InlineText<8>;

/// Client core data (MS-RDPBCGR 2.2.1.3.2). Fields from `high_color_depth` on are absent in old clients.
struct ClientCore {
  std::uint16_t desktop_width = 0;
  std::uint16_t desktop_height = 0;
  std::uint32_t keyboard_layout = 0;
  std::uint32_t client_build = 0;
  InlineText<60> client_name;  ///< UTF-8; at most 15 UTF-16 units come in.
  std::uint16_t color_depth = 0;
  std::optional<std::uint16_t> post_beta2_color_depth;
  std::optional<std::uint16_t> high_color_depth;
  std::optional<std::uint16_t> early_capability_flags;
  std::optional<InlineText<192>> dig_product_id;
};

/// What the client says in the GCC Conference Create Request inside MCS Connect Initial (MS-RDPBCGR 2.2.1.3).
struct ClientData {
  std::optional<ClientCore> core;
  std::optional<std::uint32_t> encryption_methods;
  std::optional<std::uint32_t> cluster_flags;  ///< 2.2.1.3.5
  std::uint32_t redirected_session_id = 0;
  std::array<ChannelName, kChannelsMax> channels;
  std::size_t channel_count = 0;
  bool has_network = false;
  std::optional<std::uint32_t> monitor_count;  ///< 2.2.1.3.6
  bool has_multitransport = false;
  std::optional<ParseError> fault;  ///< The first block that did not fit; what came before it holds.
};

/// Server certificate under standard security (MS-RDPBCGR 2.2.1.4.3.1).
struct ServerCertificate {
  std::uint32_t type = 0;  ///< 1 proprietary, 2 X.509 chain.
  bool is_permanent = false;
  std::uint32_t count = 0;
  std::vector<Bytes> chain;  ///< X.509 certificates in DER, the issuer first; borrows from the PDU.
};

/// What the server says in the GCC Conference Create Response inside MCS Connect Response (MS-RDPBCGR 2.2.1.4).
struct ServerData {
  std::uint8_t mcs_result = 0;         ///< T.125 Result; 0 is rt-successful.
  std::optional<std::uint8_t> result;  ///< T.124 ConferenceCreateResponse; 0 is success.
  std::optional<std::uint32_t> encryption_method;
  std::optional<std::uint32_t> encryption_level;
  std::optional<ServerCertificate> certificate;
  std::optional<ParseError> fault;
};

/// Reads an MCS Connect Initial, from its tag 7F 65 on.
[[nodiscard]] Parsed<ClientData> parse_connect_initial(Bytes pdu);
/// Reads an MCS Connect Response, from its tag 7F 66 on.
[[nodiscard]] Parsed<ServerData> parse_connect_response(Bytes pdu);

}  // namespace wardwatch::protocol::rdp
