#include "flow/tcp_stream.hpp"

#include <algorithm>

namespace wardwatch::flow {
namespace {

constexpr std::size_t kOdditiesMax = 16;

bool has_reader(const Connection& connection) noexcept {
  return connection.handler != nullptr && !connection.handler_done;
}

}  // namespace

void ReassemblyDeleter::operator()(Reassembly* reassembly) const noexcept { delete reassembly; }

void add_oddity(Connection& connection, FieldName name, TableStats& stats) {
  auto& oddities = connection.extras().oddities;
  for (Oddity& oddity : oddities) {
    if (oddity.name.text() == name.text()) {
      ++oddity.count;
      return;
    }
  }
  if (oddities.size() < kOdditiesMax) oddities.push_back({name, 1});
  else ++stats.weird_over_limit;
}

void TcpReassembler::on_segment(Connection& connection, const Segment& segment) {
  const Endpoint& end = connection.end_of(segment.direction);
  const auto next = static_cast<std::int64_t>(end.next);
  if (segment.offset + std::int64_t{segment.wire_bytes} <= next) return;  // Seen already, or a keep-alive.
  if (segment.offset <= next) {
    deliver(connection, segment);
    if (connection.reassembly) drain(connection, segment.direction);
    return;
  }
  keep(connection, segment);
  // An acknowledgement that overtook its data has told of it.
  if (end.acked - 1 > next) {
    on_acknowledged(connection, segment.direction, static_cast<std::uint64_t>(end.acked - 1), segment.ts);
  }
  relieve(connection, segment.direction, segment.ts);
}

/// The segment reaches over the next byte wanted.
void TcpReassembler::deliver(Connection& connection, const Segment& segment) {
  const auto seen =
      static_cast<std::size_t>(static_cast<std::int64_t>(connection.end_of(segment.direction).next) - segment.offset);
  const Bytes fresh = segment.bytes.size() > seen ? segment.bytes.subspan(seen) : Bytes{};
  pass(connection, segment.direction, fresh, segment.wire_bytes - seen, segment.ts, segment.packet);
}

/// Moves the stream forward by `wire_bytes`, of which `bytes` were captured.
void TcpReassembler::pass(Connection& connection, Direction direction, Bytes bytes, std::uint64_t wire_bytes,
                          Timestamp ts, std::uint64_t packet) {
  Endpoint& end = connection.end_of(direction);
  const std::uint64_t at = end.next;
  end.next += bytes.size();
  if (!bytes.empty() && has_reader(connection)) {
    std::uint64_t skip = 0;
    if (connection.reassembly) {
      const std::uint64_t until = connection.reassembly->sides[index_of(direction)].skip_until;
      skip = until > at ? std::min<std::uint64_t>(until - at, bytes.size()) : 0;
    }
    if (skip < bytes.size()) {
      heed(connection, direction, connection.handler->on_data(direction, bytes.subspan(skip), at + skip, ts, packet));
    }
  }
  if (bytes.size() < wire_bytes) gap(connection, direction, wire_bytes - bytes.size(), ts, true);
}

void TcpReassembler::heed(Connection& connection, Direction direction, Want want) {
  switch (want.kind) {
    case Want::Kind::more: return;
    case Want::Kind::done: connection.stop_reading(); return;
    case Want::Kind::skip: break;
  }
  if (!connection.reassembly) connection.reassembly.reset(new Reassembly);
  const std::uint64_t at = connection.end_of(direction).next;
  connection.reassembly->sides[index_of(direction)].skip_until = at + std::min(want.skip_bytes, ~std::uint64_t{0} - at);
}

/// The stream goes on behind bytes that will not come. `missed`: they count as Zeek's missed bytes.
void TcpReassembler::gap(Connection& connection, Direction direction, std::uint64_t bytes, Timestamp ts, bool missed) {
  Endpoint& end = connection.end_of(direction);
  const std::uint64_t at = end.next;
  end.next += bytes;
  if (missed && connection.is_established()) {
    connection.missed_bytes += bytes;
    connection.note_scaled(direction, 'g', end.gaps);
  }
  if (!has_reader(connection)) return;
  std::uint64_t unwanted = 0;
  if (connection.reassembly) {
    const std::uint64_t until = connection.reassembly->sides[index_of(direction)].skip_until;
    unwanted = until > at ? std::min(until - at, bytes) : 0;
  }
  if (unwanted < bytes) heed(connection, direction, connection.handler->on_gap(direction, bytes - unwanted, ts));
}

void TcpReassembler::compare(Connection& connection, const Block& block, std::uint64_t from, Bytes bytes) {
  if (block.bytes.empty()) return;
  const std::uint64_t start = std::max(block.from, from);
  const std::uint64_t stop = std::min(block.from + block.bytes.size(), from + bytes.size());
  if (start >= stop) return;
  const auto mine = bytes.subspan(start - from, stop - start);
  if (!std::equal(mine.begin(), mine.end(), block.bytes.begin() + static_cast<std::ptrdiff_t>(start - block.from))) {
    auto& oddities = connection.extras().oddities;
    for (Oddity& oddity : oddities) {
      if (oddity.name.text() == "rexmit_inconsistency") {
        ++oddity.count;
        return;
      }
    }
    if (oddities.size() < kOdditiesMax) oddities.push_back({"rexmit_inconsistency", 1});
  }
}

/// Keeps the parts of a segment that no block has yet.
void TcpReassembler::keep(Connection& connection, const Segment& segment) {
  if (!connection.reassembly) connection.reassembly.reset(new Reassembly);
  auto& side = connection.reassembly->sides[index_of(segment.direction)];
  const auto from = static_cast<std::uint64_t>(segment.offset);
  const std::uint64_t to = from + segment.wire_bytes;
  const bool wanted = has_reader(connection) && to > side.skip_until;
  std::vector<Block> fresh;
  std::uint64_t at = from;
  const auto add_until = [&](std::uint64_t until) {
    if (at >= until) return;
    Block block{at, until, {}, segment.ts, segment.packet};
    if (wanted) {
      const Bytes part =
          at - from < segment.bytes.size() ? at_most(segment.bytes.subspan(at - from), until - at) : Bytes{};
      block.bytes.assign(part.begin(), part.end());
      // A cut segment's rest is a gap in its turn: the block is as long as what was captured.
      if (part.empty()) return;
      block.to = at + part.size();
    } else if (segment.bytes.size() < segment.wire_bytes) {
      block.to = std::min(until, from + segment.bytes.size());
      if (block.to <= at) return;
    }
    side.held_bytes += block.bytes.size();
    held_bytes_ += block.bytes.size();
    fresh.push_back(std::move(block));
  };
  const auto first = std::lower_bound(side.blocks.begin(), side.blocks.end(), from,
                                      [](const Block& block, std::uint64_t offset) { return block.to <= offset; });
  for (auto block = first; block != side.blocks.end() && block->from < to; ++block) {
    compare(connection, *block, from, segment.bytes);
    add_until(std::min(block->from, to));
    at = std::max(at, block->to);
  }
  add_until(to);
  for (Block& block : fresh) {
    const auto place = std::lower_bound(side.blocks.begin(), side.blocks.end(), block.from,
                                        [](const Block& other, std::uint64_t offset) { return other.from < offset; });
    // Blocks without bytes that touch become one: a long stream that nobody reads stays small.
    if (place != side.blocks.begin() && block.bytes.empty() && std::prev(place)->bytes.empty() &&
        std::prev(place)->to == block.from) {
      std::prev(place)->to = block.to;
    } else {
      side.blocks.insert(place, std::move(block));
    }
  }
}

/// Hands on the blocks whose turn it is.
void TcpReassembler::drain(Connection& connection, Direction direction) {
  auto& side = connection.reassembly->sides[index_of(direction)];
  const Endpoint& end = connection.end_of(direction);
  std::size_t taken = 0;
  while (taken < side.blocks.size() && side.blocks[taken].from <= end.next) {
    Block& block = side.blocks[taken++];
    side.held_bytes -= block.bytes.size();
    held_bytes_ -= block.bytes.size();
    if (block.to <= end.next) continue;
    if (block.bytes.empty()) {
      connection.end_of(direction).next = block.to;
      continue;
    }
    const Bytes bytes = Bytes{block.bytes}.subspan(end.next - block.from);
    pass(connection, direction, bytes, bytes.size(), block.ts, block.packet);
  }
  side.blocks.erase(side.blocks.begin(), side.blocks.begin() + static_cast<std::ptrdiff_t>(taken));
}

void TcpReassembler::on_acknowledged(Connection& connection, Direction direction, std::uint64_t offset, Timestamp ts) {
  const Endpoint& end = connection.end_of(direction);
  // The acknowledgement of a FIN counts one more than there are bytes.
  if (end.fin && end.last >= 2) offset = std::min(offset, static_cast<std::uint64_t>(end.last - 2));
  while (end.next < offset) {
    std::uint64_t until = offset;
    if (connection.reassembly) {
      const auto& blocks = connection.reassembly->sides[index_of(direction)].blocks;
      if (!blocks.empty()) until = std::min(until, blocks.front().from);
    }
    if (until > end.next) gap(connection, direction, until - end.next, ts, true);
    if (!connection.reassembly) return;
    drain(connection, direction);
  }
}

/// Under pressure what is missing counts as lost, so that what waits for it can go.
void TcpReassembler::relieve(Connection& connection, Direction direction, Timestamp ts) {
  const Endpoint& end = connection.end_of(direction);
  while (connection.reassembly) {
    const auto& side = connection.reassembly->sides[index_of(direction)];
    if (side.blocks.empty()) return;
    if (side.held_bytes <= kHeldBytesMax && side.blocks.size() <= kBlocksMax && held_bytes_ <= held_bytes_max_) return;
    const std::uint64_t missing = side.blocks.front().from - end.next;
    stats_.stream_bytes_dropped += missing;
    gap(connection, direction, missing, ts, true);
    drain(connection, direction);
  }
}

void TcpReassembler::finish(Connection& connection, Timestamp ts) {
  if (!connection.reassembly) return;
  for (const Direction direction : {Direction::orig, Direction::resp}) {
    auto& side = connection.reassembly->sides[index_of(direction)];
    while (!side.blocks.empty()) {
      gap(connection, direction, side.blocks.front().from - connection.end_of(direction).next, ts, false);
      drain(connection, direction);
    }
  }
  connection.reassembly.reset();
}

}  // namespace wardwatch::flow
