#pragma once

#include <array>
#include <memory>

#include "protocol/common/protocol.hpp"
#include "protocol/common/stream_buffer.hpp"
#include "protocol/rdp/framing.hpp"
#include "protocol/rdp/row.hpp"
#include "protocol/rdp/tls_units.hpp"

namespace wardwatch::protocol::rdp {

/// RDP over a stream: negotiation, then either TLS (a child reads it and tells the sizes) or the conference in clear.
/// Writes its row when the connection ends.
class StreamSession final : public Session, private events::Listener {
 public:
  explicit StreamSession(Context& context);

  Next on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) override;
  Next on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp ts) override;
  void on_end(EndReason reason, Timestamp ts) override;

 private:
  enum class Phase : std::uint8_t { negotiation, conference, tls, counting };
  /// What came of a piece of one stream: how many bytes were used, and whether the phase changed behind them.
  struct Used {
    std::size_t bytes = 0;
    bool needs_more = false;
  };
  struct Side {
    StreamBuffer buffer{kConnectPduMaxBytes};
    std::uint64_t first_offset = 0;
    std::uint64_t position = 0;  ///< Stream offset of the next byte that is wanted.
    bool has_begun = false;
    bool is_lost = false;  ///< Bytes are missing, and with them where PDUs begin.
  };

  void count(Side& side, Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts);
  [[nodiscard]] bool place(Side& side, Bytes& bytes, std::uint64_t stream_offset);
  void lose(Side& side);
  [[nodiscard]] Next skip_ahead(Direction direction);

  Used negotiate(Direction direction, Bytes stream, Timestamp ts);
  void on_request(Direction direction, const ConnectionRequest& request, Timestamp ts);
  void on_confirm(Direction direction, const ConnectionConfirm& confirm);
  void begin_conference();
  void begin_tls();
  Used read_pdu(Direction direction, Bytes stream, Timestamp ts);
  void on_connect_pdu(Pdu::Kind kind, Bytes packet, Timestamp ts);
  void read_chain(ServerData& server, Timestamp ts);
  Next feed_tls(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts);

  void on(const events::TlsRecordSeen& record) override;
  void on(const events::TlsClientHello& hello) override { features_.ja4 = hello.ja4; }
  void on(const events::TlsServerHello& hello) override;

  [[nodiscard]] Role role_of(Direction direction) const noexcept {
    return direction == client_ ? Role::client : Role::server;
  }

  Context& context_;
  std::array<Side, 2> sides_;
  Draft draft_;
  Features features_;
  FeatureReader reader_{features_};
  TlsUnits tls_units_;
  std::unique_ptr<Session> tls_;
  std::unique_ptr<Session> x509_;
  Phase phase_ = Phase::negotiation;
  Direction client_ = Direction::orig;
};

}  // namespace wardwatch::protocol::rdp
