#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/reader.hpp"
#include "flow/datagram.hpp"
#include "flow/stream_handler.hpp"

namespace wardwatch::flow {

/// One side of a TCP connection, with the names of Zeek's endpoint states. UDP and others use inactive and established.
enum class EndpointState : std::uint8_t { inactive, syn_sent, syn_ack_sent, partial, established, closed, reset };

/// One side's counters. TCP positions are 64-bit offsets from `start_seq`, so that sequence numbers may wrap: the SYN
/// stands at 0, the first byte at 1.
struct Endpoint {
  std::uint64_t packets = 0;
  std::uint64_t ip_bytes = 0;
  std::int64_t last = 0;   ///< One past the highest sequence number sent. UDP, ICMP: payload bytes.
  std::int64_t acked = 0;  ///< Highest acknowledgement by the other side.
  std::uint64_t next = 0;  ///< Stream offset up to which all bytes were seen or given up.
  std::uint32_t start_seq = 0;
  std::uint32_t retransmissions = 0;
  std::uint32_t zero_windows = 0;
  std::uint32_t gaps = 0;
  EndpointState state = EndpointState::inactive;
  EndpointState previous = EndpointState::inactive;
  std::uint8_t seen = 0;  ///< History letters that were written for this side (SeenBit).
  bool fin = false;
  bool has_start = false;  ///< `start_seq` holds.

  /// The offset that `seq` stands for, nearest to what was seen last.
  [[nodiscard]] std::int64_t offset_of(std::uint32_t seq) const noexcept {
    return last + static_cast<std::int32_t>(seq - (start_seq + static_cast<std::uint32_t>(last)));
  }
  void set(EndpointState to) noexcept {
    if (state == to) return;
    previous = state;
    state = to;
  }
};

/// Something odd below the protocols; a `weird` row at the connection's end.
struct Oddity {
  FieldName name;
  std::uint64_t count;
};

/// What few connections need.
struct Extra {
  std::vector<Oddity> oddities;
  std::vector<record::Uid> tunnels;       ///< All tunnels it was seen in.
  std::vector<record::Uid> last_tunnels;  ///< Those of the last packet, to notice a change.
};

struct Reassembly;
struct ReassemblyDeleter {
  void operator()(Reassembly* reassembly) const noexcept;
};

/// One open connection. Lives in the pool; what most connections lack is behind pointers.
struct Connection {
  static constexpr std::uint32_t kNone = 0xffffffffU;
  static constexpr std::size_t kHistoryMax = 40;

  alignas(64) std::uint64_t hash = 0;  ///< Each connection begins on a cache line.
  IpAddress orig, resp;
  std::uint16_t orig_port = 0, resp_port = 0;
  std::uint8_t protocol = 0;
  Transport transport = Transport::other;
  bool in_use = false;
  bool one_way = false;
  Timestamp last;
  std::array<Endpoint, 2> ends;
  Timestamp close_at = Timestamp::max();  ///< A time-out that activity does not extend.
  Timestamp first;
  std::uint64_t missed_bytes = 0;
  std::uint64_t first_packet = 0, last_packet = 0;
  SourceId source;
  std::uint32_t timer_next = kNone, timer_previous = kNone;
  std::uint16_t timer_slot = 0;
  bool asked_for_handler = false;
  bool handler_done = false;
  EndReason end_reason = EndReason::timed_out;
  std::uint16_t vlan = 0, inner_vlan = 0;
  std::uint8_t vlan_count = 0;
  MacAddress orig_mac, resp_mac;
  InlineText<kHistoryMax> history;
  std::unique_ptr<StreamHandler> handler;
  std::unique_ptr<Reassembly, ReassemblyDeleter> reassembly;
  std::unique_ptr<Extra> extra;

  [[nodiscard]] Endpoint& end_of(Direction direction) noexcept { return ends[index_of(direction)]; }
  [[nodiscard]] const Endpoint& end_of(Direction direction) const noexcept { return ends[index_of(direction)]; }

  [[nodiscard]] Extra& extras() {
    if (!extra) extra = std::make_unique<Extra>();
    return *extra;
  }

  /// Nobody wants more of the streams. Of most connections nobody ever will have a word to say: a million open ones fit
  /// into memory because their handlers are dropped here.
  void stop_reading() noexcept {
    handler_done = true;
    if (handler->is_spent()) handler.reset();
  }

  /// Adds a letter: upper case from the originator.
  void note(Direction direction, char lower) noexcept {
    history.push(direction == Direction::orig ? static_cast<char>(lower - 'a' + 'A') : lower);
  }
  /// Adds a letter at the first, tenth, hundredth ... occurrence.
  void note_scaled(Direction direction, char lower, std::uint32_t& counter) noexcept {
    ++counter;
    std::uint32_t step = counter;
    while (step >= 10 && step % 10 == 0) step /= 10;
    if (step == 1) note(direction, lower);
  }
  /// Zeek reports gaps only between sides that opened properly.
  [[nodiscard]] bool is_established() const noexcept;
  /// Both sides have sent their FIN.
  [[nodiscard]] bool is_closed() const noexcept {
    return ends[0].state == EndpointState::closed && ends[1].state == EndpointState::closed;
  }
  /// Which side was seen to end it first, by FIN or RST.
  [[nodiscard]] std::optional<Direction> ended_first() const noexcept {
    const std::size_t at = history.view().find_first_of("FRfr");
    if (at == std::string_view::npos) return std::nullopt;
    return history.view()[at] < 'a' ? Direction::orig : Direction::resp;
  }
  /// Payload sent by a side: from sequence numbers for TCP, without SYN and FIN.
  [[nodiscard]] std::uint64_t payload_bytes(Direction direction) const noexcept;
  /// Zeek's conn_state.
  [[nodiscard]] std::string_view state_name() const noexcept;
  /// When the connection is over if nothing more comes.
  [[nodiscard]] Timestamp due() const noexcept;
};

static_assert(sizeof(Connection) <= 384, "1 million connections in 1 GiB, with what they point to");

}  // namespace wardwatch::flow
