#include "protocol/dns/message.hpp"

#include <array>

#include "core/digest.hpp"
#include "core/ip_address.hpp"

namespace wardwatch::protocol::dns {
namespace {

constexpr std::size_t kNameBytesMax = 255;    ///< RFC 1035 2.3.4
constexpr int kPointersMax = 64;              ///< Hops of one name; each goes backwards, so this only bounds the time.
constexpr std::size_t kAnswerTextMax = 1024;  ///< Of one TXT record: what a person can read.

enum Type : std::uint16_t {
  kA = 1,
  kNs = 2,
  kCname = 5,
  kSoa = 6,
  kPtr = 12,
  kMx = 15,
  kTxt = 16,
  kAaaa = 28,
  kSrv = 33,
  kDs = 43,
  kSshfp = 44,
  kRrsig = 46,
  kNsec = 47,
  kDnskey = 48,
  kNsec3 = 50,
  kNsec3param = 51,
  kSpf = 99,
  kCaa = 257,
  kDname = 39,
};

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Reads a name that may end in a pointer (RFC 1035 4.1.4). `in` moves past the name; pointers are followed in
/// `message`, backwards only, so that they cannot loop. `name` is where the text is added, null when nobody wants it.
void read_name(Reader& in, Bytes message, std::string* name) {
  std::size_t name_bytes = 0;
  Reader at = in;
  std::size_t lowest = in.offset_bytes();
  bool jumped = false;
  for (int hops = 0; at.ok();) {
    const std::uint8_t length = at.u8("name_label_length");
    if (length == 0 || !at.ok()) break;
    if (length >= 0xc0) {
      const std::size_t target = (length & 0x3fU) << 8U | at.u8("name_pointer");
      if (!jumped) in = at;
      jumped = true;
      at.require(target < lowest && ++hops <= kPointersMax, "name_pointer");
      if (!at.ok()) break;
      lowest = target;
      at = Reader{message};
      at.skip(target, "name_pointer");
      continue;
    }
    at.require(length <= 63 && name_bytes + length < kNameBytesMax, "name_label_length");
    const Bytes label = at.bytes(length, "name_label");
    const std::size_t dot = name_bytes > 0 ? 1 : 0;
    name_bytes += dot + label.size();
    if (name == nullptr) continue;
    if (dot > 0) name->push_back('.');
    const std::size_t start = name->size();
    name->append(as_text(label));
    for (std::size_t i = start; i < name->size(); ++i) (*name)[i] = lower((*name)[i]);
  }
  if (!jumped) in = at;
  else in.join(at);
}

std::string read_name(Reader& in, Bytes message) {
  std::string name;
  name.reserve(60);  // Most names, at once.
  read_name(in, message, &name);
  return name;
}

/// Character strings (RFC 1035 3.3.14) as `TXT 5 hello`, joined by blanks.
std::string read_strings(Reader& data, std::string_view kind) {
  std::string text;
  while (data.ok() && !data.empty()) {
    const std::uint8_t length = data.u8("text_length");
    const Bytes string = data.bytes(length, "text");
    if (text.size() > kAnswerTextMax) continue;
    if (!text.empty()) text.push_back(' ');
    text.append(kind).append(" ").append(std::to_string(length)).append(" ").append(as_text(string));
  }
  return text;
}

std::string read_dnssec(std::uint16_t type, Reader& data, Bytes message) {
  switch (type) {
    case kRrsig: {
      const std::uint16_t covered = data.u16be("rrsig_type_covered");
      data.skip(16, "rrsig_fixed");  // algorithm, labels, TTL, expiration, inception, key tag
      return "RRSIG " + std::to_string(covered) + " " + read_name(data, message);
    }
    case kDnskey: {
      data.skip(3, "dnskey_flags_protocol");
      return "DNSKEY " + std::to_string(data.u8("dnskey_algorithm"));
    }
    case kDs: {
      data.skip(2, "ds_key_tag");
      const std::uint8_t algorithm = data.u8("ds_algorithm");
      return "DS " + std::to_string(algorithm) + " " + std::to_string(data.u8("ds_digest_type"));
    }
    case kNsec3: return "NSEC3";
    case kNsec3param: return "NSEC3PARAM";
    default: return {};
  }
}

/// `owner` stands at the name of the record.
std::string read_data(std::uint16_t type, Reader& data, Bytes message, Reader owner) {
  switch (type) {
    case kA: return IpAddress::from_bytes(data.bytes(4, "address")).text();
    case kAaaa: return IpAddress::from_bytes(data.bytes(16, "address")).text();
    case kNs:
    case kCname:
    case kPtr:
    case kDname:
    case kSoa: return read_name(data, message);
    case kMx: data.skip(2, "mx_preference"); return read_name(data, message);
    case kSrv: data.skip(6, "srv_priority_weight_port"); return read_name(data, message);
    case kTxt: return read_strings(data, "TXT");
    case kSpf: return read_strings(data, "SPF");
    case kNsec: {
      const std::string name = read_name(owner, message);
      return "NSEC " + name + " " + read_name(data, message);
    }
    case kSshfp: {
      data.skip(2, "sshfp_algorithm_type");
      return "SSHFP: " + hex(at_most(data.rest("sshfp_fingerprint"), 64));
    }
    case kCaa: {
      data.skip(1, "caa_flags");
      const Bytes tag = data.bytes(data.u8("caa_tag_length"), "caa_tag");
      return std::string{as_text(tag)} + " " + std::string{as_text(at_most(data.rest("caa_value"), kAnswerTextMax))};
    }
    default: return read_dnssec(type, data, message);
  }
}

void read_records(Reader& in, Bytes bytes, std::size_t count, Message* wanted) {
  in.require_limit(count <= kRecordsMax, "record_count");
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    const Reader owner = in;
    read_name(in, bytes, nullptr);
    const std::uint16_t type = in.u16be("record_type");
    in.skip(2, "record_class");
    const std::uint32_t ttl_seconds = in.u32be("record_ttl");
    Reader data = in.sub(in.u16be("record_length"), "record_data");
    if (wanted == nullptr || !in.ok()) continue;
    Answer answer{.text = read_data(type, data, bytes, owner), .ttl_seconds = static_cast<double>(ttl_seconds)};
    in.join(data);
    if (!in.ok() || answer.text.empty()) continue;
    if (wanted->answers.empty()) {
      Reader first = owner;
      wanted->owner = read_name(first, bytes);
    }
    wanted->answers.push_back(std::move(answer));
  }
}

void read_flags(Message& message, std::uint16_t flags) noexcept {
  message.is_response = (flags & 0x8000U) != 0;
  message.opcode = (flags >> 11U) & 0xfU;
  message.authoritative = (flags & 0x0400U) != 0;
  message.truncated = (flags & 0x0200U) != 0;
  message.recursion_desired = (flags & 0x0100U) != 0;
  message.recursion_available = (flags & 0x0080U) != 0;
  message.reserved = (flags >> 4U) & 0x7U;
  message.rcode = flags & 0xfU;
}

}  // namespace

Parsed<Message> parse_message(Bytes bytes, Sections sections, Texts texts) {
  Message message;
  Reader in{bytes};
  message.id = in.u16be("id");
  read_flags(message, in.u16be("flags"));
  const std::uint16_t question_count = in.u16be("question_count");
  const std::uint16_t answer_count = in.u16be("answer_count");
  const std::uint16_t authority_count = in.u16be("authority_count");
  const std::uint16_t additional_count = in.u16be("additional_count");
  in.require_limit(question_count <= kRecordsMax, "question_count");
  message.record_count = static_cast<std::uint16_t>(answer_count + authority_count + additional_count);
  for (std::size_t i = 0; i < question_count && in.ok(); ++i) {
    Question question;
    if (texts == Texts::kept) question.name.reserve(60);
    read_name(in, bytes, texts == Texts::kept ? &question.name : nullptr);
    question.type = in.u16be("question_type");
    question.class_of = in.u16be("question_class");
    if (in.ok()) message.questions.push_back(std::move(question));
  }
  if (sections != Sections::questions) read_records(in, bytes, answer_count, texts == Texts::kept ? &message : nullptr);
  if (sections == Sections::all) {
    read_records(in, bytes, authority_count, nullptr);
    read_records(in, bytes, additional_count, nullptr);
  }
  message.size_bytes = in.offset_bytes();
  return in.finish([&] { return std::move(message); });
}

std::string decode_netbios_name(std::string_view encoded) {
  if (encoded.size() < 32 || encoded.size() % 2 != 0) return std::string{encoded};
  std::string name;
  for (std::size_t i = 0; i < 32; i += 2) {
    const char high = static_cast<char>(encoded[i] >= 'a' ? encoded[i] - 'a' : encoded[i] - 'A');
    const char low = static_cast<char>(encoded[i + 1] >= 'a' ? encoded[i + 1] - 'a' : encoded[i + 1] - 'A');
    if (high < 0 || high > 15 || low < 0 || low > 15) return std::string{encoded};
    name.push_back(static_cast<char>(high << 4 | low));
  }
  name.pop_back();  // The suffix says which service of the host is meant.
  std::string printable;
  for (const char c : name) {
    if (c > 0x20 && c < 0x7f) printable.push_back(c);
  }
  return printable;
}

}  // namespace wardwatch::protocol::dns
