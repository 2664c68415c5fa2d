#pragma once

#include <filesystem>
#include <limits>
#include <memory>

#include "core/result.hpp"
#include "core/strong.hpp"
#include "eventlog/chunk.hpp"

namespace wardwatch::eventlog {

/// What was read from a log, what was not and why.
struct LogStatus {
  std::uint64_t file_bytes = 0;
  std::uint64_t read_bytes = 0;
  std::uint64_t chunks = 0;        ///< With records in them.
  std::uint64_t empty_chunks = 0;  ///< Allocated and never written: zeros.
  std::uint64_t events = 0;        ///< Given out, those from slack too.
  std::uint64_t recovered = 0;     ///< Of these, from slack.
  std::uint64_t remains = 0;       ///< Records in slack, or torn, of which too little is left.
  std::uint64_t faulty = 0;        ///< Events given out of which not everything could be read.
  Timestamp first_ts;
  Timestamp last_ts;
  bool was_open = false;  ///< Windows had it open when it was copied: its headers may lag behind its records.
  bool complete = false;
  std::string problem;  ///< What could not be read and where; empty when complete.
};

/// The time of an event: its own, or that of its record where it has none.
[[nodiscard]] Timestamp time_of(const Event& event);

/// Reads an event log from front to back, one chunk in memory at a time. What is damaged is passed over and said; what
/// stands behind it is read.
class LogFile {
 public:
  struct Options {
    std::uint64_t bytes_max = std::numeric_limits<std::uint64_t>::max();  ///< A log that grows is read up to here.
    bool carve = true;  ///< Gives out what can be read in the slack too.
  };

  [[nodiscard]] static Result<LogFile> open(const std::filesystem::path& path, Options options);
  ~LogFile();
  LogFile(LogFile&&) noexcept;
  LogFile& operator=(LogFile&&) noexcept;
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  /// The next event in the order of the file, which is nearly that of time; false at the end.
  [[nodiscard]] bool next(Event& event);
  /// Where the chunk of the last event begins in the file.
  [[nodiscard]] std::uint64_t chunk_offset() const noexcept;
  /// Complete when `next` has returned false.
  [[nodiscard]] LogStatus status() const;

 private:
  struct State;
  explicit LogFile(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

}  // namespace wardwatch::eventlog
