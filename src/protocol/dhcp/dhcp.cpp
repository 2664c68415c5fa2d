#include "protocol/dhcp/dhcp.hpp"

#include <array>
#include <map>
#include <vector>

#include "core/load.hpp"
#include "core/reader.hpp"

namespace wardwatch::protocol::dhcp {
namespace {

constexpr std::string_view kAnalyzer = "DHCP";
constexpr std::array<std::uint16_t, 2> kUsualPorts{67, 68};
constexpr std::size_t kFixedBytes = 236;
constexpr std::uint32_t kCookie = 0x63825363;  // RFC 2131 3.
constexpr std::size_t kExchangesMax = 256;     ///< A relay speaks for many clients on one connection.
constexpr std::size_t kTypesMax = 64;
constexpr std::size_t kAddressesMax = 8;

/// One message (RFC 2131 2, RFC 2132).
struct Message {
  bool is_request = false;
  std::uint32_t transaction = 0;
  std::string mac;
  std::uint32_t client = 0, given = 0;
  std::uint8_t type = 0;
  std::string host_name, fqdn, domain, text, fingerprint, vendor_class, client_id;
  std::uint32_t requested = 0, server = 0, lease_seconds = 0;
  std::vector<std::string> dns_servers, routers;
  bool has_lease = false;
};

std::string mac_text(Bytes bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const std::byte octet : bytes) {
    if (!out.empty()) out += ':';
    out += kDigits[std::to_integer<unsigned>(octet) >> 4U];
    out += kDigits[std::to_integer<unsigned>(octet) & 15U];
  }
  return out;
}

std::string text_of(Bytes value) {
  std::string_view text = as_text(value);
  while (text.ends_with('\0')) text.remove_suffix(1);
  return std::string{text};
}

std::string address_text(std::uint32_t address) {
  char text[48];
  return {text, IpAddress::v4(address).write(text)};
}

std::uint32_t address_in(Bytes value) noexcept { return value.size() >= 4 ? load_u32be(value, 0) : 0; }

std::vector<std::string> addresses_in(Bytes value) {
  std::vector<std::string> out;
  for (; value.size() >= 4 && out.size() < kAddressesMax; value = value.subspan(4)) {
    out.push_back(address_text(load_u32be(value, 0)));
  }
  return out;
}

/// RFC 4702 2: behind flags and two result codes; or, encoded as DNS does, labels.
std::string fqdn_of(Bytes value) {
  if (value.size() < 3) return {};
  if ((load_u8(value, 0) & 4U) == 0) return text_of(value.subspan(3));
  std::string out;
  Reader in{value.subspan(3)};
  while (in.ok() && !in.empty()) {
    const Bytes label = in.bytes(in.u8("label_length"), "label");
    if (label.empty()) break;
    if (!out.empty()) out += '.';
    out += as_text(label);
  }
  return out;
}

void read_option(std::uint8_t code, Bytes value, Message& message) {
  switch (code) {
    case 3: message.routers = addresses_in(value); break;
    case 6: message.dns_servers = addresses_in(value); break;
    case 12: message.host_name = text_of(value); break;
    case 15: message.domain = text_of(value); break;
    case 50: message.requested = address_in(value); break;
    case 51:
      message.has_lease = value.size() == 4;
      message.lease_seconds = address_in(value);
      break;
    case 53: message.type = value.size() == 1 ? load_u8(value, 0) : std::uint8_t{0}; break;
    case 54: message.server = address_in(value); break;
    case 55:
      for (const std::byte octet : value) {
        if (!message.fingerprint.empty()) message.fingerprint += ',';
        message.fingerprint += std::to_string(std::to_integer<unsigned>(octet));
      }
      break;
    case 56: message.text = text_of(value); break;
    case 60: message.vendor_class = text_of(value); break;
    case 61:
      message.client_id = value.empty()              ? "empty"
                          : load_u8(value, 0) == 1   ? "mac"
                          : load_u8(value, 0) == 255 ? "duid"
                                                     : "other";
      break;
    case 81: message.fqdn = fqdn_of(value); break;
    default: break;
  }
}

Parsed<Message> parse_message(Bytes datagram) {
  Reader in{datagram};
  Message message;
  const std::uint8_t op = in.u8("op");
  in.require(op == 1 || op == 2, "op");
  message.is_request = op == 1;
  in.skip(1, "hardware_type");
  const std::uint8_t hardware_bytes = in.u8("hardware_length");
  in.require(hardware_bytes <= 16, "hardware_length");
  in.skip(1, "hops");
  message.transaction = in.u32be("transaction");
  in.skip(4, "seconds_and_flags");
  message.client = in.u32be("client_address");
  message.given = in.u32be("given_address");
  in.skip(8, "server_and_relay");
  const Bytes hardware = in.bytes(16, "hardware_address");
  in.skip(64 + 128, "names");
  in.require(in.u32be("cookie") == kCookie, "cookie");
  if (in.ok()) message.mac = mac_text(hardware.first(hardware_bytes));
  while (in.ok() && !in.empty()) {
    const std::uint8_t code = in.u8("option");
    if (code == 0) continue;
    if (code == 255) break;
    const Bytes value = in.bytes(in.u8("option_length"), "option_value");
    if (in.ok()) read_option(code, value, message);
  }
  return in.finish([&message] { return std::move(message); });
}

std::string_view type_name(std::uint8_t type) noexcept {
  constexpr std::array<std::string_view, 9> kNames{"BOOTP", "DISCOVER", "OFFER",   "REQUEST", "DECLINE",
                                                   "ACK",   "NAK",      "RELEASE", "INFORM"};
  return type < kNames.size() ? kNames[type] : "unknown";
}

Probe probe(const FirstBytes& first) {
  const Bytes datagram = first.orig.empty() ? first.resp : first.orig;
  if (datagram.empty()) return Probe::need_more;
  if (datagram.size() < kFixedBytes + 4 || load_u32be(datagram, kFixedBytes) != kCookie) return Probe::no;
  return load_u8(datagram, 0) == 1 || load_u8(datagram, 0) == 2 ? Probe::yes : Probe::no;
}

class DhcpSession final : public Session {
 public:
  explicit DhcpSession(Context& context) noexcept : context_{context} {}

  Next on_data(Direction /*direction*/, Bytes bytes, std::uint64_t /*stream_offset*/, Timestamp ts) override {
    const auto message = parse_message(bytes);
    if (message) on_message(*message, ts);
    else context_.weird("dhcp_malformed_message", kAnalyzer, message.error());
    return Next::more();
  }
  Next on_gap(Direction, std::uint64_t, Timestamp) override { return Next::more(); }
  void on_end(EndReason /*reason*/, Timestamp /*ts*/) override {
    for (const auto& [transaction, exchange] : exchanges_) write(exchange);
    exchanges_.clear();
  }

 private:
  struct Exchange {
    Timestamp began, last;
    Message facts;
    std::vector<std::string_view> types;
    std::string client_text, server_text;
  };

  void on_message(const Message& message, Timestamp ts) {
    if (exchanges_.size() >= kExchangesMax && !exchanges_.contains(message.transaction)) {
      context_.weird("dhcp_too_many_exchanges", kAnalyzer);
      write(exchanges_.begin()->second);
      exchanges_.erase(exchanges_.begin());
    }
    Exchange& exchange = exchanges_[message.transaction];
    if (exchange.types.empty()) exchange.began = ts;
    exchange.last = ts;
    if (exchange.types.size() < kTypesMax) exchange.types.push_back(type_name(message.type));
    Message& facts = exchange.facts;
    const auto take = [](auto& into, const auto& from) {
      if (from != std::remove_cvref_t<decltype(from)>{}) into = from;
    };
    take(facts.mac, message.mac);
    take(facts.client, message.client);
    if (message.is_request) {
      take(facts.host_name, message.host_name);
      take(facts.fqdn, message.fqdn);
      take(facts.requested, message.requested);
      take(facts.fingerprint, message.fingerprint);
      take(facts.vendor_class, message.vendor_class);
      take(facts.client_id, message.client_id);
      take(exchange.client_text, message.text);
      return;
    }
    take(facts.given, message.given);
    take(facts.server, message.server);
    take(facts.domain, message.domain);
    take(facts.dns_servers, message.dns_servers);
    take(facts.routers, message.routers);
    take(exchange.server_text, message.text);
    if (message.has_lease) facts.lease_seconds = message.lease_seconds;
    facts.has_lease = facts.has_lease || message.has_lease;
  }

  void write(const Exchange& exchange) {
    auto& batch = context_.records().of<record::Dhcp>();
    const auto kept = [&batch](const std::string& text) -> std::optional<std::string_view> {
      if (text.empty()) return std::nullopt;
      return batch.keep(text);
    };
    const auto address = [](std::uint32_t number) -> std::optional<IpAddress> {
      if (number == 0) return std::nullopt;
      return IpAddress::v4(number);
    };
    const Message& facts = exchange.facts;
    record::Dhcp row;
    row.at = connection_at(context_, exchange.began);
    row.client_addr = address(facts.client);
    row.server_addr = address(facts.server);
    row.mac = kept(facts.mac);
    row.host_name = kept(facts.host_name);
    row.client_fqdn = kept(facts.fqdn);
    row.domain = kept(facts.domain);
    row.requested_addr = address(facts.requested);
    row.assigned_addr = address(facts.given);
    if (facts.has_lease) row.lease_time = std::chrono::seconds{facts.lease_seconds};
    row.client_message = kept(exchange.client_text);
    row.server_message = kept(exchange.server_text);
    row.msg_types = batch.keep_list(exchange.types);
    row.duration = exchange.last - exchange.began;
    row.fingerprint = kept(facts.fingerprint);
    row.vendor_class = kept(facts.vendor_class);
    row.client_id = kept(facts.client_id);
    if (!facts.dns_servers.empty()) row.dns_servers = batch.keep_list(facts.dns_servers);
    if (!facts.routers.empty()) row.routers = batch.keep_list(facts.routers);
    batch.add(row);
  }

  Context& context_;
  std::map<std::uint32_t, Exchange> exchanges_;
};

std::unique_ptr<Session> open(Context& context) { return std::make_unique<DhcpSession>(context); }

}  // namespace

constinit const Protocol kProtocol{
    .name = "dhcp",
    .over_udp = true,
    .usual_ports = kUsualPorts,
    .probe = &probe,
    .open = &open,
    .robustness = Robustness::fuzzed,
};

}  // namespace wardwatch::protocol::dhcp
