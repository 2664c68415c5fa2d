#pragma once

#include <algorithm>
#include <memory>

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
  explicit TotalMerge(RunSet&& runs);
  TotalMerge(const TotalMerge&) = delete;
  TotalMerge(TotalMerge&&) = delete;
  TotalMerge& operator=(const TotalMerge&) = delete;
  TotalMerge& operator=(TotalMerge&&) = delete;
  ~TotalMerge();

  /// Shows the next row to `visit(const R&, block)`; false when there is none.
  template <class Visit>
  bool next(Visit&& visit) {
    const Row row = peek();
    if (row.at == nullptr) return false;
    record::for_each_record([&]<class R>(std::type_identity<R>) {
      if (record::log_index<R> == row.log) visit(*static_cast<const R*>(row.at), row.block);
    });
    pop(row.log);
    return true;
  }

 private:
  /// A row of whichever log comes next.
  struct Row {
    std::size_t log = 0;
    const void* at = nullptr;
    std::shared_ptr<const void> block;
  };
  [[nodiscard]] Row peek() const;
  void pop(std::size_t log);

  struct Logs;
  std::unique_ptr<Logs> logs_;
};

}  // namespace wardwatch::pipeline
