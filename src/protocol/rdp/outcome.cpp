#include "protocol/rdp/outcome.hpp"

#include <algorithm>

#include "protocol/rdp/x224.hpp"

namespace wardwatch::protocol::rdp {
namespace {

/// Of behaviour that we have not measured on the server's own implementation, nobody is surer than this.
constexpr double kUnmeasuredMax = 0.7;
/// Where the client's handshake is not of the usual form, so may be what follows.
constexpr double kOddMax = 0.5;
/// Where what would tell may be among what the capture lacks, or had not come yet.
constexpr double kGapMax = 0.5;
/// Channels that every session joins: the user's and the global one.
constexpr std::uint64_t kOwnChannels = 2;
/// Windows' proof has 59 bytes, a refusal of FreeRDP 3 has 67: what the client does next tells them apart.
constexpr std::size_t kShortProofMaxBytes = 80;
/// Pointers and the announcement of a channel; a logon dialog or a desktop takes more.
constexpr std::uint64_t kNothingDrawnMaxBytes = 600;
/// Two pointers that are not compressed, 32 bits a pixel, take 6.5 kB; the smallest logon dialog that was seen 8.2 kB.
constexpr std::uint64_t kPointersMaxBytes = 7000;
constexpr std::uint64_t kMessageMinBytes = 500;
/// What clients send of their own accord at the start of a session: synchronization of keys, focus, a first mouse move.
constexpr std::uint64_t kUntouchedMaxUnits = 10;
/// Response flags that only servers from Windows Server 2012 R2 on set. They draw their logon screen into the session and
/// start virtual channels before the logon, so that neither tells a logon from a visit.
constexpr std::uint8_t kRecentWindowsFlags = 0x18;

constexpr bool is_credssp(std::uint32_t protocol) {
  return protocol == kProtocolHybrid || protocol == kProtocolHybridEx;
}

bool offered_credssp(const Features& features) noexcept {
  return (features.requested_protocols & (kProtocolHybrid | kProtocolHybridEx)) != 0;
}

/// Confidence in a reading of sizes: measured under TLS 1.3 and AEAD, blurred by padding under CBC.
double by_size(const Features& features, double measured) noexcept {
  return features.sizes_are_exact ? measured : kUnmeasuredMax;
}

Outcome judge_negotiation(const Features& features) noexcept {
  if (!features.request_seen) return {.confidence = 0, .evidence = "the capture begins after the connection request"};
  if (features.reply == Reply::failure) {
    return {"negotiation-refused", 1.0, 0, "the server answered the request with a failure code"};
  }
  if (!features.is_complete) return {.confidence = 0, .evidence = "the capture does not hold the whole beginning"};
  if (features.reply == Reply::none) {
    return {"probe", 0.6, 0, "a connection request and no answer from the server"};
  }
  // Whoever names a user and leaves wanted more than to look.
  if (offered_credssp(features) && !is_credssp(features.selected_protocol) && !features.cookie.view().empty()) {
    return {"negotiation-refused", 0.5, 0,
            "the client offered network-level authentication, the server chose without it, and the client left"};
  }
  return {"probe", 0.9, 0, "the client left once the security protocol was agreed"};
}

Outcome judge_accepted(const Features& features) noexcept {
  if (features.credssp == Credssp::accepted) {
    if (features.sizes_are_exact && features.answer_bytes <= kShortProofMaxBytes) {
      return {"unknown", 0, 1,
              "CredSSP: the client left on the server's answer, which is as long as a proof and as some refusals"};
    }
    return {"logon-succeeded", by_size(features, 0.7), 1,
            "CredSSP: the server proved that it knows the password; the client left without opening a session"};
  }
  if (features.conference == Conference::none) {
    if (features.authorization_told && features.ended_first == Role::server) {
      return {"logon-failed", 0.6, 1,
              "CredSSP: the password was right, and the server ended it with its authorization result: the account may "
              "not log on there"};
    }
    if (!features.is_complete) {
      return {"logon-succeeded", 0.6, 1, "CredSSP: the password was accepted, and then the capture is cut"};
    }
    return {"logon-succeeded", 0.6, 1,
            "CredSSP: the password was accepted and no session followed: only checked, or the account may not log on"};
  }
  if (features.conference < Conference::active) {
    return {"logon-succeeded", by_size(features, 0.8), 1,
            "CredSSP: the password was accepted and the conference began"};
  }
  return {"logon-succeeded", by_size(features, 0.95), 1,
          "CredSSP: the password was accepted and a session became active"};
}

Outcome judge_credssp(const Features& features) noexcept {
  switch (features.credssp) {
    case Credssp::none:
      if (!features.is_complete) return {.confidence = 0, .evidence = "the capture does not hold the whole beginning"};
      if (!features.tls_established) {
        return {"probe", 0.8, 0, "TLS began and was not completed"};
      }
      return {"no-logon-attempted", 0.8, 0, "TLS began and no CredSSP token followed"};
    case Credssp::token_sent:
    case Credssp::challenged:
      if (!features.is_complete) return {.confidence = 0, .evidence = "the capture is cut inside CredSSP"};
      return {"no-logon-attempted", 0.7, 0, "CredSSP began and the client sent no proof of a password"};
    case Credssp::authenticate_sent:
      if (!features.is_complete) return {"unknown", 0, 1, "CredSSP: the capture holds no answer to the proof"};
      return {"logon-failed", 0.4, 1, "CredSSP: the connection ended without an answer to the client's proof"};
    case Credssp::refused:
      if (features.went_on_after_refusal) {
        return {"unknown", 0, 1,
                "CredSSP: what looked like a refusal was followed by more: the client's messages are not of the usual "
                "form"};
      }
      return {"logon-failed", features.answer_bytes == 0 ? kUnmeasuredMax : by_size(features, 0.95), 1,
              "CredSSP: the server answered the client's proof with an error or a closing alert"};
    case Credssp::accepted:
    case Credssp::credentials_sent: return judge_accepted(features);
  }
  return {};
}

/// The client answered on virtual channels. No Windows that leaves the recent flags away speaks TLS 1.3; older ones start
/// some channels before the logon.
Outcome judge_served(const Features& features) noexcept {
  const std::uint64_t attempts = features.answers + 1;
  if (features.is_tls13) {
    return {"logon-succeeded", 0.9, attempts,
            "the user's virtual channels came to life, which servers other than Windows start after the logon"};
  }
  return {"logon-succeeded", 0.6, attempts,
          "the user's virtual channels came to life (an older Windows may start some before the logon)"};
}

/// No virtual channel was served: nobody is in, or the client has none.
Outcome judge_unserved(const Features& features) noexcept {
  const double measured = features.session_has_gaps ? kGapMax : 0.8;
  if (features.server_bytes <= kNothingDrawnMaxBytes) {
    if (features.ended_first == Role::server) {
      return {"logon-failed", by_size(features, measured), 1,
              "the session became active, and the server ended it without having drawn anything"};
    }
    if (!features.is_complete) return {.confidence = 0, .evidence = "the capture ends while the session begins"};
    return {
        "logon-failed", kGapMax, 1,
        "no logon dialog was drawn, as where the client sends a password, and no desktop either until the client left"};
  }
  if (features.channels_joined == kOwnChannels) {
    return {
        "unknown", 0, 0,
        "a screen was drawn; the client asked for no virtual channels, which would tell whether somebody logged on"};
  }
  if (features.answers > 0) {
    return {"logon-failed", by_size(features, measured), features.answers,
            "the server took its time, drew a message and served no virtual channel: the logon dialog stayed"};
  }
  if (features.first_draw_bytes <= kPointersMaxBytes) {
    if (features.server_bytes < features.first_draw_bytes + kMessageMinBytes) {
      return {"unknown", 0, 0, "little was drawn until the client left"};
    }
    return {
        "logon-failed", by_size(features, std::min(kUnmeasuredMax, measured)), 1,
        "no logon dialog was drawn, as where the client sends a password; then a message came, and no virtual channel "
        "was served"};
  }
  if (features.redrawn_after_typing) {
    return {"logon-failed", by_size(features, std::min(kUnmeasuredMax, measured)), 1,
            "something was typed on the logon screen, a message replaced it, and no virtual channel was served"};
  }
  if (!features.is_complete) return {.confidence = 0, .evidence = "the capture ends while the session begins"};
  if (features.input_units <= kUntouchedMaxUnits) {
    return {"no-logon-attempted", std::min(kUnmeasuredMax, measured), 0,
            "the logon screen was drawn at once, and nothing was typed into it"};
  }
  if (features.client_units == features.input_units) {
    return {"no-logon-attempted", kGapMax, 0, "something was typed on the logon screen, and nothing replaced it"};
  }
  return {"unknown", 0, 0, "a screen was drawn; whether somebody logged on does not show"};
}

/// Without CredSSP the password is given on the server's screen, or with the client's info, and nothing says what came
/// of it. What shows is what a server does for a user alone: it serves his virtual channels.
Outcome judge_active(const Features& features) noexcept {
  if (features.logon_notice_seen) {
    return {"logon-succeeded", features.sizes_are_exact ? kUnmeasuredMax : 0.6, features.answers + 1,
            "the server told the client that a user had logged on: two messages of just the length that this takes"};
  }
  if ((features.response_flags & kRecentWindowsFlags) != 0) {
    return {"unknown", 0, 0,
            "a session without network-level authentication: the logon happens on the screen, out of sight"};
  }
  if (features.channel_replies > 0) return judge_served(features);
  return judge_unserved(features);
}

Outcome judge_conference(const Features& features) noexcept {
  switch (features.conference) {
    case Conference::none:
    case Conference::connected:
      if (!features.is_complete) return {.confidence = 0, .evidence = "the capture is cut before a logon could show"};
      return {"no-logon-attempted", 0.7, 0, "the client left before it sent any logon data"};
    case Conference::info_sent:
      if (features.server_ended_conference && !features.licensing_seen) {
        return {"no-logon-attempted", 0.6, 0,
                "the server ended the conference on the client's first encrypted data, before any logon"};
      }
      return {.confidence = 0, .evidence = "the conference ended before the session became active"};
    case Conference::demanded:
    case Conference::confirmed:
      return {.confidence = 0, .evidence = "the conference ended before the session became active"};
    case Conference::active: return judge_active(features);
  }
  return {};
}

Outcome judge_by_rules(const Features& features) noexcept {
  const bool is_standard = features.reply == Reply::plain || features.selected_protocol == 0;
  const bool conference_seen = features.conference != Conference::none;
  if (!features.request_seen || features.reply == Reply::none || features.reply == Reply::failure) {
    return judge_negotiation(features);
  }
  if (!conference_seen && !features.client_spoke_after_reply) return judge_negotiation(features);
  if (is_standard) return judge_conference(features);
  if (is_credssp(features.selected_protocol)) return judge_credssp(features);
  if (!features.tls_established && !conference_seen && features.is_complete) {
    return {"probe", 0.8, 0, "TLS began and was not completed"};
  }
  return judge_conference(features);
}

}  // namespace

Outcome judge(const Features& features) noexcept {
  Outcome outcome = judge_by_rules(features);
  if (features.handshake_is_odd) outcome.confidence = std::min(outcome.confidence, kOddMax);
  return outcome;
}

}  // namespace wardwatch::protocol::rdp
