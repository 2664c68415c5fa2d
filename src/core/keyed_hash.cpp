#include "core/keyed_hash.hpp"

#include <cstring>

#include "core/assert.hpp"

namespace wardwatch {
namespace {

constexpr std::size_t kBlockBytes = 128;
constexpr std::size_t kDigestBytes = 8;
constexpr std::size_t kPurposeBytes = 16;
constexpr std::size_t kLanes = KeyedHash::kLanes;

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

/// The same word of four messages.
using Four = std::uint64_t __attribute__((vector_size(8 * kLanes)));

struct Block {
  std::array<Four, 16> words;
};
struct State {
  std::array<Four, 8> words;
};

[[gnu::always_inline]] inline void turn(Four& word, unsigned bits) noexcept {
  word = (word >> bits) | (word << (64U - bits));
}

/// RFC 7693 3.1, on four messages.
[[gnu::always_inline]] inline void mix(Four& a, Four& b, Four& c, Four& d, const Four& x, const Four& y) noexcept {
  a += b + x;
  d ^= a;
  turn(d, 32);
  c += d;
  b ^= c;
  turn(b, 24);
  a += b + y;
  d ^= a;
  turn(d, 16);
  c += d;
  b ^= c;
  turn(b, 63);
}

/// RFC 7693 3.2, on four messages that are at the same place.
[[gnu::always_inline]] inline void compress_inline(State& state, const Block& block, const Four& hashed_bytes,
                                                   bool is_last) noexcept {
  std::array<Four, 16> v;
  for (std::size_t i = 0; i < 8; ++i) {
    v[i] = state.words[i];
    v[i + 8] = Four{} + kStart[i];
  }
  v[12] ^= hashed_bytes;
  if (is_last) v[14] = ~v[14];
#pragma GCC unroll 12
  for (std::size_t round = 0; round < kOrder.size(); ++round) {
    const auto& s = kOrder[round];
    const auto& m = block.words;
    mix(v[0], v[4], v[8], v[12], m[s[0]], m[s[1]]);
    mix(v[1], v[5], v[9], v[13], m[s[2]], m[s[3]]);
    mix(v[2], v[6], v[10], v[14], m[s[4]], m[s[5]]);
    mix(v[3], v[7], v[11], v[15], m[s[6]], m[s[7]]);
    mix(v[0], v[5], v[10], v[15], m[s[8]], m[s[9]]);
    mix(v[1], v[6], v[11], v[12], m[s[10]], m[s[11]]);
    mix(v[2], v[7], v[8], v[13], m[s[12]], m[s[13]]);
    mix(v[3], v[4], v[9], v[14], m[s[14]], m[s[15]]);
  }
  for (std::size_t i = 0; i < 8; ++i) state.words[i] ^= v[i] ^ v[i + 8];
}

using Compress = void (*)(State&, const Block&, const Four&, bool) noexcept;

void compress_anywhere(State& state, const Block& block, const Four& hashed_bytes, bool is_last) noexcept {
  compress_inline(state, block, hashed_bytes, is_last);
}

#if defined(__x86_64__)
/// Four lanes are one register there.
[[gnu::target("avx2")]] void compress_avx2(State& state, const Block& block, const Four& hashed_bytes,
                                           bool is_last) noexcept {
  compress_inline(state, block, hashed_bytes, is_last);
}
#endif

Compress best_here() noexcept {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") != 0) return &compress_avx2;
#endif
  return &compress_anywhere;
}

Compress compress() noexcept {
  static const Compress best = best_here();
  return best;
}

void put(Block& block, std::size_t lane, std::string_view text) noexcept {
  std::array<std::uint64_t, 16> words{};
  std::memcpy(words.data(), text.data(), text.size());
  for (std::size_t i = 0; i < words.size(); ++i) block.words[i][lane] = words[i];
}

}  // namespace

KeyedHash::KeyedHash(const Key& key, std::string_view purpose) noexcept {
  WW_ASSERT(purpose.size() <= kPurposeBytes);
  std::array<std::uint64_t, 2> personal{};
  std::memcpy(personal.data(), purpose.data(), purpose.size());
  State state;
  for (std::size_t i = 0; i < kStart.size(); ++i) state.words[i] = Four{} + kStart[i];
  // RFC 7693 2.5: sizes of digest and key, fan-out and depth 1.
  state.words[0] ^= Four{} + (0x01010000U ^ (kKeyBytes << 8U) ^ kDigestBytes);
  state.words[6] ^= Four{} + personal[0];
  state.words[7] ^= Four{} + personal[1];
  Block block{};
  for (std::size_t lane = 0; lane < kLanes; ++lane) put(block, lane, as_text(key));
  compress()(state, block, Four{} + kBlockBytes, false);
  for (std::size_t i = 0; i < after_key_.size(); ++i) after_key_[i] = state.words[i][0];
}

void KeyedHash::of_four(const std::array<std::string_view, kLanes>& texts,
                        std::array<std::uint64_t, kLanes>& digests) const noexcept {
  State state;
  for (std::size_t i = 0; i < after_key_.size(); ++i) state.words[i] = Four{} + after_key_[i];
  Block block;
  Four hashed{};
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    WW_ASSERT(!texts[lane].empty() && texts[lane].size() <= kTextBytesMax);
    put(block, lane, texts[lane]);
    hashed[lane] = kBlockBytes + texts[lane].size();
  }
  compress()(state, block, hashed, true);
  for (std::size_t lane = 0; lane < kLanes; ++lane) digests[lane] = state.words[0][lane];
}

std::uint64_t KeyedHash::of(std::string_view text) const noexcept {
  std::array<std::uint64_t, kLanes> digests{};
  of_four({text, text, text, text}, digests);
  return digests[0];
}

}  // namespace wardwatch
