#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"

namespace wardwatch::stores::access {

/// What the header of an Access file says of its protection.
enum class Protection : std::uint8_t {
  none,
  header_password,  ///< A password that Access asks for; the pages are in the clear for anybody else.
  encoded,          ///< Pages masked with a key that stands in the header.
  encrypted,        ///< Pages under a key made from the password.
};

/// What page 0 of a Jet or ACE database says.
struct Header {
  bool is_jet3 = false;  ///< Access 97: pages of 2 KiB, text in a code page.
  std::size_t page_bytes = 4'096;
  std::string_view version;    ///< "Jet 4 (Access 2000 to 2003)".
  std::uint32_t page_key = 0;  ///< Of encoded pages.
  Protection protection = Protection::none;
  std::vector<std::byte> encryption;  ///< The description of an encryption (MS-OFFCRYPTO: EncryptionInfo).
  std::string strength;  ///< How an encrypted file is: "AES-128 CBC, SHA-1, 100000 rounds". Of others, why it is weak.
};

inline constexpr std::size_t kHeaderBytes = 4'096;  ///< Of which Jet 3 uses the first half.

/// Whether the bytes begin as an Access database does.
[[nodiscard]] bool is_access(Bytes first_bytes) noexcept;
/// Nothing when it is none, or its version is none that is known.
[[nodiscard]] std::optional<Header> read_header(Bytes first_page);

}  // namespace wardwatch::stores::access
