#include "protocol/smtp/smtp.hpp"

#include <array>

#include "protocol/common/reply_dialogue.hpp"

namespace wardwatch::protocol::smtp {
namespace {

/// RFC 5321 2.2.1, RFC 6409 (submission), and the port that many providers offer besides.
constexpr std::array<std::uint16_t, 3> kUsualPorts{25, 587, 2525};
/// A session begins with one of them (RFC 5321 3.2).
constexpr std::array<std::string_view, 2> kOpenings{"EHLO", "HELO"};

bool asks_for_tls(std::string_view line) { return line == "STARTTLS"; }

constexpr ReplyDialogue kDialogue{
    .openings = kOpenings,
    .greeting_word = "SMTP",
    .asks_for_tls = &asks_for_tls,
    .tls_granted = "220",      // RFC 3207 4.
    .content_follows = "354",  // The mail itself comes in clear (RFC 5321 4.1.1.4).
};

Probe probe(const FirstBytes& first) { return probe_dialogue(kDialogue, first); }

std::unique_ptr<Session> open(Context& context) { return open_dialogue(kDialogue, context); }

}  // namespace

constinit const Protocol kProtocol{
    .name = "smtp",
    .over_tcp = true,
    .usual_ports = kUsualPorts,
    .probe = &probe,
    .open = &open,
    .robustness = Robustness::reviewed,
};

}  // namespace wardwatch::protocol::smtp
