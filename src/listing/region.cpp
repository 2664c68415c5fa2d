#include "listing/region.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "listing/ascii.hpp"

namespace wardwatch::listing {
namespace {

struct Place {
  std::string_view words, code, what;
};
constexpr Place kPlaces[] = {
#include "listing/regions.inc"
};
static_assert(std::is_sorted(std::begin(kPlaces), std::end(kPlaces),
                             [](const Place& a, const Place& b) { return a.words < b.words; }));

constexpr std::size_t kPhrasesMax = 4;
constexpr std::size_t kPlaceWordsMax = 3;

const Place* place_named(std::string_view words) noexcept {
  const auto* found =
      std::lower_bound(std::begin(kPlaces), std::end(kPlaces), words,
                       [](const Place& place, std::string_view wanted) { return place.words < wanted; });
  return found != std::end(kPlaces) && found->words == words ? found : nullptr;
}

struct Met {
  const Place* place = nullptr;
  std::size_t first = 0, end = 0;  ///< Tokens.
};

bool is_delimiter(const std::vector<Token>& tokens, std::size_t at, std::uint32_t line) noexcept {
  return at >= tokens.size() || tokens[at].line != line || tokens[at].kind == Token::Kind::sign;
}

/// Two capitals are a state only where they stand free: "OR", "IN" and "ME" are words too.
bool stands_free(const std::vector<Token>& tokens, std::size_t at) noexcept {
  const std::uint32_t line = tokens[at].line;
  const bool free_before = at == 0 || is_delimiter(tokens, at - 1, line);
  const bool free_behind = is_delimiter(tokens, at + 1, line) || tokens[at + 1].low == "usa" ||
                           tokens[at + 1].text == "US" || tokens[at + 1].low == "area" ||
                           tokens[at + 1].low == "based" || tokens[at + 1].low == "state";
  return free_before && free_behind;
}

Met place_at(const std::vector<Token>& tokens, std::size_t at) {
  std::string words;
  Met met;
  for (std::size_t count = 0; count < kPlaceWordsMax && at + count < tokens.size(); ++count) {
    const Token& token = tokens[at + count];
    if (token.kind != Token::Kind::word || token.line != tokens[at].line) break;
    words.append(count > 0 ? " " : "").append(token.low);
    // "us" in small letters is who writes.
    if (count == 0 && (words == "us" || words == "eu" || words == "america") && !is_upper(token.text.back()) &&
        words != "america")
      break;
    if (const Place* place = place_named(words)) met = {place, at, at + count + 1};
    if (at + count + 1 < tokens.size() && tokens[at + count + 1].kind == Token::Kind::sign &&
        tokens[at + count + 1].text == "-" && tokens[at + count + 1].is_glued) {
      break;  // "mid-west" is met as two words below only when it is written so.
    }
  }
  if (met.place == nullptr && tokens[at].text.size() == 2 && stands_free(tokens, at)) {
    if (const Place* place = place_named(tokens[at].text)) met = {place, at, at + 1};
  }
  return met;
}

bool joins(const Token& token) noexcept {
  return token.text == "/" || token.text == "," || token.text == "-" || token.text == "&" || token.low == "and" ||
         token.text == "(";
}

struct Phrase {
  std::string words;
  std::vector<std::string> codes;
  bool is_country_only = true;
};

class Finder {
 public:
  Finder(std::string_view text, const std::vector<Token>& tokens) : text_{text}, tokens_{tokens} {}

  Region find() {
    for (std::size_t at = 0; at < tokens_.size() && phrases_.size() < kPhrasesMax;) {
      const Met met = place_at(tokens_, at);
      at = met.place == nullptr ? at + 1 : take_phrase(met);
    }
    return region();
  }

 private:
  /// Places that follow each other are one phrase.
  std::size_t take_phrase(Met met) {
    std::vector<Met> places{met};
    for (;;) {
      std::size_t next = places.back().end;
      if (next < tokens_.size() && joins(tokens_[next])) ++next;
      if (next >= tokens_.size() || tokens_[next].line != tokens_[met.first].line) break;
      const Met more = place_at(tokens_, next);
      if (more.place == nullptr) break;
      places.push_back(more);
    }
    const std::size_t after = places.back().end;
    // A direction alone says nothing; a country behind a comma says only what the state has said.
    while (!places.empty() && places.back().place->what == "direction") places.pop_back();
    while (places.size() > 1 && places.back().place->what == "country" && tokens_[places.back().first - 1].text == ",")
      places.pop_back();
    const bool says_nothing =
        std::all_of(places.begin(), places.end(), [](const Met& m) { return m.place->what == "direction"; });
    if (says_nothing) return after;
    add(places);
    return after;
  }

  void add(const std::vector<Met>& places) {
    Phrase phrase;
    for (const Met& met : places) {
      if (met.place->what == "direction") continue;
      phrase.codes.emplace_back(met.place->code);
      phrase.is_country_only = phrase.is_country_only && met.place->what == "country";
    }
    const Token &first = tokens_[places.front().first], &last = tokens_[places.back().end - 1];
    phrase.words = std::string{text_.substr(first.at, last.at + last.text.size() - first.at)};
    const bool is_new = std::any_of(phrase.codes.begin(), phrase.codes.end(), [&](const std::string& code) {
      return std::none_of(phrases_.begin(), phrases_.end(), [&](const Phrase& p) {
        return std::find(p.codes.begin(), p.codes.end(), code) != p.codes.end();
      });
    });
    if (is_new) phrases_.push_back(std::move(phrase));
  }

  Region region() {
    const bool has_narrow =
        std::any_of(phrases_.begin(), phrases_.end(), [](const Phrase& p) { return !p.is_country_only; });
    Region region;
    for (const Phrase& phrase : phrases_) {
      if (phrase.is_country_only && has_narrow) continue;
      region.words.append(region.words.empty() ? "" : ", ").append(phrase.words);
      for (const std::string& code : phrase.codes) {
        if (std::find(region.codes.begin(), region.codes.end(), code) == region.codes.end())
          region.codes.push_back(code);
      }
    }
    std::sort(region.codes.begin(), region.codes.end());
    return region;
  }

  std::string_view text_;
  const std::vector<Token>& tokens_;
  std::vector<Phrase> phrases_;
};

}  // namespace

Region find_region(std::string_view text, const std::vector<Token>& tokens) { return Finder{text, tokens}.find(); }

std::vector<std::string> region_codes(std::string_view words) {
  std::vector<std::string> codes;
  const auto add = [&](std::string_view code) {
    if (!code.empty() && std::find(codes.begin(), codes.end(), code) == codes.end()) codes.emplace_back(code);
  };
  // Codes themselves are taken as they are.
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find_first_of(", /;()", at), words.size());
    const std::string_view word = words.substr(at, end - at);
    if (word.size() >= 4 && word.size() <= 16 && word[2] == '-' && is_upper(word[0]) && is_upper(word[1])) add(word);
    at = end + 1;
  }
  const std::vector<Token> tokens = tokens_of(words);
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    const Met met = place_at(tokens, at);
    if (met.place == nullptr) continue;
    if (met.place->what != "direction") add(met.place->code);
    at = met.end - 1;
  }
  return codes;
}

std::string_view area_of(std::string_view code) noexcept {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kAreas{
      {{"US-IL US-IN US-IA US-KS US-MI US-MN US-MO US-NE US-ND US-OH US-SD US-WI", "US-midwest"},
       {"US-CT US-ME US-MA US-NH US-NJ US-NY US-PA US-RI US-VT", "US-northeast"},
       {"US-AL US-FL US-GA US-KY US-MS US-NC US-SC US-TN US-VA US-WV", "US-southeast"},
       {"US-AZ US-NM US-OK US-TX", "US-southwest"},
       {"US-OR US-WA US-ID", "US-northwest"}}};
  for (const auto& [codes, area] : kAreas) {
    if (code.size() == 5 && codes.find(code) != std::string_view::npos) return area;
  }
  return {};
}

}  // namespace wardwatch::listing
