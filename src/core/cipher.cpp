// The direct calls, which OpenSSL 3 deprecates: its EVP interface looks for configuration and modules in the file system,
// which a process that decrypts has shut itself off from.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "core/cipher.hpp"

#include <openssl/aes.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

namespace wardwatch {
namespace {

const unsigned char* in_of(Bytes bytes) noexcept { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* out_of(std::span<std::byte> bytes) noexcept { return reinterpret_cast<unsigned char*>(bytes.data()); }

template <auto init, auto update, auto finish, class Context>
std::vector<std::byte> run(Context context, std::size_t size, Bytes first, Bytes second) {
  std::vector<std::byte> digest(size);
  init(&context);
  update(&context, first.data(), first.size());
  update(&context, second.data(), second.size());
  finish(out_of(digest), &context);
  return digest;
}

}  // namespace

std::optional<HashName> hash_named(std::string_view name) noexcept {
  if (name == "SHA1" || name == "SHA-1") return HashName::sha1;
  if (name == "SHA256" || name == "SHA-256") return HashName::sha256;
  if (name == "SHA384" || name == "SHA-384") return HashName::sha384;
  if (name == "SHA512" || name == "SHA-512") return HashName::sha512;
  return std::nullopt;
}

std::vector<std::byte> digest_of(HashName hash, Bytes first, Bytes second) {
  switch (hash) {
    case HashName::sha1: return run<SHA1_Init, SHA1_Update, SHA1_Final>(SHA_CTX{}, 20, first, second);
    case HashName::sha256: return run<SHA256_Init, SHA256_Update, SHA256_Final>(SHA256_CTX{}, 32, first, second);
    case HashName::sha384: return run<SHA384_Init, SHA384_Update, SHA384_Final>(SHA512_CTX{}, 48, first, second);
    case HashName::sha512: return run<SHA512_Init, SHA512_Update, SHA512_Final>(SHA512_CTX{}, 64, first, second);
  }
  return {};
}

std::vector<std::byte> decrypt_aes_cbc(Bytes key, Bytes initial, Bytes bytes) {
  if (initial.size() != AES_BLOCK_SIZE || bytes.size() % AES_BLOCK_SIZE != 0) return {};
  AES_KEY schedule;
  if (AES_set_decrypt_key(in_of(key), static_cast<int>(key.size() * 8), &schedule) != 0) return {};
  std::array<std::byte, AES_BLOCK_SIZE> chain{};
  std::copy(initial.begin(), initial.end(), chain.begin());
  std::vector<std::byte> plain(bytes.size());
  AES_cbc_encrypt(in_of(bytes), out_of(plain), bytes.size(), &schedule, out_of(chain), AES_DECRYPT);
  return plain;
}

}  // namespace wardwatch
