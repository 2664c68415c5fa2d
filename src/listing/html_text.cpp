#include "listing/html_text.hpp"

#include <algorithm>
#include <array>

#include "listing/ascii.hpp"
#include "listing/charset.hpp"

namespace wardwatch::listing {
namespace {

struct Entity {
  std::string_view name;
  char32_t character;
};
/// Those that adverts have; any other stays as it is written.
constexpr std::array<Entity, 30> kEntities{
    {{"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},     {"apos", '\''},     {"nbsp", ' '},
     {"ensp", ' '},     {"emsp", ' '},     {"thinsp", ' '},   {"shy", 0xad},     {"zwnj", 0x200c},   {"zwj", 0x200d},
     {"ndash", 0x2013}, {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"ldquo", 0x201c},  {"rdquo", 0x201d},
     {"laquo", 0xab},   {"raquo", 0xbb},   {"bull", 0x2022},  {"middot", 0xb7},  {"hellip", 0x2026}, {"euro", 0x20ac},
     {"pound", 0xa3},   {"yen", 0xa5},     {"cent", 0xa2},    {"commat", '@'},   {"period", '.'},    {"copy", 0xa9}}};
constexpr std::size_t kEntityBytesMax = 12;

/// Elements that nobody reads.
constexpr std::array<std::string_view, 7> kSilent{"script", "style", "template", "noscript", "svg", "head", "iframe"};
/// Elements that stand within a line; every other one ends it.
constexpr std::array<std::string_view, 26> kInline{
    "a",   "abbr", "b",    "big", "bdi", "bdo",  "cite",  "code", "del",    "em",  "font", "i", "img",
    "ins", "kbd",  "mark", "q",   "s",   "samp", "small", "span", "strong", "sub", "sup",  "u", "wbr"};

template <std::size_t n>
bool is_in(const std::array<std::string_view, n>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Decodes the entity at the front, which begins with `&`; returns how many bytes it took, 0 when it is none.
std::size_t take_entity(std::string_view text, std::string& out) {
  const std::string_view near = text.substr(1, kEntityBytesMax);
  const std::size_t end = near.find(';');
  if (end == std::string_view::npos || end == 0) return 0;
  const std::string_view name = near.substr(0, end);
  if (name.front() == '#') {
    const bool is_hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    char32_t value = 0;
    const std::string_view digits = name.substr(is_hex ? 2 : 1);
    if (digits.empty()) return 0;
    for (const char c : digits) {
      const int digit = hex_digit(c);
      if (digit < 0 || (!is_hex && digit > 9)) return 0;
      value = std::min<char32_t>(value * (is_hex ? 16U : 10U) + static_cast<char32_t>(digit), 0x110000);
    }
    append_character(out, value == 0xa0 || value == 0 ? U' ' : value);
    return end + 2;
  }
  const auto* found = std::find_if(kEntities.begin(), kEntities.end(), [&](const Entity& e) { return e.name == name; });
  if (found == kEntities.end()) return 0;
  append_character(out, found->character);
  return end + 2;
}

/// A tag, from its `<`: its name in lower case, and how many bytes it takes. An attribute's quotes may hold `>`.
struct Tag {
  std::string name;
  bool is_end = false;
  std::string_view inside;
  std::size_t size_bytes = 0;
};

/// Quotes that never close would swallow the page: such a tag ends at its first `>`.
std::size_t tag_end(std::string_view html) noexcept {
  char quote = 0;
  std::size_t first_close = std::string_view::npos;
  constexpr std::size_t kTagBytesMax = 16U << 10U;  // Each byte is looked at a bounded number of times.
  const std::size_t limit = std::min(html.size(), kTagBytesMax);
  for (std::size_t at = 1; at < limit; ++at) {
    const char c = html[at];
    if (c == '>' && first_close == std::string_view::npos) first_close = at;
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if ((c == '"' || c == '\'') && html[at - 1] == '=') {
      quote = c;
    } else if (c == '>') {
      return at;
    }
  }
  return first_close == std::string_view::npos ? limit - 1 : first_close;
}

Tag tag_at(std::string_view html) {
  Tag tag;
  const std::size_t end = tag_end(html);
  tag.size_bytes = end + 1;
  std::string_view inside = html.substr(1, end - 1);
  if (inside.starts_with('/')) {
    tag.is_end = true;
    inside.remove_prefix(1);
  }
  std::size_t size = 0;
  while (size < inside.size() && size < 16 && is_word_byte(inside[size])) ++size;
  tag.name = lower_ascii(inside.substr(0, size));
  tag.inside = inside.substr(size);
  return tag;
}

/// `<` begins a tag before a letter, `/`, `!` or `?`; elsewhere it is a sign.
bool begins_tag(std::string_view html) noexcept {
  if (html.size() < 2) return false;
  const char next = html[1];
  return is_letter(next) || next == '/' || next == '!' || next == '?';
}

/// Where the end tag of a silent element begins; the end of the page when there is none.
std::size_t silent_end(std::string_view html, std::string_view name) {
  for (std::size_t at = html.find("</"); at != std::string_view::npos; at = html.find("</", at + 2)) {
    if (equals_folded(html.substr(at + 2, name.size()), name)) return at;
  }
  return html.size();
}

std::string attribute(std::string_view inside, std::string_view name) {
  for (std::size_t at = find_folded(inside, name); at != std::string_view::npos;) {
    std::size_t next = at + name.size();
    if (next < inside.size() && inside[next] == '=' && (at == 0 || !is_word_byte(inside[at - 1]))) {
      std::string_view value = inside.substr(next + 1);
      const char quote = value.empty() ? '\0' : value.front();
      if (quote == '"' || quote == '\'') {
        value.remove_prefix(1);
        return without_entities(value.substr(0, value.find(quote)));
      }
      return without_entities(value.substr(0, value.find_first_of(" \t\r\n")));
    }
    const std::size_t more = find_folded(inside.substr(next), name);
    at = more == std::string_view::npos ? more : next + more;
  }
  return {};
}

class Renderer {
 public:
  std::string render(std::string_view html) {
    out_.reserve(html.size() / 2);
    while (!html.empty()) {
      if (html.front() == '<' && begins_tag(html)) html.remove_prefix(std::min(markup(html), html.size()));
      else html.remove_prefix(character(html));
    }
    return std::move(out_);
  }

 private:
  std::size_t markup(std::string_view html) {
    if (html.starts_with("<!--")) {
      const std::size_t end = comments_close_ ? html.find("-->", 4) : std::string_view::npos;
      comments_close_ = end != std::string_view::npos;
      // Unclosed, it is text for us: nothing is hidden behind a broken comment.
      return comments_close_ ? end + 3 : 4;
    }
    const Tag tag = tag_at(html);
    if (!tag.is_end && is_in(kSilent, tag.name) && !tag.inside.ends_with('/')) {
      const bool is_code = tag.name == "script" || tag.name == "style";
      if (is_code || silents_close_) {
        const std::size_t end = tag.size_bytes + silent_end(html.substr(tag.size_bytes), tag.name);
        silents_close_ = silents_close_ && end < html.size();
        if (is_code || end < html.size()) return end;
      }
      return tag.size_bytes;
    }
    preformatted_ = tag.name == "pre" ? !tag.is_end : preformatted_;
    if (tag.name == "td" || tag.name == "th") {
      if (!tag.is_end) cell();
    } else if (!is_in(kInline, tag.name)) {
      line();
    }
    return tag.size_bytes;
  }

  std::size_t character(std::string_view html) {
    const char c = html.front();
    if (c == '&') {
      const std::size_t taken = take_entity(html, out_);
      if (taken > 0) return taken;
    }
    if (c == '\n' && preformatted_) out_.push_back('\n');
    else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') space();
    else out_.push_back(c);
    return 1;
  }

  void space() {
    if (!out_.empty() && out_.back() != ' ' && out_.back() != '\n' && out_.back() != '\t') out_.push_back(' ');
  }
  void cell() {
    if (!out_.empty() && out_.back() != '\n') out_.push_back('\t');
  }
  void line() {
    if (!out_.empty() && out_.back() != '\n') out_.push_back('\n');
  }

  std::string out_;
  bool preformatted_ = false;
  // Once there is no end to be found, none is looked for again: time grows with the page's length only.
  bool comments_close_ = true;
  bool silents_close_ = true;
};

}  // namespace

std::string text_of_html(std::string_view html) { return Renderer{}.render(html); }

std::string without_entities(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t taken = text.front() == '&' ? take_entity(text, out) : 0;
    if (taken == 0) {
      out.push_back(text.front());
      taken = 1;
    }
    text.remove_prefix(taken);
  }
  return out;
}

PageFacts page_facts(std::string_view html) {
  constexpr std::size_t kHeadBytesMax = 256U << 10U;
  constexpr std::size_t kTagsMax = 400;
  html = html.substr(0, kHeadBytesMax);
  PageFacts facts;
  std::size_t tags = 0;
  for (std::size_t at = html.find('<'); at != std::string_view::npos && tags < kTagsMax;
       at = html.find('<', at + 1), ++tags) {
    if (!begins_tag(html.substr(at))) continue;
    const Tag tag = tag_at(html.substr(at));
    if (tag.is_end) continue;
    if (tag.name == "title" && facts.title.empty()) {
      const std::string_view rest = html.substr(at + tag.size_bytes);
      facts.title = without_entities(rest.substr(0, std::min<std::size_t>(rest.find("</"), 400)));
    } else if (tag.name == "link" && equals_folded(attribute(tag.inside, "rel"), "canonical")) {
      facts.site = attribute(tag.inside, "href");
    } else if (tag.name == "meta") {
      const std::string name = lower_ascii(attribute(tag.inside, "name") + attribute(tag.inside, "property"));
      if (name == "author" && facts.author.empty()) facts.author = attribute(tag.inside, "content");
      if (name == "og:url" && facts.site.empty()) facts.site = attribute(tag.inside, "content");
    }
  }
  return facts;
}

}  // namespace wardwatch::listing
