#include "protocol/rdp/features.hpp"

#include <algorithm>
#include <utility>

namespace wardwatch::protocol::rdp {
namespace {

/// Least of a TSRequest with pubKeyAuth: an NTLM signature (16) and a SHA-256 hash (32) or the key, in DER. An error
/// code makes a TSRequest of 15 to 20 bytes; an alert has 2.
constexpr std::size_t kPublicKeyProofMinBytes = 40;
/// Least of an NTLM AUTHENTICATE in a TSRequest; a NEGOTIATE has 40 to 110 bytes.
constexpr std::size_t kAuthenticateMinBytes = 200;
/// A first token as large as this holds a Kerberos ticket, and the proof that follows may be short.
constexpr std::size_t kTicketMinBytes = 1000;
/// Early User Authorization Result (MS-RDPBCGR 2.2.10.2), under HYBRID_EX behind the client's credentials.
constexpr std::size_t kAuthorizationResultBytes = 4;
/// After a refusal a server says goodbye at most.
constexpr std::size_t kGoodbyeMaxBytes = 60;
/// MCS Connect Initial with its client data, and the Connect Response. Confirmations of channels have 11 to 15 bytes.
constexpr std::size_t kConnectMinBytes = 200;
constexpr std::size_t kConnectResponseMinBytes = 60;
/// Client Info and Confirm Active; the client's turns between them are shorter.
constexpr std::size_t kInfoMinBytes = 250;
constexpr std::size_t kConfirmMinBytes = 200;
/// Behind TPKT and X.224 (7): the client's erect domain and channel join requests have 5 bytes, its attach user request
/// has 1 (T.125 in PER); the server's confirmation of a channel has 8.
constexpr std::size_t kMcsCarrierBytes = 7;
constexpr std::size_t kJoinBytes = 5;
constexpr std::size_t kAttachBytes = 1;
constexpr std::size_t kJoinConfirmBytes = 8;
/// Demand Active with its capability sets.
constexpr std::size_t kDemandMinBytes = 300;
/// Synchronize, Control (cooperate), Control (granted), Font Map (MS-RDPBCGR 1.3.1.1, finalization): 22 to 26 bytes each
/// without their carrier. Three of the four are enough: some clients wait for them before they ask for the last.
constexpr std::size_t kFinalizationMinBytes = 60;
/// Answers on virtual channels; input is shorter, the persistent key list longer.
constexpr std::size_t kChannelReplyMinBytes = 60;
constexpr std::size_t kChannelReplyMaxBytes = 1000;
/// Keys and mouse moves: fast path 5 to 30 bytes, a slow-path input PDU with one event 49.
constexpr std::size_t kInputMaxBytes = 55;
/// PAM waits 1 to 3 seconds before it says that a password was wrong; a message about it is drawn in 500 bytes and more.
constexpr Interval kCheckMin = std::chrono::milliseconds{900};
constexpr std::size_t kAnswerMinBytes = 500;
/// A screen that is there is drawn without one; the shortest check of a password that was seen took 110 ms.
constexpr Interval kPauseMin = std::chrono::milliseconds{80};
/// So many inputs are typing, and show how much a key draws; a message instead of the dialog takes much more than a key.
constexpr std::uint64_t kTypedMinUnits = 6;
constexpr std::uint64_t kRedrawFactor = 5;
constexpr std::size_t kRedrawMinBytes = 1500;
/// Save Session Info (MS-RDPBCGR 2.2.10.1) without its carrier: share headers (18) and type (4), then the user's name in a
/// structure of 576 bytes and the name's own length, or, of the second, the reconnect cookie: 38 bytes and 570 of padding.
constexpr std::size_t kUserNoticeBytes = 598;
constexpr std::size_t kUserNameMaxBytes = 160;
constexpr std::size_t kCookieNoticeBytes = 630;
/// Beyond these nothing new is looked for: in a session, and where a logon screen may still be on show.
constexpr std::uint64_t kSettledChannelReplies = 3;
constexpr std::uint64_t kSettledServerBytes = 64U << 10U;
constexpr std::uint64_t kSettledUnits = 20'000;

}  // namespace

void FeatureReader::on(const Unit& unit) noexcept {
  ++unit_count_;
  if (unit.kind == Unit::Kind::conference_end) {
    if (unit.from == Role::server) features_.server_ended_conference = true;
    return;
  }
  if (unit.from != turn_.from) end_turn();
  turn_.from = unit.from;
  if (unit.kind == Unit::Kind::licensing) {
    features_.licensing_seen = true;
    return;
  }
  ++turn_.units;
  if (unit.kind == Unit::Kind::alert) {
    turn_.has_alert = true;
    return;
  }
  if (features_.conference == Conference::confirmed && unit.from == Role::server) {
    finalization_bytes_ += unit.plain_bytes;
    if (finalization_bytes_ >= kFinalizationMinBytes) features_.conference = Conference::active;
    return;
  }
  turn_.bytes += unit.plain_bytes;
  turn_.has_client_info = turn_.has_client_info || unit.kind == Unit::Kind::client_info;
  if (features_.conference == Conference::connected || features_.conference == Conference::info_sent) {
    on_joining_unit(unit);
  }
  if (features_.conference == Conference::active) {
    on_active_unit(unit);
    last_ts_ = unit.ts;
  }
}

void FeatureReader::end() noexcept {
  end_turn();
  end_burst();
}

void FeatureReader::end_turn() noexcept {
  const Turn turn = std::exchange(turn_, Turn{});
  if (turn.units == 0) return;
  const bool in_credssp = with_credssp_ && features_.credssp < Credssp::credentials_sent;
  if (turn.from == Role::client) {
    // An alert alone is a goodbye.
    if (turn.bytes == 0) return;
    return in_credssp ? on_client_token(turn) : on_client_turn(turn);
  }
  return in_credssp ? on_server_token(turn) : on_server_turn(turn);
}

// --- CredSSP -----------------------------------------------------------------------------------------------------

void FeatureReader::on_client_token(const Turn& turn) noexcept {
  switch (features_.credssp) {
    case Credssp::none:
    case Credssp::token_sent:
      features_.credssp = Credssp::token_sent;
      first_token_bytes_ = std::max(first_token_bytes_, turn.bytes);
      return;
    case Credssp::challenged: {
      // A short token means that the mechanism is still being agreed on (SPNEGO, RFC 4178).
      const bool is_proof = first_token_bytes_ >= kTicketMinBytes || turn.bytes >= kAuthenticateMinBytes;
      features_.credssp = is_proof ? Credssp::authenticate_sent : Credssp::token_sent;
      return;
    }
    case Credssp::accepted:
      if (turn.bytes >= kPublicKeyProofMinBytes) features_.credssp = Credssp::credentials_sent;
      return;
    case Credssp::authenticate_sent:
    case Credssp::refused:
    case Credssp::credentials_sent: return;
  }
}

void FeatureReader::on_server_token(const Turn& turn) noexcept {
  switch (features_.credssp) {
    case Credssp::token_sent:
      if (turn.bytes > 0) features_.credssp = Credssp::challenged;
      return;
    case Credssp::authenticate_sent:
      features_.answer_bytes = turn.bytes;
      // Some send more than an error code with a refusal; none says goodbye behind its proof.
      features_.credssp =
          turn.bytes >= kPublicKeyProofMinBytes && !turn.has_alert ? Credssp::accepted : Credssp::refused;
      return;
    case Credssp::refused:
      if (turn.bytes > kGoodbyeMaxBytes) features_.went_on_after_refusal = true;
      return;
    case Credssp::none:
    case Credssp::challenged:
    case Credssp::accepted:
    case Credssp::credentials_sent: return;
  }
}

// --- The conference ----------------------------------------------------------------------------------------------

void FeatureReader::on_client_turn(const Turn& turn) noexcept {
  switch (features_.conference) {
    case Conference::none: client_asked_ = client_asked_ || turn.bytes >= kConnectMinBytes; return;
    case Conference::connected:
      if (turn.has_client_info || turn.bytes >= kInfoMinBytes) features_.conference = Conference::info_sent;
      return;
    case Conference::demanded:
      if (turn.bytes >= kConfirmMinBytes) features_.conference = Conference::confirmed;
      return;
    case Conference::info_sent:
    case Conference::confirmed:
    case Conference::active: return;
  }
}

void FeatureReader::on_server_turn(const Turn& turn) noexcept {
  switch (features_.conference) {
    case Conference::none:
      if (with_credssp_ && turn.bytes == kAuthorizationResultBytes) features_.authorization_told = true;
      // Behind CredSSP the client may ask in the same turn in which it hands over its credentials.
      if ((client_asked_ || with_credssp_) && turn.bytes >= kConnectResponseMinBytes) {
        features_.conference = Conference::connected;
      }
      return;
    case Conference::info_sent:
      if (turn.bytes >= kDemandMinBytes) features_.conference = Conference::demanded;
      return;
    case Conference::connected:
    case Conference::demanded:
    case Conference::confirmed:
    case Conference::active: return;
  }
}

/// Between the Connect Response and the client's info every message has its fixed length, whoever the client is.
void FeatureReader::on_joining_unit(const Unit& unit) noexcept {
  const std::size_t carrier = carrier_bytes_ > 0 ? kMcsCarrierBytes : 0;
  if (unit.plain_bytes < carrier || unit.kind != Unit::Kind::data) return;
  const std::size_t most = unit.plain_bytes - carrier;
  const auto may_have = [&](std::size_t bytes) { return most >= bytes && most - bytes <= unit.slack_bytes; };
  if (unit.from == Role::server) {
    if (!may_have(kJoinConfirmBytes)) return;
    ++features_.channels_joined;
    // A turn as long as the client's info that is none.
    if (features_.conference == Conference::info_sent) features_.handshake_is_odd = true;
    return;
  }
  if (features_.conference == Conference::info_sent) return;
  const bool is_usual = unit.plain_bytes >= kInfoMinBytes || may_have(kJoinBytes) || may_have(kAttachBytes) ||
                        may_have(kJoinBytes + carrier + kAttachBytes);
  if (!is_usual) features_.handshake_is_odd = true;
}

void FeatureReader::on_active_unit(const Unit& unit) noexcept {
  if (unit.from == Role::client) {
    end_burst();
    ++features_.client_units;
    answer_bytes_.reset();
    if (unit.plain_bytes <= kInputMaxBytes) ++features_.input_units;
    if (features_.server_units > 0 && unit.plain_bytes >= kChannelReplyMinBytes &&
        unit.plain_bytes < kChannelReplyMaxBytes) {
      ++features_.channel_replies;
    }
    return;
  }
  if (last_server_ts_ != Timestamp{} && unit.ts - last_server_ts_ >= kPauseMin) server_has_paused_ = true;
  last_server_ts_ = unit.ts;
  if (!server_has_paused_) features_.first_draw_bytes += unit.plain_bytes;
  burst_bytes_ += unit.plain_bytes;
  ++features_.server_units;
  features_.server_bytes += unit.plain_bytes;
  look_for_logon_notice(unit);
  look_for_answer(unit);
}

/// What the server drew upon an input.
void FeatureReader::end_burst() noexcept {
  const std::size_t bytes = std::exchange(burst_bytes_, 0);
  if (bytes == 0 || features_.input_units == 0) return;
  const bool is_typing = features_.input_units >= typing_from_ + kTypedMinUnits;
  if (typed_bytes_max_ > 0 && is_typing && bytes >= kRedrawMinBytes && bytes >= kRedrawFactor * typed_bytes_max_) {
    features_.redrawn_after_typing = true;
  }
  if (typing_from_ == 0) {
    typing_from_ = features_.input_units;  // What came before were a client's first words, and the first screen.
    return;
  }
  if (!features_.redrawn_after_typing) typed_bytes_max_ = std::max(typed_bytes_max_, bytes);
}

/// A server that checks a password is silent meanwhile, and the longer when it was wrong: what it draws then is its answer.
void FeatureReader::look_for_answer(const Unit& unit) noexcept {
  const bool was_silent = last_ts_ != Timestamp{} && unit.ts - last_ts_ >= kCheckMin;
  if (was_silent) answer_bytes_ = 0;
  if (!answer_bytes_) return;
  const std::size_t before = *answer_bytes_;
  *answer_bytes_ += unit.plain_bytes;
  if (before < kAnswerMinBytes && *answer_bytes_ >= kAnswerMinBytes) ++features_.answers;
}

/// Windows tells its client who logged on and how to reconnect, in two PDUs one behind the other, whose lengths hardly
/// anything else has. Seen in every public capture of a Windows logon that we have, under any kind of security.
void FeatureReader::look_for_logon_notice(const Unit& unit) noexcept {
  if (unit.plain_bytes < carrier_bytes_) return;
  const std::size_t most = unit.plain_bytes - carrier_bytes_;
  const std::size_t least = most - std::min(most, unit.slack_bytes);
  if (last_may_name_user_ && least <= kCookieNoticeBytes && most >= kCookieNoticeBytes) {
    features_.logon_notice_seen = true;
  }
  last_may_name_user_ = most >= kUserNoticeBytes && least <= kUserNoticeBytes + kUserNameMaxBytes;
}

bool FeatureReader::is_settled() const noexcept {
  if (features_.conference != Conference::active) return unit_count_ >= kSettledUnits;
  const bool is_in =
      with_credssp_ || features_.logon_notice_seen || features_.channel_replies >= kSettledChannelReplies;
  return unit_count_ >= kSettledUnits || (is_in && features_.server_bytes >= kSettledServerBytes);
}

}  // namespace wardwatch::protocol::rdp
