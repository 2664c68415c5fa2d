#pragma once

#include <vector>

#include "flow/connection.hpp"
#include "flow/stats.hpp"

namespace wardwatch::flow {

/// Data of one side that came before its turn. A block without bytes only says that they passed by: nobody wants them.
struct Block {
  std::uint64_t from, to;
  std::vector<std::byte> bytes;
  Timestamp ts;
  std::uint64_t packet;
};

/// What a connection needs once data comes out of order, or its reader skips.
struct Reassembly {
  struct Side {
    std::vector<Block> blocks;  ///< Sorted, apart from each other.
    std::uint64_t held_bytes = 0;
    std::uint64_t skip_until = 0;  ///< Stream offset below which the reader wants nothing.
  };
  std::array<Side, 2> sides;
};

/// Puts TCP payload in order. Data in order goes from the packet to its reader without a copy. Where segments overlap,
/// the bytes that came first count, and contradicting ones are counted as an oddity. Bytes that the other side
/// acknowledged and that were not seen are a gap, at once (as Zeek); so are bytes still missing when a limit is hit or
/// the connection ends.
class TcpReassembler {
 public:
  static constexpr std::uint64_t kHeldBytesMax = 1U << 20U;  ///< Of one side; a usual receive window.
  static constexpr std::size_t kBlocksMax = 256;             ///< Of one side, so that tiny segments cost little.

  TcpReassembler(std::uint64_t held_bytes_max, TableStats& stats) : held_bytes_max_{held_bytes_max}, stats_{stats} {}

  struct Segment {
    Direction direction;
    std::int64_t offset;       ///< Of its first byte in the stream; negative before the stream's start.
    Bytes bytes;               ///< What was captured,
    std::uint32_t wire_bytes;  ///< of this many.
    Timestamp ts;
    std::uint64_t packet;
  };
  void on_segment(Connection& connection, const Segment& segment);
  /// The other side acknowledged all bytes of `direction` below `offset`.
  void on_acknowledged(Connection& connection, Direction direction, std::uint64_t offset, Timestamp ts);
  /// Gives the reader what is left, with gaps.
  void finish(Connection& connection, Timestamp ts);

  [[nodiscard]] std::uint64_t held_bytes() const noexcept { return held_bytes_; }

 private:
  void deliver(Connection& connection, const Segment& segment);
  void pass(Connection& connection, Direction direction, Bytes bytes, std::uint64_t wire_bytes, Timestamp ts,
            std::uint64_t packet);
  void gap(Connection& connection, Direction direction, std::uint64_t bytes, Timestamp ts, bool missed);
  void heed(Connection& connection, Direction direction, Want want);
  void keep(Connection& connection, const Segment& segment);
  void drain(Connection& connection, Direction direction);
  void relieve(Connection& connection, Direction direction, Timestamp ts);
  static void compare(Connection& connection, const Block& block, std::uint64_t from, Bytes bytes);

  std::uint64_t held_bytes_max_;
  std::uint64_t held_bytes_ = 0;
  TableStats& stats_;
};

/// Notes an oddity of a connection; the same name counts up.
void add_oddity(Connection& connection, FieldName name, TableStats& stats);

}  // namespace wardwatch::flow
