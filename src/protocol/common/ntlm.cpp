#include "protocol/common/ntlm.hpp"

#include "core/utf16.hpp"

namespace wardwatch::protocol {
namespace {

constexpr std::string_view kSignature{"NTLMSSP\0", 8};
constexpr std::uint32_t kChallenge = 2;
constexpr std::uint32_t kAuthenticate = 3;
/// MS-NLMP 2.2.2.5.
constexpr std::uint32_t kUnicode = 0x00000001;
constexpr std::uint32_t kExtendedSecurity = 0x00080000;
constexpr std::uint32_t kVersion = 0x02000000;
/// Names of computers and domains are shorter; a liar's are cut.
constexpr std::size_t kNameMaxBytes = 512;
constexpr std::size_t kAnswerBytesV1 = 24;
/// What stands in NTLMv2's answer before its pairs: the proof and the blob's head (MS-NLMP 2.2.2.7, 2.2.2.8).
constexpr std::size_t kBeforePairsBytes = 16 + 28;

/// What a pair of length and offset points to; nothing when it points outside (MS-NLMP 2.2.1).
Bytes pointed(Reader& in, Bytes message) {
  const std::uint16_t length_bytes = in.u16le("field_length");
  in.skip(2, "field_room");
  const std::uint32_t offset_bytes = in.u32le("field_offset");
  if (!in.ok() || offset_bytes > message.size() || length_bytes > message.size() - offset_bytes) return {};
  return message.subspan(offset_bytes, length_bytes);
}

std::string text_of(Bytes bytes, bool is_unicode) {
  bytes = at_most(bytes, kNameMaxBytes);
  return is_unicode ? utf8_of(bytes) : std::string{as_text(bytes)};
}

std::string version_of(Reader& in, std::uint32_t flags) {
  const unsigned major = in.u8("version_major");
  const unsigned minor = in.u8("version_minor");
  const unsigned build = in.u16le("version_build");
  if (!in.ok() || (flags & kVersion) == 0 || major == 0) return {};
  return std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(build);
}

bool is_zero(Bytes bytes) noexcept {
  for (const std::byte octet : bytes) {
    if (octet != std::byte{0}) return false;
  }
  return true;
}

}  // namespace

bool NtlmExchange::on_token(Direction direction, Bytes token, Timestamp ts) {
  const std::size_t at = as_text(token).find(kSignature);
  if (at == std::string_view::npos) return false;
  const Bytes message = token.subspan(at);
  Reader in{message};
  in.skip(kSignature.size(), "signature");
  const std::uint32_t type = in.u32le("message_type");
  if (type == kChallenge && direction == Direction::resp) {
    if (has_authenticated_) finish();
    ts_ = ts;
    on_challenge(message);
  }
  if (type == kAuthenticate && direction == Direction::orig) on_authenticate(message, ts);
  return in.ok();
}

/// MS-NLMP 2.2.1.2.
void NtlmExchange::on_challenge(Bytes message) {
  Reader in{message};
  in.skip(12, "signature_and_type");
  std::ignore = pointed(in, message);
  const std::uint32_t flags = in.u32le("flags");
  in.skip(16, "challenge");
  const Bytes pairs = pointed(in, message);
  if (!in.ok()) return;
  has_challenge_ = true;
  server_ = {};
  read_pairs(pairs, server_);
  server_os_ = version_of(in, flags);
}

/// Ids of MS-NLMP 2.2.2.1.
void NtlmExchange::read_pairs(Bytes pairs, Names& names) {
  Reader in{pairs};
  while (in.ok() && !in.empty()) {
    const std::uint16_t id = in.u16le("av_id");
    const Bytes value = in.bytes(in.u16le("av_length"), "av_value");
    if (!in.ok() || id == 0) return;
    switch (id) {
      case 1: names.nb_computer = text_of(value, true); break;
      case 2: names.nb_domain = text_of(value, true); break;
      case 3: names.dns_computer = text_of(value, true); break;
      case 4: names.dns_domain = text_of(value, true); break;
      case 5: names.dns_tree = text_of(value, true); break;
      case 6: names.mic = value.size() == 4 && (std::to_integer<unsigned>(value[0]) & 2U) != 0; break;
      case 9: names.target = text_of(value, true); break;
      default: break;
    }
  }
}

/// MS-NLMP 2.2.1.3.
void NtlmExchange::on_authenticate(Bytes message, Timestamp ts) {
  if (has_authenticated_) finish();
  Reader in{message};
  in.skip(12, "signature_and_type");
  const Bytes lm = pointed(in, message);
  const Bytes nt = pointed(in, message);
  const Bytes domain = pointed(in, message);
  const Bytes user = pointed(in, message);
  const Bytes host = pointed(in, message);
  std::ignore = pointed(in, message);
  const std::uint32_t flags = in.u32le("flags");
  if (!in.ok()) return;
  const bool is_unicode = (flags & kUnicode) != 0;
  ts_ = ts;
  has_authenticated_ = true;
  domain_ = text_of(domain, is_unicode);
  user_ = text_of(user, is_unicode);
  host_ = text_of(host, is_unicode);
  client_os_ = version_of(in, flags);
  is_anonymous_ = user.empty() && nt.empty();
  client_ = {};
  if (is_anonymous_) {
    version_ = "anonymous";
  } else if (nt.size() > kAnswerBytesV1) {
    version_ = "v2";
    if (nt.size() > kBeforePairsBytes) read_pairs(nt.subspan(kBeforePairsBytes), client_);
  } else {
    // With extended session security the LM answer is the client's challenge, padded (MS-NLMP 3.3.1).
    const bool has_own_challenge = lm.size() == kAnswerBytesV1 && is_zero(lm.subspan(8));
    version_ = has_own_challenge && (flags & kExtendedSecurity) != 0 ? "v1-ess" : "v1";
  }
}

void NtlmExchange::on_result(bool is_accepted) {
  if (!has_authenticated_) return;
  success_ = is_accepted;
  finish();
}

void NtlmExchange::finish() {
  if (has_authenticated_ || has_challenge_) write();
  has_authenticated_ = has_challenge_ = false;
  success_.reset();
  version_ = {};
  server_ = client_ = {};
  user_ = host_ = domain_ = server_os_ = client_os_ = {};
}

void NtlmExchange::write() {
  auto& batch = context_.records().of<record::Ntlm>();
  const auto kept = [&batch](const std::string& text) -> std::optional<std::string_view> {
    if (text.empty()) return std::nullopt;
    return batch.keep(text);
  };
  record::Ntlm row;
  row.at = connection_at(context_, ts_);
  row.username = kept(user_);
  row.hostname = kept(host_);
  row.domainname = kept(domain_);
  row.server_nb_computer_name = kept(server_.nb_computer);
  row.server_dns_computer_name = kept(server_.dns_computer);
  row.server_tree_name = kept(server_.dns_tree);
  row.success = success_;
  row.server_nb_domain_name = kept(server_.nb_domain);
  row.server_dns_domain_name = kept(server_.dns_domain);
  row.server_os_version = kept(server_os_);
  row.client_os_version = kept(client_os_);
  if (!version_.empty()) row.ntlm_version = version_;
  row.mic = client_.mic;
  row.target_name = kept(client_.target);
  row.inside = inside_;
  batch.add(row);
}

}  // namespace wardwatch::protocol
