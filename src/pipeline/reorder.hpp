#pragma once

#include <utility>

#include "core/assert.hpp"
#include "pipeline/merge.hpp"

namespace wardwatch::pipeline {

/// Holds the records of a live sensor until no earlier one can come, and then gives them out in the total order. A
/// record that comes later than that is late: it is given out at once, and counted.
class ReorderBuffer {
 public:
  /// Takes everything out of `batches`.
  void add(record::Batches& batches) {
    record::for_each_record([&]<class R>(std::type_identity<R>) {
      for (const R& row : batches.of<R>().rows()) {
        if (row.at.ts < released_to_) ++late_count_;
        copy(row);
      }
      batches.of<R>() = record::Batch<R>{};
    });
  }

  /// Gives out what is before `watermark`: `visit(const R&)`, valid during the call.
  template <class Visit>
  void release(Timestamp watermark, Visit&& visit) {
    released_to_ = std::max(released_to_, watermark);
    RunLimits unlimited;
    unlimited.memory_bytes_max = static_cast<std::size_t>(-1);
    RunSet runs;
    runs.add(std::exchange(held_, record::Batches{}), unlimited);
    TotalMerge merge{std::move(runs)};
    const auto take = [&](const auto& row, const auto&) {
      if (row.at.ts < watermark) visit(row);
      else copy(row);
    };
    while (merge.next(take)) {
    }
  }

  [[nodiscard]] std::uint64_t late_count() const noexcept { return late_count_; }

 private:
  /// Through the binary form, so that the text moves into a batch that lives on.
  template <record::Record R>
  void copy(const R& row) {
    scratch_.clear();
    record::encode(scratch_, row);
    Reader in{as_bytes(scratch_)};
    const bool copied = record::decode(in, held_.of<R>());
    WW_ASSERT(copied);
  }

  record::Batches held_;
  std::string scratch_;
  Timestamp released_to_;
  std::uint64_t late_count_ = 0;
};

}  // namespace wardwatch::pipeline
