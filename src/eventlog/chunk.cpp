#include "eventlog/chunk.hpp"

#include "core/crc32.hpp"
#include "core/load.hpp"

namespace wardwatch::eventlog {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kChunkSignature = "ElfChnk\0"sv;
constexpr std::string_view kRecordSignature = "\x2a\x2a\0\0"sv;
constexpr std::size_t kRecordBytesMin = kRecordHeaderBytes + kRecordTailBytes;

// Fields of the chunk's header.
constexpr std::size_t kFirstNumber = 24;  // Record numbers in the file; those at 8 and 16 count from the log's start.
constexpr std::size_t kLastNumber = 32;
constexpr std::size_t kFreeOffset = 48;
constexpr std::size_t kRecordsChecksum = 52;
constexpr std::size_t kFlags = 120;
constexpr std::size_t kHeaderChecksum = 124;
constexpr std::uint32_t kFlagNoChecksum = 4;  // Windows 11 and Server 2022 write logs without checksums.

}  // namespace

void Chunk::open(Bytes bytes, bool carve) {
  bytes_ = at_most(bytes, kChunkBytes);
  faults_ = {};
  carve_ = carve;
  part_ = Part::records;
  at_ = kChunkHeaderBytes;
  records_end_ = 0;
  first_number_ = last_number_ = last_read_ = 0;
  expander_.open(bytes_);
  faults_.is_short = bytes_.size() < kChunkBytes;
  if (bytes_.size() < kChunkHeaderBytes) {
    at_ = bytes_.size();
    return;
  }
  if (as_text(bytes_.first(kChunkSignature.size())) != kChunkSignature) {
    faults_.no_header = true;
    part_ = Part::slack;  // Where its records end is not known: all of it is searched.
    carve_ = true;
    return;
  }
  first_number_ = load_u64le(bytes_, kFirstNumber);
  last_number_ = load_u64le(bytes_, kLastNumber);
  const std::uint32_t free_offset = load_u32le(bytes_, kFreeOffset);
  if (free_offset < kChunkHeaderBytes || free_offset > kChunkBytes) {
    faults_.header_checksum = true;
    part_ = Part::slack;
    carve_ = true;
    return;
  }
  records_end_ = free_offset < bytes_.size() ? free_offset : bytes_.size();
  check_sums(free_offset);
}

void Chunk::check_sums(std::uint32_t free_offset) {
  if ((load_u32le(bytes_, kFlags) & kFlagNoChecksum) != 0) return;
  const std::uint32_t of_header = crc32(bytes_.subspan(128, kChunkHeaderBytes - 128), crc32(bytes_.first(kFlags)));
  faults_.header_checksum = of_header != load_u32le(bytes_, kHeaderChecksum);
  if (free_offset > bytes_.size()) return;  // The file ends before; that is said already.
  const std::uint32_t of_records = crc32(bytes_.subspan(kChunkHeaderBytes, free_offset - kChunkHeaderBytes));
  faults_.records_checksum = of_records != load_u32le(bytes_, kRecordsChecksum);
}

std::uint32_t Chunk::record_bytes() const noexcept {
  if (at_ + kRecordBytesMin > bytes_.size()) return 0;
  const Bytes rest = bytes_.subspan(at_);
  if (as_text(rest.first(kRecordSignature.size())) != kRecordSignature) return 0;
  const std::uint32_t size_bytes = load_u32le(rest, 4);
  if (size_bytes < kRecordBytesMin || size_bytes > rest.size()) return 0;
  // The size stands at the end again: what only looks like a record hardly has that too.
  return load_u32le(rest, size_bytes - kRecordTailBytes) == size_bytes ? size_bytes : 0;
}

bool Chunk::seek(std::size_t end) {
  while (at_ < end) {
    const std::size_t found = as_text(bytes_.first(end)).find(kRecordSignature, at_);
    if (found == std::string_view::npos) break;
    at_ = found;
    if (record_bytes() > 0) return true;
    ++at_;
  }
  at_ = end;
  return false;
}

bool Chunk::is_next_number() const noexcept {
  const std::uint64_t number = load_u64le(bytes_, at_ + 8);
  return number == last_read_ + 1 || (last_read_ == 0 && number == first_number_);
}

std::uint32_t Chunk::torn_bytes() const noexcept {
  if (at_ + kRecordHeaderBytes >= bytes_.size()) return 0;
  const Bytes rest = bytes_.subspan(at_);
  if (as_text(rest.first(kRecordSignature.size())) != kRecordSignature || !is_next_number()) return 0;
  const std::size_t says_bytes = load_u32le(rest, 4);
  const std::size_t next = as_text(rest).find(kRecordSignature, kRecordHeaderBytes);
  const std::size_t most = next == std::string_view::npos ? rest.size() : next;
  return static_cast<std::uint32_t>(says_bytes > kRecordHeaderBytes && says_bytes < most ? says_bytes : most);
}

bool Chunk::find_in_records() {
  while (at_ < records_end_) {
    if (record_bytes() > 0) return true;
    if (faults_.damage_count++ == 0) faults_.first_damage = static_cast<std::uint32_t>(at_);
    is_torn_ = torn_bytes() > 0;
    if (is_torn_ || seek(records_end_)) return true;
  }
  // Behind the counted records stands the next one when the log was not closed: it continues the numbers.
  return record_bytes() > 0 && is_next_number();
}

bool Chunk::find_record() {
  is_torn_ = false;
  if (part_ == Part::records) {
    if (find_in_records()) return true;
    part_ = Part::slack;
  }
  return carve_ && seek(bytes_.size());
}

bool Chunk::next(Event& event) {
  if (!find_record()) return false;
  event.clear();
  event.number = load_u64le(bytes_, at_ + 8);
  event.written = time_of_filetime(load_u64le(bytes_, at_ + 16));
  event.chunk_offset = static_cast<std::uint32_t>(at_);
  event.condition = part_ == Part::slack ? Condition::slack : is_torn_ ? Condition::torn : Condition::whole;
  const std::uint32_t size_bytes = is_torn_ ? torn_bytes() : record_bytes();
  const std::size_t frame_bytes = is_torn_ ? kRecordHeaderBytes : kRecordBytesMin;
  expander_.expand(event.chunk_offset + kRecordHeaderBytes, size_bytes - static_cast<std::uint32_t>(frame_bytes),
                   event);
  last_read_ = event.number;
  at_ += size_bytes;
  return true;
}

}  // namespace wardwatch::eventlog
