#pragma once

#include "flow/flow_index.hpp"

namespace wardwatch::flow {

/// Finds the connections whose time is over, by event time. A slot is a second; a connection stands in the slot of the
/// time that was due when it was put there. Activity moves nothing: when the slot's time comes, the connection is asked
/// anew, so a packet costs no list work. Exact times are the table's business, which looks at `due` for every packet.
class TimerWheel {
 public:
  static constexpr std::size_t kSlots = 512;  ///< Longer than the longest time-out (300 s).

  explicit TimerWheel(ConnectionPool& pool) : pool_{pool} { slots_.fill(Connection::kNone); }

  void add(std::uint32_t number) {
    Connection& connection = pool_.at(number);
    const std::int64_t due = std::max(second_of(connection.due()) + 1, second_ + 1);
    const auto slot =
        static_cast<std::uint16_t>(std::min(due, second_ + std::int64_t{kSlots} - 1) % std::int64_t{kSlots});
    connection.timer_slot = slot;
    connection.timer_previous = Connection::kNone;
    connection.timer_next = slots_[slot];
    if (slots_[slot] != Connection::kNone) pool_.at(slots_[slot]).timer_previous = number;
    slots_[slot] = number;
  }
  void remove(std::uint32_t number) {
    Connection& connection = pool_.at(number);
    if (connection.timer_previous == Connection::kNone) slots_[connection.timer_slot] = connection.timer_next;
    else pool_.at(connection.timer_previous).timer_next = connection.timer_next;
    if (connection.timer_next != Connection::kNone)
      pool_.at(connection.timer_next).timer_previous = connection.timer_previous;
  }
  /// Calls `expire(number)`, which removes it, for each connection that is due by `now`. Time never runs back.
  template <class Expire>
  void advance(Timestamp now, Expire&& expire) {
    const std::int64_t to = second_of(now);
    if (second_ == 0) second_ = to;
    if (to - second_ > std::int64_t{kSlots}) second_ = to - std::int64_t{kSlots};
    while (second_ < to) {
      ++second_;
      for (std::uint32_t number = slots_[index(second_)]; number != Connection::kNone;) {
        const std::uint32_t next = pool_.at(number).timer_next;
        if (next != Connection::kNone) __builtin_prefetch(&pool_.at(next));
        if (pool_.at(number).due() <= now) expire(number);
        else {
          remove(number);
          add(number);
        }
        number = next;
      }
    }
  }
  /// The connection that is next to be asked, for eviction; `Connection::kNone` when there is none.
  [[nodiscard]] std::uint32_t nearest() {
    constexpr unsigned kRefreshMax = 64;  // Stale entries put right in one search.
    unsigned refreshed = 0;
    for (std::int64_t second = second_ + 1; second < second_ + std::int64_t{kSlots}; ++second) {
      for (std::uint32_t number = slots_[index(second)]; number != Connection::kNone;) {
        const std::uint32_t next = pool_.at(number).timer_next;
        if (second_of(pool_.at(number).due()) + 1 <= second || ++refreshed > kRefreshMax) return number;
        remove(number);
        add(number);
        number = next;
      }
    }
    return Connection::kNone;
  }

 private:
  [[nodiscard]] static std::int64_t second_of(Timestamp ts) noexcept {
    return std::chrono::floor<std::chrono::seconds>(ts).time_since_epoch().count();
  }
  [[nodiscard]] static std::size_t index(std::int64_t second) noexcept {
    return static_cast<std::size_t>(second % std::int64_t{kSlots});
  }

  ConnectionPool& pool_;
  std::array<std::uint32_t, kSlots> slots_;
  std::int64_t second_ = 0;
};

}  // namespace wardwatch::flow
