#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One RDP connection: Zeek's rdp.log, a row also where Zeek writes none, and what the sizes and shape say.
struct Rdp {
  ConnectionRef at;
  std::optional<std::string_view> cookie;             ///< mstshash, as sent (the client truncates it).
  std::optional<std::string_view> result;             ///< Zeek's: encrypted, Success, a failure code's name, ...
  std::optional<std::string_view> security_protocol;  ///< RDP, SSL, HYBRID, RDSTLS, HYBRID_EX
  std::optional<TextList> client_channels;
  std::optional<std::string_view> keyboard_layout;
  std::optional<std::string_view> client_build;
  std::optional<std::string_view> client_name;
  std::optional<std::string_view> client_dig_product_id;
  std::optional<std::uint64_t> desktop_width;
  std::optional<std::uint64_t> desktop_height;
  std::optional<std::string_view> requested_color_depth;
  std::optional<std::string_view> cert_type;
  std::uint64_t cert_count = 0;
  std::optional<bool> cert_permanent;
  std::optional<std::string_view> encryption_level;
  std::optional<std::string_view> encryption_method;
  std::optional<bool> ssl;
  // Ours from here on.
  std::optional<std::string_view> routing_token;
  std::optional<TextList> requested_protocols;  ///< RDP, SSL, HYBRID, RDSTLS, HYBRID_EX
  std::optional<TextList> request_flags;
  std::optional<TextList> response_flags;
  std::optional<std::string_view> failure_code;  ///< Name of MS-RDPBCGR 2.2.1.2.2's failureCode.
  std::optional<std::uint64_t> monitor_count;
  std::optional<bool> redirected;          ///< Cluster data names a session id to resume.
  std::string_view transport;              ///< tcp, udp
  std::optional<std::string_view> inside;  ///< socks, ... when RDP runs in another protocol.
  std::string_view
      rdp_outcome;  ///< probe, negotiation-refused, no-logon-attempted, logon-failed, logon-succeeded, unknown
  double rdp_outcome_confidence = 0;                 ///< 0 to 1
  std::uint64_t attempts_min = 0;                    ///< Logon attempts that at least were made.
  std::string_view client_kind;                      ///< interactive, credential-check, guessing-tool, scanner, unknown
  std::optional<std::string_view> outcome_evidence;  ///< Why, in words.
  std::optional<TextList> outcome_features;          ///< What the outcome was judged by, "name=value".
  std::optional<Interval> duration;
  std::uint64_t orig_bytes = 0;
  std::uint64_t resp_bytes = 0;
};

template <>
inline constexpr auto schema_of<Rdp> = schema(
    "rdp", "One RDP connection, its negotiation and its outcome", connection_fields(&Rdp::at),
    field(11, "cookie", &Rdp::cookie, Unit::none, Content::account,
          "User name in the connection request (mstshash), chosen and truncated by the client"),
    field(12, "result", &Rdp::result, Unit::none, Content::technical,
          "Result of negotiation or conference creation, in Zeek's words"),
    field(13, "security_protocol", &Rdp::security_protocol, Unit::none, Content::technical,
          "Security protocol the server selected"),
    field(14, "client_channels", &Rdp::client_channels, Unit::none, Content::technical,
          "Virtual channels the client asked for"),
    field(15, "keyboard_layout", &Rdp::keyboard_layout, Unit::none, Content::technical,
          "Keyboard layout of the client"),
    field(16, "client_build", &Rdp::client_build, Unit::none, Content::technical,
          "RDP client version from its build number"),
    field(17, "client_name", &Rdp::client_name, Unit::none, Content::account, "Host name of the client"),
    field(18, "client_dig_product_id", &Rdp::client_dig_product_id, Unit::none, Content::technical,
          "Product id of the client"),
    field(19, "desktop_width", &Rdp::desktop_width, Unit::none, Content::technical, "Desktop width in pixels"),
    field(20, "desktop_height", &Rdp::desktop_height, Unit::none, Content::technical, "Desktop height in pixels"),
    field(21, "requested_color_depth", &Rdp::requested_color_depth, Unit::none, Content::technical,
          "Colour depth the client asked for"),
    field(22, "cert_type", &Rdp::cert_type, Unit::none, Content::technical,
          "Kind of the server's certificate under standard security, or X.509"),
    field(23, "cert_count", &Rdp::cert_count, Unit::count, Content::technical, "Certificates the server sent"),
    field(24, "cert_permanent", &Rdp::cert_permanent, Unit::none, Content::technical,
          "The proprietary certificate is permanent"),
    field(25, "encryption_level", &Rdp::encryption_level, Unit::none, Content::technical,
          "Encryption level of standard security"),
    field(26, "encryption_method", &Rdp::encryption_method, Unit::none, Content::technical,
          "Encryption method of standard security"),
    field(27, "ssl", &Rdp::ssl, Unit::none, Content::technical, "The session went over to TLS"),
    field(28, "routing_token", &Rdp::routing_token, Unit::none, Content::technical,
          "Load balancer's token in the connection request"),
    field(29, "requested_protocols", &Rdp::requested_protocols, Unit::none, Content::technical,
          "Security protocols the client offered"),
    field(30, "request_flags", &Rdp::request_flags, Unit::none, Content::technical, "Flags of the negotiation request"),
    field(31, "response_flags", &Rdp::response_flags, Unit::none, Content::technical,
          "Flags of the negotiation response"),
    field(32, "failure_code", &Rdp::failure_code, Unit::none, Content::technical,
          "Why the server refused the negotiation"),
    field(33, "monitor_count", &Rdp::monitor_count, Unit::count, Content::technical, "Monitors of the client"),
    field(34, "redirected", &Rdp::redirected, Unit::none, Content::technical,
          "The client was redirected to a session by a broker"),
    field(35, "transport", &Rdp::transport, Unit::none, Content::technical, "tcp or udp"),
    field(36, "inside", &Rdp::inside, Unit::none, Content::technical, "Protocol that carries this RDP, if any"),
    field(37, "rdp_outcome", &Rdp::rdp_outcome, Unit::none, Content::technical,
          "What came of it: probe, negotiation-refused, no-logon-attempted, logon-failed, logon-succeeded, unknown"),
    field(38, "rdp_outcome_confidence", &Rdp::rdp_outcome_confidence, Unit::ratio, Content::technical,
          "How sure the outcome is, 0 to 1"),
    field(39, "attempts_min", &Rdp::attempts_min, Unit::count, Content::technical,
          "Logon attempts that at least were made"),
    field(40, "client_kind", &Rdp::client_kind, Unit::none, Content::technical,
          "interactive, credential-check, guessing-tool, scanner or unknown"),
    field(41, "outcome_evidence", &Rdp::outcome_evidence, Unit::none, Content::technical,
          "Why the outcome is what it is, in words"),
    field(42, "duration", &Rdp::duration, Unit::seconds, Content::technical,
          "From the request to the last byte that was read; at least"),
    field(43, "orig_bytes", &Rdp::orig_bytes, Unit::bytes, Content::technical,
          "Stream bytes from the client; at least: once the outcome is known, not every byte is looked at"),
    field(44, "resp_bytes", &Rdp::resp_bytes, Unit::bytes, Content::technical,
          "Stream bytes from the server; at least, as for the client"),
    field(45, "outcome_features", &Rdp::outcome_features, Unit::none, Content::technical,
          "What the outcome was judged by: sizes and steps that encryption leaves to see"));

}  // namespace wardwatch::record
