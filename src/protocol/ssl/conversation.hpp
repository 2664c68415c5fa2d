#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/common/protocol.hpp"
#include "protocol/ssl/fingerprint.hpp"
#include "protocol/ssl/handshake.hpp"
#include "protocol/ssl/names.hpp"
#include "protocol/ssl/record_layer.hpp"

namespace wardwatch::protocol::ssl {

/// Zeek's bound of ssl_history.
inline constexpr std::size_t kHistoryMax = 100;
/// Certificates read of one message. Servers send two to five.
inline constexpr std::size_t kCertificatesMax = 32;

/// What a record's content is to the reader.
enum class Content : std::uint8_t { skipped, handshake, alert, change_cipher_spec };

/// What the two sides of one handshake said, and the row that comes of it. Knows nothing of how records are framed.
class Conversation final : private events::Listener {
 public:
  Conversation(Context& context, bool is_dtls) noexcept : context_{context}, is_dtls_{is_dtls} {}

  /// A record begins. Says what of it is wanted.
  [[nodiscard]] Content on_record(Direction direction, const RecordHeader& header, Timestamp ts);
  void on_handshake(Direction direction, const HandshakeMessage& message, Timestamp ts);
  void on_alert(Direction direction, std::uint8_t description, Timestamp ts);
  void on_change_cipher_spec(Direction direction, Timestamp ts);
  /// One message of SSL 2.0, from its type on.
  void on_v2_message(Direction direction, Bytes message, Timestamp ts);
  /// DTLS says by the epoch that a side is encrypted.
  void set_encrypted(Direction direction) noexcept { is_encrypted_[index_of(direction)] = true; }

  /// Writes the row if that was not done. Nothing is read afterwards.
  void finish(Timestamp ts);
  /// Nobody needs anything more of this connection.
  [[nodiscard]] bool is_done() const noexcept { return is_written_ && context_.listener() == nullptr; }
  [[nodiscard]] bool is_v2() const noexcept { return is_v2_; }

 private:
  void on(const events::CertificateSeen& seen) override;

  void begin(Timestamp ts);
  [[nodiscard]] bool is_client(Direction direction) const noexcept { return direction == client_; }
  void add_history(Direction direction, char letter);
  void read_client_hello(Direction direction, Bytes body);
  void take_client_hello(Direction direction, const ClientHello& hello);
  void read_server_hello(Bytes body, Timestamp ts);
  void take_server_hello(const ServerHello& hello, Timestamp ts);
  void read_certificates(Direction direction, Bytes body, Timestamp ts);
  void read_certificate(Direction direction, Bytes certificate, std::size_t index, Timestamp ts);
  void read_server_key_exchange(Bytes body);
  [[nodiscard]] bool is_tls13() const noexcept;
  void establish(Timestamp ts);
  void write_row(Timestamp ts);

  Context& context_;
  const bool is_dtls_;
  bool is_begun_ = false;
  bool is_written_ = false;
  bool is_v2_ = false;
  bool is_established_ = false;
  bool is_resumed_ = false;
  bool is_retry_pending_ = false;  ///< A HelloRetryRequest was sent, its ServerHello was not yet.
  bool is_server_hello_seen_ = false;
  bool has_ticket_without_session_id_ = false;
  bool is_client_key_exchange_seen_ = false;
  bool has_client_pre_shared_key_ = false;
  bool is_certificate_seen_ = false;
  std::array<bool, 2> is_encrypted_{};
  Direction client_ = Direction::orig;
  Timestamp begun_at_;

  std::optional<std::uint16_t> version_;
  std::optional<std::uint32_t> cipher_suite_;
  std::optional<std::uint16_t> group_;
  std::optional<std::uint8_t> last_alert_;
  std::optional<std::string> server_name_;
  std::optional<std::string> protocol_;
  InlineText<32> session_id_;
  InlineText<kHistoryMax> history_;
  Ja3 ja3_;
  Ja3 ja3s_;
  Ja4 ja4_;

  struct Chain {
    std::vector<std::string> fingerprints;
    std::optional<std::string> subject;
    std::optional<std::string> issuer;
  };
  Chain server_chain_;
  Chain client_chain_;
  std::optional<bool> is_name_matched_;
  std::unique_ptr<Session> x509_;
};

}  // namespace wardwatch::protocol::ssl
