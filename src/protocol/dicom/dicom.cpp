#include "protocol/dicom/dicom.hpp"

#include <algorithm>

#include "core/load.hpp"
#include "protocol/dicom/conversation.hpp"

namespace wardwatch::protocol::dicom {
namespace {

/// IANA has 104 (acr-nema), 2761, 2762 and 11112; 4242 is Orthanc's.
constexpr std::array<std::uint16_t, 5> kUsualPorts{104, 11112, 4242, 2761, 2762};
/// The one application context there is (PS3.7 A.2.1), as it stands behind the head of A-ASSOCIATE.
constexpr std::string_view kApplicationContext = "1.2.840.10008.3.1.1.1";
constexpr std::uint8_t kApplicationContextItem = 0x10;

Probe decided(bool holds, bool has_all, bool complete) noexcept {
  if (!holds) return Probe::no;
  if (has_all) return Probe::yes;
  return complete ? Probe::no : Probe::need_more;
}

/// An AE title has no control characters and no backslash (PS3.5 6.2).
bool is_ae_title(Bytes bytes) noexcept {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte octet) {
    const auto c = std::to_integer<unsigned>(octet);
    return c >= 0x20 && c < 0x7f && c != '\\';
  });
}

/// A-ASSOCIATE-RQ and -AC: version, two AE titles, and then the application context's name letter by letter.
Probe probe_associate(Bytes bytes, bool complete) noexcept {
  constexpr std::size_t kItemAt = kPduHeaderBytes + kAssociateHeadBytes;
  constexpr std::size_t kNameAt = kItemAt + 4;
  const auto octet_is = [&](std::size_t at, unsigned value) {
    return at >= bytes.size() || load_u8(bytes, at) == value;
  };
  bool holds = octet_is(1, 0) && octet_is(2, 0);
  if (bytes.size() >= kPduHeaderBytes) holds = holds && parse_pdu_head(bytes).has_value();
  // Version 1 is bit 0; a receiver looks at no other (PS3.8 9.3.2).
  if (bytes.size() >= 8) holds = holds && (load_u8(bytes, 7) & 1U) != 0;
  if (bytes.size() > 10) holds = holds && is_ae_title(at_most(bytes.subspan(10), 2 * kAeTitleBytes));
  holds = holds && octet_is(kItemAt, kApplicationContextItem) && octet_is(kItemAt + 2, 0) &&
          octet_is(kItemAt + 3, kApplicationContext.size());
  if (bytes.size() > kNameAt) {
    const Bytes name = at_most(bytes.subspan(kNameAt), kApplicationContext.size());
    holds = holds && as_text(name) == kApplicationContext.substr(0, name.size());
  }
  return decided(holds, bytes.size() >= kNameAt + kApplicationContext.size(), complete);
}

/// An association that is under way: a P-DATA-TF whose value is a command set, which its group length begins.
Probe probe_data(Bytes bytes, bool complete) noexcept {
  constexpr std::size_t kCommandAt = kPduHeaderBytes + kValueHeaderBytes;
  constexpr std::size_t kEnoughBytes = kCommandAt + 12 + 8;  // The group's length, and the head of what follows it.
  if (bytes.size() > 1 && load_u8(bytes, 1) != 0) return Probe::no;
  if (bytes.size() < kCommandAt) return decided(true, false, complete);
  const auto pdu = parse_pdu_head(bytes);
  if (!pdu) return Probe::no;
  const auto value = parse_value_head(bytes.subspan(kPduHeaderBytes), pdu->length_bytes);
  if (!value || !value->is_command || value->length_bytes < kEnoughBytes - kCommandAt) return Probe::no;
  const Bytes set = bytes.subspan(kCommandAt);
  bool holds = may_begin_command(set);
  if (set.size() >= 16) {
    // The next element is of the same group and a requested or affected class, or the command itself.
    const std::uint16_t element = load_u16le(set, 14);
    holds = holds && load_u16le(set, 12) == 0 && (element == 2 || element == 3 || element == 0x100);
  }
  return decided(holds, bytes.size() >= kEnoughBytes, complete);
}

Probe probe_side(Bytes bytes, bool complete) noexcept {
  if (bytes.empty()) return complete ? Probe::no : Probe::need_more;
  switch (load_u8(bytes, 0)) {
    case static_cast<std::uint8_t>(PduType::associate_request):
    case static_cast<std::uint8_t>(PduType::associate_accept): return probe_associate(bytes, complete);
    case static_cast<std::uint8_t>(PduType::data): return probe_data(bytes, complete);
    default: return Probe::no;
  }
}

/// Either side may be the one that shows it: the other's beginning can be missing.
Probe probe(const FirstBytes& first) {
  const Probe orig = probe_side(first.orig, first.orig_complete);
  const Probe resp = probe_side(first.resp, first.resp_complete);
  if (orig == Probe::yes || resp == Probe::yes) return Probe::yes;
  return orig == Probe::need_more || (resp == Probe::need_more && !first.resp.empty()) ? Probe::need_more : Probe::no;
}

/// In the middle of a stream a PDU begins where a segment of TCP does, as most senders write it.
bool resumes(Bytes piece) noexcept { return probe_side(piece, true) == Probe::yes; }

class DicomSession final : public Session {
 public:
  explicit DicomSession(Context& context) : conversation_{context} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t /*stream_offset*/, Timestamp ts) override {
    conversation_.at(ts);
    side(direction).stream.consume(bytes);
    return Next::more();
  }
  Next on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp ts) override {
    conversation_.at(ts);
    conversation_.on_gap(missing_bytes);
    side(direction).stream.miss(missing_bytes);
    return Next::more();
  }
  void on_end(EndReason /*reason*/, Timestamp /*ts*/) override { conversation_.finish(); }

 private:
  struct Side final : PduListener {
    Side(Conversation& all, Direction direction) noexcept : conversation{all}, from{direction} {}

    void on_pdu(PduType type, Bytes body) override { conversation.on_pdu(from, type, body); }
    void on_fragment(const ValueHead& value, Bytes piece, std::size_t left_bytes) override {
      conversation.on_fragment(from, value, piece, left_bytes);
    }
    void on_missing_fragment(const ValueHead* value, std::uint64_t missing_bytes, std::size_t left_bytes) override {
      conversation.on_missing_fragment(from, value, missing_bytes, left_bytes);
    }
    void on_lost(const ParseError& error) override { conversation.on_lost(from, error); }

    Conversation& conversation;
    Direction from;
    PduStream stream{*this};
  };

  Side& side(Direction direction) noexcept { return direction == Direction::orig ? orig_ : resp_; }

  Conversation conversation_;
  Side orig_{conversation_, Direction::orig};
  Side resp_{conversation_, Direction::resp};
};

std::unique_ptr<Session> open(Context& context) { return std::make_unique<DicomSession>(context); }

}  // namespace

constinit const Protocol kProtocol{
    .name = "dicom",
    .over_tcp = true,
    .usual_ports = kUsualPorts,
    .probe = &probe,
    .resumes = &resumes,
    .open = &open,
    .robustness = Robustness::fuzzed,
};

}  // namespace wardwatch::protocol::dicom
