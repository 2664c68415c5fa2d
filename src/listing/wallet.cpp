#include "listing/wallet.hpp"

#include <algorithm>
#include <array>

#include "core/digest.hpp"
#include "listing/ascii.hpp"
#include "listing/base_codes.hpp"
#include "listing/keccak.hpp"

namespace wardwatch::listing {
namespace {

constexpr std::size_t kWordMin = 25, kWordMax = 110;

struct Version {
  std::size_t octets;  ///< With the version, without the checksum.
  std::byte first;
  std::string_view name;
};
/// Version bytes of chainparams.cpp of each currency; 0x1c of Zcash is the first of two.
constexpr std::array<Version, 11> kVersions{{{21, std::byte{0x00}, "bitcoin p2pkh"},
                                             {21, std::byte{0x05}, "bitcoin p2sh"},
                                             {21, std::byte{0x6f}, "bitcoin testnet"},
                                             {21, std::byte{0xc4}, "bitcoin testnet"},
                                             {21, std::byte{0x30}, "litecoin p2pkh"},
                                             {21, std::byte{0x32}, "litecoin p2sh"},
                                             {21, std::byte{0x1e}, "dogecoin"},
                                             {21, std::byte{0x4c}, "dash"},
                                             {21, std::byte{0x10}, "dash p2sh"},
                                             {21, std::byte{0x41}, "tron"},
                                             {22, std::byte{0x1c}, "zcash transparent"}}};

bool ends_with_digest(const Octets& octets, std::size_t checksum_bytes, Bytes digest) noexcept {
  return std::equal(octets.end() - static_cast<std::ptrdiff_t>(checksum_bytes), octets.end(), digest.begin());
}

Bytes front_of(const Octets& octets, std::size_t count) noexcept { return Bytes{octets}.first(count); }

Wallet base58_wallet(std::string_view word) {
  const std::optional<Octets> octets = from_base58(word);
  if (!octets || octets->size() < 25 || octets->size() > 26) return {};
  const std::size_t body = octets->size() - 4;
  const auto once = sha256(front_of(*octets, body));
  const auto twice = sha256(once);
  const auto* version = std::find_if(kVersions.begin(), kVersions.end(),
                                     [&](const Version& v) { return v.octets == body && v.first == octets->front(); });
  const bool holds = ends_with_digest(*octets, 4, twice);
  // A word of 25 bytes in Base58 is nothing special: without the checksum only the usual first characters count.
  const bool is_usual = word.size() >= 26 && word.size() <= 35 && (word.front() == '1' || word.front() == '3');
  if (version == kVersions.end() || (!holds && !is_usual)) return {};
  const std::string name{version->name};
  if (holds) return {std::string{word}, name + ", Base58Check holds", true};
  return {std::string{word}, name + ", Base58Check fails: cannot be paid", false};
}

/// BIP 173 and BIP 350: version 0 has bech32 and 20 or 32 bytes, later ones bech32m and 2 to 40.
bool is_witness_program(const Bech32Text& text) {
  if (text.values.empty() || text.values.front() > 16) return false;
  const std::optional<Octets> program = octets_of(text.values, 1);
  if (!program || program->size() < 2 || program->size() > 40) return false;
  if (text.values.front() == 0)
    return text.checksum == Bech32::bech32 && (program->size() == 20 || program->size() == 32);
  return text.checksum == Bech32::bech32m;
}

Wallet bech32_wallet(std::string_view word) {
  constexpr std::array<std::array<std::string_view, 2>, 4> kChains{
      {{"bc", "bitcoin"}, {"tb", "bitcoin testnet"}, {"ltc", "litecoin"}, {"bcrt", "bitcoin regtest"}}};
  const std::string low = lower_ascii(word);
  const std::size_t separator = low.rfind('1');
  if (separator == std::string::npos || word.size() < 14) return {};
  const auto* chain =
      std::find_if(kChains.begin(), kChains.end(), [&](const auto& c) { return low.substr(0, low.find('1')) == c[0]; });
  if (chain == kChains.end()) return {};
  const std::string name{(*chain)[1]};
  const std::optional<Bech32Text> text = from_bech32(word);
  if (!text || text->prefix.size() != (*chain)[0].size())
    return {low, name + " bech32, has characters that bech32 has not: cannot be paid", false};
  if (text->checksum == Bech32::none)
    return {low, name + " bech32, neither bech32 nor bech32m checksum holds: cannot be paid", false};
  const std::string sum = text->checksum == Bech32::bech32 ? "bech32" : "bech32m";
  if (!is_witness_program(*text))
    return {low, name + ", " + sum + " holds, but it is no witness program: cannot be paid", false};
  const std::string_view kind = text->values.front() == 0   ? (text->values.size() < 40 ? " p2wpkh, " : " p2wsh, ")
                                : text->values.front() == 1 ? " p2tr, "
                                                            : " witness program, ";
  return {low, name + std::string{kind} + sum + " holds", true};
}

/// EIP-55: capitals are a checksum. All small or all capitals have none.
Wallet ethereum_wallet(std::string_view word) {
  if (word.size() != 42 || !(word.starts_with("0x") || word.starts_with("0X"))) return {};
  const std::string_view digits = word.substr(2);
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return hex_digit(c) >= 0; })) return {};
  const std::string low = lower_ascii(digits);
  const bool has_small = std::any_of(digits.begin(), digits.end(), [](char c) { return c >= 'a' && c <= 'f'; });
  const bool has_capital = std::any_of(digits.begin(), digits.end(), is_upper);
  if (!has_small || !has_capital) return {"0x" + low, "ethereum, has no checksum", false};
  const Digest256 digest = keccak_256(as_bytes(low));
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const unsigned nibble = std::to_integer<unsigned>(digest[i / 2]) >> (i % 2 == 0 ? 4U : 0U) & 15U;
    if (is_letter(digits[i]) && is_upper(digits[i]) != (nibble >= 8))
      return {std::string{word}, "ethereum, EIP-55 checksum fails", false};
  }
  return {"0x" + low, "ethereum, EIP-55 checksum holds", true};
}

Wallet monero_wallet(std::string_view word) {
  if ((word.size() != 95 && word.size() != 106) || (word.front() != '4' && word.front() != '8')) return {};
  const std::optional<Octets> octets = from_base58_blocks(word);
  if (!octets || octets->size() < 69) return {};
  const Digest256 digest = keccak_256(front_of(*octets, octets->size() - 4));
  const bool holds = ends_with_digest(*octets, 4, Bytes{digest}.first(4));
  if (holds) return {std::string{word}, "monero, checksum holds", true};
  return {std::string{word}, "monero, checksum fails: cannot be paid", false};
}

}  // namespace

Wallet check_wallet(std::string_view word) {
  if (word.size() < kWordMin || word.size() > kWordMax) return {};
  for (Wallet (*check)(std::string_view) : {bech32_wallet, ethereum_wallet, monero_wallet, base58_wallet}) {
    Wallet wallet = check(word);
    if (!wallet.value.empty()) return wallet;
  }
  return {};
}

std::vector<Wallet> find_wallets(std::string_view text) {
  std::vector<Wallet> found;
  for (std::size_t at = 0; at < text.size() && found.size() < kWalletsMax;) {
    if (!is_letter(text[at]) && !is_digit(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]))) ++end;
    // Part of an onion name, a path or a fingerprint is none.
    const bool is_bare = (at == 0 || (!is_word_byte(text[at - 1]) && text[at - 1] != '@')) &&
                         (end == text.size() || static_cast<unsigned char>(text[end]) < 0x80) &&
                         text.substr(end, 6) != ".onion" && text.substr(end, 1) != "@";
    Wallet wallet = is_bare ? check_wallet(text.substr(at, end - at)) : Wallet{};
    const bool is_new =
        std::none_of(found.begin(), found.end(), [&](const Wallet& w) { return w.value == wallet.value; });
    if (!wallet.value.empty() && is_new) found.push_back(std::move(wallet));
    at = end;
  }
  return found;
}

}  // namespace wardwatch::listing
