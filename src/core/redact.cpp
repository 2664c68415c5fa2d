#include "core/redact.hpp"

#include <array>
#include <cctype>

namespace wardwatch {
namespace {

struct Secret {
  std::string_view key;  ///< Lower case; what follows it, up to a delimiter, is the value.
  std::string_view kind;
};

// DICOMweb's query attributes (PS3.18 8.3.4, by keyword and by tag), FHIR's search parameters on Patient, and the
// ways in which command lines and URIs carry passwords.
constexpr std::array<Secret, 26> kSecrets{{
    {"patientname=", "name"},
    {"patientid=", "mrn"},
    {"patientbirthdate=", "birth-date"},
    {"issuerofpatientid=", "mrn"},
    {"otherpatientids=", "mrn"},
    {"accessionnumber=", "accession"},
    {"00100010=", "name"},
    {"00100020=", "mrn"},
    {"00100030=", "birth-date"},
    {"birthdate=", "birth-date"},
    {"family=", "name"},
    {"given=", "name"},
    {"ssn=", "ssn"},
    {"mrn=", "mrn"},
    {"patient=", "patient"},
    {"identifier=", "identifier"},
    {"password=", "password"},
    {"passwd=", "password"},
    {"pwd=", "password"},
    {"pass=", "password"},
    {"/password:", "password"},
    {"--password ", "password"},
    {"-password ", "password"},
    {"/p:", "password"},
    {"/pass:", "password"},
    {"pwd:", "password"},
}};

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_word(char c) noexcept { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool starts_with(std::string_view text, std::string_view key) noexcept {
  if (text.size() < key.size()) return false;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (lower(text[i]) != key[i]) return false;
  }
  return true;
}

/// Length of an NNN-NN-NNNN at the start of `text`, 0 when there is none.
std::size_t ssn_length(std::string_view text) noexcept {
  constexpr std::string_view kShape = "ddd-dd-dddd";
  if (text.size() < kShape.size()) return 0;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] == 'd' ? !is_digit(text[i]) : text[i] != '-') return 0;
  }
  return text.size() > kShape.size() && is_digit(text[kShape.size()]) ? 0 : kShape.size();
}

/// Where a value ends. Quoted parts that touch are one value, as a shell reads them: that is how a quote gets into a
/// password. A quote inside a plain value ends it, as the quote around all of it does, unless a word goes on behind it.
std::size_t value_length(std::string_view text) noexcept {
  constexpr std::string_view kEnds = "&; \t\r\n,#";
  std::size_t length = 0;
  bool began_quoted = false;
  while (length < text.size() && kEnds.find(text[length]) == std::string_view::npos) {
    if (text[length] == '"' || text[length] == '\'') {
      const std::size_t close = text.find(text[length], length + 1);
      if (length == 0 && close == std::string_view::npos) return text.size();
      began_quoted = began_quoted || length == 0;
      if (began_quoted && close != std::string_view::npos) {
        length = close + 1;
        continue;
      }
      if (length + 1 == text.size() || !is_word(text[length + 1])) break;
    }
    ++length;
  }
  return length;
}

const Secret* secret_at(std::string_view text) noexcept {
  for (const Secret& secret : kSecrets) {
    if (starts_with(text, secret.key)) return &secret;
  }
  return nullptr;
}

}  // namespace

bool redact(std::string_view text, std::string& out) {
  // Every pattern has one of these four characters: most text has none in a place that matters.
  if (text.find_first_of("=:- ") == std::string_view::npos) return false;
  std::string result;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    // Behind what was taken out anything may begin.
    const bool at_boundary = at == copied || !is_word(text[at - 1]);
    if (!at_boundary) {
      ++at;
      continue;
    }
    const std::string_view rest = text.substr(at);
    if (const std::size_t length = ssn_length(rest); length > 0) {
      result.append(text.substr(copied, at - copied)).append("{redacted:ssn}");
      copied = at += length;
      continue;
    }
    if (const Secret* secret = secret_at(rest)) {
      const std::size_t value_at = at + secret->key.size();
      const std::size_t length = value_length(text.substr(value_at));
      result.append(text.substr(copied, value_at - copied)).append("{redacted:").append(secret->kind).append("}");
      copied = at = value_at + length;
      continue;
    }
    ++at;
  }
  if (copied == 0) return false;
  result.append(text.substr(copied));
  out = std::move(result);
  return true;
}

}  // namespace wardwatch
