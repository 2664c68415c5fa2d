#pragma once

#include "flow/stats.hpp"
#include "flow/tap_copies.hpp"
#include "flow/tcp_stream.hpp"
#include "flow/timer_wheel.hpp"

namespace wardwatch::flow {

struct TableLimits {
  std::uint64_t connections_max = 2'000'000;         ///< Open at once; beyond, the one next to time out is closed.
  std::uint64_t reassembly_bytes_max = 256U << 20U;  ///< Out-of-order TCP data of all connections.
};

/// Follows every connection from its first datagram to its end and writes its `conn` row, with Zeek's meaning of the
/// fields. Payload goes to the handler that the consumer opens. Time is the datagrams' own; the table works for one
/// thread.
class ConnectionTable {
 public:
  ConnectionTable(TableLimits limits, Consumer& consumer);
  ConnectionTable(const ConnectionTable&) = delete;
  ConnectionTable& operator=(const ConnectionTable&) = delete;
  ~ConnectionTable() = default;

  void on(const Datagram& datagram);
  /// Closes what is due by `now`, when no datagram says what time it is.
  void advance(Timestamp now) {
    if (now >= next_second_) start_second(now);
  }
  /// Closes all that is open, in the order of its beginning.
  void finish();

  /// First packet of the oldest open connection: no row that is still to come has an earlier time.
  [[nodiscard]] std::optional<Timestamp> earliest_open() const;
  [[nodiscard]] std::size_t open_count() const noexcept { return pool_.used(); }
  [[nodiscard]] const TableStats& stats() const noexcept { return stats_; }

 private:
  void start_second(Timestamp now);
  std::uint32_t open(const Datagram& datagram);
  void close(std::uint32_t number, EndReason reason);
  void on_tcp(Connection& connection, std::uint32_t number, Direction direction, const Datagram& datagram);
  void on_udp(Connection& connection, Direction direction, const Datagram& datagram);
  void read_payload(Connection& connection);
  static void note_tunnels(Connection& connection, const Datagram& datagram);
  void write_rows(const Connection& connection);

  TableLimits limits_;
  Consumer& consumer_;
  TableStats stats_;
  ConnectionPool pool_;
  FlowIndex index_;
  TimerWheel timers_;
  TcpReassembler reassembler_;
  TapCopies copies_;
  Timestamp next_second_{};  ///< When the timers are looked at again.
};

}  // namespace wardwatch::flow
