#include "listing/contact.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "listing/ascii.hpp"
#include "listing/base_codes.hpp"
#include "listing/keccak.hpp"

namespace wardwatch::listing {
namespace {

constexpr std::size_t kOnionV3 = 56, kToxDigits = 76, kSessionDigits = 66, kPgpDigits = 40;
constexpr std::size_t kNearBytes = 48;  ///< How far before a contact a word may stand that says what it is.

bool is_mail_byte(char c) noexcept {
  return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-' || c == '+';
}
bool is_host_byte(char c) noexcept { return is_letter(c) || is_digit(c) || c == '.' || c == '-'; }

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return find_folded(text, word) != std::string_view::npos; });
}

/// What stands before a place on the same line, as far as it may say what comes.
std::string_view before(std::string_view text, std::size_t at) noexcept {
  const std::size_t from = at > kNearBytes ? at - kNearBytes : 0;
  std::string_view near = text.substr(from, at - from);
  const std::size_t line = near.rfind('\n');
  return line == std::string_view::npos ? near : near.substr(line + 1);
}

/// Which of the words stands last, and so nearest; npos when none does.
std::size_t last_of(std::string_view near, std::initializer_list<std::string_view> words) {
  std::size_t last = std::string_view::npos;
  for (const std::string_view word : words) {
    for (std::size_t at = find_folded(near, word); at != std::string_view::npos; at = find_folded(near, word, at + 1)) {
      if (last == std::string_view::npos || at > last) last = at;
    }
  }
  return last;
}

bool is_host(std::string_view host) noexcept {
  const std::size_t dot = host.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || host.front() == '-' || host.find("..") != std::string_view::npos)
    return false;
  const std::string_view last = host.substr(dot + 1);
  return last.size() >= 2 && std::all_of(last.begin(), last.end(), is_letter);
}

/// Hosts that are known for the one or the other; elsewhere the word before decides.
bool is_xmpp(std::string_view host, std::string_view near) {
  if (has_any(host, {"jabber", "xmpp", "exploit.im", "thesecure.biz", "jabb.im", "creep.im", "conversations.im",
                     "404.city", "xmpp.jp", "dukgo.com", "njal.la"}))
    return true;
  const std::size_t xmpp = last_of(near, {"xmpp", "jabber", "jid", "otr"});
  const std::size_t mail = last_of(near, {"mail", "e-mail"});
  return xmpp != std::string_view::npos && (mail == std::string_view::npos || mail < xmpp);
}

constexpr std::array<std::pair<std::string_view, char>, 12> kDisguises{{{"(at)", '@'},
                                                                        {"[at]", '@'},
                                                                        {"{at}", '@'},
                                                                        {"<at>", '@'},
                                                                        {"(@)", '@'},
                                                                        {"[@]", '@'},
                                                                        {"(dot)", '.'},
                                                                        {"[dot]", '.'},
                                                                        {"{dot}", '.'},
                                                                        {"<dot>", '.'},
                                                                        {"[.]", '.'},
                                                                        {"(.)", '.'}}};

/// "name (at) host (dot) tld" as an address; one blank on each side belongs to it.
std::string without_disguise(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t bracket = std::min(text.find_first_of("([{<"), text.size());
    out.append(text.substr(0, bracket));
    text.remove_prefix(bracket);
    const auto* found = std::find_if(kDisguises.begin(), kDisguises.end(), [&](const auto& disguise) {
      return equals_folded(text.substr(0, disguise.first.size()), disguise.first);
    });
    if (text.empty()) break;
    if (found == kDisguises.end()) {
      out.push_back(text.front());
      text.remove_prefix(1);
      continue;
    }
    if (out.ends_with(' ')) out.pop_back();
    out.push_back(found->second);
    text.remove_prefix(found->first.size());
    if (text.starts_with(' ')) text.remove_prefix(1);
  }
  return out;
}

class Finder {
 public:
  explicit Finder(std::string_view text) : text_{text} {}

  std::vector<Contact> find() {
    for (std::size_t at = 0; at < text_.size() && found_.size() < kContactsMax;) {
      if (text_[at] == '@') {
        at = address(at);
      } else if (is_letter(text_[at]) || is_digit(text_[at])) {
        at = word(at);
      } else {
        ++at;
      }
    }
    return std::move(found_);
  }

 private:
  void add(ContactKind kind, std::string value, std::string check, bool is_valid) {
    const bool is_new = std::none_of(found_.begin(), found_.end(),
                                     [&](const Contact& c) { return c.kind == kind && c.value == value; });
    if (is_new) found_.push_back({kind, std::move(value), std::move(check), is_valid});
  }

  /// At an `@`: with a name before it an address, without one a Telegram handle.
  std::size_t address(std::size_t at) {
    constexpr std::size_t kLocalMax = 64;  // RFC 5321 4.5.3.1.1
    std::size_t first = at;
    while (first > 0 && at - first < kLocalMax && is_mail_byte(text_[first - 1])) --first;
    std::size_t last = at + 1;
    while (last < text_.size() && last - at < 255 && is_host_byte(text_[last])) ++last;
    std::string_view local = text_.substr(first, at - first);
    std::string_view host = text_.substr(at + 1, last - at - 1);
    while (!local.empty() && local.front() == '.') local.remove_prefix(1);
    while (!host.empty() && (host.back() == '.' || host.back() == '-')) host.remove_suffix(1);
    if (!local.empty() && is_host(host)) {
      const std::string value = lower_ascii(local) + "@" + lower_ascii(host);
      const std::string_view near = before(text_, first);
      const bool xmpp = is_xmpp(lower_ascii(host), near);
      add(xmpp ? ContactKind::xmpp : ContactKind::email, value, xmpp ? "xmpp" : "email", true);
      return last;
    }
    const bool stands_free = first == at && (at == 0 || !is_word_byte(text_[at - 1]));
    if (stands_free) handle(at + 1);
    return std::max(at + 1, last);
  }

  /// Telegram: a letter, then 4 to 31 letters, digits and underscores.
  void handle(std::size_t at) {
    std::size_t end = at;
    while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]) || text_[end] == '_')) ++end;
    const std::size_t size = end - at;
    if (size < 5 || size > 32 || !is_letter(text_[at])) return;
    const std::string_view near = before(text_, at);
    // Other places have handles with an @ too.
    if (last_of(near, {"twitter", "wickr", "kik", "insta", "github", "discord"}) != std::string_view::npos) return;
    add(ContactKind::telegram, "@" + lower_ascii(text_.substr(at, size)), "telegram", true);
  }

  std::size_t word(std::size_t at) {
    std::size_t end = at;
    while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]))) ++end;
    const std::string_view token = text_.substr(at, end - at);
    const bool stands_free = at == 0 || !is_word_byte(text_[at - 1]);
    if (text_.substr(end, 6) == ".onion") return onion(token, end);
    if (equals_folded(token, "t") && find_folded(text_.substr(end, 4), ".me/") == 0) {
      handle(end + 4);
      return end + 4;
    }
    const bool is_hex = std::all_of(token.begin(), token.end(), [](char c) { return hex_digit(c) >= 0; });
    if (is_hex && stands_free) hexadecimal(token, at);
    if (is_hex && stands_free) return std::max(end, grouped_fingerprint(at, end));
    return end;
  }

  std::size_t onion(std::string_view name, std::size_t end) {
    const std::string value = lower_ascii(name) + ".onion";
    if (name.size() == kOnionV3) {
      const bool holds = is_onion_v3(name);
      add(ContactKind::onion, value, holds ? "onion v3, checksum holds" : "onion v3, checksum fails", holds);
    } else if (name.size() == 16) {
      add(ContactKind::onion, value, "onion v2, which no longer exists", false);
    } else {
      add(ContactKind::onion, value, "onion, of a length that there is not", false);
    }
    // A mail address at an onion ends here too; what follows is a path.
    return end + 6;
  }

  void hexadecimal(std::string_view token, std::size_t at) {
    if (token.size() == kToxDigits) {
      std::string value{token};
      for (char& c : value) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c;
      const bool holds = is_tox_id(token);
      add(ContactKind::tox, std::move(value), holds ? "tox, checksum holds" : "tox, checksum fails", holds);
    } else if (token.size() == kSessionDigits && token.starts_with("05")) {
      add(ContactKind::session, lower_ascii(token), "session", true);
    } else if (token.size() == kPgpDigits && says_pgp(at)) {
      add_fingerprint(std::string{token});
    }
  }

  [[nodiscard]] bool says_pgp(std::size_t at) const {
    return has_any(before(text_, at), {"pgp", "gpg", "fingerprint", "key"});
  }

  void add_fingerprint(std::string digits) {
    for (char& c : digits) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c;
    add(ContactKind::pgp, std::move(digits), "pgp fingerprint", true);
  }

  /// Ten groups of four, as GnuPG prints them. Nothing else is written so: no word needs to say what it is.
  std::size_t grouped_fingerprint(std::size_t at, std::size_t end) {
    if (end - at != 4) return end;
    std::string digits;
    std::size_t next = at;
    while (digits.size() < kPgpDigits && next + 4 <= text_.size()) {
      const std::string_view group = text_.substr(next, 4);
      if (!std::all_of(group.begin(), group.end(), [](char c) { return hex_digit(c) >= 0; })) break;
      digits.append(group);
      next += 4;
      if (digits.size() == kPgpDigits) break;
      std::size_t blanks = 0;
      while (next < text_.size() && text_[next] == ' ' && blanks < 2) ++next, ++blanks;
      if (blanks == 0) break;
    }
    const bool ends = next >= text_.size() || !is_word_byte(text_[next]);
    if (digits.size() != kPgpDigits || !ends) return end;
    add_fingerprint(std::move(digits));
    return next;
  }

  std::string_view text_;
  std::vector<Contact> found_;
};

}  // namespace

std::string_view name_of(ContactKind kind) noexcept {
  switch (kind) {
    case ContactKind::email: return "email";
    case ContactKind::xmpp: return "xmpp";
    case ContactKind::tox: return "tox";
    case ContactKind::session: return "session";
    case ContactKind::telegram: return "telegram";
    case ContactKind::pgp: return "pgp";
    case ContactKind::onion: return "onion";
  }
  return "email";
}

bool is_onion_v3(std::string_view name) {
  if (name.size() != kOnionV3) return false;
  const std::optional<Octets> octets = from_base32(name);
  if (!octets || octets->size() != 35 || octets->back() != std::byte{3}) return false;
  Octets input;
  for (const char c : std::string_view{".onion checksum"}) input.push_back(static_cast<std::byte>(c));
  input.insert(input.end(), octets->begin(), octets->begin() + 32);
  input.push_back(std::byte{3});
  const Digest256 digest = sha3_256(input);
  return digest[0] == (*octets)[32] && digest[1] == (*octets)[33];
}

bool is_tox_id(std::string_view hex) noexcept {
  if (hex.size() != kToxDigits) return false;
  std::array<int, 2> parity{};
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = hex_digit(hex[i]), low = hex_digit(hex[i + 1]);
    if (high < 0 || low < 0) return false;
    parity[i / 2 % 2] ^= high * 16 + low;
  }
  return parity[0] == 0 && parity[1] == 0;
}

std::vector<Contact> find_contacts(std::string_view text) {
  const std::string plain = without_disguise(text);
  return Finder{plain}.find();
}

}  // namespace wardwatch::listing
