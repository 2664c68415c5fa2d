#include "protocol/ftp/ftp.hpp"

#include <array>

#include "protocol/common/reply_dialogue.hpp"
#include "protocol/ftp/commands.hpp"

namespace wardwatch::protocol::ftp {
namespace {

constexpr std::array<std::uint16_t, 2> kUsualPorts{21, 2121};
/// What clients begin with (RFC 959 5.4, RFC 2228 3, RFC 2389 3, RFC 7151 3), and SMTP has not.
constexpr std::array<std::string_view, 7> kOpenings{"USER", "AUTH", "FEAT", "HOST", "SYST", "OPTS", "CLNT"};

/// RFC 4217 2.1 and 17: TLS, its variants, and SSL as older clients ask for it. Kerberos and GSS-API are not TLS.
bool asks_for_tls(std::string_view line) { return line.starts_with("AUTH TLS") || line.starts_with("AUTH SSL"); }

constexpr ReplyDialogue kDialogue{
    .openings = kOpenings,
    .greeting_word = "FTP",
    .asks_for_tls = &asks_for_tls,
    .tls_granted = "234",  // RFC 4217 4.
    .content_follows = {},
};

Probe probe(const FirstBytes& first) { return probe_dialogue(kDialogue, first); }

/// Reads the commands beside the dialogue, which finds TLS.
class FtpSession final : public Session {
 public:
  explicit FtpSession(Context& context) : dialogue_{open_dialogue(kDialogue, context)}, commands_{context} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) override {
    commands_.on_data(direction, bytes, ts);
    return dialogue_->on_data(direction, bytes, stream_offset, ts);
  }
  Next on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp ts) override {
    commands_.on_gap(direction);
    return dialogue_->on_gap(direction, missing_bytes, ts);
  }
  void on_end(EndReason reason, Timestamp ts) override {
    commands_.finish();
    dialogue_->on_end(reason, ts);
  }

 private:
  std::unique_ptr<Session> dialogue_;
  Commands commands_;
};

std::unique_ptr<Session> open(Context& context) { return std::make_unique<FtpSession>(context); }

}  // namespace

constinit const Protocol kProtocol{
    .name = "ftp",
    .over_tcp = true,
    .usual_ports = kUsualPorts,
    .probe = &probe,
    .open = &open,
    .robustness = Robustness::reviewed,
};

}  // namespace wardwatch::protocol::ftp
