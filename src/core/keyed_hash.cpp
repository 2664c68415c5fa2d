#include "core/keyed_hash.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/assert.hpp"

namespace wardwatch {
namespace {

constexpr std::size_t kBlockBytes = 128;
constexpr std::size_t kDigestBytes = 8;
constexpr std::size_t kPurposeBytes = 16;

/// RFC 7693 2.6.
constexpr std::array<std::uint64_t, 8> kStart{0x6a09e667f3bcc908ULL, 0xbb67ae8584caa73bULL, 0x3c6ef372fe94f82bULL,
                                              0xa54ff53a5f1d36f1ULL, 0x510e527fade682d1ULL, 0x9b05688c2b3e6c1fULL,
                                              0x1f83d9abfb41bd6bULL, 0x5be0cd19137e2179ULL};
/// RFC 7693 2.7; rounds 10 and 11 are 0 and 1 again.
constexpr std::array<std::array<std::uint8_t, 16>, 12> kOrder{{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                                                               {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
                                                               {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
                                                               {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
                                                               {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
                                                               {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
                                                               {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
                                                               {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
                                                               {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
                                                               {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
                                                               {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                                                               {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3}}};

/// The same word of several messages, as wide as the registers are.
using Four = std::uint64_t __attribute__((vector_size(32)));
using Eight = std::uint64_t __attribute__((vector_size(64)));

template <class Lanes>
constexpr std::size_t kLanesOf = sizeof(Lanes) / sizeof(std::uint64_t);

/// Shifting is two steps and joining a third one; where bytes can be permuted, turns by whole bytes take one.
enum class Turning : std::uint8_t { shifts, permutes };

using Octets = std::uint8_t __attribute__((vector_size(32)));

template <unsigned octets_count, std::size_t... i>
[[gnu::always_inline]] inline void turn_octets(Four& word, std::index_sequence<i...> /*all*/) noexcept {
  const auto octets = (Octets)word;  // NOLINT: the same bits.
  word =
      (Four)__builtin_shufflevector(octets, octets, ((i & ~7UL) | ((i + octets_count) & 7UL))...);  // NOLINT: as above.
}

template <unsigned bits, Turning turning, class Lanes>
[[gnu::always_inline]] inline void turn(Lanes& word) noexcept {
  if constexpr (turning == Turning::permutes && bits % 8 == 0)
    turn_octets<bits / 8>(word, std::make_index_sequence<sizeof(Octets)>{});
  else word = (word >> bits) | (word << (64U - bits));
}

/// RFC 7693 3.1, on several messages.
template <Turning turning, class Lanes>
[[gnu::always_inline]] inline void mix(Lanes& a, Lanes& b, Lanes& c, Lanes& d, const Lanes& x,
                                       const Lanes& y) noexcept {
  a += b + x;
  d ^= a;
  turn<32, turning>(d);
  c += d;
  b ^= c;
  turn<24, turning>(b);
  a += b + y;
  d ^= a;
  turn<16, turning>(d);
  c += d;
  b ^= c;
  turn<63, turning>(b);
}

using Words = std::array<std::uint64_t, 8>;
using Texts = std::array<const KeyedHash::Text*, KeyedHash::kLanes>;

/// RFC 7693 3.2, on messages of one block each, of which all words from `words` on are zero: what is known to be zero is
/// not added. Gives the first word of the state.
template <std::size_t words, Turning turning, class Lanes>
[[gnu::always_inline]] inline void last_block(const Words& before, const Texts& texts, std::size_t first,
                                              std::array<std::uint64_t, KeyedHash::kLanes>& digests) noexcept {
  std::array<Lanes, 16> block{};
  Lanes hashed_bytes{};
  for (std::size_t lane = 0; lane < kLanesOf<Lanes>; ++lane) {
    const KeyedHash::Text& text = *texts[first + lane];
    for (std::size_t i = 0; i < words; ++i) {
      std::uint64_t word = 0;
      std::memcpy(&word, &text.bytes[8 * i], sizeof word);
      block[i][lane] = word;
    }
    hashed_bytes[lane] = kBlockBytes + text.size;
  }
  std::array<Lanes, 16> v;
  for (std::size_t i = 0; i < 8; ++i) {
    v[i] = Lanes{} + before[i];
    v[i + 8] = Lanes{} + kStart[i];
  }
  v[12] ^= hashed_bytes;
  v[14] = ~v[14];
#pragma GCC unroll 12
  for (std::size_t round = 0; round < kOrder.size(); ++round) {
    const auto& s = kOrder[round];
    mix<turning>(v[0], v[4], v[8], v[12], block[s[0]], block[s[1]]);
    mix<turning>(v[1], v[5], v[9], v[13], block[s[2]], block[s[3]]);
    mix<turning>(v[2], v[6], v[10], v[14], block[s[4]], block[s[5]]);
    mix<turning>(v[3], v[7], v[11], v[15], block[s[6]], block[s[7]]);
    mix<turning>(v[0], v[5], v[10], v[15], block[s[8]], block[s[9]]);
    mix<turning>(v[1], v[6], v[11], v[12], block[s[10]], block[s[11]]);
    mix<turning>(v[2], v[7], v[8], v[13], block[s[12]], block[s[13]]);
    mix<turning>(v[3], v[4], v[9], v[14], block[s[14]], block[s[15]]);
  }
  const Lanes found = (Lanes{} + before[0]) ^ v[0] ^ v[8];
  for (std::size_t lane = 0; lane < kLanesOf<Lanes>; ++lane) digests[first + lane] = found[lane];
}

constexpr std::size_t kWordsOfShort = KeyedHash::kShortBytes / 8;
constexpr std::size_t kWordsOfBlock = 16;

template <std::size_t words, Turning turning, class Lanes>
[[gnu::always_inline]] inline void all_lanes(const Words& before, const Texts& texts,
                                             std::array<std::uint64_t, KeyedHash::kLanes>& digests) noexcept {
  for (std::size_t first = 0; first < texts.size(); first += kLanesOf<Lanes>)
    last_block<words, turning, Lanes>(before, texts, first, digests);
}

using Digest = void (*)(const Words&, const Texts&, std::array<std::uint64_t, KeyedHash::kLanes>&) noexcept;
/// For short texts, and for all.
struct Digests {
  Digest of_short, of_block;
};

template <std::size_t words>
void digest_anywhere(const Words& before, const Texts& texts,
                     std::array<std::uint64_t, KeyedHash::kLanes>& digests) noexcept {
  all_lanes<words, Turning::shifts, Four>(before, texts, digests);
}

#if defined(__x86_64__)
template <std::size_t words>
[[gnu::target("avx2")]] void digest_avx2(const Words& before, const Texts& texts,
                                         std::array<std::uint64_t, KeyedHash::kLanes>& digests) noexcept {
  all_lanes<words, Turning::permutes, Four>(before, texts, digests);
}
/// Eight lanes are one register there, and turning is one instruction.
template <std::size_t words>
[[gnu::target("avx512f,avx512vl")]] void digest_avx512(const Words& before, const Texts& texts,
                                                       std::array<std::uint64_t, KeyedHash::kLanes>& digests) noexcept {
  all_lanes<words, Turning::shifts, Eight>(before, texts, digests);
}
#endif

Digests best_here() noexcept {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0)
    return {&digest_avx512<kWordsOfShort>, &digest_avx512<kWordsOfBlock>};
  if (__builtin_cpu_supports("avx2") != 0) return {&digest_avx2<kWordsOfShort>, &digest_avx2<kWordsOfBlock>};
#endif
  return {&digest_anywhere<kWordsOfShort>, &digest_anywhere<kWordsOfBlock>};
}

const Digests& digests_here() noexcept {
  static const Digests best = best_here();
  return best;
}

/// RFC 7693 3.2 for the block of the key, which is another one than the last.
void take_key(Words& state, const KeyedHash::Key& key) noexcept {
  std::array<std::uint64_t, 16> block{};
  std::memcpy(block.data(), key.data(), key.size());
  std::array<std::uint64_t, 16> v;
  std::copy(state.begin(), state.end(), v.begin());
  std::copy(kStart.begin(), kStart.end(), v.begin() + 8);
  v[12] ^= kBlockBytes;
  for (const auto& s : kOrder) {
    for (std::size_t i = 0; i < 8; ++i) {
      const std::size_t column = i % 4, skew = i / 4;  // Four columns, then four diagonals.
      const auto at = [&](std::size_t row) { return 4 * row + (column + skew * row) % 4; };
      mix<Turning::shifts>(v[at(0)], v[at(1)], v[at(2)], v[at(3)], block[s[2 * i]], block[s[2 * i + 1]]);
    }
  }
  for (std::size_t i = 0; i < state.size(); ++i) state[i] ^= v[i] ^ v[i + 8];
}

}  // namespace

void KeyedHash::Text::append(std::string_view part) noexcept {
  WW_ASSERT(size + part.size() <= bytes.size());
  char* to = &bytes[size];
  const char* from = part.data();
  const std::size_t count = part.size();
  // Parts are short: two moves that overlap are sooner done than a call.
  if (count >= 8) {
    for (std::size_t i = 0; i + 8 <= count; i += 8) std::memcpy(to + i, from + i, 8);
    std::memcpy(to + count - 8, from + count - 8, 8);
  } else if (count >= 4) {
    std::memcpy(to, from, 4);
    std::memcpy(to + count - 4, from + count - 4, 4);
  } else {
    for (std::size_t i = 0; i < count; ++i) to[i] = from[i];
  }
  size = static_cast<std::uint8_t>(size + count);
}

KeyedHash::KeyedHash(const Key& key, std::string_view purpose) noexcept {
  WW_ASSERT(purpose.size() <= kPurposeBytes);
  std::array<std::uint64_t, 2> personal{};
  std::memcpy(personal.data(), purpose.data(), purpose.size());
  after_key_ = kStart;
  // RFC 7693 2.5: sizes of digest and key, fan-out and depth 1.
  after_key_[0] ^= 0x01010000U ^ (kKeyBytes << 8U) ^ kDigestBytes;
  after_key_[6] ^= personal[0];
  after_key_[7] ^= personal[1];
  take_key(after_key_, key);
}

void KeyedHash::of_eight(const Texts& texts, std::array<std::uint64_t, kLanes>& digests) const noexcept {
  std::size_t longest = 0;
  for (const Text* text : texts) {
    WW_ASSERT(text->size > 0);
    longest = std::max<std::size_t>(longest, text->size);
  }
  const auto& [of_short, of_block] = digests_here();
  if (longest <= kShortBytes) return of_short(after_key_, texts, digests);
  std::array<Text, kLanes> whole;
  Texts places{};
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    whole[lane].bytes.fill(0);
    whole[lane].append(texts[lane]->view());
    places[lane] = &whole[lane];
  }
  of_block(after_key_, places, digests);
}

std::uint64_t KeyedHash::of(std::string_view text) const noexcept {
  Text only;
  only.append(text);
  std::array<std::uint64_t, kLanes> digests{};
  Texts texts;
  texts.fill(&only);
  of_eight(texts, digests);
  return digests[0];
}

}  // namespace wardwatch
