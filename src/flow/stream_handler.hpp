#pragma once

#include <memory>

#include "record/batch.hpp"

namespace wardwatch::flow {

/// Why a connection was closed.
enum class EndReason : std::uint8_t { closed, reset, timed_out, evicted, evidence_ended };

/// What a handler wants next. `skip`: the next `skip_bytes` of this direction need not be shown, nor copied, nor waited
/// for. `done`: nobody reads this connection any more; only its counters go on.
struct Want {
  enum class Kind : std::uint8_t { more, skip, done };
  Kind kind = Kind::more;
  std::uint64_t skip_bytes = 0;
};

/// Reads one connection's payload. TCP: the stream in order, cut anywhere, with gaps told. UDP: one datagram a call.
class StreamHandler {
 public:
  virtual ~StreamHandler() = default;
  /// `packet` is the number of the packet that completed these bytes, in the capture `source`.
  virtual Want on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts,
                       std::uint64_t packet) = 0;
  /// Told first of all when the stream's beginning was not captured.
  virtual void on_beginning_missed() {}
  virtual Want on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp ts) = 0;
  /// Told before `on_end` when it was seen which side ended the stream first (FIN or RST).
  virtual void on_ending(Direction /*first*/) {}
  /// Called once, before the consumer hears of the connection's end, unless the handler was spent before.
  virtual void on_end(EndReason reason, Timestamp ts) = 0;
  /// Protocols recognised, comma-separated, in order of recognition; empty for none. Asked after `on_end`.
  [[nodiscard]] virtual std::string_view services() const noexcept = 0;
  /// Asked after it wanted no more: nothing would come of its `on_end`, and it has no services to name.
  [[nodiscard]] virtual bool is_spent() const noexcept { return false; }
  /// The connection as it was when the stream was opened, when the handler keeps it: its ids cost a digest to make.
  [[nodiscard]] virtual const record::ConnectionRef* connection() const noexcept { return nullptr; }
};

/// Takes what the connection table finds. One per worker; calls come in packet order.
class Consumer {
 public:
  virtual ~Consumer() = default;
  /// The first payload of a connection came: who reads it? Null: nobody does, and nothing is reassembled.
  virtual std::unique_ptr<StreamHandler> open_stream(const record::ConnectionRef& connection, Transport transport) = 0;
  /// Where rows go: the table adds `Connection` rows, and `Weird` rows for what is odd below the protocols.
  virtual record::Batches& records() noexcept = 0;
};

}  // namespace wardwatch::flow
