#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/flat_map.hpp"
#include "protocol/x509/certificate.hpp"

namespace wardwatch::protocol::x509 {

/// Certificates read before: a server sends the same chain to every client, and reading it costs more than the rest of
/// the handshake.
class KnownCertificates {
 public:
  struct Known {
    std::vector<std::byte> der;
    std::string fingerprint;  ///< SHA-256, hex.
    Parsed<Certificate> certificate;
  };

  /// Reads the certificate, or finds what was read of the same bytes. Valid until the next call.
  [[nodiscard]] const Known& read(Bytes der);

 private:
  static constexpr std::size_t kCertificatesMax = 1024;
  static constexpr std::size_t kBytesMax = 8U << 20U;

  struct Key {
    std::uint64_t hash = 0;
    [[nodiscard]] friend bool operator==(const Key&, const Key&) = default;
    [[nodiscard]] friend std::uint64_t hash_of(const Key& key) noexcept { return key.hash; }
  };

  FlatMap<Key, std::unique_ptr<Known>> known_;
  std::size_t held_bytes_ = 0;
};

}  // namespace wardwatch::protocol::x509
