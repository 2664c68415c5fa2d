#include "flow/tcp_state.hpp"

#include "flow/tcp_stream.hpp"

namespace wardwatch::flow {
namespace {

using State = EndpointState;

// Zeek's defaults: how long a connection is kept after what looks like its end.
constexpr Interval kAttemptDelay = std::chrono::seconds{5};
constexpr Interval kCloseDelay = std::chrono::seconds{5};
constexpr Interval kResetDelay = std::chrono::seconds{5};
constexpr Interval kPartialCloseDelay = std::chrono::seconds{3};

/// A jump of sequence numbers that a SYN or RST alone is not believed (Zeek's bound).
constexpr std::int64_t kJumpMax = 1'048'576;

/// Letters of the history that are written once for each side.
enum SeenBit : std::uint8_t {
  kSyn = 1,
  kSynAck = 2,
  kAck = 4,
  kData = 8,
  kFin = 16,
  kRst = 32,
  kFinRst = 64,
  kSynFinRst = 128
};

void note_once(Connection& connection, Direction direction, SeenBit bit, char letter) noexcept {
  Endpoint& end = connection.end_of(direction);
  if ((end.seen & bit) != 0) return;
  end.seen = static_cast<std::uint8_t>(end.seen | bit);
  connection.note(direction, letter);
}

struct Flags {
  bool syn, fin, rst, ack;
};

Flags flags_of(std::uint8_t bits) noexcept {
  return {(bits & tcp_flag::kSyn) != 0, (bits & tcp_flag::kFin) != 0, (bits & tcp_flag::kRst) != 0,
          (bits & tcp_flag::kAck) != 0};
}

void note_flags(Connection& c, Direction direction, Flags flags, std::uint32_t payload_bytes) noexcept {
  if (flags.syn && (flags.fin || flags.rst)) note_once(c, direction, kSynFinRst, 'q');
  if (flags.fin && flags.rst) note_once(c, direction, kFinRst, 'i');
  if (flags.syn) {
    if (flags.ack) note_once(c, direction, kSynAck, 'h');
    else note_once(c, direction, kSyn, 's');
  }
  if (flags.ack && payload_bytes == 0 && !flags.syn && !flags.fin && !flags.rst) note_once(c, direction, kAck, 'a');
  if (payload_bytes > 0 && !flags.syn && !flags.rst) note_once(c, direction, kData, 'd');
  if (flags.fin) note_once(c, direction, kFin, 'f');
  if (flags.rst) note_once(c, direction, kRst, 'r');
}

void start_at(Endpoint& end, std::uint32_t syn_seq) noexcept {
  end.start_seq = syn_seq;
  end.has_start = true;
  end.last = end.acked = 0;
  end.next = 0;
}

/// Where the side's stream begins: at its SYN, or one before the first byte seen of it.
void place(Connection& c, Endpoint& end, Flags flags, std::uint32_t seq, TableStats& stats) {
  switch (end.state) {
    case State::inactive:
      if (flags.syn) start_at(end, seq);
      else if (!end.has_start) start_at(end, seq - 1);
      if (!flags.syn && end.last < 1) end.last = 1;
      return;
    case State::syn_sent:
    case State::syn_ack_sent:
      if (flags.syn && seq != end.start_seq) {
        add_oddity(c, "SYN_seq_jump", stats);
        start_at(end, seq);
      }
      return;
    case State::established:
    case State::partial:
      if (flags.syn && seq != end.start_seq) add_oddity(c, "SYN_inside_connection", stats);
      return;
    case State::closed:
      if (flags.syn) add_oddity(c, "SYN_after_close", stats);
      return;
    case State::reset:
      if (flags.syn) add_oddity(c, "SYN_after_reset", stats);
      return;
  }
}

/// Takes the packet's end as the side's last position, unless it cannot be believed.
void move_last(Connection& c, Direction direction, Flags flags, std::int64_t stop,
               std::uint32_t payload_bytes) noexcept {
  Endpoint& end = c.end_of(direction);
  const std::int64_t ahead = stop - end.last;
  if ((flags.syn || flags.rst) && (ahead > kJumpMax || ahead < -kJumpMax)) return;
  if (flags.fin && end.last == 1) {
    end.last = stop > 0 ? stop : end.last;
    return;
  }
  if (end.state == State::reset) return;
  if (ahead > 0) end.last = stop;
  else if (payload_bytes > 0) c.note_scaled(direction, 't', end.retransmissions);
}

void move_acked(Endpoint& peer, Flags flags, std::uint32_t ack) noexcept {
  if (!peer.has_start) {
    start_at(peer, ack - 1);
    peer.last = peer.acked = 1;
    return;
  }
  const std::int64_t acked =
      peer.acked + static_cast<std::int32_t>(ack - (peer.start_seq + static_cast<std::uint32_t>(peer.acked)));
  const std::int64_t ahead = acked - peer.acked;
  if (ahead <= 0 || ((ack == 0 || flags.rst) && ahead > kJumpMax)) return;
  peer.acked = acked;
}

void close_after(Connection& c, Timestamp ts, Interval delay, EndReason reason) noexcept {
  c.close_at = ts + delay;
  c.end_reason = reason;
}

void on_first(Connection& c, Endpoint& end, Endpoint& peer, Flags flags, const Datagram& d, TableStats& stats) {
  if (flags.rst) {
    end.set(State::reset);
  } else if (flags.syn && flags.ack) {
    if (peer.state == State::syn_sent) {
      end.set(State::established);
      peer.set(State::established);
      c.close_at = Timestamp::max();
    } else {
      end.set(State::syn_ack_sent);
      if (peer.state != State::inactive) add_oddity(c, "unsolicited_SYN_response", stats);
    }
  } else if (flags.syn) {
    end.set(State::syn_sent);
    if (peer.state == State::inactive) c.close_at = d.ts + kAttemptDelay;
    else if (peer.state == State::syn_sent) {
      end.set(State::established);
      peer.set(State::established);
      c.close_at = Timestamp::max();
    }
  } else if (flags.fin) {
    end.set(State::partial);
    end.set(State::closed);
  } else if (peer.state == State::syn_ack_sent) {
    end.set(State::established);
    peer.set(State::established);
  } else {
    end.set(State::partial);
    c.close_at = Timestamp::max();
  }
}

void on_later(Connection& c, Endpoint& end, Endpoint& peer, Flags flags, TableStats& stats) {
  if (flags.rst) {
    // A reset behind an orderly end changes nothing.
    if (!(end.state == State::closed && peer.state == State::closed)) end.set(State::reset);
    return;
  }
  if (end.state == State::reset) {
    if (flags.fin) add_oddity(c, "FIN_after_reset", stats);
    return;
  }
  if (flags.fin) {
    end.set(State::closed);
    return;
  }
  // The responder's half of a simultaneous or split opening.
  if (end.state == State::syn_sent && flags.syn && flags.ack && peer.state == State::syn_sent) {
    end.set(State::established);
    peer.set(State::established);
    c.close_at = Timestamp::max();
  }
}

/// The time-out that the ends' states ask for.
void set_close(Connection& c, Flags flags, Timestamp ts) noexcept {
  const State orig = c.ends[0].state, resp = c.ends[1].state;
  if (orig == State::reset || resp == State::reset) {
    if (flags.rst || c.close_at == Timestamp::max()) close_after(c, ts, kResetDelay, EndReason::reset);
  } else if (orig == State::closed && resp == State::closed) {
    if (c.end_reason != EndReason::closed || c.close_at == Timestamp::max())
      close_after(c, ts, kCloseDelay, EndReason::closed);
  } else if (flags.fin && (orig == State::inactive || resp == State::inactive)) {
    close_after(c, ts, kPartialCloseDelay, EndReason::closed);
  }
}

}  // namespace

bool reopens(const Connection& c, Direction direction, const Datagram& d) noexcept {
  const Flags flags = flags_of(d.tcp_flags);
  if (!flags.syn || flags.ack) return false;
  const Endpoint& end = c.end_of(direction);
  if (end.has_start && end.start_seq == d.seq) return false;
  const State orig = c.ends[0].state, resp = c.ends[1].state;
  return (orig == State::closed && resp == State::closed) || orig == State::reset || resp == State::reset;
}

TcpStep follow_tcp(Connection& c, Direction direction, const Datagram& d, TableStats& stats) {
  const Flags flags = flags_of(d.tcp_flags);
  Endpoint& end = c.end_of(direction);
  Endpoint& peer = c.end_of(opposite(direction));
  const std::uint32_t payload_bytes = d.payload_wire_bytes;
  place(c, end, flags, d.seq, stats);
  if (d.window == 0 && !flags.rst && !flags.syn) c.note_scaled(direction, 'w', end.zero_windows);
  note_flags(c, direction, flags, payload_bytes);
  TcpStep step;
  const std::int64_t start = end.offset_of(d.seq);
  step.stream_offset = start - (flags.syn ? 0 : 1);
  if (flags.ack) {
    move_acked(peer, flags, d.ack);
    if (peer.acked > 1) step.acked = static_cast<std::uint64_t>(peer.acked - 1);
  }
  const std::int64_t stop = start + payload_bytes + (flags.syn ? 1 : 0) + (flags.fin ? 1 : 0);
  move_last(c, direction, flags, stop, payload_bytes);
  if (flags.fin) end.fin = true;
  if (end.state == State::inactive) on_first(c, end, peer, flags, d, stats);
  else on_later(c, end, peer, flags, stats);
  set_close(c, flags, d.ts);
  return step;
}

}  // namespace wardwatch::flow
