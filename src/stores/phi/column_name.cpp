#include "stores/phi/column_name.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace wardwatch::stores {
namespace {

struct Phrase {
  PhiClass phi;
  bool is_strong;
  std::string_view words;
};
constexpr bool strong = true;
constexpr bool weak = false;

using enum PhiClass;
constexpr Phrase kPhrases[] = {
#include "stores/phi/column_names.inc"
};

struct Short {
  std::string_view text;
  std::string_view meaning;
};
constexpr Short kShorts[] = {
#include "stores/phi/abbreviations.inc"
};

constexpr std::size_t kWordsMax = 12;          ///< Of a name; longer ones are sentences.
constexpr std::size_t kRunTogetherMin = 5;     ///< Shorter phrases inside a longer run of letters are chance.
constexpr std::size_t kNameLookedAtMax = 128;  ///< Bytes of a name.

enum class CharKind : std::uint8_t { upper, lower, digit, other };
CharKind kind_of(char c) noexcept {
  if (c >= 'A' && c <= 'Z') return CharKind::upper;
  if (c >= 'a' && c <= 'z') return CharKind::lower;
  return c >= '0' && c <= '9' ? CharKind::digit : CharKind::other;
}

/// The words of a name, in lower case: parted where the case changes, at digits and at anything else.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  std::string word;
  const auto close = [&] {
    if (!word.empty() && words.size() < kWordsMax) words.push_back(std::move(word));
    word.clear();
  };
  CharKind before = CharKind::other;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const CharKind kind = kind_of(name[i]);
    const bool begins_word = kind == CharKind::upper && before == CharKind::upper && i + 1 < name.size() &&
                             kind_of(name[i + 1]) == CharKind::lower;
    const bool is_same = kind == before || (before == CharKind::upper && kind == CharKind::lower);
    if (!is_same || begins_word) close();
    before = kind;
    if (kind != CharKind::other) word.push_back(kind == CharKind::upper ? static_cast<char>(name[i] + 32) : name[i]);
  }
  close();
  return words;
}

/// Spells abbreviations out; a meaning may have two words.
std::vector<std::string> spelled_out(const std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (const std::string& word : words) {
    const auto found = std::lower_bound(std::begin(kShorts), std::end(kShorts), word,
                                        [](const Short& a, const std::string& b) { return a.text < b; });
    std::string_view meaning = found != std::end(kShorts) && found->text == word ? found->meaning : word;
    for (std::size_t space = 0; !meaning.empty(); meaning.remove_prefix(std::min(space + 1, meaning.size()))) {
      space = std::min(meaning.find(' '), meaning.size());
      out.emplace_back(meaning.substr(0, space));
    }
  }
  return out;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

std::string without_spaces(std::string_view phrase) {
  std::string text{phrase};
  std::erase(text, ' ');
  return text;
}

/// The phrase stands in the text as whole words.
bool has_words(std::string_view text, std::string_view phrase) noexcept {
  for (std::size_t at = text.find(phrase); at != std::string_view::npos; at = text.find(phrase, at + 1)) {
    const std::size_t end = at + phrase.size();
    if ((at == 0 || text[at - 1] == ' ') && (end == text.size() || text[end] == ' ')) return true;
  }
  return false;
}

/// What remains of a phrase's length when it is found: whole words count most, the end of a run of letters least.
std::size_t match_length(std::string_view spoken, std::string_view plain, std::string_view run, const Phrase& phrase) {
  if (has_words(spoken, phrase.words) || has_words(plain, phrase.words)) return phrase.words.size() + 2;
  const std::string together = without_spaces(phrase.words);
  if (run == together) return together.size() + 2;
  if (together.size() >= kRunTogetherMin && run.size() > together.size() && run.ends_with(together))
    return together.size();
  return 0;
}

}  // namespace

NameSays name_says(std::string_view name) {
  const std::vector<std::string> words = words_of(name.substr(0, kNameLookedAtMax));
  const std::string spoken = joined(spelled_out(words), " ");
  const std::string plain = joined(words, " ");
  std::string run = joined(words, "");
  while (!run.empty() && kind_of(run.back()) == CharKind::digit) run.pop_back();
  NameSays says;
  std::size_t longest = 0;
  for (const Phrase& phrase : kPhrases) {
    const std::size_t length = match_length(spoken, plain, run, phrase);
    if (length <= longest) continue;
    longest = length;
    says = {phrase.phi, true, phrase.is_strong};
  }
  return says;
}

bool is_staff_table(std::string_view name) {
  constexpr std::array<std::string_view, 14> kStaff{"provider",  "providers", "staff",     "physician", "physicians",
                                                    "doctor",    "doctors",   "nurse",     "nurses",    "employee",
                                                    "employees", "users",     "personnel", "surgeons"};
  const std::vector<std::string> words = spelled_out(words_of(name.substr(0, kNameLookedAtMax)));
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::find(kStaff.begin(), kStaff.end(), word) != kStaff.end();
  });
}

}  // namespace wardwatch::stores
