#pragma once

#include <optional>

#include "core/events/tls.hpp"
#include "protocol/rdp/features.hpp"

namespace wardwatch::protocol::rdp {

/// Turns TLS records into units of RDP: leaves the handshake out and takes TLS's own bytes off the lengths.
class TlsUnits {
 public:
  void on_server_hello(const events::TlsServerHello& hello) noexcept;
  /// The unit that the record holds, if it is one of the application's, or an alert.
  [[nodiscard]] std::optional<Unit> on_record(const events::TlsRecordSeen& record, Role from) noexcept;

  /// Application data passed, or both sides finished the handshake.
  [[nodiscard]] bool is_established() const noexcept { return is_established_; }
  [[nodiscard]] bool is_tls13() const noexcept { return is_tls13_; }
  [[nodiscard]] bool sizes_are_exact() const noexcept { return sizes_are_exact_; }
  /// TLS 1.3: the client's last flight is not one Finished. It may hold a certificate, or be cut or padded.
  [[nodiscard]] bool is_odd() const noexcept { return client_flight_records_ > 1; }

 private:
  [[nodiscard]] std::size_t plain_bytes(std::size_t length_bytes) const noexcept;
  [[nodiscard]] std::optional<Unit> on_tls13_client_record(std::size_t plain) noexcept;

  bool is_tls13_ = false;
  bool sizes_are_exact_ = true;
  bool is_established_ = false;
  bool client_finished_ = false;  ///< TLS 1.3 hides the message; its length gives it away.
  std::uint32_t client_flight_records_ = 0;
  std::size_t overhead_bytes_ = 24;  ///< Of a record's fragment; AES-GCM in TLS 1.2 until the server's hello is seen.
};

}  // namespace wardwatch::protocol::rdp
