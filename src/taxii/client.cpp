#include "taxii/client.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "taxii/address.hpp"

namespace wardwatch::taxii {
namespace {

using Json = nlohmann::json;
using std::chrono::seconds;

constexpr int kAttemptsMax = 5;
constexpr int kRedirectsMax = 5;
constexpr seconds kPauseMax{300};  ///< However long a server asks us to wait.
constexpr std::size_t kRootsMax = 100, kCollectionsMax = 10'000;
constexpr std::size_t kTextBytesMax = 200;

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

/// "application/taxii+json;version=2.1", in whatever case and with blanks (TAXII 2.1 section 1.6.8.1).
bool is_taxii(std::string media_type) {
  media_type = lower(std::move(media_type));
  std::erase_if(media_type, [](char c) { return c == ' ' || c == '"'; });
  if (media_type.substr(0, media_type.find(';')) != "application/taxii+json") return false;
  const std::size_t version = media_type.find(";version=");
  return version != std::string::npos && media_type.compare(version + 9, 3, "2.1") == 0 &&
         (version + 12 == media_type.size() || media_type[version + 12] == ';');
}

/// Text of a server, for a person: no control characters, not long.
std::string shown(std::string_view text) {
  std::string out{text.substr(0, kTextBytesMax)};
  std::replace_if(
      out.begin(), out.end(), [](unsigned char c) { return c < 0x20 || c >= 0x7f; }, '?');
  return out;
}

std::string text_at(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

/// The title of an error message (TAXII 2.1 section 3.6.1), where there is one.
std::string said_in(const Response& response) {
  const Json error = Json::parse(response.body, nullptr, false);
  const std::string title = error.is_object() ? text_at(error, "title") : "";
  return title.empty() ? "" : ": \"" + shown(title) + "\"";
}

std::string advice_for(const Response& response) {
  switch (response.status) {
    case 401:
    case 403:
      return "the login was refused. Look at the file named with --login or --token, and ask your provider "
             "whether it may read this";
    case 404: return "there is nothing at this address. wardwatch intel collections ADDRESS shows what a server has";
    case 406: return "the server does not speak TAXII 2.1";
    case 429: return "the server is asked too often, also after waiting. Try again later";
    default: break;
  }
  return response.status >= 500 ? "the server is in trouble, also after waiting. Try again later"
                                : "the server refuses the question";
}

Refusal refused(const std::string& url, const Response& response) {
  return {"\"" + url + "\": " + advice_for(response) + " (" + std::to_string(response.status) + said_in(response) + ")",
          response.status};
}

bool is_redirect(int status) noexcept {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Answer<Json> json_of(const std::string& url, const Response& response) {
  Json json = Json::parse(response.body, nullptr, false);
  if (!json.is_object())
    return tl::make_unexpected(Refusal{"\"" + url + "\" answers with something that is no JSON", 0});
  return json;
}

}  // namespace

std::optional<seconds> Client::pause_after(const tl::expected<Response, NoResponse>& answer, int attempt) {
  if (attempt + 1 >= kAttemptsMax) return std::nullopt;
  const seconds own{1U << static_cast<unsigned>(attempt)};
  if (!answer) return answer.error().may_pass ? std::optional{own} : std::nullopt;
  const int status = answer->status;
  if (status == 429 || status == 503) return std::min(answer->retry_after.value_or(own * 5), kPauseMax);
  return status == 500 || status == 502 || status == 504 ? std::optional{own} : std::nullopt;
}

Answer<Response> Client::ask(std::string url, std::size_t bytes_max) {
  int redirects = 0;
  for (int attempt = 0;;) {
    auto answer = https_.get(url, bytes_max);
    if (answer && is_redirect(answer->status)) {
      auto next = resolved(url, answer->location);
      if (!next) return tl::make_unexpected(Refusal{next.error().what, answer->status});
      if (++redirects > kRedirectsMax) return tl::make_unexpected(Refusal{"\"" + url + "\" leads round in circles", 0});
      url = std::move(*next);
      continue;
    }
    if (const auto pause = pause_after(answer, attempt)) {
      ++attempt;
      if (!wait_(*pause)) return tl::make_unexpected(Refusal{"interrupted", 0});
      continue;
    }
    if (!answer) return tl::make_unexpected(Refusal{"\"" + url + "\": " + answer.error().why, 0});
    if (answer->status != 200) return tl::make_unexpected(refused(url, *answer));
    if (!is_taxii(answer->media_type))
      return tl::make_unexpected(Refusal{"\"" + url + "\" does not answer in TAXII 2.1 but in \"" +
                                             shown(answer->media_type) + "\": is it the address of a TAXII server?",
                                         0});
    return std::move(*answer);
  }
}

Result<std::vector<CollectionFacts>> Client::collections(const std::string& url) {
  const auto answer = ask(url, kResourceBytesMax);
  if (!answer) return fail(answer.error().what);
  const auto json = json_of(url, *answer);
  if (!json) return fail(json.error().what);
  std::vector<CollectionFacts> found;
  // What an address is, its answer says: a collection, a server's discovery (section 4.1), or an API root (section 4.2).
  if (json->contains("can_read")) {
    const auto readable = json->find("can_read");
    found.push_back({url, last_part(url), text_at(*json, "title"), readable->is_boolean() && readable->get<bool>()});
    return found;
  }
  const auto roots = json->find("api_roots");
  if (roots == json->end() || !roots->is_array()) {
    if (auto added = add_root(url, found); !added) return tl::make_unexpected(added.error());
    return found;
  }
  std::size_t count = 0;
  for (const Json& root : *roots) {
    if (!root.is_string() || ++count > kRootsMax) continue;
    auto next = resolved(url, root.get<std::string>());
    if (!next) return tl::make_unexpected(next.error());
    if (!next->ends_with('/')) next->push_back('/');
    if (auto added = add_root(*next, found); !added) return tl::make_unexpected(added.error());
  }
  return found;
}

Result<void> Client::add_root(const std::string& root, std::vector<CollectionFacts>& found) {
  const std::string url = root + "collections/";
  const auto answer = ask(url, kResourceBytesMax);
  if (!answer) return fail(answer.error().what);
  const auto json = json_of(url, *answer);
  if (!json) return fail(json.error().what);
  const auto list = json->find("collections");
  if (list == json->end() || !list->is_array()) return {};
  for (const Json& one : *list) {
    if (!one.is_object() || found.size() >= kCollectionsMax) continue;
    const std::string id = text_at(one, "id");
    // It becomes a part of an address and of a path.
    const bool is_plain = !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    });
    if (!is_plain) continue;
    const auto readable = one.find("can_read");
    const bool can_read = readable != one.end() && readable->is_boolean() && readable->get<bool>();
    found.push_back({url + id + "/", id, shown(text_at(one, "title")), can_read});
  }
  return {};
}

Answer<Page> Client::page(const std::string& url) {
  auto answer = ask(url, kPageBytesMax);
  if (!answer) return tl::make_unexpected(answer.error());
  Page page;
  // The objects are counted and not kept: a page may be long, and its reader takes one after the other.
  const auto without_objects = [&](int depth, Json::parse_event_t event, Json&) {
    if (event != Json::parse_event_t::object_start || depth < 2) return true;
    page.objects += depth == 2 ? 1 : 0;
    return false;
  };
  const Json envelope = Json::parse(answer->body, without_objects, false);
  if (!envelope.is_object())
    return tl::make_unexpected(Refusal{"\"" + url + "\" answers with something that is no JSON", 0});
  const auto more = envelope.find("more");
  page.has_more = more != envelope.end() && more->is_boolean() && more->get<bool>();
  page.next = text_at(envelope, "next");
  page.added_last = shown(answer->added_last);
  page.envelope = std::move(answer->body);
  return page;
}

}  // namespace wardwatch::taxii
