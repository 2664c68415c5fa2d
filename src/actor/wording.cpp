#include "actor/wording.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "core/hash.hpp"

namespace wardwatch::actor {
namespace {

constexpr std::size_t kWordsMax = 4000;  ///< Of one text.
constexpr std::size_t kRun = 3;
constexpr std::size_t kWordBytesMax = 20;  ///< Longer ones are identifiers.

bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Words in lower case without their plural; what holds a digit or an @ is none.
std::vector<std::uint64_t> words_of(std::string_view text) {
  std::vector<std::uint64_t> words;
  std::string word;
  for (std::size_t at = 0; at < text.size() && words.size() < kWordsMax;) {
    if (!is_letter(text[at]) && !is_digit(text[at])) {
      ++at;
      continue;
    }
    word.clear();
    bool is_word = true;
    std::size_t end = at;
    while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]) || text[end] == '@' || text[end] == '_')) {
      const char c = text[end];
      is_word = is_word && is_letter(c);
      if (word.size() <= kWordBytesMax) word.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
      ++end;
    }
    // The rest of an address is none either.
    if (end < text.size() && text[end] == '.' && end + 1 < text.size() &&
        (is_letter(text[end + 1]) || is_digit(text[end + 1])) && word.find('@') != std::string::npos) {
      while (end < text.size() && text[end] != ' ' && text[end] != '\n') ++end;
    }
    if (is_word && word.size() <= kWordBytesMax) {
      if (word.size() > 3 && word.back() == 's') word.pop_back();
      words.push_back(hash_text(word));
    }
    at = end;
  }
  return words;
}

}  // namespace

std::vector<std::uint64_t> shingles_of(std::string_view text) {
  const std::vector<std::uint64_t> words = words_of(text);
  std::vector<std::uint64_t> shingles;
  for (std::size_t at = 0; at + kRun <= words.size(); ++at)
    shingles.push_back(combine64(combine64(words[at], words[at + 1]), words[at + 2]));
  std::sort(shingles.begin(), shingles.end());
  shingles.erase(std::unique(shingles.begin(), shingles.end()), shingles.end());
  return shingles;
}

double similarity(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) noexcept {
  if (a.empty() || b.empty()) return 0;
  std::size_t shared = 0;
  auto at = a.begin(), other = b.begin();
  while (at != a.end() && other != b.end()) {
    if (*at < *other) ++at;
    else if (*other < *at) ++other;
    else ++shared, ++at, ++other;
  }
  return static_cast<double>(shared) / static_cast<double>(a.size() + b.size() - shared);
}

Bands bands_of(const std::vector<std::uint64_t>& shingles) noexcept {
  Bands bands{};
  if (shingles.empty()) return bands;
  std::array<std::uint64_t, kBands * kRows> least;
  least.fill(std::numeric_limits<std::uint64_t>::max());
  for (const std::uint64_t shingle : shingles) {
    // One multiplication a function: the runs are hashed well already (Carter and Wegman's family, of odd factors).
    std::uint64_t factor = 0x9e3779b97f4a7c15ULL;
    for (std::uint64_t& value : least) {
      value = std::min(value, (shingle ^ (shingle >> 29U)) * factor);
      factor = factor * 0xd1342543de82ef95ULL + 2;  // An odd factor stays odd.
    }
  }
  for (std::size_t band = 0; band < kBands; ++band)
    bands[band] = combine64(combine64(least[band * kRows], least[band * kRows + 1]), band + 1);
  return bands;
}

}  // namespace wardwatch::actor
