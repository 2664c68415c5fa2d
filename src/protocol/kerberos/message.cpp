#include "protocol/kerberos/message.hpp"

#include <algorithm>
#include <chrono>

#include "protocol/common/ber.hpp"

namespace wardwatch::protocol::kerberos {
namespace {

constexpr std::size_t kTextMaxBytes = 256;
constexpr std::size_t kListMax = 32;
constexpr std::size_t kNamePartsMax = 8;
constexpr std::uint8_t kApplication = 0x60;
constexpr std::uint8_t kContext = 0xa0;

std::string text_of(Bytes value) { return std::string{as_text(at_most(value, kTextMaxBytes))}; }

/// The element inside a context tag.
Bytes inner(Bytes value, std::uint8_t tag) noexcept {
  Reader in{value};
  return take_tagged(in, tag);
}
/// The string inside a context tag, of whichever kind of string it is.
std::string string_in(Bytes value) {
  Reader in{value};
  const BerElement element = take_element(in);
  return in.ok() ? text_of(element.value) : std::string{};
}
std::int64_t number_in(Bytes value) noexcept { return ber_number(inner(value, ber::kInteger)); }

/// Calls `visit(number of the context tag, value)` for each element of a sequence; false when one is malformed.
template <class Visit>
bool for_each_tagged(Bytes sequence, Visit&& visit) {
  Reader in{sequence};
  while (in.ok() && !in.empty()) {
    const BerElement element = take_element(in);
    if (in.ok() && (element.tag & 0xe0U) == kContext) visit(element.tag & 0x1fU, element.value);
  }
  return in.ok();
}

/// PrincipalName: its parts, joined by slashes (RFC 4120 5.2.2).
std::string name_of(Bytes value) {
  std::string name;
  for_each_tagged(inner(value, ber::kSequence), [&](unsigned number, Bytes part) {
    if (number != 1) return;
    Reader in{inner(part, ber::kSequence)};
    for (std::size_t i = 0; i < kNamePartsMax && in.ok() && !in.empty(); ++i) {
      const BerElement element = take_element(in);
      if (!in.ok()) return;
      if (!name.empty()) name += '/';
      name += text_of(element.value);
    }
  });
  return name;
}

void add_numbers(Bytes value, std::vector<std::int64_t>& out) {
  Reader in{inner(value, ber::kSequence)};
  while (in.ok() && !in.empty() && out.size() < kListMax) {
    const Bytes number = take_tagged(in, ber::kInteger);
    if (in.ok()) out.push_back(ber_number(number));
  }
}

/// Encryption of a ticket (RFC 4120 5.3); its content is the KDC's alone.
void read_ticket(Bytes value, Message& message) {
  constexpr std::uint8_t kTicket = kApplication | 1;
  for_each_tagged(inner(inner(value, kTicket), ber::kSequence), [&](unsigned number, Bytes part) {
    if (number == 2 && message.service.empty()) message.service = name_of(part);
    if (number != 3) return;
    for_each_tagged(inner(part, ber::kSequence), [&](unsigned field, Bytes inside) {
      if (field == 0) message.ticket_cipher = number_in(inside);
    });
  });
  message.has_ticket = true;
}

void read_ap_request(Bytes sequence, Message& message) {
  for_each_tagged(sequence, [&](unsigned number, Bytes value) {
    if (number == 3) read_ticket(value, message);
  });
}

/// Kinds of pre-authentication; in the one that shows a ticket, its encryption (RFC 4120 5.2.7).
void read_pre_auth(Bytes value, Message& message) {
  constexpr std::int64_t kTgsRequest = 1;
  constexpr std::uint8_t kApRequest = kApplication | static_cast<std::uint8_t>(Kind::ap_req);
  Reader in{inner(value, ber::kSequence)};
  while (in.ok() && !in.empty() && message.pre_auth.size() < kListMax) {
    const Bytes entry = take_tagged(in, ber::kSequence);
    std::int64_t type = 0;
    for_each_tagged(entry, [&](unsigned number, Bytes part) {
      if (number == 1) type = number_in(part);
      if (number != 2 || type != kTgsRequest) return;
      Message shown;
      read_ap_request(inner(inner(inner(part, ber::kOctets), kApRequest), ber::kSequence), shown);
      message.ticket_cipher = shown.ticket_cipher;
    });
    if (in.ok()) message.pre_auth.push_back(type);
  }
}

/// KDC-REQ-BODY (RFC 4120 5.4.1).
void read_body(Bytes value, Message& message) {
  for_each_tagged(inner(value, ber::kSequence), [&](unsigned number, Bytes part) {
    switch (number) {
      case 0: {
        constexpr std::uint8_t kBits = 0x03;
        const Bytes bits = inner(part, kBits);
        if (bits.size() >= 5) message.options = load_u32be(bits, 1);
        break;
      }
      case 1: message.client = name_of(part); break;
      case 2: message.realm = string_in(part); break;
      case 3: message.service = name_of(part); break;
      case 4: message.from = time_of(string_in(part)); break;
      case 5: message.till = time_of(string_in(part)); break;
      case 8: add_numbers(part, message.ciphers); break;
      default: break;
    }
  });
}

void read_request(unsigned number, Bytes value, Message& message) {
  if (number == 3) read_pre_auth(value, message);
  if (number == 4) read_body(value, message);
}

/// KDC-REP (RFC 4120 5.4.2).
void read_reply(unsigned number, Bytes value, Message& message) {
  if (number == 3) message.realm = string_in(value);
  if (number == 4) message.client = name_of(value);
  if (number == 5) read_ticket(value, message);
}

/// KRB-ERROR (RFC 4120 5.9.1).
void read_error(unsigned number, Bytes value, Message& message) {
  switch (number) {
    case 6: message.error_code = number_in(value); break;
    case 7: message.realm = string_in(value); break;
    case 8: message.client = name_of(value); break;
    case 10: message.service = name_of(value); break;
    case 11: message.error_text = string_in(value); break;
    default: break;
  }
}

std::string named(std::int64_t type, std::initializer_list<std::pair<std::int64_t, std::string_view>> names) {
  for (const auto& entry : names) {
    if (entry.first == type) return std::string{entry.second};
  }
  return "unknown-" + std::to_string(type);
}

}  // namespace

Parsed<Message> parse_message(Bytes bytes) {
  Reader in{bytes};
  const BerElement outer = take_element(in);
  Message message;
  const std::uint8_t kind = outer.tag & 0x1fU;
  const bool is_known = (kind >= 10 && kind <= 15) || kind == 30;
  in.require((outer.tag & 0xe0U) == kApplication && is_known, "application_tag");
  message.kind = static_cast<Kind>(kind);
  Reader body{outer.value};
  const Bytes sequence = in.ok() ? take_tagged(body, ber::kSequence) : Bytes{};
  in.require(body.ok(), "sequence");
  const bool is_well = for_each_tagged(sequence, [&](unsigned number, Bytes value) {
    switch (message.kind) {
      case Kind::as_req:
      case Kind::tgs_req: return read_request(number, value, message);
      case Kind::as_rep:
      case Kind::tgs_rep: return read_reply(number, value, message);
      case Kind::error: return read_error(number, value, message);
      case Kind::ap_req:
        if (number == 3) read_ticket(value, message);
        return;
      case Kind::ap_rep: return;
    }
  });
  in.require(is_well, "element");
  return in.finish([&message] { return std::move(message); });
}

std::optional<Timestamp> time_of(std::string_view text) noexcept {
  constexpr std::size_t kDigits = 14;
  if (text.size() < kDigits ||
      !std::all_of(text.begin(), text.begin() + kDigits, [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  const auto number = [text](std::size_t at, std::size_t count) {
    int value = 0;
    for (const char c : text.substr(at, count)) value = value * 10 + (c - '0');
    return value;
  };
  const int year = number(0, 4);
  if (year < 1970 || year > 2200) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year{year},
                                        std::chrono::month{static_cast<unsigned>(number(4, 2))},
                                        std::chrono::day{static_cast<unsigned>(number(6, 2))}};
  if (!day.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days{day}.time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(days).count() + number(8, 2) * 3600 +
                       number(10, 2) * 60 + number(12, 2);
  return timestamp_of(static_cast<std::uint64_t>(seconds), 0);
}

/// RFC 3961 8, RFC 8009, RFC 4757.
std::string cipher_name(std::int64_t type) {
  return named(type, {{1, "des-cbc-crc"},
                      {2, "des-cbc-md4"},
                      {3, "des-cbc-md5"},
                      {16, "des3-cbc-sha1-kd"},
                      {17, "aes128-cts-hmac-sha1-96"},
                      {18, "aes256-cts-hmac-sha1-96"},
                      {19, "aes128-cts-hmac-sha256-128"},
                      {20, "aes256-cts-hmac-sha384-192"},
                      {23, "rc4-hmac"},
                      {24, "rc4-hmac-exp"},
                      {25, "camellia128-cts-cmac"},
                      {26, "camellia256-cts-cmac"}});
}

/// RFC 4120 7.5.2, MS-KILE 2.2.
std::string pre_auth_name(std::int64_t type) {
  return named(type, {{1, "tgs-req"},
                      {2, "enc-timestamp"},
                      {11, "etype-info"},
                      {16, "pk-as-req"},
                      {17, "pk-as-rep"},
                      {19, "etype-info2"},
                      {128, "pac-request"},
                      {129, "for-user"},
                      {130, "for-x509-user"},
                      {136, "fx-fast"},
                      {138, "encrypted-challenge"},
                      {149, "req-enc-pa-rep"},
                      {167, "pac-options"}});
}

/// RFC 4120 7.5.9, without the prefix.
std::string error_name(std::int64_t code) {
  return named(code, {{6, "CLIENT_NOT_FOUND"},
                      {7, "SERVER_NOT_FOUND"},
                      {9, "NULL_KEY"},
                      {12, "POLICY"},
                      {13, "BADOPTION"},
                      {14, "ETYPE_NOSUPP"},
                      {18, "CLIENT_REVOKED"},
                      {23, "KEY_EXPIRED"},
                      {24, "PREAUTH_FAILED"},
                      {25, "PREAUTH_REQUIRED"},
                      {31, "BAD_INTEGRITY"},
                      {32, "TICKET_EXPIRED"},
                      {37, "CLOCK_SKEW"},
                      {41, "MODIFIED"},
                      {52, "RESPONSE_TOO_BIG"},
                      {60, "GENERIC"},
                      {68, "WRONG_REALM"}});
}

}  // namespace wardwatch::protocol::kerberos
