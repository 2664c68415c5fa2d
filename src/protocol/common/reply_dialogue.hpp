#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol {

/// A dialogue of command lines, answered by lines that begin with three digits (RFC 959 4.2, RFC 5321 4.2), which may
/// turn into TLS. What differs between the protocols that hold it.
struct ReplyDialogue {
  /// Commands, in upper case, with which clients begin and which tell the protocol from the others.
  std::span<const std::string_view> openings;
  /// What the greeting says of itself, in upper case: decides where the client's command does not tell.
  std::string_view greeting_word;
  /// Whether a command line, in upper case and without its end, asks for TLS.
  bool (*asks_for_tls)(std::string_view line) = nullptr;
  std::string_view tls_granted;  ///< The reply after which TLS begins.
  /// The reply after which nothing of interest comes; empty where there is none.
  std::string_view content_follows;
};

/// The server greets with 220, and the client or the greeting says which protocol it is.
[[nodiscard]] Probe probe_dialogue(const ReplyDialogue& dialogue, const FirstBytes& first) noexcept;

/// Reads no more than the beginnings of lines and keeps none of them; hands both directions to "ssl" when TLS begins.
/// `dialogue` outlives the session.
[[nodiscard]] std::unique_ptr<Session> open_dialogue(const ReplyDialogue& dialogue, Context& context);

}  // namespace wardwatch::protocol
