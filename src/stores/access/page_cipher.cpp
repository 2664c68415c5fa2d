#include "stores/access/page_cipher.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/reader.hpp"
#include "stores/access/rc4.hpp"

namespace wardwatch::stores::access {
namespace {

using Octets = std::vector<std::byte>;

constexpr std::string_view kWrong = "the password given is not its password";
constexpr std::string_view kDamaged = "the description of its encryption is damaged";
constexpr std::size_t kBlockBytes = 16;
constexpr std::uint32_t kRoundsMax = 10'000'000;  // MS-OFFCRYPTO 2.3.4.10: spinCount.

std::array<std::byte, 4> little_endian(std::uint32_t number) noexcept {
  std::array<std::byte, 4> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(number >> (8 * i));
  return bytes;
}

/// MS-OFFCRYPTO 2.3.4.11: cut, or filled up with 0x36.
Octets fitted(Octets bytes, std::size_t size) {
  bytes.resize(size, std::byte{0x36});
  return bytes;
}

/// The value of an attribute of one element.
std::string_view attribute(std::string_view element, std::string_view name) noexcept {
  const std::string key = " " + std::string{name} + "=\"";
  const std::size_t at = element.find(key);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = element.substr(at + key.size());
  return rest.substr(0, rest.find('"'));
}

/// From where the element's name begins to the end of its tag.
std::string_view element(std::string_view xml, std::string_view name) noexcept {
  const std::size_t at = xml.find(name);
  if (at == std::string_view::npos) return {};
  return xml.substr(at, xml.find('>', at) - at);
}

std::uint32_t number(std::string_view text) noexcept {
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// Base64 without line breaks; what is none ends it.
Octets from_base64(std::string_view text) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  Octets bytes;
  std::uint32_t group = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) break;
    group = group << 6U | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<std::byte>(group >> bits));
  }
  return bytes;
}

/// The next character of UTF-8; a byte that begins none stands for itself, as in Latin-1.
char32_t next_character(std::string_view& text) noexcept {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  char32_t character = first;
  if (length > 1 && length <= text.size()) {
    character = first & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
      character = character << 6U | (static_cast<unsigned char>(text[i]) & 0x3fU);
  }
  text.remove_prefix(std::min(length, text.size()));
  return character;
}

/// UTF-16LE, as MS-OFFCRYPTO hashes passwords.
Octets password_bytes(std::string_view password) {
  Octets bytes;
  const auto put = [&](char32_t unit) {
    bytes.push_back(static_cast<std::byte>(unit));
    bytes.push_back(static_cast<std::byte>(unit >> 8U));
  };
  while (!password.empty()) {
    const char32_t character = next_character(password);
    if (character < 0x10000) {
      put(character);
      continue;
    }
    put(0xd800 + ((character - 0x10000) >> 10U));
    put(0xdc00 + ((character - 0x10000) & 0x3ffU));
  }
  return bytes;
}

}  // namespace

/// MS-OFFCRYPTO 2.3.4.10 to 2.3.4.13.
class AgileKey {
 public:
  explicit AgileKey(std::string_view xml) : data_{element(xml, "keyData")}, key_{element(xml, "encryptedKey")} {}

  Result<PageCipher> open(std::uint32_t page_key, std::string_view password) const {
    PageCipher cipher;
    const auto page_hash = hash_named(attribute(data_, "hashAlgorithm"));
    const auto hash = hash_named(attribute(key_, "hashAlgorithm"));
    if (!page_hash || !hash || !is_aes_cbc(data_) || !is_aes_cbc(key_))
      return fail("its encryption is of a kind that is not read here");
    const std::uint32_t rounds = number(attribute(key_, "spinCount"));
    const std::size_t key_bytes = number(attribute(key_, "keyBits")) / 8;
    const Octets salt = from_base64(attribute(key_, "saltValue"));
    if (rounds > kRoundsMax || key_bytes < 16 || key_bytes > 32 || salt.size() != kBlockBytes)
      return fail(std::string{kDamaged});
    Octets base = digest_of(*hash, salt, password_bytes(password));
    for (std::uint32_t i = 0; i < rounds; ++i) base = digest_of(*hash, little_endian(i), base);
    const auto opened = [&](std::array<std::uint8_t, 8> purpose, std::string_view name) {
      const Octets key = fitted(digest_of(*hash, base, std::as_bytes(std::span{purpose})), key_bytes);
      return decrypt_aes_cbc(key, salt, from_base64(attribute(key_, name)));
    };
    const Octets input = opened({0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79}, "encryptedVerifierHashInput");
    const Octets expected = opened({0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e}, "encryptedVerifierHashValue");
    const Octets hashed = digest_of(*hash, at_most(Bytes{input}, salt.size()));
    if (input.empty() || expected.size() < hashed.size() || !std::equal(hashed.begin(), hashed.end(), expected.begin()))
      return fail(std::string{kWrong});
    cipher.key_ = opened({0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6}, "encryptedKeyValue");
    cipher.key_.resize(number(attribute(data_, "keyBits")) / 8);
    cipher.is_agile_ = true;
    cipher.hash_ = *page_hash;
    cipher.page_key_ = page_key;
    cipher.salt_ = from_base64(attribute(data_, "saltValue"));
    if (cipher.key_.size() < 16 || cipher.key_.size() > 32 || cipher.key_.size() % 8 != 0)
      return fail(std::string{kDamaged});
    return cipher;
  }

 private:
  static bool is_aes_cbc(std::string_view described) noexcept {
    return attribute(described, "cipherAlgorithm") == "AES" &&
           attribute(described, "cipherChaining") == "ChainingModeCBC" && attribute(described, "blockSize") == "16";
  }

  std::string_view data_;
  std::string_view key_;
};

/// MS-OFFCRYPTO 2.3.5.1, 2.3.5.2 and 2.3.5.6.
class CryptoApiKey {
 public:
  static Result<PageCipher> open(Reader& in, std::uint32_t page_key, std::string_view password) {
    in.skip(4, "flags");
    Reader header = in.sub(in.u32le("header_size"), "encryption_header");
    header.skip(8, "flags_and_size_extra");
    const std::uint32_t algorithm = header.u32le("alg_id");
    header.skip(4, "alg_id_hash");
    const std::uint32_t bits = header.u32le("key_size");
    const std::uint32_t salt_bytes = in.u32le("salt_size");
    in.require(salt_bytes == kBlockBytes, "salt_size");
    const Bytes salt = in.bytes(kBlockBytes, "salt");
    const Bytes verifier = in.bytes(kBlockBytes, "encrypted_verifier");
    const std::uint32_t hash_bytes = in.u32le("verifier_hash_size");
    in.require(hash_bytes == kHashBytes, "verifier_hash_size");
    const Bytes verifier_hash = in.bytes(kHashBytes, "encrypted_verifier_hash");
    if (!header.ok() || !in.ok()) return fail(std::string{kDamaged});
    constexpr std::uint32_t kRc4 = 0x6801;
    if (algorithm != kRc4 || bits > 128 || bits % 8 != 0)
      return fail("its encryption is of a kind that is not read here");
    PageCipher cipher;
    cipher.page_key_ = page_key;
    cipher.key_bytes_ = bits == 0 ? 5 : bits / 8;
    cipher.key_ = digest_of(HashName::sha1, salt, password_bytes(password));
    Octets both{verifier.begin(), verifier.end()};
    both.insert(both.end(), verifier_hash.begin(), verifier_hash.end());
    cipher.decrypt(page_key, both);  // Block 0: the numbers cancel out.
    const Octets hashed = digest_of(HashName::sha1, Bytes{both}.first(kBlockBytes));
    if (!std::equal(hashed.begin(), hashed.end(), both.begin() + kBlockBytes)) return fail(std::string{kWrong});
    return cipher;
  }

 private:
  static constexpr std::size_t kHashBytes = 20;
};

Result<PageCipher> PageCipher::open(Bytes description, std::uint32_t page_key, std::string_view password) {
  Reader in{description};
  const std::uint16_t major = in.u16le("version_major");
  const std::uint16_t minor = in.u16le("version_minor");
  if (major == 4 && minor == 4) {
    in.skip(4, "reserved");
    return AgileKey{as_text(in.peek())}.open(page_key, password);
  }
  if (major >= 2 && major <= 4 && minor == 2) return CryptoApiKey::open(in, page_key, password);
  return fail("its encryption is of a kind that is not read here");
}

std::vector<std::byte> PageCipher::page_hash(std::uint32_t page_number) const {
  return digest_of(hash_, is_agile_ ? salt_ : key_, little_endian(page_number ^ page_key_));
}

void PageCipher::decrypt(std::uint32_t page_number, std::span<std::byte> page) const {
  if (!is_agile_) {
    constexpr std::size_t kShortKeyBytes = 5, kKeyBytes = 16;
    Octets key = page_hash(page_number);
    key.resize(key_bytes_);
    if (key_bytes_ == kShortKeyBytes) key.resize(kKeyBytes);  // 2.3.5.2: 40 bits, and zeros up to 128.
    return apply_rc4(key, page);
  }
  const Octets plain = decrypt_aes_cbc(key_, fitted(page_hash(page_number), kBlockBytes), page);
  std::copy(plain.begin(), plain.end(), page.begin());
}

}  // namespace wardwatch::stores::access
