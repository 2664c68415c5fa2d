#include "protocol/ssh/ssh.hpp"

#include <algorithm>
#include <array>

#include "core/digest.hpp"
#include "core/load.hpp"
#include "protocol/common/stream_buffer.hpp"
#include "protocol/ssh/kex.hpp"
#include "protocol/ssh/outcome.hpp"

namespace wardwatch::protocol::ssh {
namespace {

constexpr std::string_view kAnalyzer = "SSH";
constexpr std::array<std::uint16_t, 2> kUsualPorts{22, 2222};
constexpr std::string_view kMark = "SSH-";
/// RFC 4253 6.1: implementations must take as much; more is nobody's.
constexpr std::size_t kPacketMaxBytes = 36'000;
constexpr std::size_t kBannerMaxBytes = 255;  // RFC 4253 4.2.
constexpr int kLinesMax = 32;                 ///< Lines that a server may say before its banner.

/// RFC 4250 4.1.2; RFC 4419 5 for group exchange.
constexpr std::uint8_t kKexInit = 20;
constexpr std::uint8_t kNewKeys = 21;
constexpr std::uint8_t kKexReply = 31;
constexpr std::uint8_t kGroupExchangeReply = 33;

Probe probe_side(Bytes bytes) noexcept {
  const std::string_view text = as_text(bytes).substr(0, kMark.size() + 2);
  if (!kMark.starts_with(text.substr(0, kMark.size()))) return Probe::no;
  if (text.size() < kMark.size() + 2) return Probe::need_more;
  return (text[4] == '1' || text[4] == '2') && text[5] == '.' ? Probe::yes : Probe::no;
}

Probe probe(const FirstBytes& first) {
  const Probe orig = first.orig.empty() ? Probe::need_more : probe_side(first.orig);
  const Probe resp = first.resp.empty() ? Probe::need_more : probe_side(first.resp);
  if (orig == Probe::yes || resp == Probe::yes) return Probe::yes;
  if ((orig == Probe::no && !first.orig.empty()) || (resp == Probe::no && !first.resp.empty())) return Probe::no;
  return first.orig_complete && first.resp_complete ? Probe::no : Probe::need_more;
}

class SshSession final : public Session {
 public:
  explicit SshSession(Context& context) noexcept : context_{context} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t /*stream_offset*/, Timestamp /*ts*/) override {
    Side& side = sides_[index_of(direction)];
    if (side.step == Step::encrypted) return on_encrypted(direction, bytes.size());
    if (side.step == Step::lost) return Next::more();
    const Bytes all = side.buffer.append(bytes);
    std::size_t used = 0;
    while (side.step == Step::banner || side.step == Step::packets) {
      const std::size_t taken = side.step == Step::banner ? take_banner(side, all.subspan(used))
                                                          : take_packet(direction, side, all.subspan(used));
      if (taken == 0) break;
      used += taken;
    }
    if (side.step != Step::encrypted) {
      side.buffer.keep_from(used);
      return Next::more();
    }
    const std::size_t rest_bytes = all.size() - used;
    side.buffer.clear();
    return on_encrypted(direction, rest_bytes);
  }

  Next on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp /*ts*/) override {
    Side& side = sides_[index_of(direction)];
    if (side.step == Step::encrypted) return on_encrypted(direction, missing_bytes);
    side.step = Step::lost;
    side.buffer.clear();
    return Next::more();
  }

  void on_end(EndReason /*reason*/, Timestamp /*ts*/) override {
    if (sides_[0].banner.empty() && sides_[1].banner.empty()) return;
    outcome_.finish();
    write();
  }

 private:
  enum class Step : std::uint8_t { banner, packets, encrypted, lost };
  struct Side {
    StreamBuffer buffer{kPacketMaxBytes};
    Step step = Step::banner;
    int lines = 0;
    std::string banner;
    std::optional<Offer> offer;
  };

  /// A line up to its end; the one that begins with SSH- is the banner.
  std::size_t take_banner(Side& side, Bytes bytes) {
    const std::string_view text = as_text(bytes);
    const std::size_t end = text.find('\n');
    if (std::min(end, text.size()) > kBannerMaxBytes * 4) {
      lose(side, "ssh_banner_too_long");
      return 0;
    }
    if (end == std::string_view::npos) return 0;
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with(kMark)) {
      side.banner = line.substr(0, kBannerMaxBytes);
      side.step = is_version_2(side.banner) ? Step::packets : Step::lost;
    } else if (++side.lines > kLinesMax) {
      lose(side, "ssh_no_banner");
    }
    return end + 1;
  }

  static bool is_version_2(std::string_view banner) noexcept {
    return banner.starts_with("SSH-2.") || banner.starts_with("SSH-1.99");
  }

  /// RFC 4253 6: length, padding's length, payload, padding; nothing is encrypted yet.
  std::size_t take_packet(Direction direction, Side& side, Bytes bytes) {
    constexpr std::size_t kHeadBytes = 5;
    if (bytes.size() < kHeadBytes) return 0;
    const std::uint64_t packet_bytes = load_u32be(bytes, 0);
    const std::size_t padding_bytes = load_u8(bytes, 4);
    if (packet_bytes < padding_bytes + 2 || packet_bytes + 4 > kPacketMaxBytes) {
      lose(side, "ssh_malformed_packet");
      return 0;
    }
    const auto total_bytes = static_cast<std::size_t>(packet_bytes + 4);
    if (bytes.size() < total_bytes) return 0;
    on_payload(direction, side, bytes.subspan(kHeadBytes, total_bytes - kHeadBytes - padding_bytes));
    return total_bytes;
  }

  void on_payload(Direction direction, Side& side, Bytes payload) {
    const std::uint8_t kind = load_u8(payload, 0);
    payload = payload.subspan(1);
    if (kind == kKexInit && !side.offer) {
      auto offer = parse_kexinit(payload);
      if (offer) side.offer = std::move(*offer);
      else context_.weird("ssh_malformed_kexinit", kAnalyzer, offer.error());
    }
    const bool is_reply = kind == kGroupExchangeReply || (kind == kKexReply && !is_group_exchange());
    if (is_reply && direction == Direction::resp && host_key_.empty()) on_reply(payload);
    if (kind == kNewKeys) side.step = Step::encrypted;
  }

  [[nodiscard]] bool is_group_exchange() const {
    return agreed(Offer::kex, Offer::kex).find("group-exchange") != std::string::npos;
  }

  /// The host's key stands first (RFC 4253 8, RFC 5656 4).
  void on_reply(Bytes payload) {
    Reader in{payload};
    const Bytes key = in.bytes(in.u32be("host_key_length"), "host_key");
    if (!in.ok() || key.empty()) return;
    const auto digest = sha256(key);
    host_key_ = base64(digest);
    while (host_key_.ends_with('=')) host_key_.pop_back();
    host_key_.insert(0, "SHA256:");
  }

  Next on_encrypted(Direction direction, std::uint64_t size_bytes) {
    if (direction == Direction::orig) outcome_.on_client(size_bytes);
    else outcome_.on_server(size_bytes);
    return outcome_.success() == true ? Next::done() : Next::more();
  }

  void lose(Side& side, FieldName name) {
    context_.weird(name, kAnalyzer);
    side.step = Step::lost;
    side.buffer.clear();
  }

  [[nodiscard]] std::string agreed(Offer::List client, Offer::List server) const {
    if (!sides_[0].offer || !sides_[1].offer) return {};
    return chosen(sides_[0].offer->lists[client], sides_[1].offer->lists[server]);
  }

  void write() {
    auto& batch = context_.records().of<record::Ssh>();
    const auto kept = [&batch](const std::string& text) -> std::optional<std::string_view> {
      if (text.empty()) return std::nullopt;
      return batch.keep(text);
    };
    record::Ssh row;
    row.at = context_.connection();
    const bool is_second = is_version_2(sides_[0].banner.empty() ? sides_[1].banner : sides_[0].banner) &&
                           (sides_[1].banner.empty() || is_version_2(sides_[1].banner));
    row.version = is_second ? 2U : 1U;
    row.auth_success = outcome_.success();
    row.auth_attempts = outcome_.attempts();
    row.client = kept(sides_[0].banner);
    row.server = kept(sides_[1].banner);
    row.kex_alg = kept(agreed(Offer::kex, Offer::kex));
    row.host_key_alg = kept(agreed(Offer::host_key, Offer::host_key));
    row.cipher_alg = kept(agreed(Offer::cipher_out, Offer::cipher_out));
    row.mac_alg = kept(agreed(Offer::mac_out, Offer::mac_out));
    row.compression_alg = kept(agreed(Offer::compression_out, Offer::compression_out));
    row.host_key_fingerprint = kept(host_key_);
    if (sides_[0].offer) row.hassh = batch.keep(hassh(*sides_[0].offer, false));
    if (sides_[1].offer) row.hassh_server = batch.keep(hassh(*sides_[1].offer, true));
    if (!outcome_.evidence().empty()) row.outcome_evidence = outcome_.evidence();
    batch.add(row);
  }

  Context& context_;
  std::array<Side, 2> sides_;
  std::string host_key_;
  Outcome outcome_;
};

std::unique_ptr<Session> open(Context& context) { return std::make_unique<SshSession>(context); }

}  // namespace

constinit const Protocol kProtocol{
    .name = "ssh",
    .over_tcp = true,
    .usual_ports = kUsualPorts,
    .probe = &probe,
    .open = &open,
    .robustness = Robustness::fuzzed,
};

}  // namespace wardwatch::protocol::ssh
