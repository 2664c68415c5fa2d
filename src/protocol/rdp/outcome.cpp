#include "protocol/rdp/outcome.hpp"

#include "protocol/rdp/x224.hpp"

namespace wardwatch::protocol::rdp {
namespace {

/// Of behaviour that we have not measured on the server's own implementation, nobody is surer than this.
constexpr double kUnmeasuredMax = 0.7;
/// A session in which the desktop is drawn: xrdp's logon dialog stays below, its shortest session is above.
constexpr std::uint64_t kSessionServerMinBytes = 2000;
constexpr std::uint64_t kSessionChannelReplies = 3;
constexpr std::uint64_t kInteractiveClientUnits = 50;
/// Response flags that only servers from Windows Server 2012 R2 on set. They draw their logon screen into the session and
/// start virtual channels before the logon, so that neither tells a logon from a visit.
constexpr std::uint8_t kRecentWindowsFlags = 0x18;

constexpr bool is_credssp(std::uint32_t protocol) {
  return protocol == kProtocolHybrid || protocol == kProtocolHybridEx;
}

bool offered_credssp(const Features& features) noexcept {
  return (features.requested_protocols & (kProtocolHybrid | kProtocolHybridEx)) != 0;
}

std::string_view kind_of_visitor(const Features& features) noexcept {
  const std::string_view cookie = features.cookie.view();
  if (cookie == "NCRACK_USER") return "guessing-tool";
  return "scanner";
}

std::string_view kind_of_guest(const Features& features) noexcept {
  if (features.cookie.view() == "NCRACK_USER") return "guessing-tool";
  return features.client_units >= kInteractiveClientUnits ? "interactive" : "unknown";
}

/// Confidence in a reading of sizes: measured under TLS 1.3 and AEAD, blurred by padding under CBC.
double by_size(const Features& features, double measured) noexcept {
  return features.sizes_are_exact ? measured : kUnmeasuredMax;
}

Outcome judge_negotiation(const Features& features) noexcept {
  if (!features.request_seen) return {.confidence = 0, .evidence = "the capture begins after the connection request"};
  if (features.reply == Reply::failure) {
    return {"negotiation-refused", 1.0, 0, "unknown", "the server answered the request with a failure code"};
  }
  if (!features.is_complete) return {.confidence = 0, .evidence = "the capture does not hold the whole beginning"};
  if (features.reply == Reply::none) {
    return {"probe", 0.6, 0, kind_of_visitor(features), "a connection request and no answer from the server"};
  }
  if (offered_credssp(features) && !is_credssp(features.selected_protocol)) {
    return {"negotiation-refused", 0.5, 0, "unknown",
            "the client offered network-level authentication, the server chose without it, and the client left"};
  }
  return {"probe", 0.9, 0, kind_of_visitor(features), "the client left once the security protocol was agreed"};
}

Outcome judge_accepted(const Features& features) noexcept {
  if (features.credssp == Credssp::accepted) {
    return {"logon-succeeded", by_size(features, 0.7), 1, "credential-check",
            "CredSSP: the server proved that it knows the password; the client left without opening a session"};
  }
  if (features.conference == Conference::none) {
    if (!features.is_complete) {
      return {"logon-succeeded", 0.6, 1, "unknown", "CredSSP: the password was accepted, and then the capture is cut"};
    }
    return {"logon-succeeded", 0.6, 1, "credential-check",
            "CredSSP: the password was accepted and no session followed: only checked, or the account may not log on"};
  }
  if (features.conference < Conference::active) {
    return {"logon-succeeded", by_size(features, 0.8), 1, "unknown",
            "CredSSP: the password was accepted and the conference began"};
  }
  return {"logon-succeeded", by_size(features, 0.95), 1, kind_of_guest(features),
          "CredSSP: the password was accepted and a session became active"};
}

Outcome judge_credssp(const Features& features) noexcept {
  switch (features.credssp) {
    case Credssp::none:
      if (!features.is_complete) return {.confidence = 0, .evidence = "the capture does not hold the whole beginning"};
      return {"no-logon-attempted", 0.8, 0, kind_of_visitor(features), "TLS began and no CredSSP token followed"};
    case Credssp::token_sent:
    case Credssp::challenged:
      if (!features.is_complete) return {.confidence = 0, .evidence = "the capture is cut inside CredSSP"};
      return {"no-logon-attempted", 0.7, 0, kind_of_visitor(features),
              "CredSSP began and the client sent no proof of a password"};
    case Credssp::authenticate_sent:
      if (!features.is_complete)
        return {"unknown", 0, 1, "unknown", "CredSSP: the capture holds no answer to the proof"};
      if (features.answer_bytes > 0) {
        return {"logon-failed", by_size(features, 0.95), 1, "unknown",
                "CredSSP: the server answered the client's proof with an error or a closing alert"};
      }
      return {"logon-failed", 0.4, 1, "unknown",
              "CredSSP: the connection ended without an answer to the client's proof"};
    case Credssp::refused:
      return {"logon-failed", features.answered_with_alert ? kUnmeasuredMax : by_size(features, 0.95), 1, "unknown",
              "CredSSP: the server answered the client's proof with an error or a closing alert"};
    case Credssp::accepted:
    case Credssp::credentials_sent: return judge_accepted(features);
  }
  return {};
}

Outcome judge_active(const Features& features) noexcept {
  if ((features.response_flags & kRecentWindowsFlags) != 0) {
    return {"unknown", 0, 0, kind_of_guest(features),
            "a session without network-level authentication: the logon happens on the screen, out of sight"};
  }
  if (features.server_bytes >= kSessionServerMinBytes && features.channel_replies >= kSessionChannelReplies) {
    // No Windows that leaves the recent flags away speaks TLS 1.3. Older ones start some channels before the logon.
    return {"logon-succeeded", features.is_tls13 ? 0.6 : 0.45, 1, kind_of_guest(features),
            features.is_tls13 ? "the server drew a desktop and its virtual channels came to life (measured on xrdp)"
                              : "the server drew a desktop and its virtual channels came to life (measured on xrdp; an "
                                "older Windows may look alike before a logon)"};
  }
  if (features.server_bytes < kSessionServerMinBytes && features.channel_replies == 0) {
    if (!features.is_complete) return {.confidence = 0, .evidence = "the capture ends while the session begins"};
    return {"logon-failed", 0.55, 1, "unknown",
            "the session became active and next to nothing was drawn: the logon dialog stayed (measured on xrdp)"};
  }
  return {"unknown", 0, 0, kind_of_guest(features), "a screen was drawn; whether somebody logged on does not show"};
}

Outcome judge_conference(const Features& features) noexcept {
  switch (features.conference) {
    case Conference::none:
    case Conference::connected:
      if (!features.is_complete) return {.confidence = 0, .evidence = "the capture is cut before a logon could show"};
      return {"no-logon-attempted", 0.7, 0, kind_of_visitor(features), "the client left before it sent any logon data"};
    case Conference::info_sent:
      if (features.server_ended_conference && !features.licensing_seen) {
        return {"no-logon-attempted", 0.6, 0, "unknown",
                "the server ended the conference on the client's first encrypted data, before any logon"};
      }
      return {.confidence = 0, .evidence = "the conference ended before the session became active"};
    case Conference::capabilities_confirmed:
      return {.confidence = 0, .evidence = "the conference ended before the session became active"};
    case Conference::active: return judge_active(features);
  }
  return {};
}

}  // namespace

Outcome judge(const Features& features) noexcept {
  const bool is_standard = features.reply == Reply::plain || features.selected_protocol == 0;
  const bool conference_seen = features.conference != Conference::none;
  if (!features.request_seen || features.reply == Reply::none || features.reply == Reply::failure) {
    return judge_negotiation(features);
  }
  if (!conference_seen && !features.client_spoke_after_reply) return judge_negotiation(features);
  if (is_standard) return judge_conference(features);
  if (is_credssp(features.selected_protocol)) return judge_credssp(features);
  if (!features.tls_established && !conference_seen && features.is_complete) {
    return {"no-logon-attempted", 0.8, 0, kind_of_visitor(features), "TLS began and was not completed"};
  }
  return judge_conference(features);
}

}  // namespace wardwatch::protocol::rdp
