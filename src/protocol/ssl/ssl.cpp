#include "protocol/ssl/ssl.hpp"

#include "protocol/ssl/conversation.hpp"
#include "protocol/ssl/dtls.hpp"

namespace wardwatch::protocol::ssl {
namespace {

constexpr std::string_view kAnalyzer = "SSL";
constexpr std::array<std::uint16_t, 11> kUsualPorts{443, 563, 585, 614, 636, 989, 990, 992, 993, 995, 5223};
/// Longest SSL 2.0 message that is read; the certificate in a SERVER-HELLO is what makes it long.
constexpr std::size_t kV2MessageMaxBytes = 16U << 10U;

Probe probe(const FirstBytes& first) {
  if (first.transport == Transport::udp) {
    return probe_datagram(first.orig.empty() ? first.resp : first.orig);
  }
  // Who only sees one side, or sees the sides changed round, still finds a hello there.
  const Probe orig = probe_stream(first.orig, first.orig_complete);
  if (orig == Probe::yes) return Probe::yes;
  if (first.resp.empty()) return orig;
  const Probe resp = probe_stream(first.resp, first.resp_complete);
  if (resp == Probe::yes) return Probe::yes;
  return orig == Probe::need_more && resp == Probe::need_more ? Probe::need_more : Probe::no;
}

/// How far one side of a TCP stream is read.
struct Side {
  HeaderCollector header;
  HandshakeAssembler assembler;
  std::vector<std::byte> v2_message;
  std::array<std::byte, 2> alert{};
  std::size_t alert_have = 0;
  std::size_t body_left_bytes = 0;
  std::uint64_t position = 0;  ///< Stream offset of the next byte that is wanted.
  std::uint16_t version = 0;   ///< Of the last record.
  Content content = Content::skipped;
  bool is_placed = false;  ///< `position` is known.
  bool is_first_record = true;
  bool is_v2 = false;    ///< The record that is being read is one of SSL 2.0.
  bool is_lost = false;  ///< Bytes are missing, and with them where records begin.
};

class StreamSession final : public Session {
 public:
  explicit StreamSession(Context& context) noexcept : context_{context}, conversation_{context, false} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) override {
    if (is_over_) return Next::done();
    Side& side = sides_[index_of(direction)];
    if (!place(side, bytes, stream_offset)) return Next::more();
    while (!bytes.empty()) {
      if (side.body_left_bytes == 0 && !begin_record(side, direction, bytes, ts)) break;
      const Bytes fragment = at_most(bytes, side.body_left_bytes);
      bytes = bytes.subspan(fragment.size());
      side.body_left_bytes -= fragment.size();
      read_fragment(side, direction, fragment, ts);
      if (conversation_.is_done()) return end(ts);
    }
    if (is_over_) return end(ts);
    if (side.body_left_bytes == 0 || side.content != Content::skipped || side.is_v2) return Next::more();
    const std::size_t skip_bytes = side.body_left_bytes;
    side.position += skip_bytes;
    side.body_left_bytes = 0;
    return Next::skip(skip_bytes);
  }

  Next on_gap(Direction /*direction*/, std::uint64_t /*missing_bytes*/, Timestamp /*ts*/) override {
    // The offset of the next piece tells whether anything that is wanted is missing.
    return is_over_ ? Next::done() : Next::more();
  }

  void on_end(EndReason /*reason*/, Timestamp ts) override { conversation_.finish(ts); }

 private:
  /// Brings the piece to where reading goes on. False when there is nothing to read in it.
  bool place(Side& side, Bytes& bytes, std::uint64_t stream_offset) {
    if (!side.is_placed) side.position = stream_offset;
    side.is_placed = true;
    const std::uint64_t end = stream_offset + bytes.size();
    if (end <= side.position) return false;
    if (stream_offset > side.position) lose(side);
    if (stream_offset < side.position) bytes = bytes.subspan(static_cast<std::size_t>(side.position - stream_offset));
    side.position = end;
    return !side.is_lost || find_record(side, bytes);
  }

  void lose(Side& side) {
    side.is_lost = true;
    side.header.reset();
    side.assembler = {};
    side.v2_message.clear();
    side.alert_have = 0;
    side.body_left_bytes = 0;
  }

  /// After a gap: pieces mostly begin with a record, so one that looks like it is taken for it.
  static bool find_record(Side& side, Bytes bytes) {
    if (bytes.size() < kRecordHeaderBytes) return false;
    const RecordHeader header = load_record_header(bytes);
    const bool is_same_version = side.version == 0 || header.version == side.version;
    if (!is_plausible(header) || !is_same_version || header.length_bytes == 0) return false;
    side.is_lost = false;
    return true;
  }

  /// Reads the header of the next record. False when there are no more bytes, or reading is over.
  bool begin_record(Side& side, Direction direction, Bytes& bytes, Timestamp ts) {
    while (side.body_left_bytes == 0) {
      if (!side.header.collect(bytes)) return false;
      const RecordHeader header = load_record_header(side.header.header());
      if (!is_plausible(header)) {
        return begin_v2(side) || violate(side);
      }
      side.header.reset();
      side.is_v2 = false;
      side.is_first_record = false;
      side.version = header.version;
      side.alert_have = 0;
      side.content = conversation_.on_record(direction, header, ts);
      side.body_left_bytes = header.length_bytes;
      if (conversation_.is_done()) {
        is_over_ = true;
        return false;
      }
      // Only the body follows; a record without one is over with its header.
      if (side.body_left_bytes != 0 && bytes.empty()) return false;
    }
    return true;
  }

  /// SSL 2.0: two bytes of length, the first bit set. Three bytes of the message are in the collected header.
  bool begin_v2(Side& side) {
    const Bytes header = side.header.header();
    const std::uint8_t type = load_u8(header, 2);
    const bool is_expected = side.is_first_record ? type == 1 || type == 4 : conversation_.is_v2();
    const std::size_t length_bytes = load_u16be(header, 0) & 0x7fffU;
    if ((load_u8(header, 0) & 0x80U) == 0 || !is_expected) return false;
    if (length_bytes <= 3 || length_bytes > kV2MessageMaxBytes) return false;
    side.is_v2 = true;
    side.is_first_record = false;
    side.v2_message.assign(header.begin() + 2, header.end());
    side.body_left_bytes = length_bytes - 3;
    side.header.reset();
    return true;
  }

  void read_fragment(Side& side, Direction direction, Bytes fragment, Timestamp ts) {
    if (side.is_v2) {
      side.v2_message.insert(side.v2_message.end(), fragment.begin(), fragment.end());
      if (side.body_left_bytes == 0) conversation_.on_v2_message(direction, side.v2_message, ts);
      return;
    }
    switch (side.content) {
      case Content::handshake:
        while (const auto message = side.assembler.next(fragment)) conversation_.on_handshake(direction, *message, ts);
        break;
      case Content::alert:
        for (; side.alert_have < side.alert.size() && !fragment.empty(); fragment = fragment.subspan(1)) {
          side.alert[side.alert_have++] = fragment.front();
          if (side.alert_have == 2) conversation_.on_alert(direction, load_u8(side.alert, 1), ts);
        }
        break;
      case Content::change_cipher_spec:
        if (side.body_left_bytes == 0) conversation_.on_change_cipher_spec(direction, ts);
        break;
      case Content::skipped: break;
    }
  }

  /// What follows is not SSL: the rest of this side means nothing, unless a record is found again.
  bool violate(Side& side) {
    context_.weird("ssl_malformed_record", kAnalyzer);
    lose(side);
    is_over_ = sides_[0].is_lost && sides_[1].is_lost && context_.listener() == nullptr;
    return false;
  }

  Next end(Timestamp ts) {
    is_over_ = true;
    conversation_.finish(ts);
    return Next::done();
  }

  Context& context_;
  Conversation conversation_;
  std::array<Side, 2> sides_;
  bool is_over_ = false;
};

class DatagramSession final : public Session {
 public:
  explicit DatagramSession(Context& context) noexcept
      : context_{context}, conversation_{context, true}, reader_{conversation_} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t /*stream_offset*/, Timestamp ts) override {
    if (conversation_.is_done()) return Next::done();
    if (!reader_.read(direction, bytes, ts)) context_.weird("dtls_malformed_record", kAnalyzer);
    return conversation_.is_done() ? Next::done() : Next::more();
  }
  Next on_gap(Direction, std::uint64_t, Timestamp) override { return Next::more(); }
  void on_end(EndReason /*reason*/, Timestamp ts) override { conversation_.finish(ts); }

 private:
  Context& context_;
  Conversation conversation_;
  DtlsReader reader_;
};

std::unique_ptr<Session> open(Context& context) {
  if (context.transport() == Transport::udp) return std::make_unique<DatagramSession>(context);
  return std::make_unique<StreamSession>(context);
}

}  // namespace

constinit const Protocol kProtocol{
    .name = "ssl",
    .over_tcp = true,
    .over_udp = true,
    .usual_ports = kUsualPorts,
    .probe = &probe,
    .open = &open,
    .robustness = Robustness::reviewed,
};

}  // namespace wardwatch::protocol::ssl
