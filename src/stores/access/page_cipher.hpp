#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/cipher.hpp"
#include "core/result.hpp"

namespace wardwatch::stores::access {

/// Decrypts the pages of an ACE file under a password: RC4 of CryptoAPI (MS-OFFCRYPTO 2.3.5) and agile encryption
/// (2.3.4.10 to 2.3.4.15). Each page has its own key or initial vector, made of its number.
class PageCipher {
 public:
  /// `description` is the EncryptionInfo in the header, `page_key` the four bytes that mask page numbers. Fails, saying
  /// which, for another method, for a description that is damaged, and for a password that is not the file's.
  [[nodiscard]] static Result<PageCipher> open(Bytes description, std::uint32_t page_key, std::string_view password);

  void decrypt(std::uint32_t page_number, std::span<std::byte> page) const;

 private:
  friend class AgileKey;
  friend class CryptoApiKey;

  [[nodiscard]] std::vector<std::byte> page_hash(std::uint32_t page_number) const;

  bool is_agile_ = false;
  HashName hash_ = HashName::sha1;
  std::uint32_t page_key_ = 0;
  std::vector<std::byte> key_;   ///< Agile: the key of all pages. CryptoAPI: what each page's key is hashed from.
  std::vector<std::byte> salt_;  ///< Agile: what initial vectors are hashed from.
  std::size_t key_bytes_ = 0;    ///< CryptoAPI: how much of the hash is the key.
};

}  // namespace wardwatch::stores::access
