#pragma once

#include <array>
#include <memory>

#include "stores/access/header.hpp"
#include "stores/access/page_cipher.hpp"
#include "stores/input/random_file.hpp"

namespace wardwatch::stores::access {

/// Number of a page in the file.
using PageNumber = std::uint32_t;

/// A row by page and place in it, as Jet points to it: place in the low byte, page in the three above.
struct RowPointer {
  PageNumber page = 0;
  std::uint8_t row = 0;
  [[nodiscard]] static RowPointer of(std::uint32_t bits) noexcept {
    return {bits >> 8U, static_cast<std::uint8_t>(bits)};
  }
};

/// The pages of an Access file, decoded. The last pages read are kept, because memos and overflowing rows jump.
class PageFile {
 public:
  /// Jet's limit is 2 GiB; whatever a longer (or sparse) file holds beyond it belongs to no table.
  static constexpr std::uint64_t kFileBytesMax = 2'147'483'648;

  /// `cipher` is that of an encrypted file, and null for others; it outlives the object.
  PageFile(const RandomFile& file, const Header& header, const PageCipher* cipher = nullptr);

  /// The page, whole; empty where there is none. Holds until the next call but `kSlots` at the earliest.
  [[nodiscard]] Bytes page(PageNumber number);
  /// One row of a data page, with the flags that its place bears; empty where there is none.
  struct Row {
    Bytes bytes;
    bool is_deleted = false;
    bool is_pointer = false;  ///< The row was moved: its bytes are a pointer.
  };
  [[nodiscard]] Row row(Bytes page, std::size_t index) const noexcept;
  [[nodiscard]] std::size_t row_count(Bytes page) const noexcept;

  [[nodiscard]] PageNumber page_count() const noexcept { return page_count_; }
  [[nodiscard]] bool is_jet3() const noexcept { return header_.is_jet3; }
  [[nodiscard]] std::size_t page_bytes() const noexcept { return header_.page_bytes; }

 private:
  static constexpr std::size_t kSlots = 256;  // 1 MiB.

  const RandomFile& file_;
  const Header header_;
  const PageCipher* cipher_;
  PageNumber page_count_ = 0;
  std::unique_ptr<std::byte[]> buffer_;
  std::array<PageNumber, kSlots> held_{};  ///< Number of the page in each slot, plus one.
};

// What a page's first byte says that it is.
inline constexpr std::uint8_t kDataPage = 1;
inline constexpr std::uint8_t kDefinitionPage = 2;
inline constexpr std::uint8_t kUsagePage = 5;

}  // namespace wardwatch::stores::access
