#include "protocol/rdp/gcc.hpp"

#include <algorithm>

namespace wardwatch::protocol::rdp {
namespace {

// BER tags of T.125's connect PDUs.
constexpr std::uint16_t kConnectInitial = 0x7f65;
constexpr std::uint16_t kConnectResponse = 0x7f66;
constexpr std::uint8_t kBoolean = 0x01;
constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kOctetString = 0x04;
constexpr std::uint8_t kEnumerated = 0x0a;
constexpr std::uint8_t kSequence = 0x30;

// Types of data blocks (MS-RDPBCGR 2.2.1.3.1).
constexpr std::uint16_t kClientCore = 0xc001;
constexpr std::uint16_t kClientSecurity = 0xc002;
constexpr std::uint16_t kClientNetwork = 0xc003;
constexpr std::uint16_t kClientCluster = 0xc004;
constexpr std::uint16_t kClientMonitor = 0xc005;
constexpr std::uint16_t kClientMultitransport = 0xc00a;
constexpr std::uint16_t kServerSecurity = 0x0c02;

constexpr std::size_t kMonitorsMax = 64;       ///< MS-RDPBCGR allows 16; more is a lie that is still only a number.
constexpr std::size_t kCertificatesMax = 200;  ///< MS-RDPELE 2.2.1.4.2 allows 2 to 200 in a chain.
constexpr std::size_t kNameUnits = 16;
constexpr std::size_t kProductIdUnits = 32;

/// A BER length (X.690 8.1.3): short, or long in at most two bytes, which is all that TPKT's 16 bits leave.
std::size_t ber_length(Reader& in) {
  const std::uint8_t first = in.u8("ber_length");
  if (first < 0x80) return first;
  if (first == 0x81) return in.u8("ber_length");
  in.require(first == 0x82, "ber_length");
  return in.u16be("ber_length");
}

Reader ber_value(Reader& in, std::uint8_t tag) {
  in.require(in.u8("ber_tag") == tag, "ber_tag");
  return in.sub(ber_length(in), "ber_value");
}

/// A PER length (X.691 10.9): one byte below 128, else 15 bits in two.
std::size_t per_length(Reader& in) {
  const std::uint8_t first = in.u8("per_length");
  if (first < 0x80) return first;
  return (std::size_t{first} & 0x7fU) << 8U | in.u8("per_length");
}

void push_utf8(auto& out, std::uint16_t unit) {
  if (unit < 0x80) return out.push(static_cast<char>(unit));
  if (unit < 0x800) {
    out.push(static_cast<char>(0xc0U | unit >> 6U));
  } else {
    out.push(static_cast<char>(0xe0U | unit >> 12U));
    out.push(static_cast<char>(0x80U | (unit >> 6U & 0x3fU)));
  }
  out.push(static_cast<char>(0x80U | (unit & 0x3fU)));
}

/// UTF-16LE text that ends at a zero or with its field; surrogates become U+FFFD.
template <std::size_t kMax>
InlineText<kMax> utf16_text(Reader& in, std::size_t unit_count, FieldName field) {
  Reader text = in.sub(unit_count * 2, field);
  InlineText<kMax> out;
  while (text.ok() && !text.empty()) {
    const std::uint16_t unit = text.u16le(field);
    if (unit == 0) break;
    push_utf8(out, unit >= 0xd800 && unit < 0xe000 ? std::uint16_t{0xfffd} : unit);
  }
  return out;
}

ClientCore read_core(Reader& in) {
  ClientCore core{};
  in.skip(4, "version");
  core.desktop_width = in.u16le("desktop_width");
  core.desktop_height = in.u16le("desktop_height");
  core.color_depth = in.u16le("color_depth");
  in.skip(2, "sas_sequence");
  core.keyboard_layout = in.u32le("keyboard_layout");
  core.client_build = in.u32le("client_build");
  core.client_name = utf16_text<60>(in, kNameUnits, "client_name");
  in.skip(12, "keyboard_type");
  in.skip(64, "ime_file_name");
  if (in.remaining_bytes() < 2) return core;
  core.post_beta2_color_depth = in.u16le("post_beta2_color_depth");
  if (in.remaining_bytes() < 8) return core;
  in.skip(6, "client_product_id_and_serial_number");
  core.high_color_depth = in.u16le("high_color_depth");
  if (in.remaining_bytes() < 4) return core;
  in.skip(2, "supported_color_depths");
  core.early_capability_flags = in.u16le("early_capability_flags");
  if (in.remaining_bytes() < kProductIdUnits * 2) return core;
  core.dig_product_id = utf16_text<192>(in, kProductIdUnits, "client_dig_product_id");
  return core;
}

void read_network(Reader& in, ClientData& data) {
  const std::uint32_t count = in.u32le("channel_count");
  in.require_limit(count <= kChannelsMax, "channel_count");
  data.has_network = in.ok();
  for (std::uint32_t i = 0; in.ok() && i < count; ++i) {
    const std::string_view name = as_text(in.bytes(8, "channel_name"));
    in.skip(4, "channel_options");
    if (in.ok()) data.channels[data.channel_count++] = ChannelName{name.substr(0, name.find('\0'))};
  }
}

void read_client_block(std::uint16_t type, Reader& in, ClientData& data) {
  switch (type) {
    case kClientCore: {
      const ClientCore core = read_core(in);
      if (in.ok()) data.core = core;
      return;
    }
    case kClientSecurity: {
      const std::uint32_t methods = in.u32le("encryption_methods");
      if (in.ok()) data.encryption_methods = methods;
      return;
    }
    case kClientNetwork: return read_network(in, data);
    case kClientCluster: {
      const std::uint32_t flags = in.u32le("cluster_flags");
      data.redirected_session_id = in.u32le("redirected_session_id");
      if (in.ok()) data.cluster_flags = flags;
      return;
    }
    case kClientMonitor: {
      in.skip(4, "monitor_flags");
      const std::uint32_t count = in.u32le("monitor_count");
      in.require_limit(count <= kMonitorsMax, "monitor_count");
      if (in.ok()) data.monitor_count = count;
      return;
    }
    case kClientMultitransport: data.has_multitransport = true; return;
    default: return;
  }
}

ServerCertificate read_certificate(Reader& in) {
  ServerCertificate certificate{};
  const std::uint32_t version = in.u32le("certificate_version");
  certificate.type = version & 0x7fffffffU;
  certificate.is_permanent = (version & 0x80000000U) == 0;
  if (certificate.type == 1) {
    certificate.count = 1;
  } else if (certificate.type == 2) {
    certificate.count = in.u32le("certificate_count");
    in.require_limit(certificate.count <= kCertificatesMax, "certificate_count");
    for (std::uint32_t i = 0; in.ok() && i < certificate.count; ++i) {
      const Bytes der = in.bytes(in.u32le("certificate_length"), "certificate");
      if (in.ok()) certificate.chain.push_back(der);
    }
  }
  return certificate;
}

/// Server security data (MS-RDPBCGR 2.2.1.4.3); with both values zero the block ends behind them.
void read_server_security(Reader& in, ServerData& data) {
  const std::uint32_t method = in.u32le("encryption_method");
  const std::uint32_t level = in.u32le("encryption_level");
  if (!in.ok()) return;
  data.encryption_method = method;
  data.encryption_level = level;
  if (in.remaining_bytes() < 8) return;
  const std::uint32_t random_bytes = in.u32le("server_random_length");
  const std::uint32_t certificate_bytes = in.u32le("server_certificate_length");
  in.skip(random_bytes, "server_random");
  if (certificate_bytes == 0) return;
  Reader certificate = in.sub(certificate_bytes, "server_certificate");
  const ServerCertificate read = read_certificate(certificate);
  in.join(certificate);
  if (in.ok()) data.certificate = read;
}

/// Calls `read(type, block)` for each block; a block's length counts its own header of four bytes.
template <class Read>
std::optional<ParseError> for_each_block(Reader& in, Read read) {
  while (in.ok() && !in.empty()) {
    const std::uint16_t type = in.u16le("block_type");
    const std::size_t length_bytes = in.u16le("block_length");
    in.require(length_bytes >= 4, "block_length");
    Reader block = in.sub(length_bytes - std::min<std::size_t>(length_bytes, 4), "block");
    if (in.ok()) read(type, block);
    in.join(block);
  }
  return in.error();
}

/// The T.124 key `0.0.20.124.0.1` and the length of the connect PDU behind it.
void read_gcc_key(Reader& in) {
  constexpr std::string_view kKey{"\x00\x05\x00\x14\x7c\x00\x01", 7};
  in.require(as_text(in.bytes(kKey.size(), "t124_key")) == kKey, "t124_key");
  // Some clients and servers count this length wrongly; the user data have a length of their own, which holds.
  std::ignore = per_length(in);
}

}  // namespace

Parsed<ClientData> parse_connect_initial(Bytes pdu) {
  Reader in{pdu};
  in.require(in.u16be("mcs_type") == kConnectInitial, "mcs_type");
  Reader body = in.sub(ber_length(in), "connect_initial");
  std::ignore = ber_value(body, kOctetString);                           // callingDomainSelector
  std::ignore = ber_value(body, kOctetString);                           // calledDomainSelector
  std::ignore = ber_value(body, kBoolean);                               // upwardFlag
  for (int i = 0; i < 3; ++i) std::ignore = ber_value(body, kSequence);  // target, minimum and maximum parameters
  Reader user_data = ber_value(body, kOctetString);
  read_gcc_key(user_data);
  // ConferenceCreateRequest with its options, up to the client-to-server H.221 key (MS-RDPBCGR 4.1.3).
  user_data.skip(8, "conference_create_request");
  user_data.require(as_text(user_data.bytes(4, "h221_key")) == "Duca", "h221_key");
  Reader blocks = user_data.sub(per_length(user_data), "client_data");
  for (const Reader* part : {&body, &user_data, &blocks}) in.join(*part);
  if (in.error()) return tl::make_unexpected(*in.error());
  ClientData data{};
  data.fault = for_each_block(blocks, [&](std::uint16_t type, Reader& block) { read_client_block(type, block, data); });
  return data;
}

Parsed<ServerData> parse_connect_response(Bytes pdu) {
  Reader in{pdu};
  in.require(in.u16be("mcs_type") == kConnectResponse, "mcs_type");
  Reader body = in.sub(ber_length(in), "connect_response");
  ServerData data{};
  Reader result = ber_value(body, kEnumerated);
  data.mcs_result = result.u8("mcs_result");
  std::ignore = ber_value(body, kInteger);   // calledConnectId
  std::ignore = ber_value(body, kSequence);  // domainParameters
  Reader user_data = ber_value(body, kOctetString);
  for (const Reader* part : {&result, &body}) in.join(*part);
  if (in.error()) return tl::make_unexpected(*in.error());
  if (user_data.empty()) return data;
  read_gcc_key(user_data);
  user_data.skip(5, "conference_create_response");  // Choice, node id, tag with its length.
  const std::uint8_t conference_result = user_data.u8("conference_result");
  user_data.skip(3, "user_data_set");
  user_data.require(as_text(user_data.bytes(4, "h221_key")) == "McDn", "h221_key");
  Reader blocks = user_data.sub(per_length(user_data), "server_data");
  for (const Reader* part : {&user_data, &blocks}) in.join(*part);
  if (in.error()) return tl::make_unexpected(*in.error());
  // PER writes the enumeration in the upper half of the byte; servers that write a plain number are met as well.
  data.result = conference_result < 0x10 ? conference_result : static_cast<std::uint8_t>(conference_result >> 4U);
  data.fault = for_each_block(blocks, [&](std::uint16_t type, Reader& block) {
    if (type == kServerSecurity) read_server_security(block, data);
  });
  return data;
}

}  // namespace wardwatch::protocol::rdp
