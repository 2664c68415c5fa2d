#include "listing/feed.hpp"

#include <array>

#include <nlohmann/json.hpp>

#include "listing/ascii.hpp"
#include "listing/html_text.hpp"

namespace wardwatch::listing {
namespace {

using Json = nlohmann::json;

constexpr int kJsonDepthMax = 32;

/// The content of the first element of a name within an item, without its markup; CDATA is taken as it stands.
std::string element(std::string_view item, std::string_view name) {
  const std::string open = "<" + std::string{name};
  for (std::size_t at = item.find(open); at != std::string_view::npos; at = item.find(open, at + 1)) {
    const std::size_t after = at + open.size();
    if (after >= item.size() || (item[after] != '>' && !is_blank(item[after]) && item[after] != '/')) continue;
    const std::size_t start = item.find('>', after);
    if (start == std::string_view::npos || item[start - 1] == '/') return {};
    const std::size_t end = item.find("</" + std::string{name}, start);
    std::string_view inside = trimmed(item.substr(start + 1, end == std::string_view::npos ? end : end - start - 1));
    if (inside.starts_with("<![CDATA[")) {
      inside.remove_prefix(9);
      return std::string{inside.substr(0, inside.find("]]>"))};
    }
    return without_entities(inside);
  }
  return {};
}

std::string first_of(std::string_view item, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    std::string found = element(item, name);
    if (!found.empty()) return found;
  }
  return {};
}

Post post_of(std::string_view item) {
  Post post;
  post.title = text_of_html(first_of(item, {"title"}));
  post.author = text_of_html(first_of(item, {"dc:creator", "name", "author"}));
  post.date = first_of(item, {"pubDate", "published", "updated", "dc:date"});
  post.origin = std::string{trimmed(first_of(item, {"link", "guid", "id"}))};
  post.text = text_of_html(first_of(item, {"content:encoded", "content", "description", "summary"}));
  return post;
}

std::string text_at(const Json& item, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = item.find(name);
    if (found == item.end()) continue;
    if (found->is_string()) return found->get<std::string>();
    if (found->is_number_integer()) return std::to_string(found->get<std::int64_t>());
    if (found->is_object()) {
      std::string inner = text_at(*found, {"name", "username", "handle"});
      if (!inner.empty()) return inner;
    }
    // Chats write a text with marks as a list of pieces.
    if (found->is_array()) {
      std::string joined;
      for (const Json& piece : *found) {
        if (piece.is_string()) joined += piece.get<std::string>();
        else if (piece.is_object()) joined += text_at(piece, {"text", "name"});
      }
      if (!joined.empty()) return joined;
    }
  }
  return {};
}

void read_items(const Json& items, Posts& posts) {
  for (const Json& item : items) {
    if (posts.items.size() >= kPostsMax) {
      posts.problem = "holds more than 100,000 posts: the rest was not read";
      return;
    }
    if (!item.is_object()) continue;
    Post post;
    post.text = text_at(item, {"content_text"});
    if (post.text.empty()) {
      std::string markup = text_at(item, {"content_html", "content", "body", "text", "message", "post", "description"});
      const bool is_html = markup.find("</") != std::string::npos || markup.find("<br") != std::string::npos;
      post.text = is_html ? text_of_html(markup) : std::move(markup);
    }
    if (post.text.empty()) continue;
    post.title = text_at(item, {"title", "subject"});
    post.author = text_at(item, {"author", "authors", "from", "user", "username", "seller", "handle", "poster"});
    post.date = text_at(item, {"date_published", "date", "published", "created_at", "timestamp", "time", "posted"});
    post.origin = text_at(item, {"url", "link", "source", "external_url"});
    posts.items.push_back(std::move(post));
  }
}

/// The parser recurses: what is nested deeper than any feed is not given to it.
bool is_too_deep(std::string_view json) noexcept {
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_text) {
      if (c == '\\') ++i;
      else if (c == '"') in_text = false;
      continue;
    }
    if (c == '"') in_text = true;
    else if (c == '{' || c == '[') ++depth;
    else if (c == '}' || c == ']') --depth;
    if (depth > kJsonDepthMax) return true;
  }
  return false;
}

}  // namespace

void read_xml_feed(std::string_view xml, Posts& posts) {
  const bool is_atom = posts.format == Format::atom;
  const std::string_view open = is_atom ? "<entry" : "<item";
  const std::string_view close = is_atom ? "</entry>" : "</item>";
  for (std::size_t at = xml.find(open); at != std::string_view::npos;) {
    const std::size_t after = at + open.size();
    if (after < xml.size() && xml[after] != '>' && !is_blank(xml[after])) {  // <items> of RSS 1.0
      at = xml.find(open, after);
      continue;
    }
    if (posts.items.size() >= kPostsMax) {
      posts.problem = "holds more than 100,000 posts: the rest was not read";
      return;
    }
    const std::size_t end = xml.find(close, after);
    // An item that never ends is read to the end of the file, at most as far as a post may reach.
    const std::size_t size = (end == std::string_view::npos ? xml.size() : end) - after;
    posts.items.push_back(post_of(xml.substr(after, std::min(size, 2 * kPostBytesMax))));
    if (end == std::string_view::npos) {
      posts.problem = "ends within an item";
      return;
    }
    at = xml.find(open, end);
  }
}

void read_json_feed(std::string_view json, Posts& posts) {
  if (is_too_deep(json)) {
    posts.problem = "is nested deeper than a feed is";
    return;
  }
  const Json feed = Json::parse(json, nullptr, false);
  if (feed.is_discarded()) {
    posts.problem = "is not JSON";
    return;
  }
  if (feed.is_array()) return read_items(feed, posts);
  if (!feed.is_object()) return;
  for (const char* name : {"items", "posts", "messages", "data", "results"}) {
    const auto found = feed.find(name);
    if (found != feed.end() && found->is_array()) return read_items(*found, posts);
  }
}

}  // namespace wardwatch::listing
