// OpenSSL 3 deprecates the direct calls, yet its EVP one-shots fetch the algorithm by name for each digest, which costs
// more than hashing a ClientHello does. These run for every connection.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "core/digest.hpp"

#include <openssl/md5.h>
#include <openssl/sha.h>

namespace wardwatch {
namespace {

unsigned char* out_of(auto& digest) noexcept { return reinterpret_cast<unsigned char*>(digest.data()); }

}  // namespace

std::array<std::byte, 16> md5(Bytes bytes) noexcept {
  std::array<std::byte, 16> digest{};
  MD5_CTX context;
  MD5_Init(&context);
  MD5_Update(&context, bytes.data(), bytes.size());
  MD5_Final(out_of(digest), &context);
  return digest;
}

std::array<std::byte, 20> sha1(Bytes bytes) noexcept {
  std::array<std::byte, 20> digest{};
  SHA_CTX context;
  SHA1_Init(&context);
  SHA1_Update(&context, bytes.data(), bytes.size());
  SHA1_Final(out_of(digest), &context);
  return digest;
}

std::array<std::byte, 32> sha256(Bytes bytes) noexcept {
  Sha256 digest;
  digest.update(bytes);
  return digest.finish();
}

struct Sha256::State {
  SHA256_CTX context;
};

Sha256::Sha256() noexcept : state_{new State} { SHA256_Init(&state_->context); }
Sha256::~Sha256() { delete state_; }
void Sha256::update(Bytes bytes) noexcept { SHA256_Update(&state_->context, bytes.data(), bytes.size()); }

std::array<std::byte, 32> Sha256::finish() noexcept {
  std::array<std::byte, 32> digest{};
  SHA256_Final(out_of(digest), &state_->context);
  return digest;
}

std::string hex(Bytes bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::byte octet : bytes) {
    const auto value = std::to_integer<unsigned>(octet);
    text.push_back(kDigits[value >> 4U]);
    text.push_back(kDigits[value & 15U]);
  }
  return text;
}

std::size_t write_base64(Bytes bytes, char* out) noexcept {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  char* end = out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t have = bytes.size() - at < 3 ? bytes.size() - at : 3;
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8U | (i < have ? std::to_integer<std::uint32_t>(bytes[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) *end++ = i <= have ? kAlphabet[group >> (18U - 6U * i) & 63U] : '=';
  }
  return static_cast<std::size_t>(end - out);
}

std::string base64(Bytes bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '=');
  write_base64(bytes, text.data());
  return text;
}

void write_base62(std::uint64_t high, std::uint64_t low, std::size_t count, char* out) noexcept {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t& word = i % 2 == 0 ? high : low;
    out[i] = kAlphabet[word % 62];
    word /= 62;
  }
}

}  // namespace wardwatch
