#include "pipeline/worker.hpp"

#include <utility>

#include "pipeline/analyzer.hpp"
#include "pipeline/output_stage.hpp"

namespace wardwatch::pipeline {
namespace {

constexpr std::uint64_t kPacketsBetweenLooks = 4096;  ///< How often memory, progress and Ctrl-C are looked at.

}  // namespace

Worker::Worker(unsigned index, unsigned count, const Limits& limits, const TokenKey& tokens, RunLimits& run_limits,
               Progress& progress)
    : shard_{.index = index, .count = count},
      tokens_{tokens},
      run_limits_{run_limits},
      progress_{progress},
      table_{flow::TableLimits{.connections_max = limits.connections_max / count,
                               .reassembly_bytes_max = limits.reassembly_bytes_max / count},
             *this} {}

void Worker::run(const std::vector<source::PlannedCapture>& captures) {
  const double start = OutputStage::thread_cpu_seconds();
  source::MergedCaptures merged{captures};
  Packet packet;
  std::uint64_t seen = 0, told_bytes = 0;
  while (merged.next(packet)) {
    if (++seen % kPacketsBetweenLooks == 0) {
      if (progress_.stop) break;
      if (batches_.held_bytes() > kRunBytes) seal();
      if (shard_.index == 0) {
        progress_.bytes_done += merged.bytes_consumed() - told_bytes;
        told_bytes = merged.bytes_consumed();
        progress_.packets = seen;
      }
    }
    flow::read_packet(packet, shard_, decoder_, table_);
  }
  table_.finish();
  seal();
  statuses_ = merged.statuses();
  cpu_seconds_ = OutputStage::thread_cpu_seconds() - start;
}

void Worker::seal() {
  for (const record::Connection& row : batches_.of<record::Connection>().rows()) homes_.observe(row);
  record::Batches next;
  if (batches_.held_bytes() > kRunBytes) next.reserve_like(batches_);
  runs_.add(std::exchange(batches_, std::move(next)), run_limits_);
}

std::unique_ptr<flow::StreamHandler> Worker::open_stream(const record::ConnectionRef& connection, Transport transport) {
  if (transport != Transport::tcp && transport != Transport::udp) return nullptr;
  return std::make_unique<Analyzer>(connection, transport, batches_, memo_, tokens_);
}

}  // namespace wardwatch::pipeline
