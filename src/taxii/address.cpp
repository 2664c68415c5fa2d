#include "taxii/address.hpp"

#include <memory>

#include <curl/curl.h>

namespace wardwatch::taxii {
namespace {

constexpr std::size_t kUrlBytesMax = 2048;

struct Freed {
  void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, Freed>;

std::string part_of(const Url& url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, flags) != CURLUE_OK || text == nullptr) return {};
  std::string out{text};
  curl_free(text);
  return out;
}

bool set(const Url& url, const std::string& text) {
  return text.size() <= kUrlBytesMax && curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK;
}

/// Scheme, host and port (RFC 6454).
std::string origin_of(const Url& url) {
  std::string host = part_of(url, CURLUPART_HOST);
  for (char& c : host) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return part_of(url, CURLUPART_SCHEME) + "://" + host + ":" + part_of(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

}  // namespace

Result<std::string> normalised(std::string_view text) {
  const Url url{curl_url()};
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos || !set(url, std::string{text}))
    return fail("that is no address. It looks like https://taxii.example/api/collections/ID/");
  if (part_of(url, CURLUPART_SCHEME) != "https")
    return fail("only https is asked: what comes over anything else may be anybody's. Begin the address with https://");
  if (!part_of(url, CURLUPART_USER).empty() || !part_of(url, CURLUPART_PASSWORD).empty())
    return fail(
        "the address holds a login, which others see in lists of commands. Put it into a file and name it with "
        "--login");
  if (!part_of(url, CURLUPART_QUERY).empty()) return fail("the address has a query behind \"?\": leave it out");
  std::string path = part_of(url, CURLUPART_PATH);
  if (!path.ends_with('/')) path.push_back('/');
  curl_url_set(url.get(), CURLUPART_PATH, path.c_str(), 0);
  curl_url_set(url.get(), CURLUPART_FRAGMENT, nullptr, 0);
  return part_of(url, CURLUPART_URL);
}

Result<std::string> resolved(const std::string& asked, const std::string& answer) {
  const Url from{curl_url()}, to{curl_url()};
  if (!set(from, asked) || !set(to, asked) || answer.empty() || !set(to, answer))
    return fail("\"" + asked + "\" leads to something that is no address");
  if (origin_of(from) != origin_of(to) || !part_of(to, CURLUPART_USER).empty())
    return fail("\"" + asked + "\" leads to another host, " + origin_of(to) +
                ", which was not asked. If that is where your provider is, name that address yourself");
  return part_of(to, CURLUPART_URL);
}

std::string with_query(std::string url, std::string_view name, std::string_view value) {
  url.push_back(url.find('?') == std::string::npos ? '?' : '&');
  for (const std::string_view text : {name, value}) {
    char* escaped = curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size()));
    if (escaped != nullptr) url += escaped;
    curl_free(escaped);
    if (text.data() == name.data()) url.push_back('=');
  }
  return url;
}

std::string last_part(std::string_view url) {
  while (url.ends_with('/')) url.remove_suffix(1);
  return std::string{url.substr(url.rfind('/') + 1)};
}

}  // namespace wardwatch::taxii
