#include "pipeline/recogniser.hpp"

#include <algorithm>
#include <utility>

namespace wardwatch::pipeline {
namespace {

using protocol::FirstBytes;
using protocol::Next;
using protocol::Probe;
using protocol::Protocol;

/// Bytes of one side that probes may look at: the longest opening that one of them needs is a TLS ClientHello's head.
constexpr std::size_t kProbeBytesMax = 2048;
constexpr std::size_t kPiecesMax = 16;  ///< Tiny segments end the guessing too.
/// Of a stream whose beginning is missing: pieces whose front is looked at. A series of images has an answer every 100.
constexpr std::size_t kLaterPiecesMax = 1024;
constexpr std::size_t kDatagramsMax = 2;  ///< A datagram protocol shows itself in its first exchange.

bool speaks(const Protocol& protocol, Transport transport) noexcept {
  if (protocol.probe == nullptr) return false;
  return transport == Transport::tcp ? protocol.over_tcp : transport == Transport::udp && protocol.over_udp;
}

bool is_usual(const Protocol& protocol, Port port) noexcept {
  return std::find(protocol.usual_ports.begin(), protocol.usual_ports.end(), port.value) != protocol.usual_ports.end();
}

}  // namespace

struct Recogniser::Held {
  std::array<std::vector<std::byte>, 2> sides;
  std::vector<Piece> pieces;
};

Recogniser::Recogniser(protocol::Context& context) noexcept : context_{context} {
  const auto table = protocol::all_protocols();
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (speaks(*table[i], context.transport())) candidates_ |= std::uint64_t{1} << i;
  }
}

Recogniser::~Recogniser() = default;

std::size_t Recogniser::first_piece_bytes(Direction direction) const noexcept {
  for (const Piece& piece : held_->pieces) {
    if (piece.direction == direction) return piece.size_bytes;
  }
  return 0;
}

FirstBytes Recogniser::first_bytes() const noexcept {
  const bool udp = context_.transport() == Transport::udp;
  Bytes orig = held_->sides[0];
  Bytes resp = held_->sides[1];
  if (udp) {  // A probe sees one datagram of each side, not several run together.
    orig = orig.first(first_piece_bytes(Direction::orig));
    resp = resp.first(first_piece_bytes(Direction::resp));
  }
  const bool enough = held_->pieces.size() >= (udp ? kDatagramsMax : kPiecesMax);
  return {.orig = at_most(orig, kProbeBytesMax),
          .resp = at_most(resp, kProbeBytesMax),
          .transport = context_.transport(),
          .resp_port = context_.connection().resp_p,
          .orig_complete = enough || orig.size() >= kProbeBytesMax,
          .resp_complete = enough || resp.size() >= kProbeBytesMax};
}

Next Recogniser::on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) {
  if (session_) {
    std::uint64_t& skip = pending_skip_[index_of(direction)];
    const std::size_t skipped = std::min<std::uint64_t>(skip, bytes.size());
    skip -= skipped;
    if (skipped == bytes.size() && skipped > 0) return Next::more();
    return session_->on_data(direction, bytes.subspan(skipped), stream_offset + skipped, ts);
  }
  if (candidates_ == 0) return look_later(direction, bytes, stream_offset, ts);
  if (!held_) {
    // Most connections show what they are in their first bytes: those are looked at where they lie.
    FirstBytes first{
        .orig = {}, .resp = {}, .transport = context_.transport(), .resp_port = context_.connection().resp_p};
    (direction == Direction::orig ? first.orig : first.resp) = at_most(bytes, kProbeBytesMax);
    if (const Protocol* chosen = ask(first)) {
      begin(*chosen);
      return session_->on_data(direction, bytes, stream_offset, ts);
    }
    if (candidates_ == 0) return give_up();
  }
  hold(direction, bytes, stream_offset, ts);
  return decide(first_bytes());
}

void Recogniser::hold(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) {
  if (!held_) held_ = std::make_unique<Held>();
  auto& side = held_->sides[index_of(direction)];
  side.insert(side.end(), bytes.begin(), bytes.end());
  held_->pieces.push_back({direction, stream_offset, bytes.size(), ts});
}

/// Asks the candidates; the first that says yes. Those that say no are asked no more.
const Protocol* Recogniser::ask(const FirstBytes& first) {
  const auto table = protocol::all_protocols();
  const bool complete = first.orig_complete && first.resp_complete;
  // Usual ports first: a hint that decides the order of asking, never the answer.
  for (const bool usual : {true, false}) {
    for (std::size_t i = 0; i < table.size(); ++i) {
      const std::uint64_t bit = std::uint64_t{1} << i;
      if ((candidates_ & bit) == 0 || is_usual(*table[i], first.resp_port) != usual) continue;
      const Probe answer = table[i]->probe(first);
      if (answer == Probe::yes) return table[i];
      if (answer == Probe::no || complete) candidates_ &= ~bit;
    }
  }
  return nullptr;
}

Next Recogniser::decide(const FirstBytes& first) {
  if (const Protocol* chosen = ask(first)) {
    begin(*chosen);
    return replay();
  }
  if (candidates_ != 0) return Next::more();
  held_.reset();
  return give_up();
}

/// Asks those that can tell their messages in the middle of a stream; strict as the probes are, and never by the port.
Next Recogniser::look_later(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) {
  if (!is_partial_ || ++later_pieces_ > kLaterPiecesMax) return Next::done();
  for (const Protocol* candidate : protocol::all_protocols()) {
    if (candidate->resumes == nullptr || !speaks(*candidate, context_.transport())) continue;
    if (!candidate->resumes(bytes)) continue;
    begin(*candidate);
    return session_->on_data(direction, bytes, stream_offset, ts);
  }
  return Next::more();
}

void Recogniser::begin(const Protocol& chosen) {
  candidates_ = 0;
  context_.add_service(chosen.name);
  session_ = chosen.open(context_);
}

/// Shows the session what was held, in the order in which it came, and honours skips inside it.
Next Recogniser::replay() {
  const std::unique_ptr<Held> held = std::move(held_);
  std::array<std::size_t, 2> used{};
  auto& skip = pending_skip_;
  for (const Piece& piece : held->pieces) {
    const std::size_t side = index_of(piece.direction);
    Bytes bytes = Bytes{held->sides[side]}.subspan(used[side], piece.size_bytes);
    used[side] += piece.size_bytes;
    const std::size_t skipped = std::min<std::uint64_t>(skip[side], bytes.size());
    skip[side] -= skipped;
    bytes = bytes.subspan(skipped);
    if (bytes.empty()) continue;
    const Next next = session_->on_data(piece.direction, bytes, piece.stream_offset + skipped, piece.ts);
    if (next.kind == Next::Kind::done) return next;
    if (next.kind == Next::Kind::skip) skip[side] = next.skip_bytes;
  }
  // This side's skip goes to the reassembler; the other side's is kept and honoured when its bytes come.
  const std::uint64_t skip_bytes = std::exchange(skip[index_of(held->pieces.back().direction)], 0);
  return skip_bytes > 0 ? Next::skip(skip_bytes) : Next::more();
}

Next Recogniser::on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp ts) {
  if (session_) {
    std::uint64_t& skip = pending_skip_[index_of(direction)];
    const std::uint64_t skipped = std::min(skip, missing_bytes);
    skip -= skipped;
    return skipped == missing_bytes ? Next::more() : session_->on_gap(direction, missing_bytes - skipped, ts);
  }
  // What follows a gap is the middle of something: probing there would name protocols by chance.
  candidates_ = 0;
  held_.reset();
  is_partial_ = context_.transport() == Transport::tcp;
  return give_up();
}

void Recogniser::on_end(protocol::EndReason reason, Timestamp ts) {
  if (!session_ && held_ && candidates_ != 0) {
    FirstBytes first = first_bytes();
    first.orig_complete = first.resp_complete = true;
    decide(first);
  }
  if (session_) session_->on_end(reason, ts);
}

}  // namespace wardwatch::pipeline
