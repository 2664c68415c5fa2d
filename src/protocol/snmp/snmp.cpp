#include "protocol/snmp/snmp.hpp"

#include <array>

#include "core/digest.hpp"
#include "protocol/common/ber.hpp"

namespace wardwatch::protocol::snmp {
namespace {

constexpr std::string_view kAnalyzer = "SNMP";
constexpr std::array<std::uint16_t, 2> kUsualPorts{161, 162};
constexpr std::size_t kTextMaxBytes = 256;
constexpr std::int64_t kVersion3 = 3;

/// What the message says besides its PDU.
struct Head {
  std::int64_t version = 0;
  std::string_view community_class;
  std::string user, engine;
  unsigned flags = 0;
  BerElement pdu;
};

/// A community is a password: only which of the well-known ones it is, is told.
std::string_view class_of(Bytes community) noexcept {
  const std::string_view text = as_text(community);
  if (text.empty()) return "empty";
  if (text == "public") return "public";
  return text == "private" ? "private" : "other";
}

/// RFC 3412 6, RFC 3414 2.4.
void read_version_3(Reader& in, Head& head) {
  Reader global{take_tagged(in, ber::kSequence)};
  std::ignore = take_tagged(global, ber::kInteger);
  std::ignore = take_tagged(global, ber::kInteger);
  const Bytes flags = take_tagged(global, ber::kOctets);
  in.require(global.ok() && flags.size() == 1, "msg_global_data");
  if (in.ok()) head.flags = std::to_integer<unsigned>(flags[0]);
  const Bytes parameters = take_tagged(in, ber::kOctets);
  Reader outer{parameters};
  Reader security{take_tagged(outer, ber::kSequence)};
  const Bytes engine = take_tagged(security, ber::kOctets);
  std::ignore = take_tagged(security, ber::kInteger);
  std::ignore = take_tagged(security, ber::kInteger);
  const Bytes user = take_tagged(security, ber::kOctets);
  if (outer.ok() && security.ok()) {
    head.engine = hex(at_most(engine, 32));
    head.user = as_text(at_most(user, kTextMaxBytes));
  }
  const BerElement scoped = take_element(in);
  if (!in.ok() || scoped.tag != ber::kSequence) return;  // Encrypted.
  Reader body{scoped.value};
  std::ignore = take_tagged(body, ber::kOctets);
  std::ignore = take_tagged(body, ber::kOctets);
  head.pdu = take_element(body);
  in.require(body.ok(), "scoped_pdu");
}

Parsed<Head> parse_head(Bytes datagram) {
  Reader outer{datagram};
  const Bytes message = take_tagged(outer, ber::kSequence);
  Reader in{message};
  Head head;
  const Bytes version = take_tagged(in, ber::kInteger);
  head.version = ber_number(version);
  in.require(version.size() == 1 && head.version >= 0 && head.version <= kVersion3 && head.version != 2, "version");
  if (head.version == kVersion3) {
    read_version_3(in, head);
  } else {
    head.community_class = class_of(take_tagged(in, ber::kOctets));
    head.pdu = take_element(in);
    in.require((head.pdu.tag & 0xf0U) == 0xa0 && (head.pdu.tag & 0x0fU) <= 8, "pdu");
  }
  outer.require(in.ok(), "message");
  return outer.finish([&head] { return std::move(head); });
}

Probe probe(const FirstBytes& first) {
  const Bytes datagram = first.orig.empty() ? first.resp : first.orig;
  if (datagram.empty()) return Probe::need_more;
  const auto size = element_bytes(datagram);
  return size && *size == datagram.size() && parse_head(datagram) ? Probe::yes : Probe::no;
}

class SnmpSession final : public Session {
 public:
  explicit SnmpSession(Context& context) noexcept : context_{context} {}

  Next on_data(Direction /*direction*/, Bytes bytes, std::uint64_t /*stream_offset*/, Timestamp ts) override {
    if (!has_begun_) began_ = ts;
    last_ = ts;
    has_begun_ = true;
    auto head = parse_head(bytes);
    if (!head) {
      context_.weird("snmp_malformed_message", kAnalyzer, head.error());
      return Next::more();
    }
    const BerElement pdu = head->pdu;
    if (!head->engine.empty()) engine_ = head->engine;
    if (!head->user.empty()) user_ = head->user;
    if (!head->community_class.empty() && community_class_.empty()) community_class_ = head->community_class;
    flags_ |= head->flags;
    version_ = head->version;
    is_known_ = true;
    on_pdu(pdu, ts);
    return Next::more();
  }
  Next on_gap(Direction, std::uint64_t, Timestamp) override { return Next::more(); }
  void on_end(EndReason /*reason*/, Timestamp /*ts*/) override {
    if (is_known_) write();
  }

 private:
  /// RFC 3416 3.
  void on_pdu(const BerElement& pdu, Timestamp ts) {
    if (pdu.tag == 0xa4 || pdu.tag == 0xa6 || pdu.tag == 0xa7) ++traps_;
    if (pdu.tag == 0xa4 || pdu.value.empty()) return;
    Reader in{pdu.value};
    for (int i = 0; i < 3; ++i) std::ignore = take_tagged(in, ber::kInteger);
    Reader list{take_tagged(in, ber::kSequence)};
    std::uint64_t variables = 0;
    while (list.ok() && !list.empty()) {
      const Bytes binding = take_tagged(list, ber::kSequence);
      if (!list.ok()) break;
      ++variables;
      if (pdu.tag == 0xa2) on_variable(binding, ts);
    }
    if (!in.ok() || !list.ok()) context_.weird("snmp_malformed_pdu", kAnalyzer);
    if (pdu.tag == 0xa0 || pdu.tag == 0xa1) gets_ += variables;
    if (pdu.tag == 0xa2) responses_ += variables;
    if (pdu.tag == 0xa3) sets_ += variables;
    if (pdu.tag == 0xa5) bulks_ += variables;
  }

  /// Of all variables two are read: what the device is, and since when it runs (RFC 3418 2).
  void on_variable(Bytes binding, Timestamp ts) {
    constexpr std::string_view kDescription{"\x2b\x06\x01\x02\x01\x01\x01\x00", 8};
    constexpr std::string_view kUpTime{"\x2b\x06\x01\x02\x01\x01\x03\x00", 8};
    constexpr std::uint8_t kTicks = 0x43;
    Reader in{binding};
    const std::string_view name = as_text(take_tagged(in, ber::kOid));
    const BerElement value = take_element(in);
    if (!in.ok()) return;
    if (name == kDescription && value.tag == ber::kOctets) description_ = as_text(at_most(value.value, kTextMaxBytes));
    if (name == kUpTime && value.tag == kTicks && value.value.size() <= 5) {
      up_since_ = ts - std::chrono::milliseconds{ber_number(value.value) * 10};
    }
  }

  void write() {
    auto& batch = context_.records().of<record::Snmp>();
    const auto kept = [&batch](const std::string& text) -> std::optional<std::string_view> {
      if (text.empty()) return std::nullopt;
      return batch.keep(text);
    };
    record::Snmp row;
    row.at = connection_at(context_, began_);
    row.duration = last_ - began_;
    row.version = version_ == 0 ? "1" : version_ == 1 ? "2c" : "3";
    row.get_requests = gets_;
    row.get_bulk_requests = bulks_;
    row.get_responses = responses_;
    row.set_requests = sets_;
    row.display_string = kept(description_);
    row.up_since = up_since_;
    row.user = kept(user_);
    if (version_ == kVersion3) {
      row.security_level = (flags_ & 2U) != 0 ? "authPriv" : (flags_ & 1U) != 0 ? "authNoPriv" : "noAuthNoPriv";
    }
    if (!community_class_.empty()) row.community_class = community_class_;
    row.traps = traps_;
    row.engine_id = kept(engine_);
    batch.add(row);
  }

  Context& context_;
  std::string description_, user_, engine_;
  std::string_view community_class_;
  std::optional<Timestamp> up_since_;
  Timestamp began_;
  Timestamp last_;
  std::uint64_t gets_ = 0, bulks_ = 0, responses_ = 0, sets_ = 0, traps_ = 0;
  std::int64_t version_ = 0;
  unsigned flags_ = 0;
  bool has_begun_ = false;
  bool is_known_ = false;
};

std::unique_ptr<Session> open(Context& context) { return std::make_unique<SnmpSession>(context); }

}  // namespace

constinit const Protocol kProtocol{
    .name = "snmp",
    .over_udp = true,
    .usual_ports = kUsualPorts,
    .probe = &probe,
    .open = &open,
    .robustness = Robustness::fresh,
};

}  // namespace wardwatch::protocol::snmp
