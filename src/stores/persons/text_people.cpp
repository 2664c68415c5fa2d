#include "stores/persons/text_people.hpp"

#include <algorithm>
#include <array>

#include "stores/phi/dictionary.hpp"
#include "stores/phi/value_shape.hpp"

namespace wardwatch::stores::persons {
namespace {

constexpr std::size_t kWordsOfNameMax = 4;
constexpr std::size_t kLineBytesMax = 4'096;
constexpr int kServiceFrom = 2'000;  ///< A date without a label and after this year may be a visit's.

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_capital(char c) noexcept { return (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0xC3; }

std::size_t digits_in(std::string_view word) noexcept {
  return static_cast<std::size_t>(std::count_if(word.begin(), word.end(), is_digit));
}

InlineText<24> in_small_letters(std::string_view word) noexcept {
  InlineText<24> small;
  for (const char c : word) {
    if (c >= 'A' && c <= 'Z') small.push(static_cast<char>(c + 32));
    else if ((c >= 'a' && c <= 'z') || is_digit(c)) small.push(c);
  }
  return small;
}

template <std::size_t n>
bool is_one_of(std::string_view word, const std::array<std::string_view, n>& words) noexcept {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr auto kNameLabels = std::to_array<std::string_view>({"name", "patient", "pt", "fullname", "patientname"});
constexpr auto kSsnLabels = std::to_array<std::string_view>({"ssn", "soc", "ss", "social", "socsec", "last4"});
constexpr auto kBirthLabels =
    std::to_array<std::string_view>({"dob", "born", "birth", "birthdate", "bdate", "birthday"});
constexpr auto kPhoneLabels = std::to_array<std::string_view>({"phone", "tel", "telephone", "cell", "mobile", "ph"});
constexpr auto kMrnLabels = std::to_array<std::string_view>({"mrn", "chart", "mr"});
constexpr auto kInsurerLabels =
    std::to_array<std::string_view>({"insurance", "member", "policy", "medicare", "medicaid", "subscriber", "ins"});
constexpr auto kOtherLabels = std::to_array<std::string_view>(
    {"seen",      "visit",     "visited", "admitted", "admission", "discharged", "appointment", "date",
     "address",   "addr",      "street",  "city",     "state",     "zip",        "provider",    "doctor",
     "physician", "diagnosis", "dx",      "npi",      "account",   "acct"});
/// Behind a label these belong to it: "Member ID", "Chart no.", "SSN number", "date of birth".
constexpr auto kFillers =
    std::to_array<std::string_view>({"id", "no", "number", "num", "of", "is", "security", "name", "record", "date"});

/// Takes the next word, up to a blank or a mark that parts values, and says whether a mark stood behind it.
std::string_view take_word(std::string_view& text) noexcept {
  constexpr std::string_view kParting = " \t|;\"<>[]{}=";
  const std::size_t start = std::min(text.find_first_not_of(kParting), text.size());
  text.remove_prefix(start);
  const std::size_t end = std::min(text.find_first_of(kParting), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

}  // namespace

template <class Value>
void TextPeople::put(Value PersonFields::*place, const Value& value) {
  const Value kept = person_.*place;
  const Value none{};
  const auto is_same = [](const Value& a, const Value& b) {
    if constexpr (requires { a.nine; }) return a.nine == b.nine && a.last4 == b.last4;
    else if constexpr (requires { a.given; }) return a.given == b.given && a.surname == b.surname;
    else return a == b;
  };
  if (!is_same(kept, none) && !is_same(kept, value)) end();
  person_.*place = value;
}

void TextPeople::on(std::string_view text) {
  do {
    const std::size_t end = std::min(text.find('\n'), text.size());
    on_line(trimmed(text.substr(0, end)).substr(0, kLineBytesMax));
    text.remove_prefix(std::min(end + 1, text.size()));
  } while (!text.empty());
}

void TextPeople::on_line(std::string_view line) {
  if (line.empty()) return end();
  expects_ = Expects::anything;
  while (!line.empty()) {
    const std::string_view word = take_word(line);
    if (!word.empty()) on_word(word, line);
  }
  close_name();
  before_ = {};
}

void TextPeople::on_word(std::string_view word, std::string_view rest) {
  if (word.find('@') != std::string_view::npos) {
    close_name();
    while (!word.empty() && (word.back() == ',' || word.back() == '.' || word.back() == ')')) word.remove_suffix(1);
    if (const auto address = email_of(word); !address.empty()) put(&PersonFields::email, address);
    return;
  }
  if (take_label(word)) return;
  if (digits_in(word) > 0 || take_date(word, rest)) {
    close_name();
    if (!take_date(word, rest) && !take_number(word)) before_ = word;
    else before_ = {};
    return;
  }
  take_name_word(word);
}

bool TextPeople::take_label(std::string_view word) {
  const auto small = in_small_letters(word);
  const std::string_view text = small.view();
  const bool is_marked = word.ends_with(':') || word.ends_with('#');
  const auto set = [&](Expects what) {
    close_name();
    expects_ = what;
    return true;
  };
  if (is_one_of(text, kNameLabels) && (is_marked || expects_ == Expects::anything) && name_words_ == 0)
    return set(Expects::name);
  if (is_one_of(text, kSsnLabels)) return set(Expects::ssn);
  if (is_one_of(text, kBirthLabels)) return set(Expects::birth);
  if (is_one_of(text, kPhoneLabels)) return set(Expects::phone);
  if (is_one_of(text, kMrnLabels)) return set(Expects::mrn);
  if (is_one_of(text, kInsurerLabels)) return set(Expects::insurer);
  if (is_one_of(text, kFillers) && expects_ != Expects::anything) return true;
  if (is_one_of(text, kOtherLabels) || (is_marked && word.size() > 2)) return set(Expects::other);
  return false;
}

bool TextPeople::take_number(std::string_view word) {
  const std::size_t digits = digits_in(word);
  const Expects expected = expects_;
  const bool is_dashed = std::count(word.begin(), word.end(), '-') == 2;
  if (expected == Expects::ssn || (is_dashed && digits == 9) || (is_dashed && digits == 4 && word.size() == 11)) {
    const SocialSecurity number = social_security_of(word);
    if (!number.last4.empty()) put(&PersonFields::ssn, number);
    expects_ = Expects::anything;
    return true;
  }
  // "(555) 989-8112" comes as two words.
  InlineText<40> joined{before_};
  joined.append(word);
  Folded phone = phone_of(word);
  if (phone.empty() && digits_in(before_) == 3) phone = phone_of(joined.view());
  const bool is_written = word.find_first_of("-.(") != std::string_view::npos || !before_.empty();
  if (!phone.empty() && (is_written || expected == Expects::phone)) {
    PersonFields::add(person_.phones, phone);
    return true;
  }
  if (expected == Expects::mrn) PersonFields::add(person_.mrns, number_of(word, 4));
  else if (expected == Expects::insurer) PersonFields::add(person_.insurers, number_of(word, 6));
  else if (expected == Expects::anything && digits == 9 && word.size() == 9 && person_.ssn.last4.empty())
    put(&PersonFields::ssn, social_security_of(word));
  else return false;
  expects_ = Expects::anything;
  return true;
}

bool TextPeople::take_date(std::string_view word, std::string_view rest) {
  while (!word.empty() && (word.back() == ',' || word.back() == ')' || word.back() == '.')) word.remove_suffix(1);
  if (!word.empty() && word.front() == '(') word.remove_prefix(1);
  auto day = date_of(word);
  InlineText<40> three{word};
  if (!day && !word.empty() && (digits_in(word) <= 2 || word.size() <= 9)) {
    // "May 24, 1931" and "24 May 1931" come as three words.
    for (int i = 0; i < 2; ++i) {
      three.push(' ');
      three.append(take_word(rest));
    }
    day = date_of(three.view());
  }
  if (!day) return false;
  const bool is_birth = expects_ == Expects::birth ||
                        ((expects_ == Expects::anything || expects_ == Expects::name) && person_.birth.empty() &&
                         year_of(*day) < kServiceFrom) ||
                        (expects_ == Expects::anything && person_.birth.empty() && word.size() <= 8);
  if (is_birth) {
    if (const auto birth = birth_of(day && date_of(word) ? word : three.view())) put(&PersonFields::birth, *birth);
  }
  expects_ = Expects::anything;
  return true;
}

void TextPeople::take_name_word(std::string_view word) {
  const bool ends_with_comma = word.ends_with(',');
  std::string_view bare = word;
  while (!bare.empty() && (bare.back() == ',' || bare.back() == '.' || bare.back() == ':')) bare.remove_suffix(1);
  if (bare.empty() || !is_capital(bare.front()) || expects_ == Expects::other || name_words_ == kWordsOfNameMax) {
    close_name();
    return;
  }
  const WordIs is = look_up_name(bare);
  const bool begins = is.given_name || is.surname || expects_ == Expects::name || name_words_ > 0;
  if (!begins) return;
  name_is_known_ = name_is_known_ || is.given_name || expects_ == Expects::name;
  if (name_words_++ > 0) name_.push(' ');
  name_.append(bare);
  // "Perry, Katherine" goes on; "Katherine Perry," has ended.
  if (ends_with_comma && name_words_ == 1) name_.push(',');
  else if (ends_with_comma) close_name();
}

void TextPeople::close_name() {
  const bool is_name = name_is_known_ && name_words_ >= 2;
  const PersonName name = is_name ? name_of_full(name_.view()) : PersonName{};
  name_.clear();
  name_words_ = 0;
  name_is_known_ = false;
  if (!name.is_whole()) return;
  if (expects_ == Expects::name) expects_ = Expects::anything;
  put(&PersonFields::name, name);
}

void TextPeople::end() {
  const PersonFields person = std::exchange(person_, {});
  const bool has_number =
      !person.ssn.nine.empty() || !person.mrns[0].empty() || !person.insurers[0].empty() || !person.email.empty();
  const bool has_beside_name =
      person.name.is_whole() && (!person.birth.empty() || !person.phones[0].empty() || !person.ssn.last4.empty());
  if (has_number || has_beside_name) take_(person);
}

}  // namespace wardwatch::stores::persons
