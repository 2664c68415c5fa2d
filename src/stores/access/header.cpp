#include "stores/access/header.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "core/load.hpp"
#include "core/reader.hpp"
#include "stores/access/rc4.hpp"

namespace wardwatch::stores::access {
namespace {

using namespace std::string_view_literals;

// Page 0, as Jackcess and mdbtools have found it; Microsoft publishes no description.
constexpr std::size_t kName = 4;  // "Standard Jet DB" or "Standard ACE DB".
constexpr std::size_t kVersion = 0x14;
constexpr std::size_t kMasked = 0x18;  // From here on the header is masked with a fixed key.
constexpr std::size_t kMaskedBytesJet3 = 126;
constexpr std::size_t kMaskedBytesJet4 = 128;
constexpr std::array<std::byte, 4> kMaskKey{std::byte{0xc7}, std::byte{0xda}, std::byte{0x39}, std::byte{0x6b}};
constexpr std::size_t kPageKey = 0x3e;
constexpr std::size_t kPassword = 0x42;
constexpr std::size_t kPasswordBytesJet3 = 20;
constexpr std::size_t kPasswordBytesJet4 = 40;
constexpr std::size_t kCreated = 0x72;       // Days since 1899-12-30; masks the password once more from Jet 4 on.
constexpr std::size_t kCryptLength = 0x299;  // Length of the encryption's description, which follows.
constexpr std::size_t kCryptBytesMax = kHeaderBytes - kCryptLength - 2;

constexpr std::array<std::string_view, 7> kVersions{
    "Jet 3 (Access 97)",    "Jet 4 (Access 2000 to 2003)", "ACE 12 (Access 2007)", "ACE 14 (Access 2010)",
    "ACE 15 (Access 2013)", "ACE 16 (Access 2016)",        "ACE 17 (Access 2019)"};
constexpr std::uint8_t kFirstAce = 2;

double load_double(Bytes bytes, std::size_t offset) noexcept {
  const std::uint64_t bits = load_u64le(bytes, offset);
  double value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// Whether a password is set. What it is goes nowhere.
bool has_password(Bytes page, bool is_jet3) noexcept {
  std::array<std::byte, 4> mask{};
  if (!is_jet3) {
    const double created = load_double(page, kCreated);
    const bool fits = created > -1e9 && created < 1e9;
    const auto days = static_cast<std::uint32_t>(static_cast<std::int64_t>(fits ? created : 0));
    for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = static_cast<std::byte>(days >> (8 * i));
  }
  const std::size_t length = is_jet3 ? kPasswordBytesJet3 : kPasswordBytesJet4;
  for (std::size_t i = 0; i < length; ++i) {
    if ((page[kPassword + i] ^ mask[i % mask.size()]) != std::byte{0}) return true;
  }
  return false;
}

/// The value of an attribute of the XML that describes agile encryption (MS-OFFCRYPTO 2.3.4.10).
std::string_view attribute(std::string_view xml, std::string_view name) noexcept {
  const std::size_t at = xml.find(name);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = xml.substr(at + name.size());
  const std::string_view value = rest.substr(0, rest.find('"'));
  constexpr std::size_t kAttributeBytesMax = 32;
  const bool plain = std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < 0x7f && c != '<'; });
  return plain ? value.substr(0, kAttributeBytesMax) : std::string_view{};
}

std::string agile_strength(std::string_view xml) {
  std::string text{attribute(xml, "cipherAlgorithm=\"")};
  text += "-";
  text += attribute(xml, "keyBits=\"");
  text += ", ";
  text += attribute(xml, "hashAlgorithm=\"");
  text += ", ";
  text += attribute(xml, "spinCount=\"");
  return text + " rounds (agile encryption)";
}

/// MS-OFFCRYPTO 2.3.2: EncryptionHeader.
std::string crypto_api_strength(Reader& in) {
  in.skip(4, "flags");
  Reader header = in.sub(in.u32le("header_size"), "encryption_header");
  header.skip(8, "flags_and_size_extra");
  const std::uint32_t algorithm = header.u32le("alg_id");
  header.skip(4, "alg_id_hash");
  std::uint32_t bits = header.u32le("key_size");
  if (!header.ok()) return "an encryption whose description is damaged";
  constexpr std::uint32_t kRc4 = 0x6801;
  if (bits == 0) bits = 40;  // 2.3.2: zero means 40 for RC4.
  if (algorithm == kRc4) return "RC4-" + std::to_string(bits) + ", SHA-1 (CryptoAPI)";
  return "AES-" + std::to_string(bits) + ", SHA-1, 50000 rounds (CryptoAPI)";
}

/// How strong an encryption is, as its description behind `kCryptLength` says; empty when there is none.
std::string strength_of(Bytes page) {
  const std::size_t length = load_u16le(page, kCryptLength);
  if (length < 8 || length > kCryptBytesMax) return {};
  Reader in{page.subspan(kCryptLength + 2, length)};
  const std::uint16_t major = in.u16le("version_major");
  const std::uint16_t minor = in.u16le("version_minor");
  if (major == 4 && minor == 4) {
    in.skip(4, "reserved");
    return agile_strength(as_text(in.peek()));
  }
  if (major >= 2 && major <= 4 && minor == 2) return crypto_api_strength(in);
  if (major == 1 && minor == 1) return "RC4-40, MD5 (Office 97)";
  return {};
}

}  // namespace

bool is_access(Bytes first_bytes) noexcept {
  if (first_bytes.size() < kVersion + 1) return false;
  const std::string_view text = as_text(first_bytes);
  const std::string_view name = text.substr(kName, 15);
  return text.starts_with("\0\1\0\0"sv) && (name == "Standard Jet DB" || name == "Standard ACE DB");
}

std::optional<Header> read_header(Bytes first_page) {
  if (!is_access(first_page)) return std::nullopt;
  const std::uint8_t version = load_u8(first_page, kVersion);
  if (version >= kVersions.size()) return std::nullopt;
  Header header;
  header.is_jet3 = version == 0;
  header.page_bytes = header.is_jet3 ? 2'048 : 4'096;
  header.version = kVersions[version];
  if (first_page.size() < header.page_bytes) return std::nullopt;
  std::vector<std::byte> page(kHeaderBytes);
  std::copy_n(first_page.begin(), std::min(first_page.size(), page.size()), page.begin());
  const std::size_t masked = header.is_jet3 ? kMaskedBytesJet3 : kMaskedBytesJet4;
  apply_rc4(kMaskKey, std::span{page}.subspan(kMasked, masked));
  const std::uint32_t page_key = load_u32le(page, kPageKey);
  if (version >= kFirstAce) header.strength = strength_of(page);
  if (!header.strength.empty()) {
    header.protection = Protection::encrypted;
    header.page_key = page_key;
    const auto described = page.begin() + kCryptLength + 2;
    header.encryption.assign(described, described + load_u16le(page, kCryptLength));
  } else if (page_key != 0) {
    header.protection = Protection::encoded;
    header.page_key = page_key;
    header.strength = "pages masked by RC4 with a key that stands in the header: no password is needed to read them";
  } else if (has_password(page, header.is_jet3)) {
    header.protection = Protection::header_password;
    header.strength =
        header.is_jet3
            ? "a password masked in the header by a fixed key: anybody can read it, and the pages are in the clear"
            : "a password masked in the header by a fixed key and the date of creation: anybody can read it, "
              "and the pages are in the clear";
  }
  return header;
}

}  // namespace wardwatch::stores::access
