#pragma once

#include <array>
#include <vector>

#include "protocol/common/table.hpp"

namespace wardwatch::pipeline {

/// Finds out which protocol a connection (or a tunnel's inside) speaks, by content, and then is that protocol's
/// session. Holds the first bytes of both sides only while a probe still asks for more.
class Recogniser final : public protocol::Session {
 public:
  explicit Recogniser(protocol::Context& context) noexcept;
  ~Recogniser() override;

  /// The stream's beginning is missing: a protocol may show itself later too.
  void on_beginning_missed() noexcept { is_partial_ = true; }
  protocol::Next on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) override;
  protocol::Next on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp ts) override;
  void on_end(protocol::EndReason reason, Timestamp ts) override;

 private:
  struct Piece {
    Direction direction;
    std::uint64_t stream_offset;
    std::size_t size_bytes;
    Timestamp ts;
  };
  struct Held;

  const protocol::Protocol* ask(const protocol::FirstBytes& first);
  protocol::Next decide(const protocol::FirstBytes& first);
  void begin(const protocol::Protocol& chosen);
  protocol::Next replay();
  protocol::Next look_later(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts);
  /// Nobody wants the stream from its beginning on.
  [[nodiscard]] protocol::Next give_up() const noexcept {
    return is_partial_ ? protocol::Next::more() : protocol::Next::done();
  }
  void hold(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts);
  [[nodiscard]] protocol::FirstBytes first_bytes() const noexcept;
  [[nodiscard]] std::size_t first_piece_bytes(Direction direction) const noexcept;

  protocol::Context& context_;
  std::uint64_t candidates_ = 0;                 ///< A bit for each protocol of the table that has not said no.
  std::array<std::uint64_t, 2> pending_skip_{};  ///< Bytes of each side that the session did not want.
  std::size_t later_pieces_ = 0;                 ///< Looked at after nobody wanted the beginning.
  bool is_partial_ = false;                      ///< The beginning, or something behind it, is missing.
  std::unique_ptr<protocol::Session> session_;
  std::unique_ptr<Held> held_;
};

}  // namespace wardwatch::pipeline
