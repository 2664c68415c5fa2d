#include "listing/mail.hpp"

#include <array>
#include <utility>

#include "listing/ascii.hpp"
#include "listing/html_text.hpp"
#include "listing/transfer.hpp"

namespace wardwatch::listing {
namespace {

constexpr std::size_t kHeaderBytesMax = 256U << 10U;
constexpr int kPartsDeepMax = 8;
constexpr std::size_t kPartsMax = 64;  ///< Of one mail.

constexpr std::array<std::string_view, 9> kFields{
    "from:", "to:", "subject:", "date:", "received:", "message-id:", "mime-version:", "reply-to:", "return-path:"};

struct Message {
  std::string_view header, body;
};

/// The header ends at the first empty line.
Message split(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size() && at < kHeaderBytesMax;) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) break;
    if (trimmed(text.substr(at, end - at)).empty()) return {text.substr(0, at), text.substr(end + 1)};
    at = end + 1;
  }
  return {text.substr(0, kHeaderBytesMax), {}};
}

/// A field's value, unfolded (RFC 5322 2.2.3).
std::string field(std::string_view header, std::string_view name) {
  std::string value;
  bool inside = false;
  for_each_line(header, [&](std::string_view line) {
    if (inside && !line.empty() && (line.front() == ' ' || line.front() == '\t')) {
      value.append(" ").append(trimmed(line));
      return;
    }
    inside = value.empty() && line.size() > name.size() && line[name.size()] == ':' &&
             equals_folded(line.substr(0, name.size()), name);
    if (inside) value = trimmed(line.substr(name.size() + 1));
  });
  return value;
}

/// `=?charset?B?...?=` (RFC 2047), wherever it stands.
std::string decoded_words(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t at = text.find("=?");
    out.append(text.substr(0, at));
    if (at == std::string_view::npos) break;
    text.remove_prefix(at);
    const std::size_t charset_end = text.find('?', 2);
    const std::size_t end = charset_end == std::string_view::npos ? charset_end : text.find("?=", charset_end + 3);
    if (end == std::string_view::npos || charset_end + 2 >= text.size() || text[charset_end + 2] != '?') {
      out.append("=?");
      text.remove_prefix(2);
      continue;
    }
    const std::string_view charset = text.substr(2, charset_end - 2);
    const std::string_view data = text.substr(charset_end + 3, end - charset_end - 3);
    const bool is_base64 = lower(text[charset_end + 1]) == 'b';
    const std::string bytes = is_base64 ? from_base64(data) : from_quoted_printable(data, true);
    out.append(decode_text(as_bytes(bytes), charset).text);
    text.remove_prefix(end + 2);
    // Blanks between two encoded words are not part of the text (RFC 2047 6.2).
    const std::size_t next = text.find_first_not_of(" \t");
    if (next != std::string_view::npos && next > 0 && text.substr(next, 2) == "=?") text.remove_prefix(next);
  }
  return out;
}

/// `name=value` or `name="value"` within a field.
std::string parameter(std::string_view value, std::string_view name) {
  const std::size_t at = find_word(value, name);
  if (at == std::string_view::npos) return {};
  std::string_view rest = trimmed(value.substr(at + name.size()));
  if (!rest.starts_with('=')) return {};
  rest = trimmed(rest.substr(1));
  if (rest.starts_with('"')) return std::string{rest.substr(1, rest.find('"', 1) - 1)};
  return std::string{rest.substr(0, rest.find_first_of("; \t"))};
}

/// Gathers the text of a mail's parts.
class Parts {
 public:
  void add(std::string_view header, std::string_view body, int depth) {
    if (++parts_ > kPartsMax || text_.size() > kPostBytesMax) return;
    const std::string type = field(header, "content-type");
    if (find_folded(type, "multipart/") == 0 && depth < kPartsDeepMax) return split_parts(type, body, depth);
    if (!type.empty() && find_folded(type, "text/") != 0) return;
    body = body.substr(0, 2 * kPostBytesMax);
    const std::string transfer = lower_ascii(field(header, "content-transfer-encoding"));
    std::string bytes = transfer == "base64"             ? from_base64(body)
                        : transfer == "quoted-printable" ? from_quoted_printable(body)
                                                         : std::string{body};
    DecodedText decoded = decode_text(as_bytes(bytes), parameter(type, "charset"));
    charset_ = decoded.charset;
    const bool is_html = find_folded(type, "text/html") == 0;
    // Of a text in two forms one is enough.
    if (is_html && has_plain_) return;
    has_plain_ = has_plain_ || !is_html;
    text_.append(is_html ? text_of_html(decoded.text) : decoded.text).push_back('\n');
  }
  [[nodiscard]] std::string take() { return std::move(text_); }
  [[nodiscard]] Charset charset() const noexcept { return charset_; }

 private:
  void split_parts(std::string_view type, std::string_view body, int depth) {
    const std::string boundary = "--" + parameter(type, "boundary");
    if (boundary.size() < 3) return;
    std::size_t at = body.find(boundary);
    while (at != std::string_view::npos && parts_ <= kPartsMax) {
      const std::size_t start = at + boundary.size();
      if (body.substr(start, 2) == "--") return;
      at = body.find(boundary, start);
      const Message part = split(trimmed_front(body.substr(start, at == std::string_view::npos ? at : at - start)));
      add(part.header, part.body, depth + 1);
    }
  }
  static std::string_view trimmed_front(std::string_view text) noexcept {
    const std::size_t end = text.find('\n');
    return end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }

  std::string text_;
  Charset charset_ = Charset::utf8;
  std::size_t parts_ = 0;
  bool has_plain_ = false;
};

/// The name before an address, else what stands before its @.
std::string sender_of(std::string_view from) {
  const std::size_t angle = from.find('<');
  std::string_view name = trimmed(from.substr(0, angle));
  while (!name.empty() && (name.front() == '"' || name.front() == '\'')) name.remove_prefix(1);
  while (!name.empty() && (name.back() == '"' || name.back() == '\'')) name.remove_suffix(1);
  if (name.empty() && angle != std::string_view::npos) name = from.substr(angle + 1);
  return std::string{name.substr(0, name.find('@'))};
}

Charset read_mail(std::string_view text, Posts& posts) {
  const Message message = split(text);
  Post post;
  post.title = decoded_words(field(message.header, "subject"));
  post.author = sender_of(decoded_words(field(message.header, "from")));
  post.date = field(message.header, "date");
  post.origin = decoded_words(field(message.header, "list-id"));
  Parts parts;
  parts.add(message.header, message.body, 0);
  post.text = parts.take();
  posts.items.push_back(std::move(post));
  return parts.charset();
}

/// Where the next mail of a mailbox begins: `From ` at the start of a line after an empty one.
std::size_t next_mail(std::string_view text, std::size_t from) noexcept {
  for (std::size_t at = text.find("\nFrom ", from); at != std::string_view::npos; at = text.find("\nFrom ", at + 1)) {
    if (at == 0 || text[at - 1] == '\n' || text[at - 1] == '\r') return at + 1;
  }
  return std::string_view::npos;
}

}  // namespace

bool is_mail(std::string_view text) noexcept {
  std::size_t known = 0;
  bool ended = false;
  for_each_line(text, [&](std::string_view line) {
    if (ended || line.empty() || line.front() == ' ' || line.front() == '\t') {
      ended = ended || trimmed(line).empty();
      return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || line.substr(0, colon).find_first_of(" \t") != std::string_view::npos) {
      ended = true;
      return;
    }
    for (const std::string_view name : kFields) known += equals_folded(line.substr(0, colon + 1), name) ? 1 : 0;
  });
  return known >= 3;
}

void read_mails(std::string_view bytes, Posts& posts) {
  if (posts.format == Format::mail) {
    posts.charset = read_mail(bytes.substr(bytes.find_first_not_of(" \t\r\n")), posts);
    return;
  }
  std::size_t at = bytes.starts_with("From ") ? 0 : next_mail(bytes, 0);
  while (at != std::string_view::npos) {
    if (posts.items.size() >= kPostsMax) {
      posts.problem = "holds more than 100,000 posts: the rest was not read";
      return;
    }
    const std::size_t header = bytes.find('\n', at);
    if (header == std::string_view::npos) return;
    const std::size_t next = next_mail(bytes, header);
    posts.charset =
        read_mail(bytes.substr(header + 1, next == std::string_view::npos ? next : next - header - 1), posts);
    at = next;
  }
}

}  // namespace wardwatch::listing
