#include "protocol/ldap/message.hpp"

#include <array>

#include "protocol/common/ber.hpp"

namespace wardwatch::protocol::ldap {
namespace {

constexpr std::size_t kTextMaxBytes = 1024;
constexpr std::size_t kFilterMaxBytes = 2048;
constexpr int kFilterDepthMax = 16;
constexpr std::size_t kAttributesMax = 64;

std::string text_of(Bytes value) { return std::string{as_text(at_most(value, kTextMaxBytes))}; }

/// RFC 4511 4.1.9; names as Zeek writes them.
std::string result_name(std::int64_t code) {
  switch (code) {
    case 0: return "success";
    case 1: return "operations error";
    case 2: return "protocol error";
    case 3: return "time limit exceeded";
    case 4: return "size limit exceeded";
    case 5: return "compare false";
    case 6: return "compare true";
    case 7: return "auth method not supported";
    case 8: return "stronger auth required";
    case 10: return "referral";
    case 11: return "admin limit exceeded";
    case 12: return "unavailable critical extension";
    case 13: return "confidentiality required";
    case 14: return "SASL bind in progress";
    case 16: return "no such attribute";
    case 17: return "undefined attribute type";
    case 19: return "constraint violation";
    case 20: return "attribute or value exists";
    case 21: return "invalid attribute syntax";
    case 32: return "no such object";
    case 34: return "invalid DN syntax";
    case 48: return "inappropriate authentication";
    case 49: return "invalid credentials";
    case 50: return "insufficient access rights";
    case 51: return "busy";
    case 52: return "unavailable";
    case 53: return "unwilling to perform";
    case 65: return "object class violation";
    case 68: return "entry already exists";
    case 80: return "other";
    default: return "unknown-" + std::to_string(code);
  }
}

/// Writes one filter (RFC 4511 4.5.1.7, RFC 4515).
class FilterWriter {
 public:
  std::string write(Bytes filter) {
    Reader in{filter};
    one(in, 0);
    return std::move(out_);
  }

 private:
  void one(Reader& in, int depth) {
    const BerElement element = take_element(in);
    if (!in.ok() || depth >= kFilterDepthMax || out_.size() > kFilterMaxBytes) return;
    out_ += '(';
    switch (element.tag) {
      case 0xa0: many('&', element.value, depth); break;
      case 0xa1: many('|', element.value, depth); break;
      case 0xa2: many('!', element.value, depth); break;
      case 0xa3: assertion("=", element.value); break;
      case 0xa4: substrings(element.value); break;
      case 0xa5: assertion(">=", element.value); break;
      case 0xa6: assertion("<=", element.value); break;
      case 0x87: out_ += text_of(element.value) + "=*"; break;
      case 0xa8: assertion("~=", element.value); break;
      case 0xa9: extensible(element.value); break;
      default: out_ += "?"; break;
    }
    out_ += ')';
  }
  void many(char sign, Bytes value, int depth) {
    out_ += sign;
    Reader in{value};
    while (in.ok() && !in.empty() && out_.size() <= kFilterMaxBytes) one(in, depth + 1);
  }
  void assertion(std::string_view sign, Bytes value) {
    Reader in{value};
    const Bytes name = take_tagged(in, ber::kOctets);
    const Bytes wanted = take_tagged(in, ber::kOctets);
    out_.append(text_of(name)).append(sign).append(text_of(wanted));
  }
  void substrings(Bytes value) {
    Reader in{value};
    const Bytes name = take_tagged(in, ber::kOctets);
    out_ += text_of(name) + "=";
    Reader parts{take_tagged(in, ber::kSequence)};
    bool ends_open = true;
    for (bool is_first = true; parts.ok() && !parts.empty() && out_.size() <= kFilterMaxBytes; is_first = false) {
      const BerElement part = take_element(parts);
      if (!is_first || part.tag != 0x80) out_ += '*';
      out_ += text_of(part.value);
      ends_open = part.tag != 0x82;
    }
    if (ends_open) out_ += '*';
  }
  void extensible(Bytes value) {
    std::string rule, type, wanted;
    bool is_dn = false;
    Reader in{value};
    while (in.ok() && !in.empty()) {
      const BerElement part = take_element(in);
      if (part.tag == 0x81) rule = text_of(part.value);
      if (part.tag == 0x82) type = text_of(part.value);
      if (part.tag == 0x83) wanted = text_of(part.value);
      if (part.tag == 0x84) is_dn = ber_number(part.value) != 0;
    }
    out_ += type;
    if (is_dn) out_ += ":dn";
    if (!rule.empty()) out_ += ":" + rule;
    out_ += ":=" + wanted;
  }

  std::string out_;
};

}  // namespace

Parsed<Message> parse_message(Bytes bytes) {
  Reader outer{bytes};
  const Bytes sequence = take_tagged(outer, ber::kSequence);
  Reader in{sequence};
  Message message;
  const Bytes id = take_tagged(in, ber::kInteger);
  const BerElement operation = take_element(in);
  outer.require(in.ok() && ber_number(id) >= 0 && (operation.tag & 0xc0U) == 0x40, "ldap_message");
  message.id = static_cast<std::uint64_t>(ber_number(id));
  message.operation = operation.tag & 0x1fU;
  message.body = operation.value;
  return outer.finish([&message] { return message; });
}

std::optional<Result> parse_result(Bytes body) {
  Reader in{body};
  const Bytes code = take_tagged(in, ber::kEnumerated);
  std::ignore = take_tagged(in, ber::kOctets);
  const Bytes text = take_tagged(in, ber::kOctets);
  if (!in.ok()) return std::nullopt;
  std::string message = text_of(text);
  while (!message.empty() && message.back() == '\0') message.pop_back();
  return Result{result_name(ber_number(code)), std::move(message)};
}

/// RFC 4511 4.2; Sicily's kinds are MS-ADTS 5.1.1.1.3.
Parsed<Bind> parse_bind(Bytes body) {
  Reader in{body};
  Bind bind;
  bind.version = static_cast<std::uint64_t>(ber_number(take_tagged(in, ber::kInteger)));
  bind.name = text_of(take_tagged(in, ber::kOctets));
  const BerElement method = take_element(in);
  switch (method.tag) {
    case 0x80:
      bind.kind = "bind simple";
      if (!method.value.empty()) bind.argument = "REDACTED";
      break;
    case 0xa3: {
      Reader sasl{method.value};
      bind.kind = "bind SASL";
      bind.argument = text_of(take_tagged(sasl, ber::kOctets));
      if (!sasl.empty()) bind.token = take_tagged(sasl, ber::kOctets);
      break;
    }
    case 0x89: bind.kind = "sicily_packageDiscovery"; break;
    case 0x8a: bind.kind = "sicily_negotiate"; break;
    case 0x8b: bind.kind = "sicily_response"; break;
    default: in.require(false, "authentication"); break;
  }
  if (method.tag == 0x8a || method.tag == 0x8b) {
    bind.token = method.value;
    bind.argument = "NTLMSSP";
  }
  return in.finish([&bind] { return std::move(bind); });
}

/// RFC 4511 4.5.1.
Parsed<Search> parse_search(Bytes body) {
  constexpr std::array<std::string_view, 3> kScopes{"base", "single", "tree"};
  constexpr std::array<std::string_view, 4> kAliases{"never", "searching", "finding", "always"};
  Reader in{body};
  Search search;
  search.base = text_of(take_tagged(in, ber::kOctets));
  const std::int64_t scope = ber_number(take_tagged(in, ber::kEnumerated));
  const std::int64_t aliases = ber_number(take_tagged(in, ber::kEnumerated));
  std::ignore = take_tagged(in, ber::kInteger);
  std::ignore = take_tagged(in, ber::kInteger);
  std::ignore = take_tagged(in, ber::kBoolean);
  in.require(scope >= 0 && scope < 3 && aliases >= 0 && aliases < 4, "scope");
  if (in.ok()) {
    search.scope = kScopes[static_cast<std::size_t>(scope)];
    search.aliases = kAliases[static_cast<std::size_t>(aliases)];
  }
  const Bytes before = in.peek();
  std::ignore = take_element(in);
  if (in.ok()) search.filter = FilterWriter{}.write(before);
  Reader list{take_tagged(in, ber::kSequence)};
  while (list.ok() && !list.empty() && search.attributes.size() < kAttributesMax) {
    const Bytes name = take_tagged(list, ber::kOctets);
    if (list.ok()) search.attributes.push_back(text_of(name));
  }
  return in.finish([&search] { return std::move(search); });
}

std::string_view operation_name(std::uint8_t operation) noexcept {
  switch (operation) {
    case 2: return "unbind";
    case 6: return "modify";
    case 8: return "add";
    case 10: return "delete";
    case 12: return "modify DN";
    case 14: return "compare";
    case 16: return "abandon";
    case 23: return "extended";
    default: return {};
  }
}

std::string object_of(std::uint8_t operation, Bytes body) {
  constexpr std::uint8_t kDelete = 10;
  constexpr std::uint8_t kExtended = 23;
  if (operation == kDelete) return text_of(body);
  if (operation == 2 || operation == 16) return {};
  Reader in{body};
  const BerElement first = take_element(in);
  const std::uint8_t wanted = operation == kExtended ? std::uint8_t{0x80} : ber::kOctets;
  return in.ok() && first.tag == wanted ? text_of(first.value) : std::string{};
}

}  // namespace wardwatch::protocol::ldap
