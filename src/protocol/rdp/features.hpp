#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/inline_text.hpp"
#include "core/strong.hpp"
#include "core/timestamp.hpp"

namespace wardwatch::protocol::rdp {

/// Which side of RDP bytes came from. Not the connection's originator when a capture begins in the middle.
enum class Role : std::uint8_t { client, server };

/// One PDU, or one TLS record that holds one: all that encryption leaves to see is its length.
struct Unit {
  enum class Kind : std::uint8_t { data, alert, security_exchange, client_info, licensing, conference_end };
  Role from = Role::client;
  Kind kind = Kind::data;
  std::size_t plain_bytes = 0;  ///< Without TLS overhead; an upper bound under CBC, whose padding is hidden.
  std::size_t slack_bytes = 0;  ///< By how much that bound may be too high.
  Timestamp ts{};
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
enum class Conference : std::uint8_t {
  none,
  connected,  ///< Server answered the client's Connect Initial.
  info_sent,
  demanded,   ///< Server's capabilities came: it accepts the client so far.
  confirmed,  ///< Client's capabilities.
  active,     ///< Server finalized: what follows is the session.
};

enum class Reply : std::uint8_t { none, plain, response, failure };

/// All that the judgement of an outcome may look at. Of time only the server's own pauses: how long a client stays is the
/// client's affair.
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
  InlineText<40> ja4;

  bool tls_started = false;
  bool tls_established = false;
  bool is_tls13 = false;
  bool sizes_are_exact = true;    ///< False under CBC.
  bool handshake_is_odd = false;  ///< The client's messages have not the lengths of the protocol: sizes may mislead.

  Credssp credssp = Credssp::none;
  std::size_t answer_bytes = 0;        ///< Of the server to the client's proof.
  bool authorization_told = false;     ///< Early User Authorization Result, by its length (MS-RDPBCGR 2.2.10.2).
  bool went_on_after_refusal = false;  ///< The server spoke at length after what looked like a refusal.

  Conference conference = Conference::none;
  bool licensing_seen = false;  ///< Only seen as such under standard security.
  bool server_ended_conference = false;
  std::optional<Role> ended_first;  ///< Who closed or reset the connection.

  std::uint64_t channels_joined = 0;  ///< Those of the session itself among them: two; none when joining was left out.

  // From the moment on at which the session was active.
  bool session_has_gaps = false;
  std::uint64_t first_draw_bytes = 0;  ///< Of the server before it first paused.
  std::uint64_t server_bytes = 0;
  std::uint64_t server_units = 0;
  std::uint64_t client_units = 0;
  std::uint64_t input_units = 0;      ///< Client's units of the size of keys and mouse moves.
  std::uint64_t answers = 0;          ///< Times the server drew after a silence as long as checking a password takes.
  std::uint64_t channel_replies = 0;  ///< Client's units of the size that virtual channels answer with.
  bool redrawn_after_typing = false;  ///< The last of several inputs changed the screen, as submitting a dialog does.
  bool logon_notice_seen = false;     ///< Two units in a row as long as Save Session Info makes them at a logon.
};

/// The features by name, "credssp=refused", those that are not as at the beginning: what an outcome was judged by.
[[nodiscard]] std::vector<std::string> described(const Features& features);

/// Reads features off the units. What counts is turns: all that one side sends until the other speaks. Where a turn is cut
/// into units is the sender's choice, and a client may choose it so as to mislead.
class FeatureReader {
 public:
  explicit FeatureReader(Features& features) noexcept : features_{features} {}

  /// `with_credssp`: the client logs on before the conference begins. `carrier_bytes`: how many bytes of a unit stand
  /// before its share PDU (TPKT, X.224, MCS), where units are counted with them.
  void begin(bool with_credssp, std::size_t carrier_bytes) noexcept {
    with_credssp_ = with_credssp;
    carrier_bytes_ = carrier_bytes;
  }
  void on(const Unit& unit) noexcept;
  /// No unit will follow.
  void end() noexcept;
  /// Nothing that could still come would change the judgement.
  [[nodiscard]] bool is_settled() const noexcept;
  /// Bytes are missing here.
  void on_gap() noexcept {
    if (features_.conference == Conference::active) {
      features_.session_has_gaps = true;
    } else {
      features_.is_complete = false;
    }
  }

 private:
  struct Turn {
    Role from = Role::client;
    std::uint32_t units = 0;
    std::size_t bytes = 0;
    bool has_alert = false;
    bool has_client_info = false;
  };

  void end_turn() noexcept;
  void on_client_token(const Turn& turn) noexcept;
  void on_server_token(const Turn& turn) noexcept;
  void on_client_turn(const Turn& turn) noexcept;
  void on_server_turn(const Turn& turn) noexcept;
  void on_joining_unit(const Unit& unit) noexcept;
  void on_active_unit(const Unit& unit) noexcept;
  void look_for_logon_notice(const Unit& unit) noexcept;
  void look_for_answer(const Unit& unit) noexcept;
  void end_burst() noexcept;

  Features& features_;
  Turn turn_;
  bool with_credssp_ = false;
  std::size_t carrier_bytes_ = 0;
  std::size_t first_token_bytes_ = 0;
  std::size_t finalization_bytes_ = 0;
  bool client_asked_ = false;  ///< For a conference, by the length of its turn.
  bool last_may_name_user_ = false;
  Timestamp last_ts_{};                      ///< Of the last unit once the session is active.
  std::optional<std::size_t> answer_bytes_;  ///< Of the burst that is going on after a silence.
  Timestamp last_server_ts_{};
  bool server_has_paused_ = false;
  std::size_t burst_bytes_ = 0;      ///< Of the server since the client's last unit.
  std::size_t typed_bytes_max_ = 0;  ///< The most that an input has drawn.
  std::uint64_t typing_from_ = 0;    ///< Number of inputs after which bursts are answers to inputs.
  std::uint64_t unit_count_ = 0;
};

}  // namespace wardwatch::protocol::rdp
