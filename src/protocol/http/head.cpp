#include "protocol/http/head.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace wardwatch::protocol::http {
namespace {

constexpr std::size_t kValueMaxBytes = 1024;
constexpr std::size_t kMethodMaxBytes = 32;
constexpr std::size_t kProxiedMax = 8;
constexpr std::size_t kTokenMaxBytes = 8192;
constexpr std::array<std::string_view, 5> kProxyFields{"forwarded", "x-forwarded-for", "x-forwarded-from", "client-ip",
                                                       "via"};

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_method(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kMethodMaxBytes && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
  });
}

std::optional<std::string_view> version_of(std::string_view text) noexcept {
  constexpr std::string_view kMark = "HTTP/";
  if (!text.starts_with(kMark)) return std::nullopt;
  const std::string_view version = text.substr(kMark.size(), 3);
  const bool is_number = version.size() == 3 && version[0] >= '0' && version[0] <= '9' && version[1] == '.' &&
                         version[2] >= '0' && version[2] <= '9';
  return is_number ? std::optional{version} : std::nullopt;
}

bool contains_word(std::string_view text, std::string_view word) noexcept {
  return std::search(text.begin(), text.end(), word.begin(), word.end(),
                     [](char c, char wanted) { return lower(c) == wanted; }) != text.end();
}

std::string kept(std::string_view value) { return std::string{value.substr(0, kValueMaxBytes)}; }

void set_once(std::optional<std::string>& field, std::string_view value) {
  if (!field) field = kept(value);
}

}  // namespace

bool equals_ignoring_case(std::string_view text, std::string_view lowered) noexcept {
  return text.size() == lowered.size() &&
         std::equal(text.begin(), text.end(), lowered.begin(), [](char c, char wanted) { return lower(c) == wanted; });
}

std::optional<RequestLine> parse_request_line(std::string_view line) noexcept {
  const std::size_t space = line.find(' ');
  const std::string_view method = line.substr(0, space);
  if (space == std::string_view::npos || !is_method(method)) return std::nullopt;
  std::string_view rest = trimmed(line.substr(space + 1));
  const std::size_t last = rest.rfind(' ');
  const std::string_view end = last == std::string_view::npos ? rest : rest.substr(last + 1);
  if (const auto version = version_of(end)) {
    return RequestLine{method, last == std::string_view::npos ? std::string_view{} : trimmed(rest.substr(0, last)),
                       *version};
  }
  // A version that is none does not belong to the name of what is asked for.
  rest = trimmed(rest.substr(0, rest.find(" HTTP/")));
  if (rest.empty()) return std::nullopt;
  return RequestLine{method, rest, "0.9"};
}

std::optional<StatusLine> parse_status_line(std::string_view line) noexcept {
  const auto version = version_of(line);
  if (!version || line.size() < 12 || line[8] != ' ') return std::nullopt;
  StatusLine status;
  status.version = *version;
  const std::string_view code = line.substr(9, 3);
  const auto read = std::from_chars(code.data(), code.data() + code.size(), status.code);
  if (read.ec != std::errc{} || read.ptr != code.data() + code.size()) return std::nullopt;
  if (line.size() > 12) status.reason = trimmed(line.substr(12)).substr(0, kValueMaxBytes);
  return status;
}

void Fields::add(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view name = trimmed(line.substr(0, colon));
  const std::string_view value = trimmed(line.substr(colon + 1));
  const auto is = [name](std::string_view wanted) { return equals_ignoring_case(name, wanted); };
  if (is("host")) set_once(host, value);
  else if (is("referer")) set_once(referrer, value);
  else if (is("user-agent")) set_once(user_agent, value);
  else if (is("origin")) set_once(origin, value);
  else if (is("server")) set_once(server, value);
  else if (is("content-type")) set_once(content_type, value);
  else if (is("content-disposition")) file_name = file_name_of(value);
  else if (is("transfer-encoding")) is_chunked = is_chunked || contains_word(value, "chunked");
  else if (is("content-encoding")) is_gzip = contains_word(value, "gzip");
  else if (is("content-length")) {
    std::uint64_t length_bytes = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), length_bytes);
    if (read.ec == std::errc{}) content_length = length_bytes;
  } else if (is("authorization") || is("www-authenticate")) {
    const std::size_t space = std::min(value.find(' '), value.size());
    const std::string_view token = trimmed(value.substr(space)).substr(0, kTokenMaxBytes);
    if (is("authorization")) {
      auth_scheme.clear();
      for (const char c : value.substr(0, std::min<std::size_t>(space, 16))) auth_scheme += lower(c);
      auth_value = token;
    } else if (!token.empty()) {
      challenge = token;
    }
  } else if (std::any_of(kProxyFields.begin(), kProxyFields.end(), is) && proxied.size() < kProxiedMax) {
    std::string text;
    for (const char c : name) text += upper(c);
    proxied.push_back(text + " -> " + kept(value));
  }
}

std::string decode_base64(std::string_view text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) break;
    held = (held << 6U | static_cast<unsigned>(digit)) & 0xffffU;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>(held >> bits & 0xffU);
  }
  return out;
}

std::optional<std::string> file_name_of(std::string_view disposition) {
  constexpr std::string_view kName = "filename=";
  const auto at = std::search(disposition.begin(), disposition.end(), kName.begin(), kName.end(),
                              [](char c, char wanted) { return lower(c) == wanted; });
  if (at == disposition.end()) return std::nullopt;
  std::string_view value = disposition.substr(static_cast<std::size_t>(at - disposition.begin()) + kName.size());
  if (value.starts_with('"')) {
    value.remove_prefix(1);
    return kept(value.substr(0, value.find('"')));
  }
  return kept(trimmed(value.substr(0, value.find(';'))));
}

}  // namespace wardwatch::protocol::http
