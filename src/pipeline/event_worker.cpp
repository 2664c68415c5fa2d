#include "pipeline/event_worker.hpp"

#include <utility>

#include "eventjson/event_reader.hpp"
#include "pipeline/output_stage.hpp"
#include "source/capture_file/byte_stream.hpp"

namespace wardwatch::pipeline {
namespace {

/// What was read of a file of JSON, as it is said of a log.
eventlog::LogStatus status_of(const eventjson::ReadStatus& read, const source::ByteStream& stream) {
  eventlog::LogStatus status;
  status.file_bytes = stream.file_bytes();
  status.read_bytes = stream.file_offset_bytes();
  status.events = read.events;
  status.faulty = read.faulty;
  status.first_ts = read.first_ts;
  status.last_ts = read.last_ts;
  status.problem = stream.fault();
  if (read.faulty > 0) {
    if (!status.problem.empty()) status.problem += "; ";
    status.problem += std::to_string(read.faulty) + " of " + std::to_string(read.faulty + read.events) +
                      " documents could not be read: " + read.first_fault + (read.faulty > 1 ? ", and others" : "");
  }
  status.complete = status.problem.empty();
  return status;
}

}  // namespace

EventLogs::EventLogs(const std::vector<EvidenceFile>& files) {
  for (std::uint32_t i = 0; i < files.size(); ++i) {
    if ((files[i].is_event_log || files[i].is_event_json) && files[i].about.size_bytes > 0)
      logs_.push_back({files[i].path, SourceId{i}, files[i].about.size_bytes, files[i].is_event_json});
  }
}

void EventWorker::run(EventLogs& logs) {
  const double start = OutputStage::thread_cpu_seconds();
  while (const EventLogs::Log* log = progress_.stop ? nullptr : logs.take()) {
    if (log->is_json) read_json(*log);
    else read(*log);
  }
  seal();
  cpu_seconds_ = OutputStage::thread_cpu_seconds() - start;
}

void EventWorker::read(const EventLogs::Log& log) {
  auto file = eventlog::LogFile::open(log.path, {.bytes_max = log.bytes_max, .carve = true});
  if (!file) {
    eventlog::LogStatus status;
    status.problem = file.error().what;
    statuses_.push_back({log.source, status, 0});
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
  statuses_.push_back({log.source, status, 0});
}

void EventWorker::read_json(const EventLogs::Log& log) {
  auto stream = source::ByteStream::open(log.path, {.file_bytes_max = log.bytes_max});
  if (!stream) {
    eventlog::LogStatus status;
    status.problem = stream.error().what;
    statuses_.push_back({log.source, status, 0});
    return;
  }
  static_cast<void>(stream->fill(source::ByteStream::kFillMaxBytes));
  const auto shift = eventjson::learn_shift(stream->window());
  std::uint64_t done = 0;
  std::size_t given_bytes = 0;
  eventjson::EventReader reader{[&] {
                                  stream->consume(std::exchange(given_bytes, 0));
                                  progress_.bytes_done += stream->file_offset_bytes() - done;
                                  done = stream->file_offset_bytes();
                                  if (progress_.stop || !stream->fill(1)) return Bytes{};
                                  given_bytes = stream->window().size();
                                  return stream->window();
                                },
                                log.source, shift};
  auto& batch = batches_.of<record::WindowsEvent>();
  while (reader.next(batch)) {
    if (batch.held_bytes() > kRunBytes) seal();
  }
  progress_.bytes_done += log.bytes_max - std::min(done, log.bytes_max);
  statuses_.push_back({log.source, status_of(reader.status(), *stream), reader.status().zones_assumed});
}

void EventWorker::seal() { runs_.add(std::exchange(batches_, record::Batches{}), run_limits_); }

}  // namespace wardwatch::pipeline
