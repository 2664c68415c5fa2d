#pragma once

#include <cstdint>
#include <map>

#include "core/timestamp.hpp"

namespace wardwatch::detect::event_log {

/// The record numbers of one channel of one computer, as they come in the order of time. Numbers that are skipped may
/// still come: threads write at the same moment, and the order of time is not quite that of numbers.
class Sequence {
 public:
  void add(std::uint64_t number, Timestamp ts);

  [[nodiscard]] std::uint64_t events() const noexcept { return events_; }
  [[nodiscard]] const std::map<std::uint64_t, std::uint64_t>& gaps() const noexcept { return gaps_; }  ///< First: last.
  [[nodiscard]] std::uint64_t missing() const noexcept;
  /// More gaps than are kept: no longer something cut out, but a selection.
  [[nodiscard]] bool has_too_many() const noexcept { return too_many_; }
  /// The longest time by which an event is later than one with a higher number; zero when numbers grow with time.
  [[nodiscard]] Interval backwards() const noexcept { return backwards_; }
  [[nodiscard]] Timestamp backwards_at() const noexcept { return backwards_at_; }

 private:
  void fill(std::uint64_t number);

  std::map<std::uint64_t, std::uint64_t> gaps_;
  std::uint64_t events_ = 0;
  std::uint64_t highest_ = 0;
  Timestamp highest_ts_;
  Interval backwards_{0};
  Timestamp backwards_at_;
  bool too_many_ = false;
};

}  // namespace wardwatch::detect::event_log
