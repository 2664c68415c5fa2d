// Any bytes as a Windows event log, with or without the header of the file, and:
//   - reading never crashes and always comes to an end, with a status that says how;
//   - what is complete has no problem, and what is not says why;
//   - the same log read again gives the same records, each of which can be written.

#include "eventlog/log_file.hpp"
#include "eventlog/record_maker.hpp"
#include "fuzz/memory_file.hpp"
#include "fuzz/rows.hpp"

namespace wardwatch::fuzz {
namespace {

struct Seen {
  eventlog::LogStatus status;
  std::vector<std::string> rows;
  record::Batches records;
};

Seen read(const std::string& path) {
  Seen seen;
  auto log = eventlog::LogFile::open(path, {});
  must(log.has_value(), "a plain file can be opened");
  eventlog::RecordMaker maker;
  for (eventlog::Event event; log->next(event);)
    maker.make(event, {SourceId{0}, log->chunk_offset()}, seen.records.of<record::WindowsEvent>());
  seen.status = log->status();
  seen.rows = rows_of(seen.records);
  eventlog::Event none;
  must(!log->next(none), "the end stays the end");
  return seen;
}

}  // namespace
}  // namespace wardwatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wardwatch;
  const fuzz::MemoryFile file{std::as_bytes(std::span{data, size})};
  const fuzz::Seen once = fuzz::read(file.path());
  fuzz::must(once.status.events == once.rows.size(), "the status counts what was given out");
  fuzz::must(once.status.complete == once.status.problem.empty(), "what is not complete says why");
  fuzz::must(once.rows == fuzz::read(file.path()).rows, "the same log gives the same records");
  for (const record::WindowsEvent& row : once.records.of<record::WindowsEvent>().rows()) {
    std::string json;
    record::append_json(json, row);
  }
  return 0;
}
