#include "listing/organisation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "listing/ascii.hpp"
#include "listing/fold.hpp"

namespace wardwatch::listing {
namespace {

// What each hint is worth alone. A name written out is nearly proof; a size that fits to two digits is found by chance in
// one advert of twenty; a state in one of twenty too, a trade in one of five.
constexpr double kNameWeight = 0.95, kDomainWeight = 0.97, kAddressWeight = 0.9, kPartWeight = 0.6, kMaskWeight = 0.55;
constexpr double kNearNameWeight = 0.8;
constexpr double kSizeWeight = 0.45, kAboutSizeWeight = 0.25;
constexpr double kRegionWeight = 0.3, kAreaWeight = 0.12;
constexpr double kSpecialtyWeight = 0.25;

/// Words that many organisations have in their names.
constexpr std::array<std::string_view, 48> kCommon{
    "the",       "of",       "and",       "for",         "at",           "in",         "a",          "clinic",
    "clinics",   "hospital", "hospitals", "medical",     "medicine",     "med",        "health",     "healthcare",
    "care",      "center",   "centre",    "group",       "associates",   "partners",   "family",     "plan",
    "insurance", "system",   "systems",   "services",    "service",      "practice",   "physicians", "doctors",
    "dental",    "imaging",  "radiology", "orthopaedic", "orthopaedics", "orthopedic", "ortho",      "llc",
    "inc",       "pc",       "regional",  "community",   "general",      "county",     "memorial",   "university"};

/// Trades, and the words by which adverts call them.
constexpr std::array<std::array<std::string_view, 8>, 12> kTrades{{
    {"orthopaedic", "orthopaedics", "orthopedic", "orthopedics", "ortho", "bone", "joint", "spine"},
    {"dental", "dentist", "dentists", "dentistry", "orthodontic", "teeth", "", ""},
    {"insurer", "insurance", "payer", "health plan", "health insurer", "hmo", "policyholders", "insured"},
    {"family medicine", "family clinic", "family practice", "family med", "primary care", "gp", "", ""},
    {"imaging", "radiology", "mri", "xray", "dicom", "pacs", "scans", ""},
    {"multi specialty", "multispecialty", "medical associates", "medical group", "", "", "", ""},
    {"paediatric", "pediatric", "pediatrics", "paediatrics", "children", "", "", ""},
    {"cardiology", "cardiac", "heart", "", "", "", "", ""},
    {"oncology", "cancer", "", "", "", "", "", ""},
    {"psychiatry", "psychiatric", "mental health", "behavioral health", "", "", "", ""},
    {"laboratory", "lab", "labs", "pathology", "", "", "", ""},
    {"hospital", "hospitals", "medical center", "medical centre", "", "", "", ""},
}};

/// The text with the digit 1 beside letters as an i; empty where there is none. A skeleton takes it for an l: which of them
/// is meant ("CL1NIC", "MI1LER") the name decides.
std::string ones_as_i(std::string_view text) {
  std::string out;
  for (std::size_t at = text.find('1'); at != std::string_view::npos; at = text.find('1', at + 1)) {
    const bool is_beside = (at > 0 && is_letter(text[at - 1])) || (at + 1 < text.size() && is_letter(text[at + 1]));
    if (!is_beside) continue;
    if (out.empty()) out = text;
    out[at] = 'i';
  }
  return out;
}

std::string spaced_skeleton(std::string_view text) { return " " + skeleton(text) + " "; }

bool has_words(std::string_view spaced, std::string_view words) {
  std::string wanted{" "};
  wanted.append(words).push_back(' ');
  return !words.empty() && spaced.find(wanted) != std::string_view::npos;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

bool is_common(std::string_view word) { return std::find(kCommon.begin(), kCommon.end(), word) != kCommon.end(); }

/// At most one letter more, less, other or changed with its neighbour.
bool is_near(std::string_view a, std::string_view b) noexcept {
  if (a == b) return true;
  if (a.size() < b.size()) std::swap(a, b);
  if (a.size() - b.size() > 1) return false;
  std::size_t at = 0;
  while (at < b.size() && a[at] == b[at]) ++at;
  if (a.size() > b.size()) return a.substr(at + 1) == b.substr(at);
  if (a.substr(at + 1) == b.substr(at + 1)) return true;
  return at + 1 < a.size() && a[at] == b[at + 1] && a[at + 1] == b[at] && a.substr(at + 2) == b.substr(at + 2);
}

std::string percent(double share) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f %%", share * 100);
  return text.data();
}

bool is_capital_word(std::string_view text, std::string_view upper_word) {
  for (std::size_t at = text.find(upper_word); at != std::string_view::npos; at = text.find(upper_word, at + 1)) {
    const std::size_t end = at + upper_word.size();
    if ((at == 0 || !is_word_byte(text[at - 1])) && (end == text.size() || !is_word_byte(text[end]))) return true;
  }
  return false;
}

}  // namespace

OrganisationMatcher::OrganisationMatcher(Organisation organisation) : us_{std::move(organisation)} {
  if (!us_.name.empty()) add_name(us_.name, false);
  for (const std::string& alias : us_.aliases) add_name(alias, true);
  for (const std::string& word : words_of(skeleton(us_.name))) {
    if (word.size() >= 3 && !is_common(word)) distinctive_.push_back(word);
  }
  regions_ = region_codes(us_.region);
  const std::string trade = spaced_skeleton(us_.specialty + " " + us_.name);
  for (const auto& words : kTrades) {
    const bool is_ours =
        std::any_of(words.begin(), words.end(), [&](std::string_view w) { return has_words(trade, w); });
    if (is_ours) specialties_.emplace_back(words.begin(), words.end());
  }
}

void OrganisationMatcher::add_name(const std::string& name, bool is_alias) {
  Alias alias{skeleton(name), name, kNameWeight, false};
  const std::vector<std::string> words = words_of(alias.words);
  if (words.empty()) return;
  const bool is_short = words.size() == 1 && name.size() <= 5;
  alias.is_acronym =
      is_short && std::all_of(name.begin(), name.end(), [](char c) { return is_upper(c) || is_digit(c); });
  // Three letters mean many things, five few.
  if (is_short) alias.weight = name.size() <= 3 ? 0.4 : name.size() == 4 ? 0.65 : 0.75;
  else if (std::all_of(words.begin(), words.end(), is_common)) alias.weight = 0.3;
  else if (is_alias) alias.weight = 0.9;
  if (words.size() > 1) masks_.push_back(words);
  names_.push_back(std::move(alias));
}

Match OrganisationMatcher::match(const Advert& advert) const {
  Match match;
  double open = 1;
  const auto take = [&](const Hint& hint) {
    if (hint.weight <= 0) return;
    open *= 1 - hint.weight;
    match.matched.push_back(hint.how);
  };
  for (const Hint& hint : name_hints(advert)) {
    match.is_named = match.is_named || hint.weight > 0;
    take(hint);
  }
  const std::string spaced = spaced_skeleton(advert.readable);
  take(size_hint(advert));
  take(region_hint(advert));
  take(specialty_hint(spaced));
  match.score = std::round((1 - open) * 1000) / 1000;
  return match;
}

std::vector<OrganisationMatcher::Hint> OrganisationMatcher::name_hints(const Advert& advert) const {
  std::vector<Hint> hints;
  const std::string spaced = spaced_skeleton(advert.readable);
  const std::string with_i = ones_as_i(advert.readable);
  const std::string spaced_i = with_i.empty() ? "" : spaced_skeleton(with_i);
  // Of names that hold each other the weightiest counts, once.
  Hint best{0, {}};
  for (const Alias& alias : names_) {
    Hint hint = alias_hint(alias, spaced, advert.readable);
    if (hint.weight == 0 && !spaced_i.empty()) hint = alias_hint(alias, spaced_i, advert.readable);
    if (hint.weight > best.weight) best = hint;
  }
  if (best.weight == 0) best = partial_hint(spaced);
  if (best.weight == 0) best = masked_hint(advert.readable);
  hints.push_back(best);
  const std::string low = lower_ascii(advert.readable);
  hints.push_back(domain_hint(low));
  hints.push_back(address_hint(advert.readable));
  return hints;
}

OrganisationMatcher::Hint OrganisationMatcher::alias_hint(const Alias& alias, const std::string& spaced,
                                                          std::string_view readable) const {
  // Small letters of an acronym may be a word: "tog" and "sic" are.
  if (alias.is_acronym) {
    if (!is_capital_word(readable, alias.shown)) return {0, {}};
    return {alias.weight, "acronym \"" + alias.shown + "\""};
  }
  if (!has_words(spaced, alias.words)) return {0, {}};
  return {alias.weight, "name \"" + alias.shown + "\""};
}

/// The words of the name that others do not have, next to each other; one letter may be wrong in long ones.
OrganisationMatcher::Hint OrganisationMatcher::partial_hint(const std::string& spaced) const {
  if (distinctive_.empty()) return {0, {}};
  std::string part;
  for (const std::string& word : distinctive_) part.append(part.empty() ? "" : " ").append(word);
  const bool is_telling = distinctive_.size() >= 2 || part.size() >= 7;
  if (is_telling && has_words(spaced, part)) return {kPartWeight, "part of the name: \"" + part + "\""};
  // Written together, as in a file's name.
  std::string together;
  for (const std::string& word : distinctive_) together += word;
  if (distinctive_.size() >= 2 && together.size() >= 9 && has_words(spaced, together))
    return {kPartWeight, "part of the name, written together: \"" + together + "\""};
  constexpr std::size_t kLongWord = 6;
  const std::vector<std::string> words = words_of(spaced);
  for (std::size_t at = 0; at + distinctive_.size() <= words.size(); ++at) {
    bool is_like = true;
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < distinctive_.size() && is_like; ++i) {
      const bool same = words[at + i] == distinctive_[i];
      wrong += same ? 0 : 1;
      is_like = same || (distinctive_[i].size() >= kLongWord && is_near(words[at + i], distinctive_[i]));
    }
    if (is_like && wrong > 0 && is_telling)
      return {kNearNameWeight * kPartWeight, "part of the name with a letter wrong: \"" + part + "\""};
  }
  return {0, {}};
}

/// "N* Health Plan", "H****** Creek": some letters of some words are masked, the rest fits and something distinctive or a
/// letter of it is left.
OrganisationMatcher::Hint OrganisationMatcher::masked_hint(std::string_view readable) const {
  constexpr std::size_t kMaskedWordsMax = 200;
  std::size_t looked = 0;
  for (std::size_t star = readable.find_first_of("*_#"); star != std::string_view::npos && looked < kMaskedWordsMax;
       star = readable.find_first_of("*_#", star + 1), ++looked) {
    if (star == 0 || !is_letter(readable[star - 1])) continue;
    std::size_t from = star;
    while (from > 0 && is_letter(readable[from - 1])) --from;
    const std::string_view visible = readable.substr(from, star - from);
    std::size_t end = readable.find_first_not_of("*_#", star);
    const std::vector<std::string> after = words_of(skeleton(readable.substr(std::min(end, readable.size()), 48)));
    for (const std::vector<std::string>& name : masks_) {
      for (std::size_t word = 0; word < name.size(); ++word) {
        const std::size_t rest = name.size() - word - 1;
        const bool fits = name[word].size() > visible.size() && name[word].starts_with(lower_ascii(visible)) &&
                          rest >= 1 && after.size() >= rest &&
                          std::equal(after.begin(), after.begin() + static_cast<std::ptrdiff_t>(rest),
                                     name.begin() + static_cast<std::ptrdiff_t>(word) + 1);
        if (!fits || (word > 0 && visible.size() < 2)) continue;
        std::string shown = lower_ascii(visible) + "*";
        for (std::size_t i = word + 1; i < name.size(); ++i) shown += " " + name[i];
        return {kMaskWeight, "masked name \"" + shown + "\""};
      }
    }
  }
  return {0, {}};
}

OrganisationMatcher::Hint OrganisationMatcher::domain_hint(std::string_view low) const {
  for (const std::string& domain : us_.domains) {
    const std::string wanted = lower_ascii(domain);
    if (wanted.size() < 4) continue;
    for (std::size_t at = low.find(wanted); at != std::string_view::npos; at = low.find(wanted, at + 1)) {
      const std::size_t end = at + wanted.size();
      const bool starts = at == 0 || (!is_word_byte(low[at - 1]) && low[at - 1] != '-');
      const bool ends = end == low.size() || (!is_word_byte(low[end]) && low[end] != '-');
      // "example.com.evil.test" is another's.
      const bool goes_on = end + 1 < low.size() && low[end] == '.' && is_word_byte(low[end + 1]);
      if (starts && ends && !goes_on) return {kDomainWeight, "domain \"" + domain + "\""};
    }
  }
  return {0, {}};
}

OrganisationMatcher::Hint OrganisationMatcher::address_hint(std::string_view text) const {
  constexpr std::size_t kAddressesMax = 1000;
  std::size_t looked = 0;
  for (std::size_t at = 0; at < text.size() && looked < kAddressesMax;) {
    if (!is_digit(text[at]) || (at > 0 && (is_word_byte(text[at - 1]) || text[at - 1] == '.'))) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && (is_digit(text[end]) || text[end] == '.')) ++end;
    std::string_view word = text.substr(at, end - at);
    while (word.ends_with('.')) word.remove_suffix(1);
    at = end;
    if (std::count(word.begin(), word.end(), '.') != 3) continue;
    ++looked;
    const auto address = IpAddress::parse(word);
    if (!address || address->is_private() || !us_.networks.contains(*address)) continue;
    return {kAddressWeight, "address " + address->text() + " of ours"};
  }
  return {0, {}};
}

OrganisationMatcher::Hint OrganisationMatcher::size_hint(const Advert& advert) const {
  // Small counts fit many: a lot, a sample, a small practice.
  constexpr std::uint64_t kTellingMin = 1000;
  if (us_.patients < kTellingMin || !advert.claimed_records) return {0, {}};
  const double ours = static_cast<double>(us_.patients), theirs = static_cast<double>(*advert.claimed_records);
  const double off = std::abs(theirs - ours) / ours;
  constexpr double kClose = 0.02, kAbout = 0.1;
  if (off > kAbout) return {0, {}};
  return {off <= kClose ? kSizeWeight : kAboutSizeWeight, "size: " + std::to_string(*advert.claimed_records) +
                                                              " claimed, " + std::to_string(us_.patients) + " ours (" +
                                                              percent(off) + " off)"};
}

OrganisationMatcher::Hint OrganisationMatcher::region_hint(const Advert& advert) const {
  for (const std::string& code : advert.region.codes) {
    if (code.size() < 4 || code == "US") continue;
    if (std::find(regions_.begin(), regions_.end(), code) == regions_.end()) continue;
    const bool is_area = code.size() > 6;
    return {is_area ? kAreaWeight : kRegionWeight, "region " + code};
  }
  for (const std::string& code : advert.region.codes) {
    const bool is_ours =
        std::any_of(regions_.begin(), regions_.end(), [&](const std::string& ours) { return area_of(ours) == code; });
    if (is_ours) return {kAreaWeight, "region " + code + ", which holds ours"};
  }
  return {0, {}};
}

OrganisationMatcher::Hint OrganisationMatcher::specialty_hint(const std::string& spaced) const {
  for (const auto& words : specialties_) {
    for (const std::string& word : words) {
      if (has_words(spaced, word)) return {kSpecialtyWeight, "trade \"" + word + "\""};
    }
  }
  return {0, {}};
}

}  // namespace wardwatch::listing
