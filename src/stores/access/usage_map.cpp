#include "stores/access/usage_map.hpp"

#include "core/load.hpp"

namespace wardwatch::stores::access {
namespace {

constexpr std::uint8_t kInlineMap = 0;     ///< One bitmap, from a first page on.
constexpr std::uint8_t kReferenceMap = 1;  ///< Numbers of pages that hold bitmaps.
constexpr std::size_t kUsagePageHeaderBytes = 4;

void add_bits(std::vector<PageNumber>& pages, Bytes bitmap, std::uint64_t first, PageNumber page_count) {
  for (std::size_t i = 0; i < bitmap.size(); ++i) {
    const auto octet = std::to_integer<unsigned>(bitmap[i]);
    for (unsigned bit = 0; octet != 0 && bit < 8; ++bit) {
      const std::uint64_t page = first + i * 8 + bit;
      if (((octet >> bit) & 1U) != 0 && page < page_count) pages.push_back(static_cast<PageNumber>(page));
    }
  }
}

std::vector<PageNumber> every_page(PageNumber page_count) {
  std::vector<PageNumber> pages;
  for (PageNumber page = 1; page < page_count; ++page) pages.push_back(page);
  return pages;
}

}  // namespace

std::vector<PageNumber> pages_of(PageFile& file, const TableDefinition& table) {
  const Bytes page = file.page(table.used_pages.page);
  if (page.empty() || load_u8(page, 0) != kDataPage) return every_page(file.page_count());
  const Bytes row = file.row(page, table.used_pages.row).bytes;
  if (row.size() < 5) return every_page(file.page_count());
  const std::vector<std::byte> map{row.begin(), row.end()};
  const Bytes body = Bytes{map}.subspan(1);
  std::vector<PageNumber> pages;
  if (load_u8(map, 0) == kInlineMap) {
    add_bits(pages, body.subspan(4), load_u32le(body, 0), file.page_count());
    return pages;
  }
  if (load_u8(map, 0) != kReferenceMap) return every_page(file.page_count());
  const std::size_t pages_per_map = (file.page_bytes() - kUsagePageHeaderBytes) * 8;
  for (std::size_t i = 0; i * 4 + 4 <= body.size(); ++i) {
    const PageNumber number = load_u32le(body, i * 4);
    if (number == 0) continue;
    const Bytes bitmap = file.page(number);
    if (bitmap.empty() || load_u8(bitmap, 0) != kUsagePage) return every_page(file.page_count());
    add_bits(pages, bitmap.subspan(kUsagePageHeaderBytes), i * pages_per_map, file.page_count());
  }
  return pages;
}

}  // namespace wardwatch::stores::access
