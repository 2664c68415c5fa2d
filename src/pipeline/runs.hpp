#pragma once

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "record/wire.hpp"

namespace wardwatch::pipeline {

/// How many bytes of records may stay in memory before runs go to disk; shared by the workers.
struct RunLimits {
  std::filesystem::path spill_folder;
  std::size_t memory_bytes_max = 512U << 20U;
  std::atomic<std::size_t> held_bytes{0};
  std::atomic<std::uint64_t> spilled_runs{0};
  std::atomic<bool> disk_failed{false};
};

inline constexpr std::size_t kRunBytes = 64U << 20U;  ///< Records of one sorted run, per worker.

/// Rows of one type in the total order: in memory, or in a file of blocks.
template <record::Record R>
struct Run {
  std::shared_ptr<record::Batch<R>> batch;  ///< Null when the run is on disk.
  std::vector<std::uint32_t> order;         ///< Of the batch's rows.
  std::filesystem::path file;
};

/// Rows of one time and uid. A worker takes whichever log comes next, so that its runs do not say the order; where a
/// row stands in the evidence does.
template <record::Record R>
[[nodiscard]] bool stands_before(const R& a, const R& b) noexcept {
  if constexpr (requires { a.at.offset_bytes; }) {
    if (a.at.source != b.at.source) return a.at.source < b.at.source;
    return a.at.offset_bytes < b.at.offset_bytes;
  }
  return false;
}

template <record::Record R>
[[nodiscard]] bool in_order(const R& a, const R& b) noexcept {
  if (a.at.ts != b.at.ts) return a.at.ts < b.at.ts;
  if (a.at.uid != b.at.uid) return a.at.uid < b.at.uid;
  return stands_before(a, b);
}

inline constexpr std::size_t kRowsPerBlock = 512;  ///< Rows read back at once: a few hundred KiB a run.

/// The order of the rows. Times are taken out for it: a look at a row costs more than the comparison.
template <record::Record R>
[[nodiscard]] std::vector<std::uint32_t> order_of(const std::vector<R>& rows) {
  struct Key {
    Timestamp ts;
    std::uint32_t row;
  };
  std::vector<Key> keys;
  keys.reserve(rows.size());
  for (const R& row : rows) keys.push_back({row.at.ts, static_cast<std::uint32_t>(keys.size())});
  std::sort(keys.begin(), keys.end(), [&](const Key& a, const Key& b) {
    if (a.ts != b.ts) return a.ts < b.ts;
    const auto by_uid = rows[a.row].at.uid <=> rows[b.row].at.uid;
    if (by_uid != 0) return by_uid < 0;
    if (stands_before(rows[a.row], rows[b.row])) return true;
    return !stands_before(rows[b.row], rows[a.row]) && a.row < b.row;
  });
  std::vector<std::uint32_t> order;
  order.reserve(keys.size());
  for (const Key& key : keys) order.push_back(key.row);
  return order;
}

/// Sorts a batch into a run; equal keys keep their order of emission. Writes it to disk when memory is used up.
template <record::Record R>
[[nodiscard]] Run<R> seal(record::Batch<R>&& batch, RunLimits& limits) {
  Run<R> run;
  run.order = order_of(batch.rows());
  const std::size_t bytes = batch.held_bytes();
  if (limits.held_bytes.fetch_add(bytes) + bytes <= limits.memory_bytes_max) {
    run.batch = std::make_shared<record::Batch<R>>(std::move(batch));
    return run;
  }
  limits.held_bytes.fetch_sub(bytes);
  run.file = limits.spill_folder / ("run-" + std::to_string(limits.spilled_runs.fetch_add(1)));
  std::ofstream out{run.file, std::ios::binary};
  std::string block;
  for (std::size_t at = 0; at < run.order.size(); at += kRowsPerBlock) {
    const std::size_t end = std::min(at + kRowsPerBlock, run.order.size());
    block.clear();
    for (std::size_t i = at; i < end; ++i) record::encode(block, batch.rows()[run.order[i]]);
    std::string head;
    record::encode_value(head, static_cast<std::uint64_t>(block.size()));
    out << head << block;
  }
  out.flush();
  if (!out) limits.disk_failed = true;
  run.order = {};
  return run;
}

/// Reads a run from its start. Rows stay valid while somebody holds `block()`.
template <record::Record R>
class RunReader {
 public:
  explicit RunReader(Run<R> run) : run_{std::move(run)}, block_{run_.batch} {
    if (!block_) {
      in_.open(run_.file, std::ios::binary);
      read_block();
    }
  }
  [[nodiscard]] const R* peek() const noexcept {
    if (at_ >= size()) return nullptr;
    return &block_->rows()[run_.batch ? run_.order[at_] : at_];
  }
  void pop() {
    if (++at_ >= size() && !run_.batch) read_block();
  }
  [[nodiscard]] const std::shared_ptr<record::Batch<R>>& block() const noexcept { return block_; }

 private:
  [[nodiscard]] std::size_t size() const noexcept { return block_ ? block_->rows().size() : 0; }
  void read_block() {
    at_ = 0;
    block_ = nullptr;
    std::uint64_t size_bytes = 0;
    if (!in_.read(reinterpret_cast<char*>(&size_bytes), sizeof size_bytes)) return;
    std::string bytes(size_bytes, '\0');
    if (!in_.read(bytes.data(), static_cast<std::streamsize>(size_bytes))) return;
    block_ = std::make_shared<record::Batch<R>>();
    for (Reader in{as_bytes(bytes)}; !in.empty();) {
      if (!record::decode(in, *block_)) break;
    }
  }

  Run<R> run_;
  std::shared_ptr<record::Batch<R>> block_;
  std::ifstream in_;
  std::size_t at_ = 0;
};

/// The runs of every record type. What touches every type is compiled once.
class RunSet {
 public:
  RunSet();
  RunSet(const RunSet&) = delete;
  RunSet(RunSet&&) noexcept;
  RunSet& operator=(const RunSet&) = delete;
  RunSet& operator=(RunSet&&) noexcept;
  ~RunSet();

  template <record::Record R>
  [[nodiscard]] std::vector<Run<R>>& of() noexcept {
    return std::get<std::vector<Run<R>>>(runs_);
  }

  /// Seals what the batches hold, and leaves them empty.
  void add(record::Batches&& batches, RunLimits& limits);
  void add(RunSet&& other);

 private:
  template <class List>
  struct TupleOf;
  template <class... Rs>
  struct TupleOf<record::TypeList<Rs...>> {
    using type = std::tuple<std::vector<Run<Rs>>...>;
  };
  TupleOf<record::AllRecords>::type runs_;
};

}  // namespace wardwatch::pipeline
