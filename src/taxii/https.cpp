#include "taxii/https.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <curl/curl.h>

namespace wardwatch::taxii {
namespace {

constexpr long kConnectSeconds = 20;
constexpr long kWholeSeconds = 600;  ///< Of one answer; a page is some megabytes.
constexpr long kIdleSeconds = 60;    ///< Without a byte.
constexpr std::size_t kHeaderBytesMax = 4096;

struct HandleFreed {
  void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
struct ListFreed {
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};

bool is_named(std::string_view line, std::string_view name) noexcept {
  return line.size() > name.size() && line[name.size()] == ':' &&
         std::equal(name.begin(), name.end(), line.begin(),
                    [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b); });
}

std::string value_of(std::string_view line) {
  line.remove_prefix(line.find(':') + 1);
  while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n' || line.back() == ' ')) line.remove_suffix(1);
  return std::string{line};
}

/// An answer while it comes.
struct Coming {
  Response response;
  std::size_t bytes_max = 0;
  bool is_too_long = false;
  const std::atomic<bool>* stop = nullptr;
};

std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* user) {
  auto& coming = *static_cast<Coming*>(user);
  const std::size_t length = size * count;
  coming.is_too_long = coming.response.body.size() + length > coming.bytes_max;
  if (coming.is_too_long) return 0;
  coming.response.body.append(bytes, length);
  return length;
}

std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* user) {
  auto& coming = *static_cast<Coming*>(user);
  const std::string_view line{bytes, std::min(size * count, kHeaderBytesMax)};
  if (is_named(line, "location")) coming.response.location = value_of(line);
  if (is_named(line, "x-taxii-date-added-last")) coming.response.added_last = value_of(line);
  return size * count;
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return *static_cast<Coming*>(user)->stop ? 1 : 0;
}

bool may_pass(CURLcode code) noexcept {
  constexpr std::array<CURLcode, 9> kPassing{CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_PARTIAL_FILE,
                                             CURLE_OPERATION_TIMEDOUT,   CURLE_GOT_NOTHING,     CURLE_RECV_ERROR,
                                             CURLE_SEND_ERROR,           CURLE_HTTP2,           CURLE_HTTP2_STREAM};
  return std::find(kPassing.begin(), kPassing.end(), code) != kPassing.end();
}

}  // namespace

struct Https::State {
  Credentials credentials;
  std::string ca_file;
  const std::atomic<bool>& stop;
  std::unique_ptr<CURL, HandleFreed> handle;  // Kept: the connection is used again.
  std::unique_ptr<curl_slist, ListFreed> headers;
};

Https::Https(Credentials credentials, std::string ca_file, const std::atomic<bool>& stop)
    : state_{new State{std::move(credentials), std::move(ca_file), stop, {}, {}}} {
  state_->handle.reset(curl_easy_init());
  CURL* const curl = state_->handle.get();
  if (curl == nullptr) return;
  curl_slist* headers = curl_slist_append(nullptr, "Accept: application/taxii+json;version=2.1");
  const Credentials& who = state_->credentials;
  if (!who.token.empty()) headers = curl_slist_append(headers, ("Authorization: Bearer " + who.token).c_str());
  state_->headers.reset(headers);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!state_->ca_file.empty()) {  // These and no others.
    curl_easy_setopt(curl, CURLOPT_CAINFO, state_->ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
  }
  if (!who.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_HTTPAUTH, long{CURLAUTH_BASIC});
    curl_easy_setopt(curl, CURLOPT_USERNAME, who.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, who.password.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kWholeSeconds);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, kIdleSeconds);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &on_header);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &on_progress);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "wardwatch");
}

Https::~Https() = default;

tl::expected<Response, NoResponse> Https::get(const std::string& url, std::size_t bytes_max) {
  CURL* const curl = state_->handle.get();
  if (curl == nullptr) return tl::make_unexpected(NoResponse{"libcurl cannot be started", false});
  Coming coming{{}, bytes_max, false, &state_->stop};
  std::array<char, CURL_ERROR_SIZE> why{};
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &coming);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &coming);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &coming);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why.data());
  const CURLcode code = curl_easy_perform(curl);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);
  if (coming.is_too_long)
    return tl::make_unexpected(NoResponse{"the answer is longer than " + std::to_string(bytes_max >> 20U) +
                                              " MiB; ask for fewer objects at once with --limit",
                                          false});
  if (code == CURLE_ABORTED_BY_CALLBACK) return tl::make_unexpected(NoResponse{"interrupted", false});
  if (code == CURLE_PEER_FAILED_VERIFICATION)
    return tl::make_unexpected(NoResponse{"its certificate is not believed (" + std::string{why.data()} +
                                              "). If your provider has an authority of its own, name its certificate "
                                              "with --ca",
                                          false});
  if (code != CURLE_OK) {
    const std::string text = why[0] != '\0' ? why.data() : curl_easy_strerror(code);
    return tl::make_unexpected(NoResponse{text, may_pass(code)});
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  coming.response.status = static_cast<int>(status);
  const char* media_type = nullptr;
  if (curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &media_type) == CURLE_OK && media_type != nullptr)
    coming.response.media_type = media_type;
  curl_off_t seconds = 0;
  if (curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK && seconds > 0)
    coming.response.retry_after = std::chrono::seconds{seconds};
  return std::move(coming.response);
}

}  // namespace wardwatch::taxii
