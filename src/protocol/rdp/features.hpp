#pragma once

#include <optional>

#include "core/inline_text.hpp"
#include "core/strong.hpp"

namespace wardwatch::protocol::rdp {

/// Which side of RDP bytes came from. Not the connection's originator when a capture begins in the middle.
enum class Role : std::uint8_t { client, server };

/// One PDU, or one TLS record that holds one: all that encryption leaves to see is its length.
struct Unit {
  enum class Kind : std::uint8_t { data, alert, security_exchange, client_info, licensing, conference_end };
  Role from = Role::client;
  Kind kind = Kind::data;
  std::size_t plain_bytes = 0;  ///< Without TLS overhead; an upper bound under CBC, whose padding is hidden.
};

/// How far CredSSP went (MS-CSSP 3.1.5): two tokens of the client's, then the server proves that it knows the password.
enum class Credssp : std::uint8_t {
  none,
  token_sent,         ///< Client's first TSRequest: NEGOTIATE, or a ticket.
  challenged,         ///< Server answered it.
  authenticate_sent,  ///< Client's proof: this is the attempt.
  refused,            ///< Server answered with an alert or an error code.
  accepted,           ///< Server answered with pubKeyAuth, which a wrong password cannot lead to.
  credentials_sent,   ///< Client delegated its credentials: it wants a session.
};

/// How far the connection sequence went (MS-RDPBCGR 1.3.1.1), read off sizes where content is hidden.
enum class Conference : std::uint8_t { none, connected, info_sent, capabilities_confirmed, active };

enum class Reply : std::uint8_t { none, plain, response, failure };

/// All that the judgement of an outcome may look at. Nothing here depends on the clock.
struct Features {
  bool request_seen = false;
  bool is_complete = true;  ///< Nothing was missing, and the end was seen.
  bool client_spoke_after_reply = false;
  Reply reply = Reply::none;  ///< To the connection request.
  std::uint32_t requested_protocols = 0;
  std::uint32_t selected_protocol = 0;
  std::uint8_t response_flags = 0;
  std::optional<std::uint32_t> failure_code;
  InlineText<32> cookie;

  bool tls_started = false;
  bool tls_established = false;
  bool is_tls13 = false;
  bool sizes_are_exact = true;  ///< False under CBC.

  Credssp credssp = Credssp::none;
  std::size_t authenticate_bytes = 0;
  std::size_t answer_bytes = 0;  ///< Of the server to the client's proof.
  bool answered_with_alert = false;

  Conference conference = Conference::none;
  bool licensing_seen = false;  ///< Only seen as such under standard security.
  bool server_ended_conference = false;

  // From the moment on at which the session was active.
  std::uint64_t server_bytes = 0;
  std::uint64_t server_units = 0;
  std::uint64_t client_units = 0;
  std::uint64_t channel_replies = 0;  ///< Client's units of the size that virtual channels answer with.
};

/// Reads features off the units, one by one.
class FeatureReader {
 public:
  explicit FeatureReader(Features& features) noexcept : features_{features} {}

  /// `with_credssp`: the client logs on before the conference begins.
  void begin(bool with_credssp) noexcept { with_credssp_ = with_credssp; }
  void on(const Unit& unit) noexcept;
  /// Nothing that could still come would change the judgement.
  [[nodiscard]] bool is_settled() const noexcept;

 private:
  [[nodiscard]] bool in_credssp() const noexcept;
  void on_credssp(const Unit& unit) noexcept;
  void on_client_token(const Unit& unit) noexcept;
  void on_conference_client(const Unit& unit) noexcept;
  void on_conference_server(const Unit& unit) noexcept;

  Features& features_;
  bool with_credssp_ = false;
  bool server_spoke_ = false;  ///< Since the conference's last step.
  bool server_spoke_at_length_ = false;
  std::uint32_t finalization_units_ = 0;
  std::uint64_t unit_count_ = 0;
};

}  // namespace wardwatch::protocol::rdp
