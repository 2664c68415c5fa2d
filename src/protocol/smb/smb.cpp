#include "protocol/smb/smb.hpp"

#include <array>

#include "core/load.hpp"
#include "protocol/common/frame_stream.hpp"
#include "protocol/smb/smb1.hpp"
#include "protocol/smb/smb2.hpp"

namespace wardwatch::protocol::smb {
namespace {

constexpr std::string_view kAnalyzer = "SMB";
constexpr std::array<std::uint16_t, 2> kUsualPorts{445, 139};
constexpr std::size_t kHeadBytes = 4;
constexpr std::size_t kMarkBytes = 4;
/// What is looked at of one message: all of what is no file's content. Of content only the length counts.
constexpr std::size_t kFrontMaxBytes = std::size_t{16} << 10U;

/// NetBIOS session service, of which direct SMB kept the frame (RFC 1002 4.3.1, MS-SMB2 2.1).
constexpr std::byte kSessionMessage{0x00};
constexpr std::byte kFirstControl{0x81};
constexpr std::byte kLastControl{0x85};

enum class Mark : std::uint8_t { none, more, smb1, smb2, encrypted, compressed };

Mark mark_of(Bytes message) noexcept {
  if (message.empty()) return Mark::more;
  const std::uint8_t first = load_u8(message, 0);
  if (first < 0xfc) return Mark::none;
  const std::string_view rest = as_text(message.subspan(1));
  if (!std::string_view{"SMB"}.starts_with(rest.substr(0, 3))) return Mark::none;
  if (rest.size() < 3) return Mark::more;
  switch (first) {
    case 0xff: return Mark::smb1;
    case 0xfe: return Mark::smb2;
    case 0xfd: return Mark::encrypted;
    default: return Mark::compressed;
  }
}

/// Length of the frame that starts here; 0 when none does.
std::optional<std::uint64_t> size_of(Bytes front) noexcept {
  if (front.empty()) return std::nullopt;
  const bool is_control = front[0] >= kFirstControl && front[0] <= kLastControl;
  if (front[0] != kSessionMessage && !is_control) return 0;
  if (front.size() < kHeadBytes) return std::nullopt;
  const std::uint64_t length_bytes = load_u32be(front, 0) & 0x00ffffffU;
  if (is_control || length_bytes == 0) return kHeadBytes + length_bytes;
  const Mark mark = mark_of(front.subspan(kHeadBytes));
  if (mark == Mark::none || length_bytes < kMarkBytes) return 0;
  if (mark == Mark::more) return std::nullopt;
  return kHeadBytes + length_bytes;
}

/// A session request of NetBIOS names two computers in 68 bytes (RFC 1002 4.3.2); behind it, or at once, comes SMB.
Probe probe_side(Bytes bytes, bool is_complete) noexcept {
  constexpr std::byte kSessionRequest{0x81};
  constexpr std::byte kPositive{0x82};
  while (true) {
    const auto size = size_of(bytes);
    if (!size) return is_complete ? Probe::no : Probe::need_more;
    if (*size == 0) return Probe::no;
    if (bytes[0] == kSessionMessage) return *size > kHeadBytes ? Probe::yes : Probe::no;
    const bool is_opening =
        (bytes[0] == kSessionRequest && *size == kHeadBytes + 68) || (bytes[0] == kPositive && *size == kHeadBytes);
    if (!is_opening) return Probe::no;
    if (bytes.size() < *size) return is_complete ? Probe::no : Probe::need_more;
    bytes = bytes.subspan(static_cast<std::size_t>(*size));
  }
}

Probe probe(const FirstBytes& first) {
  const Probe orig = probe_side(first.orig, first.orig_complete);
  if (orig != Probe::need_more) return orig;
  return probe_side(first.resp, first.resp_complete) == Probe::yes ? Probe::yes : Probe::need_more;
}

bool resumes(Bytes piece) noexcept {
  if (piece.size() < kHeadBytes + kMarkBytes || piece[0] != kSessionMessage) return false;
  return size_of(piece).value_or(0) > kHeadBytes;
}

class SmbSession final : public Session {
 public:
  explicit SmbSession(Context& context) noexcept : conversation_{context} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t /*stream_offset*/, Timestamp ts) override {
    conversation_.at(ts);
    FrameStream& stream = streams_[index_of(direction)];
    if (stream.is_lost()) {
      if (!resumes(bytes)) return Next::more();
      stream.resume();
    }
    const Next next =
        stream.consume(bytes, size_of, [&](Bytes front, std::uint64_t total) { on_frame(direction, front, total); });
    if (!stream.is_lost()) return next;
    conversation_.context().weird("smb_malformed_frame", kAnalyzer);
    return Next::more();
  }

  Next on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp /*ts*/) override {
    return streams_[index_of(direction)].miss(missing_bytes, size_of);
  }

  void on_end(EndReason reason, Timestamp /*ts*/) override { conversation_.finish(reason); }

 private:
  void on_frame(Direction direction, Bytes front, std::uint64_t total_bytes) {
    if (front[0] != kSessionMessage || total_bytes <= kHeadBytes) return;
    const Bytes message = front.subspan(kHeadBytes);
    switch (mark_of(message)) {
      case Mark::smb1: return smb1_.on_message(direction, message, total_bytes - kHeadBytes);
      case Mark::smb2: return smb2_.on_message(direction, message, total_bytes - kHeadBytes);
      case Mark::encrypted: conversation_.facts.is_encrypted = true; return;
      case Mark::compressed: conversation_.context().weird("smb_compressed", kAnalyzer); return;
      case Mark::none:
      case Mark::more: return;
    }
  }

  Conversation conversation_;
  Smb1Reader smb1_{conversation_};
  Smb2Reader smb2_{conversation_};
  std::array<FrameStream, 2> streams_{FrameStream{kFrontMaxBytes}, FrameStream{kFrontMaxBytes}};
};

std::unique_ptr<Session> open(Context& context) { return std::make_unique<SmbSession>(context); }

}  // namespace

constinit const Protocol kProtocol{
    .name = "smb",
    .over_tcp = true,
    .usual_ports = kUsualPorts,
    .probe = &probe,
    .resumes = &resumes,
    .open = &open,
    .robustness = Robustness::fuzzed,
};

}  // namespace wardwatch::protocol::smb
