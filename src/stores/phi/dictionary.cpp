#include "stores/phi/dictionary.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>

namespace wardwatch::stores {
namespace {

constexpr std::string_view kGivenNames[] = {
#include "stores/phi/given_names.inc"
};
constexpr std::string_view kSurnames[] = {
#include "stores/phi/surnames.inc"
};
constexpr auto kStates = std::to_array<std::string_view>(
    {"ak", "al", "ar", "as", "az", "ca", "co", "ct", "dc", "de", "fl", "ga", "gu", "hi", "ia", "id", "il", "in", "ks",
     "ky", "la", "ma", "md", "me", "mi", "mn", "mo", "mp", "ms", "mt", "nc", "nd", "ne", "nh", "nj", "nm", "nv", "ny",
     "oh", "ok", "or", "pa", "pr", "ri", "sc", "sd", "tn", "tx", "ut", "va", "vi", "vt", "wa", "wi", "wv", "wy"});
// USPS Publication 28, appendix C1: the common ones.
constexpr auto kStreetWords = std::to_array<std::string_view>(
    {"alley",   "ave",    "avenue",  "blvd",    "boulevard", "cir",   "circle",   "court",   "crescent", "ct",
     "dr",      "drive",  "highway", "hwy",     "lane",      "ln",    "loop",     "parkway", "pike",     "pkwy",
     "pl",      "place",  "plaza",   "rd",      "road",      "route", "rte",      "sq",      "square",   "st",
     "strasse", "street", "ter",     "terrace", "trail",     "trl",   "turnpike", "way"});
constexpr auto kClinicalWords = std::to_array<std::string_view>(
    {"abdominal",  "acute",    "admitted",  "allergies", "allergy",      "anterior", "bid",       "bilateral",
     "bp",         "chronic",  "complains", "cough",     "denies",       "diabetes", "diagnosed", "diagnosis",
     "discharged", "distal",   "dose",      "dx",        "edema",        "effusion", "exam",      "fever",
     "followup",   "fracture", "hospital",  "hx",        "hypertension", "icd",      "knee",      "labs",
     "lesion",     "mcg",      "meds",      "mg",        "nausea",       "oriented", "pain",      "patient",
     "po",         "postop",   "prn",       "pt",        "rtc",          "rx",       "sob",       "surgery",
     "sx",         "symptoms", "tablet",    "therapy",   "tid",          "tylenol",  "vitals",    "wnl",
     "xray"});
static_assert(std::is_sorted(kStates.begin(), kStates.end()));
static_assert(std::is_sorted(kStreetWords.begin(), kStreetWords.end()));
static_assert(std::is_sorted(kClinicalWords.begin(), kClinicalWords.end()));
static_assert(std::is_sorted(std::begin(kGivenNames), std::end(kGivenNames)));
static_assert(std::is_sorted(std::begin(kSurnames), std::end(kSurnames)));

constexpr std::size_t kWordBytesMax = 16;  ///< The longest word in the tables is shorter.

/// A list in order, with where the words of each first letter begin.
class WordList {
 public:
  explicit constexpr WordList(std::span<const std::string_view> list) : list_{list} {
    std::size_t at = 0;
    for (std::size_t letter = 0; letter < starts_.size(); ++letter) {
      while (at < list.size() && static_cast<unsigned char>(list[at].front()) < 'a' + letter) ++at;
      starts_[letter] = at;
    }
  }

  /// Whether the word is in the list, whatever the case of its ASCII letters; apostrophes do not count.
  [[nodiscard]] bool has(std::string_view word) const noexcept {
    std::array<char, kWordBytesMax> lower{};
    std::size_t length = 0;
    for (const char c : word) {
      if (c == '\'') continue;
      if (length == lower.size()) return false;
      lower[length++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    if (length == 0 || lower[0] < 'a' || lower[0] > 'z') return false;
    const auto letter = static_cast<std::size_t>(lower[0] - 'a');
    const auto begin = list_.begin() + static_cast<std::ptrdiff_t>(starts_[letter]);
    const auto end = list_.begin() + static_cast<std::ptrdiff_t>(starts_[letter + 1]);
    return std::binary_search(begin, end, std::string_view{lower.data(), length});
  }

 private:
  std::span<const std::string_view> list_;
  std::array<std::size_t, 27> starts_{};
};

constexpr WordList kGiven{kGivenNames}, kFamily{kSurnames}, kStateCodes{kStates}, kOfStreets{kStreetWords},
    kOfClinics{kClinicalWords};

}  // namespace

WordIs look_up_name(std::string_view word) noexcept { return {kGiven.has(word), kFamily.has(word)}; }
bool is_state_code(std::string_view text) noexcept { return text.size() == 2 && kStateCodes.has(text); }
bool is_street_word(std::string_view word) noexcept { return kOfStreets.has(word); }
bool is_clinical_word(std::string_view word) noexcept { return kOfClinics.has(word); }

}  // namespace wardwatch::stores
