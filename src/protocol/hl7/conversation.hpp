#pragma once

#include <array>
#include <deque>

#include "protocol/common/protocol.hpp"
#include "protocol/hl7/message.hpp"

namespace wardwatch::protocol::hl7 {

/// Makes messages of the segments of both directions, joins acknowledgements to what they answer, and writes a row for
/// each message: when it was answered for good, when it has waited long, or when the connection ends.
class Conversation {
 public:
  explicit Conversation(Context& context) noexcept : context_{context} {}

  /// Said before the others: when what follows passed.
  void at(Timestamp ts) noexcept { now_ = ts; }
  void on_start_block(Direction from);
  void on_segment(Direction from, std::string_view segment);
  void on_end_block(Direction from);
  void on_bytes(Direction from, std::uint64_t count) noexcept { side(from).unclaimed_bytes += count; }
  void on_gap(Direction from, std::uint64_t missing_bytes) noexcept;
  void finish();

 private:
  struct Side {
    std::optional<Message> open;
    std::deque<Message> waiting;        ///< For their acknowledgements.
    std::uint64_t unclaimed_bytes = 0;  ///< Since the last segment's end.
    std::optional<Timestamp> begun_ts;  ///< When a block began of which no message was seen yet.
    bool is_in_block = false;
    bool is_in_batch = false;
    bool has_begun = false;  ///< A message was seen.
    bool has_gap = false;    ///< Behind the last message's beginning.
  };

  Side& side(Direction from) noexcept { return sides_[index_of(from)]; }
  void begin_message(Direction from, std::string_view segment);
  void end_message(Direction from, bool is_end_seen);
  void join(Direction from, const Message& answer);
  void release_old(Direction from);
  void write(Direction from, const Message& message);

  Context& context_;
  std::array<Side, 2> sides_;
  Timestamp now_;
};

}  // namespace wardwatch::protocol::hl7
