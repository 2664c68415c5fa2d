#pragma once

#include <algorithm>
#include <limits>

#include "pipeline/runs.hpp"

namespace wardwatch::pipeline {

/// Merges the runs of one record type; equal keys come in the order of the runs.
template <record::Record R>
class LogMerge {
 public:
  explicit LogMerge(std::vector<Run<R>>&& runs) {
    readers_.reserve(runs.size());
    for (Run<R>& run : runs) readers_.emplace_back(std::move(run));
    for (std::size_t i = 0; i < readers_.size(); ++i) {
      if (readers_[i].peek() != nullptr) heads_.push_back({readers_[i].peek(), i});
    }
    std::make_heap(heads_.begin(), heads_.end(), later);
  }

  [[nodiscard]] const R* peek() const noexcept { return heads_.empty() ? nullptr : heads_.front().row; }
  /// The block that the row under `peek` lies in.
  [[nodiscard]] std::shared_ptr<const void> block() const noexcept { return readers_[heads_.front().run].block(); }

  void pop() {
    // The heap is ordered while every row still stands: a run on disk drops its block when it is read on.
    std::pop_heap(heads_.begin(), heads_.end(), later);
    Head& last = heads_.back();
    readers_[last.run].pop();
    last.row = readers_[last.run].peek();
    if (last.row == nullptr) heads_.pop_back();
    else std::push_heap(heads_.begin(), heads_.end(), later);
  }

 private:
  struct Head {
    const R* row;
    std::size_t run;
  };
  static bool later(const Head& a, const Head& b) noexcept {
    if (in_order(*b.row, *a.row)) return true;
    return !in_order(*a.row, *b.row) && b.run < a.run;
  }

  std::vector<RunReader<R>> readers_;
  std::vector<Head> heads_;
};

/// Merges all logs into the total order (ts, log, uid).
class TotalMerge {
 public:
  explicit TotalMerge(RunSet&& runs) : logs_{make(runs, record::AllRecords{})} {}

  /// Shows the next row to `visit(const R&, block)`; false when there is none.
  template <class Visit>
  bool next(Visit&& visit) {
    std::size_t best = kNone;
    std::int64_t best_ts = std::numeric_limits<std::int64_t>::max();
    std::size_t index = 0;
    std::apply(
        [&](const auto&... log) {
          const auto look = [&](const auto* row) {
            if (row != nullptr && (best == kNone || nanoseconds_of(row->at.ts) < best_ts)) {
              best = index;
              best_ts = nanoseconds_of(row->at.ts);
            }
            ++index;
          };
          (look(log.peek()), ...);
        },
        logs_);
    if (best == kNone) return false;
    index = 0;
    std::apply(
        [&](auto&... log) {
          const auto take = [&](auto& merge) {
            if (index++ != best) return;
            visit(*merge.peek(), merge.block());
            merge.pop();
          };
          (take(log), ...);
        },
        logs_);
    return true;
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  template <class... Rs>
  static std::tuple<LogMerge<Rs>...> make(RunSet& runs, record::TypeList<Rs...>) {
    return {LogMerge<Rs>{std::move(runs.of<Rs>())}...};
  }
  template <class List>
  struct TupleOf;
  template <class... Rs>
  struct TupleOf<record::TypeList<Rs...>> {
    using type = std::tuple<LogMerge<Rs>...>;
  };
  TupleOf<record::AllRecords>::type logs_;
};

}  // namespace wardwatch::pipeline
