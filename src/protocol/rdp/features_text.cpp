#include "protocol/rdp/features.hpp"

namespace wardwatch::protocol::rdp {
namespace {

std::string_view name_of(Credssp state) noexcept {
  switch (state) {
    case Credssp::none: return "none";
    case Credssp::token_sent: return "token_sent";
    case Credssp::challenged: return "challenged";
    case Credssp::authenticate_sent: return "authenticate_sent";
    case Credssp::refused: return "refused";
    case Credssp::accepted: return "accepted";
    case Credssp::credentials_sent: return "credentials_sent";
  }
  return "none";
}

std::string_view name_of(Conference state) noexcept {
  switch (state) {
    case Conference::none: return "none";
    case Conference::connected: return "connected";
    case Conference::info_sent: return "info_sent";
    case Conference::demanded: return "demanded";
    case Conference::confirmed: return "confirmed";
    case Conference::active: return "active";
  }
  return "none";
}

}  // namespace

std::vector<std::string> described(const Features& features) {
  std::vector<std::string> out;
  const auto flag = [&](std::string_view name, bool is_set) {
    if (is_set) out.emplace_back(name);
  };
  const auto number = [&](std::string_view name, std::uint64_t value) {
    if (value > 0) out.push_back(std::string{name} + "=" + std::to_string(value));
  };
  flag("incomplete", !features.is_complete);
  flag("sizes_blurred", !features.sizes_are_exact);
  flag("handshake_odd", features.handshake_is_odd);
  if (features.credssp != Credssp::none) out.push_back("credssp=" + std::string{name_of(features.credssp)});
  number("credssp_answer_bytes", features.answer_bytes);
  flag("authorization_told", features.authorization_told);
  flag("went_on_after_refusal", features.went_on_after_refusal);
  if (features.conference != Conference::none) {
    out.push_back("conference=" + std::string{name_of(features.conference)});
  }
  flag("logon_notice", features.logon_notice_seen);
  number("channels_joined", features.channels_joined);
  flag("session_has_gaps", features.session_has_gaps);
  number("first_draw_bytes", features.first_draw_bytes);
  number("server_bytes", features.server_bytes);
  number("client_units", features.client_units);
  number("input_units", features.input_units);
  number("answers", features.answers);
  flag("redrawn_after_typing", features.redrawn_after_typing);
  number("channel_replies", features.channel_replies);
  if (features.ended_first)
    out.emplace_back(*features.ended_first == Role::server ? "ended_by=server" : "ended_by=client");
  return out;
}

}  // namespace wardwatch::protocol::rdp
