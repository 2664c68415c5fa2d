#include "eventlog/log_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/crc32.hpp"
#include "core/load.hpp"

namespace wardwatch::eventlog {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kFileSignature = "ElfFile\0"sv;
constexpr std::string_view kChunkSignature = "ElfChnk\0"sv;
constexpr std::size_t kProblemsMax = 4;  ///< Told one by one; more are counted.

// Fields of the file's header.
constexpr std::size_t kHeaderBlockBytes = 40;
constexpr std::size_t kFileFlags = 120;
constexpr std::size_t kFileChecksum = 124;
constexpr std::uint32_t kFlagOpen = 1;
constexpr std::uint32_t kFlagNoChecksum = 4;

constexpr std::size_t kChunkHeaderSize = 40;  ///< Field of the chunk's header: 128 in every version.

bool is_zero(Bytes bytes) noexcept {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte octet) { return octet == std::byte{0}; });
}

bool begins_with(Bytes bytes, std::string_view signature) noexcept { return as_text(bytes).starts_with(signature); }

/// The first chunk that begins behind the start of `bytes`; their size when there is none.
std::size_t next_chunk(Bytes bytes) noexcept {
  const std::string_view text = as_text(bytes);
  for (std::size_t at = text.find(kChunkSignature, 1); at != std::string_view::npos;
       at = text.find(kChunkSignature, at + 1)) {
    if (at + kChunkHeaderSize + 4 > bytes.size()) return at;  // The rest is in what is read next.
    if (load_u32le(bytes, at + kChunkHeaderSize) == 128) return at;
  }
  return bytes.size();
}

}  // namespace

struct LogFile::State {
  int descriptor = -1;
  Options options;
  std::unique_ptr<std::byte[]> buffer = std::make_unique<std::byte[]>(kChunkBytes);
  Chunk chunk;
  std::uint64_t offset = 0;        ///< Of the next chunk.
  std::uint64_t chunk_offset = 0;  ///< Of the one that is open.
  std::uint64_t chunk_number = 0;
  bool in_chunk = false;
  bool ended = false;
  std::size_t problem_count = 0;
  LogStatus status;

  ~State() {
    if (descriptor >= 0) ::close(descriptor);
  }

  /// Up to `want` bytes at `from`; fewer only at the end, or where the disk fails.
  Bytes read_at(std::uint64_t from, std::size_t want);
  void read_header();
  [[nodiscard]] bool open_next();
  void open_chunk(Bytes bytes);
  void close_chunk();
  void note(std::string what);
  void note_chunk(std::string_view what) {
    note("chunk " + std::to_string(chunk_number) + " at byte " + std::to_string(chunk_offset) + " " +
         std::string{what});
  }
  [[nodiscard]] bool keep(const Event& event);
};

void LogFile::State::note(std::string what) {
  if (problem_count++ < kProblemsMax) {
    if (!status.problem.empty()) status.problem += "; ";
    status.problem += std::move(what);
  }
}

Bytes LogFile::State::read_at(std::uint64_t from, std::size_t want) {
  if (from >= options.bytes_max) return {};
  want = static_cast<std::size_t>(std::min<std::uint64_t>(want, options.bytes_max - from));
  std::size_t have = 0;
  while (have < want) {
    const ssize_t got = ::pread(descriptor, &buffer[have], want - have, static_cast<off_t>(from + have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) note("cannot be read at byte " + std::to_string(from + have) + ": " + std::strerror(errno));
    if (got <= 0) break;
    have += static_cast<std::size_t>(got);
  }
  return {buffer.get(), have};
}

void LogFile::State::read_header() {
  const Bytes header = read_at(0, kFileHeaderBytes);
  status.read_bytes = header.size();
  if (begins_with(header, kChunkSignature)) return;  // Chunks without a file round them.
  offset = kFileHeaderBytes;
  if (header.size() < kFileHeaderBytes) {
    note("is truncated in its header at byte " + std::to_string(header.size()));
    ended = true;
    return;
  }
  if (!begins_with(header, kFileSignature)) return note("has no header of an event log at byte 0");
  const std::uint16_t block_bytes = load_u16le(header, kHeaderBlockBytes);
  if (block_bytes != kFileHeaderBytes)
    note("says at byte 40 that its header has " + std::to_string(block_bytes) + " bytes, which no log's has");
  const std::uint32_t flags = load_u32le(header, kFileFlags);
  status.was_open = (flags & kFlagOpen) != 0;
  if ((flags & kFlagNoChecksum) == 0 && crc32(header.first(kFileFlags)) != load_u32le(header, kFileChecksum))
    note("has a header whose checksum at byte 124 is not that of its content");
}

bool LogFile::State::open_next() {
  // Chunks are read to the end of the file, whatever number of them its header claims: a log that is open counts late.
  while (!ended) {
    chunk_offset = offset;
    const Bytes bytes = read_at(offset, kChunkBytes);
    status.read_bytes = std::max(status.read_bytes, offset + bytes.size());
    if (bytes.size() < kChunkBytes) ended = true;
    if (bytes.empty()) return false;
    offset += bytes.size();
    ++chunk_number;
    if (is_zero(bytes)) {
      ++status.empty_chunks;
      continue;
    }
    open_chunk(bytes);
    return true;
  }
  return false;
}

void LogFile::State::open_chunk(Bytes bytes) {
  chunk.open(bytes, options.carve);
  const ChunkFaults& faults = chunk.faults();
  if (faults.no_header || faults.header_checksum || faults.records_checksum) {
    // Where bytes are missing or too many, the next chunk begins elsewhere than it should.
    if (const std::size_t next = next_chunk(bytes); next < bytes.size()) {
      chunk.open(bytes.first(next), options.carve);
      offset = chunk_offset + next;
      ended = false;
      note_chunk("is followed by the next one after " + std::to_string(next) + " bytes");
    }
  }
  if (faults.no_header) note_chunk("has no header");
  else if (faults.is_short && ended) note_chunk("is cut off where the file ends");
  if (faults.header_checksum && !status.was_open) note_chunk("has a header whose checksum is wrong");
  if (faults.records_checksum && !status.was_open) note_chunk("has records whose checksum is wrong");
  in_chunk = true;
  ++status.chunks;
}

void LogFile::State::close_chunk() {
  in_chunk = false;
  const ChunkFaults& faults = chunk.faults();
  if (faults.damage_count > 0)
    note("no record stands at byte " + std::to_string(chunk_offset + faults.first_damage) + " of chunk " +
         std::to_string(chunk_number) + ", where one should");
}

/// Whether the event is worth giving out: what lies in slack may be half overwritten.
bool LogFile::State::keep(const Event& event) {
  const bool is_remains = event.condition == Condition::slack ? event.error.has_value() : false;
  if (is_remains || (event.condition != Condition::whole && !event.has(SystemField::event_id))) {
    ++status.remains;
    return false;
  }
  if (event.error) {
    ++status.faulty;
    note("record " + std::to_string(event.number) + " at byte " + std::to_string(chunk_offset + event.chunk_offset) +
         ": " + std::string{event.error->field_name()} + " cannot be read at byte " +
         std::to_string(chunk_offset + event.error->offset_bytes));
  }
  const Timestamp ts = time_of(event);
  if (status.events == 0 || ts < status.first_ts) status.first_ts = ts;
  if (status.events == 0 || ts > status.last_ts) status.last_ts = ts;
  ++status.events;
  if (event.condition == Condition::slack) ++status.recovered;
  return true;
}

Timestamp time_of(const Event& event) { return time_of(event.of(SystemField::system_time)).value_or(event.written); }

Result<LogFile> LogFile::open(const std::filesystem::path& path, Options options) {
  auto state = std::make_unique<State>();
  state->descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (state->descriptor < 0) return fail(std::string{"cannot be opened: "} + std::strerror(errno));
  ::posix_fadvise(state->descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  const off_t size = ::lseek(state->descriptor, 0, SEEK_END);
  state->status.file_bytes = size > 0 ? static_cast<std::uint64_t>(size) : 0;
  state->options = options;
  state->read_header();
  return LogFile{std::move(state)};
}

LogFile::LogFile(std::unique_ptr<State> state) noexcept : state_{std::move(state)} {}
LogFile::~LogFile() = default;
LogFile::LogFile(LogFile&&) noexcept = default;
LogFile& LogFile::operator=(LogFile&&) noexcept = default;

bool LogFile::next(Event& event) {
  State& state = *state_;
  for (;;) {
    if (!state.in_chunk && !state.open_next()) return false;
    while (state.chunk.next(event)) {
      if (state.keep(event)) return true;
    }
    state.close_chunk();
  }
}

std::uint64_t LogFile::chunk_offset() const noexcept { return state_->chunk_offset; }

LogStatus LogFile::status() const {
  LogStatus status = state_->status;
  if (state_->problem_count > kProblemsMax)
    status.problem += "; and " + std::to_string(state_->problem_count - kProblemsMax) + " more";
  status.complete = state_->ended && !state_->in_chunk && state_->problem_count == 0;
  return status;
}

}  // namespace wardwatch::eventlog
