#include "protocol/rdp/features.hpp"

namespace wardwatch::protocol::rdp {
namespace {

/// Least of a TSRequest with pubKeyAuth: an NTLM signature (16) and a SHA-256 hash (32) or the key, in DER. An error
/// code makes a TSRequest of 15 to 20 bytes; an alert has 2.
constexpr std::size_t kPublicKeyProofMinBytes = 40;
/// Least of an NTLM AUTHENTICATE in a TSRequest; a NEGOTIATE has 40 to 110 bytes.
constexpr std::size_t kAuthenticateMinBytes = 200;
/// A first token as large as this holds a Kerberos ticket, and the proof that follows may be short.
constexpr std::size_t kTicketMinBytes = 1000;
/// MCS Connect Initial with its client data; nothing that comes before it in the conference is as long.
constexpr std::size_t kConnectMinBytes = 200;
/// Client Info and Confirm Active; the steps between them are shorter.
constexpr std::size_t kInfoMinBytes = 250;
constexpr std::size_t kConfirmMinBytes = 200;
/// Demand Active with its capability sets.
constexpr std::size_t kDemandMinBytes = 300;
/// Synchronize, Control (cooperate), Control (request), Font List (MS-RDPBCGR 1.3.1.1, finalization).
constexpr std::uint32_t kFinalizationUnits = 4;
/// Answers on virtual channels; input is shorter, the persistent key list longer.
constexpr std::size_t kChannelReplyMinBytes = 60;
constexpr std::size_t kChannelReplyMaxBytes = 1000;
/// Beyond these a session is a session: graphics no longer tell anything new.
constexpr std::uint64_t kSettledServerBytes = 64U << 10U;
constexpr std::uint64_t kSettledUnits = 4096;

}  // namespace

bool FeatureReader::in_credssp() const noexcept {
  return with_credssp_ && features_.credssp < Credssp::credentials_sent;
}

void FeatureReader::on(const Unit& unit) noexcept {
  ++unit_count_;
  if (unit.kind == Unit::Kind::conference_end) {
    if (unit.from == Role::server) features_.server_ended_conference = true;
    return;
  }
  if (in_credssp()) return on_credssp(unit);
  if (unit.kind == Unit::Kind::alert) return;
  if (unit.from == Role::client) {
    on_conference_client(unit);
  } else {
    on_conference_server(unit);
  }
}

void FeatureReader::on_credssp(const Unit& unit) noexcept {
  const bool is_alert = unit.kind == Unit::Kind::alert;
  if (unit.from == Role::client) {
    if (!is_alert) on_client_token(unit);
    return;
  }
  if (features_.credssp == Credssp::token_sent && !is_alert) features_.credssp = Credssp::challenged;
  if (features_.credssp < Credssp::authenticate_sent || features_.credssp == Credssp::accepted) return;
  if (features_.credssp == Credssp::refused) return;
  features_.answered_with_alert = features_.answered_with_alert || is_alert;
  features_.answer_bytes += is_alert ? 0 : unit.plain_bytes;
  features_.credssp =
      features_.answer_bytes >= kPublicKeyProofMinBytes ? Credssp::accepted : Credssp::authenticate_sent;
  if (is_alert && features_.credssp != Credssp::accepted) features_.credssp = Credssp::refused;
}

void FeatureReader::on_client_token(const Unit& unit) noexcept {
  switch (features_.credssp) {
    case Credssp::none:
    case Credssp::token_sent:
      features_.credssp = Credssp::token_sent;
      features_.authenticate_bytes += unit.plain_bytes;
      return;
    case Credssp::challenged: {
      const bool has_ticket = features_.authenticate_bytes >= kTicketMinBytes;
      const bool is_proof = has_ticket || unit.plain_bytes >= kAuthenticateMinBytes;
      // A short token means that the mechanism is still being agreed on (SPNEGO, RFC 4178).
      features_.credssp = is_proof ? Credssp::authenticate_sent : Credssp::token_sent;
      features_.authenticate_bytes = unit.plain_bytes;
      return;
    }
    case Credssp::authenticate_sent:
      // Without an answer this is more of the same message; behind a short answer the client says goodbye.
      if (features_.answer_bytes > 0) {
        features_.credssp = Credssp::refused;
      } else {
        features_.authenticate_bytes += unit.plain_bytes;
      }
      return;
    case Credssp::accepted:
      // The client's own close_notify is as short as this under TLS 1.3.
      if (unit.plain_bytes >= kPublicKeyProofMinBytes) features_.credssp = Credssp::credentials_sent;
      return;
    case Credssp::refused:
    case Credssp::credentials_sent: return;
  }
}

void FeatureReader::on_conference_client(const Unit& unit) noexcept {
  switch (features_.conference) {
    case Conference::none:
      if (unit.plain_bytes >= kConnectMinBytes) features_.conference = Conference::connected;
      server_spoke_ = false;
      return;
    case Conference::connected:
      if (unit.kind == Unit::Kind::security_exchange || !server_spoke_) return;
      if (unit.kind == Unit::Kind::client_info || unit.plain_bytes >= kInfoMinBytes) {
        features_.conference = Conference::info_sent;
        server_spoke_at_length_ = false;
      }
      return;
    case Conference::info_sent:
      if (server_spoke_at_length_ && unit.plain_bytes >= kConfirmMinBytes && unit.kind != Unit::Kind::licensing) {
        features_.conference = Conference::capabilities_confirmed;
      }
      return;
    case Conference::capabilities_confirmed:
      if (++finalization_units_ == kFinalizationUnits) features_.conference = Conference::active;
      return;
    case Conference::active:
      ++features_.client_units;
      if (features_.server_units > 0 && unit.plain_bytes >= kChannelReplyMinBytes &&
          unit.plain_bytes < kChannelReplyMaxBytes) {
        ++features_.channel_replies;
      }
      return;
  }
}

void FeatureReader::on_conference_server(const Unit& unit) noexcept {
  server_spoke_ = true;
  if (unit.kind == Unit::Kind::licensing) features_.licensing_seen = true;
  if (unit.kind != Unit::Kind::licensing && unit.plain_bytes >= kDemandMinBytes) server_spoke_at_length_ = true;
  if (features_.conference != Conference::active) return;
  ++features_.server_units;
  features_.server_bytes += unit.plain_bytes;
}

bool FeatureReader::is_settled() const noexcept {
  return unit_count_ >= kSettledUnits ||
         (features_.conference == Conference::active && features_.server_bytes >= kSettledServerBytes);
}

}  // namespace wardwatch::protocol::rdp
