#include "pipeline/event_worker.hpp"

#include <utility>

#include "pipeline/output_stage.hpp"

namespace wardwatch::pipeline {
namespace {

constexpr std::size_t kRunBytes = 64U << 20U;  ///< Records of one sorted run, per worker.

}  // namespace

EventLogs::EventLogs(const std::vector<EvidenceFile>& files) {
  for (std::uint32_t i = 0; i < files.size(); ++i) {
    if (files[i].is_event_log && files[i].about.size_bytes > 0)
      logs_.push_back({files[i].path, SourceId{i}, files[i].about.size_bytes});
  }
}

void EventWorker::run(EventLogs& logs) {
  const double start = OutputStage::thread_cpu_seconds();
  while (const EventLogs::Log* log = progress_.stop ? nullptr : logs.take()) read(*log);
  seal();
  cpu_seconds_ = OutputStage::thread_cpu_seconds() - start;
}

void EventWorker::read(const EventLogs::Log& log) {
  auto file = eventlog::LogFile::open(log.path, {.bytes_max = log.bytes_max, .carve = true});
  if (!file) {
    eventlog::LogStatus status;
    status.problem = file.error().what;
    statuses_.push_back({log.source, status});
    return;
  }
  auto& batch = batches_.of<record::WindowsEvent>();
  std::uint64_t chunk_offset = 0;
  for (eventlog::Event event; file->next(event);) {
    maker_.make(event, {log.source, file->chunk_offset()}, batch);
    if (file->chunk_offset() == chunk_offset) continue;
    progress_.bytes_done += file->chunk_offset() - chunk_offset;
    chunk_offset = file->chunk_offset();
    if (progress_.stop) break;
    if (batch.held_bytes() > kRunBytes) seal();
  }
  const eventlog::LogStatus status = file->status();
  progress_.bytes_done += log.bytes_max - chunk_offset;
  statuses_.push_back({log.source, status});
}

void EventWorker::seal() { runs_.add(std::exchange(batches_, record::Batches{}), run_limits_); }

}  // namespace wardwatch::pipeline
