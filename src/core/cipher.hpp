#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"

namespace wardwatch {

/// The hash functions that documents name for their encryption.
enum class HashName : std::uint8_t { sha1, sha256, sha384, sha512 };

/// By the names that ECMA-376 files use: SHA1, SHA-1, SHA256, SHA384, SHA512.
[[nodiscard]] std::optional<HashName> hash_named(std::string_view name) noexcept;
/// The digest of the two, one after the other.
[[nodiscard]] std::vector<std::byte> digest_of(HashName hash, Bytes first, Bytes second = {});

/// Decrypts whole blocks of AES-CBC (NIST SP 800-38A) without looking at padding. The key has 16, 24 or 32 bytes, the
/// initial vector 16; empty when they have not, or `bytes` are no whole blocks.
[[nodiscard]] std::vector<std::byte> decrypt_aes_cbc(Bytes key, Bytes initial, Bytes bytes);

}  // namespace wardwatch
