#include "stores/access/page_file.hpp"

#include <algorithm>

#include "core/load.hpp"
#include "stores/access/rc4.hpp"

namespace wardwatch::stores::access {
namespace {

constexpr std::uint16_t kDeletedRow = 0x8000;
constexpr std::uint16_t kPointerRow = 0x4000;
constexpr std::uint16_t kRowOffset = 0x1fff;

// Where a data page has the number of its rows, and behind it their offsets.
constexpr std::size_t kRowCountJet3 = 8;
constexpr std::size_t kRowCountJet4 = 12;

}  // namespace

PageFile::PageFile(const RandomFile& file, const Header& header, const PageCipher* cipher)
    : file_{file},
      header_{header},
      cipher_{cipher},
      page_count_{static_cast<PageNumber>(std::min(file.size_bytes(), kFileBytesMax) / header.page_bytes)},
      buffer_{std::make_unique<std::byte[]>(kSlots * header.page_bytes)} {}

Bytes PageFile::page(PageNumber number) {
  if (number >= page_count_) return {};
  const std::size_t slot = number % kSlots;
  const std::span<std::byte> place{&buffer_[slot * header_.page_bytes], header_.page_bytes};
  if (held_[slot] == number + 1) return place;
  held_[slot] = 0;
  const Bytes got = file_.read_at(std::uint64_t{number} * header_.page_bytes, place);
  if (got.size() < header_.page_bytes) return {};
  if (cipher_ != nullptr && number != 0) {
    cipher_->decrypt(number, place);
  } else if (header_.page_key != 0 && number != 0) {
    const std::uint32_t key = header_.page_key ^ number;
    apply_rc4(std::as_bytes(std::span{&key, 1}), place);
  }
  held_[slot] = number + 1;
  return place;
}

std::size_t PageFile::row_count(Bytes page) const noexcept {
  const std::size_t at = header_.is_jet3 ? kRowCountJet3 : kRowCountJet4;
  const std::size_t room = (page.size() - at - 2) / 2;
  return std::min<std::size_t>(load_u16le(page, at), room);
}

PageFile::Row PageFile::row(Bytes page, std::size_t index) const noexcept {
  if (index >= row_count(page)) return {};
  const std::size_t offsets = (header_.is_jet3 ? kRowCountJet3 : kRowCountJet4) + 2;
  const std::uint16_t place = load_u16le(page, offsets + index * 2);
  const std::size_t start = place & kRowOffset;
  // Rows stand from the end of the page down; each ends where the one before it begins.
  const std::size_t end = index == 0 ? page.size() : load_u16le(page, offsets + (index - 1) * 2) & kRowOffset;
  Row row{{}, (place & kDeletedRow) != 0, (place & kPointerRow) != 0};
  if (start < end && end <= page.size()) row.bytes = page.subspan(start, end - start);
  return row;
}

}  // namespace wardwatch::stores::access
