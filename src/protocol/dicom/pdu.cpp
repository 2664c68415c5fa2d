#include "protocol/dicom/pdu.hpp"

#include <algorithm>

namespace wardwatch::protocol::dicom {
namespace {

constexpr std::size_t kContextsMax = 128;         ///< Context ids are odd bytes: there are no more.
constexpr std::size_t kTransferSyntaxesMax = 64;  ///< Of one context; the standard has about 60.
constexpr std::size_t kRolesMax = 128;            ///< One for each context.
constexpr std::size_t kUidMaxCharacters = 64;
constexpr std::size_t kVersionNameMaxBytes = 16;  ///< PS3.7 D.3.3.2.3

/// Items of an A-ASSOCIATE (PS3.8 9.3.2, PS3.7 D.3.3).
enum Item : std::uint8_t {
  kProposedContext = 0x20,
  kAnsweredContext = 0x21,
  kAbstractSyntax = 0x30,
  kTransferSyntax = 0x40,
  kUserInformation = 0x50,
  kImplementationClass = 0x52,
  kRoleSelection = 0x54,
  kImplementationVersion = 0x55,
  kUserIdentity = 0x58,
};

struct ItemHead {
  std::uint8_t type;
  Reader body;
};

ItemHead next_item(Reader& in) {
  const std::uint8_t type = in.u8("item_type");
  in.skip(1, "item_reserved");
  const std::uint16_t length_bytes = in.u16be("item_length");
  return {type, in.sub(length_bytes, "item_body")};
}

std::string_view uid_of(Reader& in) {
  const std::string_view text = trimmed(as_text(in.rest("uid")));
  return is_uid(text) ? text : std::string_view{};
}

void read_context(Reader& in, Associate& associate) {
  ProposedContext context;
  context.id = in.u8("context_id");
  in.skip(1, "context_reserved");
  context.result = in.u8("context_result");
  in.skip(1, "context_reserved");
  while (in.ok() && !in.empty()) {
    ItemHead item = next_item(in);
    if (!in.ok()) break;
    const std::string_view uid = uid_of(item.body);
    if (item.type == kAbstractSyntax) context.abstract_syntax = uid;
    if (item.type == kTransferSyntax && context.transfer_syntaxes.size() < kTransferSyntaxesMax && !uid.empty())
      context.transfer_syntaxes.push_back(uid);
  }
  in.require(context.id % 2 == 1, "context_id");
  in.require_limit(associate.contexts.size() < kContextsMax, "contexts");
  if (in.ok()) associate.contexts.push_back(std::move(context));
}

void read_role(Reader& in, Associate& associate) {
  RoleSelection role;
  const std::uint16_t length_bytes = in.u16be("role_uid_length");
  Reader uid = in.sub(length_bytes, "role_uid");
  role.sop_class = uid_of(uid);
  role.scu = in.u8("role_scu") == 1;
  role.scp = in.u8("role_scp") == 1;
  if (in.ok() && !role.sop_class.empty() && associate.roles.size() < kRolesMax) associate.roles.push_back(role);
}

/// PS3.7 D.3.3.7.1. The second field, the passcode, is not looked at; nor is the first where it is a ticket.
void read_user_identity(Reader& in, Associate& associate) {
  UserIdentity identity;
  identity.type = in.u8("user_identity_type");
  in.skip(1, "positive_response_requested");
  const std::uint16_t length_bytes = in.u16be("primary_field_length");
  const Bytes primary = in.bytes(length_bytes, "primary_field");
  if (identity.type == 1 || identity.type == 2) identity.user = trimmed(as_text(primary));
  if (in.ok()) associate.user_identity = identity;
}

void read_user_information(Reader& in, Associate& associate) {
  while (in.ok() && !in.empty()) {
    ItemHead item = next_item(in);
    if (!in.ok()) return;
    switch (item.type) {
      case kImplementationClass: associate.implementation_class_uid = uid_of(item.body); break;
      case kImplementationVersion:
        associate.implementation_version = trimmed(as_text(at_most(item.body.peek(), kVersionNameMaxBytes)));
        break;
      case kRoleSelection: read_role(item.body, associate); break;
      case kUserIdentity: read_user_identity(item.body, associate); break;
      default: break;
    }
    in.join(item.body);
  }
}

}  // namespace

std::string_view trimmed(std::string_view text) noexcept {
  const auto is_padding = [](char c) { return c == ' ' || c == '\0'; };
  while (!text.empty() && is_padding(text.back())) text.remove_suffix(1);
  while (!text.empty() && is_padding(text.front())) text.remove_prefix(1);
  return text;
}

bool is_uid(std::string_view text) noexcept {
  if (text.empty() || text.size() > kUidMaxCharacters || text.front() == '.' || text.back() == '.') return false;
  char last = '\0';
  for (const char c : text) {
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit && (c != '.' || last == '.')) return false;
    last = c;
  }
  return true;
}

Parsed<PduHead> parse_pdu_head(Bytes stream) {
  Reader in{stream};
  const std::uint8_t type = in.u8("pdu_type");
  in.require(type >= 1 && type <= 7, "pdu_type");
  // The standard has receivers not look at it; nobody is known to send anything but 0.
  in.require(in.u8("pdu_reserved") == 0, "pdu_reserved");
  const std::uint32_t length_bytes = in.u32be("pdu_length");
  const auto pdu = static_cast<PduType>(type);
  switch (pdu) {
    case PduType::associate_request:
    case PduType::associate_accept:
      in.require(length_bytes >= kAssociateHeadBytes && length_bytes <= kAssociateMaxBytes, "pdu_length");
      break;
    case PduType::data:
      in.require(length_bytes >= kValueHeaderBytes && length_bytes <= kDataPduMaxBytes, "pdu_length");
      break;
    case PduType::associate_reject:
    case PduType::release_request:
    case PduType::release_reply:
    case PduType::abort: in.require(length_bytes == kShortPduBytes, "pdu_length"); break;
  }
  return in.finish([&] { return PduHead{pdu, length_bytes}; });
}

Parsed<ValueHead> parse_value_head(Bytes stream, std::size_t left_bytes) {
  Reader in{stream};
  const std::uint32_t length_bytes = in.u32be("value_length");
  in.require(length_bytes >= 2 && length_bytes <= left_bytes - std::min<std::size_t>(left_bytes, 4), "value_length");
  const std::uint8_t context_id = in.u8("context_id");
  in.require(context_id % 2 == 1, "context_id");
  const std::uint8_t control = in.u8("message_control_header");
  in.require(control <= 3, "message_control_header");
  return in.finish([&] { return ValueHead{context_id, (control & 1U) != 0, (control & 2U) != 0, length_bytes - 2}; });
}

Parsed<Associate> parse_associate(Bytes body) {
  Reader in{body};
  Associate associate;
  in.skip(4, "protocol_version_and_reserved");
  associate.called_ae = trimmed(as_text(in.bytes(kAeTitleBytes, "called_ae")));
  associate.calling_ae = trimmed(as_text(in.bytes(kAeTitleBytes, "calling_ae")));
  in.skip(32, "reserved");
  if (!in.ok()) return tl::make_unexpected(*in.error());
  while (in.ok() && !in.empty()) {
    ItemHead item = next_item(in);
    if (!in.ok()) break;
    if (item.type == kProposedContext || item.type == kAnsweredContext) read_context(item.body, associate);
    if (item.type == kUserInformation) read_user_information(item.body, associate);
    in.join(item.body);
  }
  associate.fault = in.error();
  return associate;
}

Parsed<Refusal> parse_refusal(Bytes body) {
  Reader in{body};
  in.skip(1, "reserved");
  Refusal refusal{};
  refusal.result = in.u8("result");
  refusal.source = in.u8("source");
  refusal.reason = in.u8("reason");
  return in.finish([&] { return refusal; });
}

}  // namespace wardwatch::protocol::dicom
