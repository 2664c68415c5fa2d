#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/keyed_hash.hpp"
#include "core/result.hpp"
#include "core/token.hpp"
#include "record/person_tokens.hpp"

namespace wardwatch::leak {

/// The fingerprints of one store: its people as tokens and days, and the file that they were read from.
struct StoreFingerprints {
  std::string file;    ///< Absolute path of the file, or the folder of DICOM objects.
  std::string member;  ///< Where in it the store lies, "!/folder/name"; empty when the file is the store.
  std::string kind;
  std::uint64_t size_bytes = 0;
  std::int64_t modified_ns = 0;  ///< Since 1970.
  record::PersonSet people;

  [[nodiscard]] std::string path() const { return file + member; }
};

/// A file of fingerprints as docs/fingerprints.md describes it, version 1. The body is encrypted and authenticated:
/// without the key it tells nothing but its size, and a changed byte anywhere makes it unreadable.
class FingerprintFile {
 public:
  static constexpr std::uint32_t kVersion = 1;
  static constexpr std::size_t kStoresMax = 10'000;
  static constexpr std::uint64_t kBodyBytesMax = 2'000'000'000;

  /// What all tokens are made with.
  [[nodiscard]] static KeyedHash::Key token_key(const TokenKey& key) noexcept { return key.derived("fingerprint"); }

  /// The whole file as bytes; the same for the same stores and key.
  [[nodiscard]] static std::string written(const std::vector<StoreFingerprints>& stores, const TokenKey& key);
  /// Fails, with the remedy, for what is no such file, is of another version, or was made with another key.
  [[nodiscard]] static Result<std::vector<StoreFingerprints>> read(Bytes file, const TokenKey& key);
  /// What stands in the body when it is decrypted.
  [[nodiscard]] static Result<std::vector<StoreFingerprints>> read_body(Bytes body);
};

}  // namespace wardwatch::leak
