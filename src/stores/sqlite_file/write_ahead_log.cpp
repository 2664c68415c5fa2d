#include "stores/sqlite_file/write_ahead_log.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <map>

#include "core/load.hpp"

namespace wardwatch::stores::sqlite_file {
namespace {

constexpr std::size_t kHeadBytes = 32;
constexpr std::size_t kFrameHeadBytes = 24;
constexpr std::uint32_t kMark = 0x377f0682;  ///< The last bit says in which order of bytes sums are made.
constexpr std::uint32_t kPageBytesMin = 512, kPageBytesMax = 65'536;
constexpr std::size_t kPageSize = 16;            // Offset in the database's header; 1 stands for 65,536.
constexpr std::uint64_t kFramesMax = 4'000'000;  ///< 2 GiB of the smallest pages.

/// The running sum of the log's frames: it tells where what is written ends and what is left of older use begins.
struct Sum {
  std::uint32_t first = 0, second = 0;
  bool is_big_endian = false;

  void add(Bytes bytes) noexcept {
    for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
      first += word(bytes, at) + second;
      second += word(bytes, at + 4) + first;
    }
  }
  [[nodiscard]] bool is_at(Bytes bytes, std::size_t at) const noexcept {
    return load_u32be(bytes, at) == first && load_u32be(bytes, at + 4) == second;
  }

 private:
  [[nodiscard]] std::uint32_t word(Bytes bytes, std::size_t at) const noexcept {
    return is_big_endian ? load_u32be(bytes, at) : load_u32le(bytes, at);
  }
};

/// Where the newest frame of each page is, and how many pages the database then has.
struct Committed {
  std::map<std::uint32_t, std::uint64_t> frames;
  std::uint32_t pages = 0;
};

Committed committed_in(const RandomFile& log, Bytes head, Sum sum, std::uint32_t page_bytes) {
  Committed committed;
  std::map<std::uint32_t, std::uint64_t> open;
  std::vector<std::byte> frame(kFrameHeadBytes + page_bytes);
  std::uint64_t at = kHeadBytes;
  for (std::uint64_t count = 0; count < kFramesMax; ++count, at += frame.size()) {
    if (log.read_at(at, frame).size() < frame.size()) break;
    if (!std::equal(frame.begin() + 8, frame.begin() + 16, head.begin() + 16)) break;  // The salts.
    sum.add(Bytes{frame}.first(8));
    sum.add(Bytes{frame}.subspan(kFrameHeadBytes));
    if (!sum.is_at(frame, 16)) break;
    open[load_u32be(frame, 0)] = at + kFrameHeadBytes;
    const std::uint32_t pages = load_u32be(frame, 4);
    if (pages == 0) continue;
    committed.pages = pages;
    for (const auto& [page, place] : open) committed.frames[page] = place;
    open.clear();
  }
  return committed;
}

}  // namespace

std::string take_in_log(const RandomFile& log, std::uint64_t database_bytes_max, std::vector<std::byte>& database) {
  std::array<std::byte, kHeadBytes> head{};
  if (log.size_bytes() == 0) return {};  // Emptied when the last one closed the database.
  if (log.read_at(0, head).size() < head.size()) return "its write-ahead log is damaged";
  const std::uint32_t mark = load_u32be(head, 0);
  const std::uint32_t page_bytes = load_u32be(head, 8);
  Sum sum;
  sum.is_big_endian = (mark & 1U) != 0;
  sum.add(Bytes{head}.first(24));
  const bool is_size = page_bytes >= kPageBytesMin && page_bytes <= kPageBytesMax && std::has_single_bit(page_bytes);
  if ((mark & ~1U) != kMark || !is_size || !sum.is_at(head, 24)) return "its write-ahead log is damaged";
  if (database.size() >= kPageSize + 2) {
    const std::uint32_t said = load_u16be(database, kPageSize);
    if ((said == 1 ? kPageBytesMax : said) != page_bytes) return "its write-ahead log is of another database";
  }
  const Committed committed = committed_in(log, head, sum, page_bytes);
  if (committed.pages == 0) return {};
  const std::uint64_t size_bytes = std::uint64_t{committed.pages} * page_bytes;
  if (size_bytes > database_bytes_max) return "with its write-ahead log it is larger than is held in memory";
  database.resize(size_bytes);
  for (const auto& [page, place] : committed.frames) {
    if (page == 0 || page > committed.pages) continue;
    const auto to = std::span{database}.subspan(std::size_t{page - 1} * page_bytes, page_bytes);
    static_cast<void>(log.read_at(place, to));
  }
  return {};
}

}  // namespace wardwatch::stores::sqlite_file
