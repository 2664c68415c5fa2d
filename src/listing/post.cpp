#include "listing/post.hpp"

#include "listing/ascii.hpp"
#include "listing/feed.hpp"
#include "listing/html_text.hpp"
#include "listing/mail.hpp"

namespace wardwatch::listing {
namespace {

constexpr std::size_t kLookBytes = 4096;

/// The charset that a page or a feed names in its first bytes; empty when it names none.
std::string declared_charset(std::string_view start) {
  for (const std::string_view mark : {std::string_view{"charset="}, std::string_view{"encoding="}}) {
    std::size_t at = find_folded(start, mark);
    if (at == std::string_view::npos) continue;
    std::string_view rest = start.substr(at + mark.size());
    while (!rest.empty() && (rest.front() == '"' || rest.front() == '\'')) rest.remove_prefix(1);
    std::size_t size = 0;
    while (size < rest.size() && size < 24 && (is_word_byte(rest[size]) || rest[size] == '-' || rest[size] == '_'))
      ++size;
    return std::string{rest.substr(0, size)};
  }
  return {};
}

/// "[SELLING] ..." is none.
bool begins_json(std::string_view start) noexcept {
  if (start.front() != '{' && start.front() != '[') return false;
  const std::size_t next = start.find_first_not_of(" \t\r\n", 1);
  if (next == std::string_view::npos) return false;
  return start.front() == '{' ? start[next] == '"' : start[next] == '{' || start[next] == '[';
}

Format format_of(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return Format::none;
  const std::string_view start = text.substr(first, kLookBytes);
  const std::size_t first_line = start.find('\n');
  if (start.starts_with("From ") && first_line != std::string_view::npos && is_mail(start.substr(first_line + 1)))
    return Format::mbox;
  if (start.front() == '<') {
    const bool is_html = find_folded(start, "<html") != std::string_view::npos ||
                         find_folded(start, "<!doctype html") != std::string_view::npos ||
                         find_folded(start, "<body") != std::string_view::npos;
    if (find_folded(start, "<rss") != std::string_view::npos ||
        find_folded(start, "<rdf:rdf") != std::string_view::npos)
      return Format::rss;
    if (find_folded(start, "<feed") != std::string_view::npos) return Format::atom;
    if (is_html || find_folded(start, "<div") == 0 || find_folded(start, "<head") == 0) return Format::html;
    return Format::none;
  }
  if (begins_json(start)) {
    if (find_folded(start, "jsonfeed.org/version") != std::string_view::npos) return Format::json_feed;
    return Format::json;
  }
  return is_mail(start) ? Format::mail : Format::text;
}

void cut(Posts& posts) {
  for (Post& post : posts.items) {
    if (post.text.size() <= kPostBytesMax) continue;
    std::size_t end = kPostBytesMax;
    while (end > 0 && (static_cast<unsigned char>(post.text[end]) & 0xc0U) == 0x80U) --end;
    post.text.resize(end);
    posts.problem = "a text is longer than 1 MiB: its end was not read";
  }
}

}  // namespace

std::string_view name_of(Format format) noexcept {
  switch (format) {
    case Format::none: return "none";
    case Format::text: return "text";
    case Format::html: return "html";
    case Format::mail: return "mail";
    case Format::mbox: return "mbox";
    case Format::rss: return "rss";
    case Format::atom: return "atom";
    case Format::json_feed: return "json-feed";
    case Format::json: return "json";
  }
  return "none";
}

Format identify(Bytes first_bytes) {
  if (!looks_like_text(first_bytes)) return Format::none;
  return format_of(decode_text(at_most(first_bytes, kLookBytes * 4)).text);
}

Posts read_posts(Bytes bytes) {
  Posts posts;
  if (!looks_like_text(at_most(bytes, kLookBytes * 4))) return posts;
  if (bytes.size() > kPostsBytesMax) {
    posts.problem = "is longer than 64 MiB: its end was not read";
    bytes = bytes.first(kPostsBytesMax);
  }
  // The parts of a mail have charsets of their own: it is taken apart as bytes.
  const std::string_view raw = as_text(bytes);
  posts.format = format_of(raw.substr(0, kLookBytes * 4));
  if (posts.format == Format::mail || posts.format == Format::mbox) {
    read_mails(raw, posts);
    cut(posts);
    return posts;
  }
  DecodedText decoded = decode_text(bytes, declared_charset(raw.substr(0, 1024)));
  posts.charset = decoded.charset;
  posts.format = format_of(decoded.text);
  switch (posts.format) {
    case Format::none: break;
    case Format::text: posts.items.push_back({{}, {}, {}, {}, std::move(decoded.text)}); break;
    case Format::html: {
      PageFacts facts = page_facts(decoded.text);
      posts.items.push_back(
          {std::move(facts.title), std::move(facts.author), {}, std::move(facts.site), text_of_html(decoded.text)});
      break;
    }
    case Format::rss:
    case Format::atom: read_xml_feed(decoded.text, posts); break;
    case Format::json_feed:
    case Format::json: read_json_feed(decoded.text, posts); break;
    case Format::mail:
    case Format::mbox: break;
  }
  cut(posts);
  return posts;
}

}  // namespace wardwatch::listing
