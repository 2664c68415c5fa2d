#include "pipeline/event_worker.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "eventjson/event_reader.hpp"
#include "pipeline/output_stage.hpp"
#include "source/capture_file/byte_stream.hpp"

namespace wardwatch::pipeline {
namespace {

/// What was read of a stream, as it is said of a log. `unread` says what of it could not be, empty when all could.
template <class ReadStatus>
eventlog::LogStatus status_of(const source::ByteStream& stream, const ReadStatus& read, std::uint64_t count,
                              const std::string& unread) {
  eventlog::LogStatus status;
  status.file_bytes = stream.file_bytes();
  status.read_bytes = stream.file_offset_bytes();
  status.events = count;
  status.first_ts = read.first_ts;
  status.last_ts = read.last_ts;
  status.problem = stream.fault();
  if (!unread.empty()) status.problem += (status.problem.empty() ? "" : "; ") + unread;
  status.complete = status.problem.empty();
  return status;
}

std::string unread_of(const eventjson::ReadStatus& read) {
  if (read.faulty == 0) return {};
  return std::to_string(read.faulty) + " of " + std::to_string(read.faulty + read.events) +
         " documents could not be read: " + read.first_fault + (read.faulty > 1 ? ", and others" : "");
}

std::string unread_of(const zeeklog::ReadStatus& read) {
  if (read.faulty_lines + read.faulty_values == 0) return {};
  return std::to_string(read.faulty_lines) + " lines and " + std::to_string(read.faulty_values) +
         " values could not be read, first: " + read.first_fault;
}

/// Counts the bytes of one file as they are read, and at its end those that never were.
class StreamProgress {
 public:
  StreamProgress(Progress& progress, std::uint64_t bytes_max) : progress_{progress}, bytes_max_{bytes_max} {}
  void operator()(std::uint64_t offset_bytes) {
    progress_.bytes_done += offset_bytes - done_;
    done_ = offset_bytes;
  }
  void finish() { progress_.bytes_done += bytes_max_ - std::min(done_, bytes_max_); }

 private:
  Progress& progress_;
  std::uint64_t bytes_max_;
  std::uint64_t done_ = 0;
};

/// Hands on a stream piece by piece, and says after each how far into the file it has come.
template <class Tell>
auto pieces_of(source::ByteStream& stream, const std::atomic<bool>& stop, Tell tell) {
  return [&stream, &stop, tell, given_bytes = std::size_t{0}]() mutable {
    stream.consume(std::exchange(given_bytes, 0));
    tell(stream.file_offset_bytes());
    if (stop || !stream.fill(1)) return Bytes{};
    given_bytes = stream.window().size();
    return stream.window();
  };
}

}  // namespace

EventLogs::EventLogs(const std::vector<EvidenceFile>& files) {
  for (std::uint32_t i = 0; i < files.size(); ++i) {
    const EvidenceFile& file = files[i];
    if ((!file.is_event_log && !file.is_event_json && !file.is_zeek_log) || file.about.size_bytes == 0) continue;
    logs_.push_back({file.path, SourceId{i}, file.about.size_bytes, file.is_event_json, {}});
    if (file.is_zeek_log) logs_.back().zeek = {file.zeek_form, file.zeek_path, true};
  }
}

void EventLogs::learn_rdp_sizes(const std::atomic<bool>& stop) {
  const auto is_of = [](std::string_view path) { return [path](const Log& log) { return log.zeek.path == path; }; };
  if (std::none_of(logs_.begin(), logs_.end(), is_of("rdp"))) return;
  for (const Log& log : logs_) {
    if (!is_of("conn")(log) || stop) continue;
    auto stream = source::ByteStream::open(log.path, {.file_bytes_max = log.bytes_max});
    if (!stream) continue;  // Said when it is read.
    zeeklog::LogReader reader{pieces_of(*stream, stop, [](std::uint64_t) {}), log.source, log.zeek};
    record::Batches batches;
    auto& connections = batches.of<record::Connection>();
    constexpr std::size_t kAtOnce = 4'096;
    for (bool is_more = true; is_more;) {
      is_more = reader.next(batches);
      if (is_more && connections.rows().size() < kAtOnce) continue;
      for (const record::Connection& row : connections.rows()) rdp_sizes_.on(row);
      connections = {};
    }
  }
}

void EventWorker::run(EventLogs& logs) {
  const double start = OutputStage::thread_cpu_seconds();
  while (const EventLogs::Log* log = progress_.stop ? nullptr : logs.take()) {
    if (log->zeek.form != zeeklog::Form::none) read_zeek(*log, logs.rdp_sizes());
    else if (log->is_json) read_json(*log);
    else read(*log);
  }
  seal();
  cpu_seconds_ = OutputStage::thread_cpu_seconds() - start;
}

void EventWorker::give_up(const EventLogs::Log& log, const std::string& why) {
  eventlog::LogStatus status;
  status.problem = why;
  statuses_.push_back({log.source, status, 0});
}

void EventWorker::read(const EventLogs::Log& log) {
  auto file = eventlog::LogFile::open(log.path, {.bytes_max = log.bytes_max, .carve = true});
  if (!file) return give_up(log, file.error().what);
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
  if (!stream) return give_up(log, stream.error().what);
  static_cast<void>(stream->fill(source::ByteStream::kFillMaxBytes));
  const auto shift = eventjson::learn_shift(stream->window());
  StreamProgress progress{progress_, log.bytes_max};
  eventjson::EventReader reader{pieces_of(*stream, progress_.stop, std::ref(progress)), log.source, shift};
  auto& batch = batches_.of<record::WindowsEvent>();
  while (reader.next(batch)) {
    if (batch.held_bytes() > kRunBytes) seal();
  }
  progress.finish();
  statuses_.push_back({log.source,
                       status_of(*stream, reader.status(), reader.status().events, unread_of(reader.status())),
                       reader.status().zones_assumed});
}

void EventWorker::read_zeek(const EventLogs::Log& log, const zeeklog::RdpSizes& sizes) {
  auto stream = source::ByteStream::open(log.path, {.file_bytes_max = log.bytes_max});
  if (!stream) return give_up(log, stream.error().what);
  StreamProgress progress{progress_, log.bytes_max};
  zeeklog::LogReader reader{pieces_of(*stream, progress_.stop, std::ref(progress)), log.source, log.zeek, &sizes};
  constexpr std::uint64_t kLookEvery = 1'024;  // Rows; what a batch of every kind holds is not free to ask.
  while (reader.next(batches_)) {
    if (reader.status().rows % kLookEvery == 0 && batches_.held_bytes() > kRunBytes) seal();
  }
  progress.finish();
  statuses_.push_back(
      {log.source, status_of(*stream, reader.status(), reader.status().rows, unread_of(reader.status())), 0});
}

void EventWorker::state_assumptions(const std::vector<EvidenceFile>& files,
                                    std::vector<std::string>& assumptions) const {
  for (const Status& status : statuses_) {
    if (status.zones_assumed > 0)
      assumptions.push_back("Times in \"" + files[status.source.value].about.path +
                            "\" say no time zone; UTC was taken.");
  }
}

void EventWorker::seal() {
  for (const record::Connection& row : batches_.of<record::Connection>().rows()) homes_.observe(row);
  runs_.add(std::exchange(batches_, record::Batches{}), run_limits_);
}

}  // namespace wardwatch::pipeline
