#include "pipeline/merge.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "pipeline/reorder.hpp"

using namespace wardwatch;
using namespace wardwatch::pipeline;

namespace {

constexpr int kRows = 3000;

/// Rows in no order at all, over two logs, in three batches.
std::vector<record::Batches> disorder() {
  std::vector<record::Batches> all(3);
  for (int i = 0; i < kRows; ++i) {
    record::Batches& batches = all[static_cast<std::size_t>(i) % 3];
    record::Weird& weird = batches.of<record::Weird>().add();
    weird.at.ts = timestamp_of(static_cast<std::uint64_t>(i * 7919 % 500), 0);
    weird.at.uid = record::Uid{std::to_string(i * 31 % 1000)};
    weird.name = batches.of<record::Weird>().keep("oddity " + std::to_string(i));
    record::Connection& connection = batches.of<record::Connection>().add();
    connection.at.ts = timestamp_of(static_cast<std::uint64_t>(i * 104729 % 500), 0);
    connection.at.uid = record::Uid{std::to_string(i)};
  }
  return all;
}

std::vector<std::string> merged(std::size_t memory_bytes_max, std::uint64_t& spilled) {
  const auto folder = std::filesystem::temp_directory_path() / ("wardwatch-merge-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  RunLimits limits;
  limits.spill_folder = folder;
  limits.memory_bytes_max = memory_bytes_max;
  RunSet runs;
  for (record::Batches& batches : disorder()) runs.add(std::move(batches), limits);
  spilled = limits.spilled_runs;
  std::vector<std::string> rows;
  TotalMerge merge{std::move(runs)};
  while (merge.next([&]<class R>(const R& row, const auto&) {
    std::string text = std::to_string(nanoseconds_of(row.at.ts)) + " " + std::string{record::schema_of<R>.log} + " " +
                       std::string{row.at.uid.view()};
    if constexpr (std::is_same_v<R, record::Weird>) text += " " + std::string{row.name};
    rows.push_back(std::move(text));
  })) {
  }
  std::filesystem::remove_all(folder);
  return rows;
}

}  // namespace

TEST_CASE("runs in memory and runs on disk merge to the same total order: time, log, uid") {
  std::uint64_t spilled = 0;
  const auto in_memory = merged(static_cast<std::size_t>(-1), spilled);
  CHECK(spilled == 0);
  const auto on_disk = merged(0, spilled);
  CHECK(spilled == 6);
  REQUIRE(in_memory.size() == 2 * kRows);
  CHECK(in_memory == on_disk);
}

TEST_CASE("the reorder buffer gives out the total order whatever the steps of the watermark") {
  const auto through = [](int step_seconds) {
    ReorderBuffer reorder;
    std::vector<std::string> rows;
    const auto take = [&](const auto& row) {
      rows.push_back(std::to_string(nanoseconds_of(row.at.ts)) + std::string{row.at.uid.view()});
    };
    for (record::Batches& batches : disorder()) reorder.add(batches);
    for (int at = 0; at < 500; at += step_seconds)
      reorder.release(timestamp_of(static_cast<std::uint64_t>(at), 0), take);
    reorder.release(Timestamp::max(), take);
    CHECK(reorder.late_count() == 0);
    return rows;
  };
  const auto once = through(500);
  CHECK(once.size() == 2 * kRows);
  CHECK(through(7) == once);
}

TEST_CASE("a record that comes behind the watermark is given out at the next release and counted") {
  ReorderBuffer reorder;
  reorder.release(timestamp_of(100, 0), [](const auto&) {});
  record::Batches batches;
  batches.of<record::Weird>().add().at.ts = timestamp_of(50, 0);
  reorder.add(batches);
  int given = 0;
  reorder.release(timestamp_of(100, 0), [&](const auto&) { ++given; });
  CHECK(given == 1);
  CHECK(reorder.late_count() == 1);
}
