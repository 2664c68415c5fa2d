#pragma once

#include <deque>
#include <unordered_map>

#include "record/windows_event.hpp"

namespace wardwatch::pipeline {

/// Tells events that stand in the evidence both in a log and in an export of it, or in two exports: computer, channel,
/// number and event id are the same, and the times differ by no more than an export cuts off. The texts of their values
/// differ with the exporter, so that content does not tell.
class EventEchoes {
 public:
  /// Whether this event was shown before, from another piece of evidence. Rows come in the order of time.
  [[nodiscard]] bool is_echo(const record::WindowsEvent& row);

 private:
  struct Shown {
    SourceId source;
    bool is_exported = false;
  };
  struct Entry {
    Timestamp at;
    std::uint64_t key = 0;
  };
  void forget_before(Timestamp at);

  std::unordered_map<std::uint64_t, Shown> shown_;
  std::deque<Entry> order_;
};

}  // namespace wardwatch::pipeline
