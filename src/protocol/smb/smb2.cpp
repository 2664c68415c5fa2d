#include "protocol/smb/smb2.hpp"

#include <algorithm>

#include "core/digest.hpp"
#include "core/utf16.hpp"

namespace wardwatch::protocol::smb {
namespace {

constexpr std::string_view kAnalyzer = "SMB";
constexpr std::size_t kWaitingMax = 256;
constexpr std::size_t kHeadBytes = 64;
constexpr std::size_t kFileIdBytes = 16;
constexpr std::size_t kCompoundMax = 64;  ///< Requests in one message; Windows sends at most a handful.
constexpr std::uint32_t kIsResponse = 1;
constexpr std::uint32_t kIsAsync = 2;
constexpr std::uint32_t kIsSigned = 8;
constexpr std::uint32_t kPipeTransceive = 0x0011c017;

/// MS-SMB2 2.2.1.2.
enum Command : std::uint16_t {
  kNegotiate = 0,
  kSessionSetup = 1,
  kTreeConnect = 3,
  kTreeDisconnect = 4,
  kCreate = 5,
  kClose = 6,
  kRead = 8,
  kWrite = 9,
  kControl = 11,
  kSetInfo = 17
};

std::string dialect_name(std::uint16_t dialect) {
  switch (dialect) {
    case 0x0202: return "2.0.2";
    case 0x0210: return "2.1";
    case 0x0300: return "3.0";
    case 0x0302: return "3.0.2";
    case 0x0311: return "3.1.1";
    case 0x02ff: return "2.???";
    default: return "unknown-" + std::to_string(dialect);
  }
}

std::string guid_text(Bytes guid) { return hex(guid); }

}  // namespace

void Smb2Reader::on_message(Direction direction, Bytes message, std::uint64_t total_bytes) {
  for (std::size_t i = 0; i < kCompoundMax; ++i) {
    const std::uint32_t next_bytes = on_one(direction, message, total_bytes);
    if (next_bytes < kHeadBytes || next_bytes >= message.size()) return;
    message = message.subspan(next_bytes);
    total_bytes -= next_bytes;
  }
}

std::uint32_t Smb2Reader::on_one(Direction direction, Bytes message, std::uint64_t total_bytes) {
  Reader in{message};
  in.skip(4, "mark");
  in.require(in.u16le("structure_size") == kHeadBytes, "structure_size");
  in.skip(2, "credit_charge");
  Header header;
  header.status = in.u32le("status");
  header.command = in.u16le("command");
  in.skip(2, "credits");
  const std::uint32_t flags = in.u32le("flags");
  const std::uint32_t next_bytes = in.u32le("next_command");
  header.message_id = in.u64le("message_id");
  in.skip(4, "process_or_async_id");
  header.tree = in.u32le("tree_id");
  if ((flags & kIsAsync) != 0) header.tree = 0;
  in.skip(24, "session_and_signature");
  if (in.error()) {
    conversation_.context().weird("smb2_malformed_header", kAnalyzer, *in.error());
    return 0;
  }
  header.total_bytes = next_bytes >= kHeadBytes ? std::min<std::uint64_t>(next_bytes, total_bytes) : total_bytes;
  header.message = at_most(message, static_cast<std::size_t>(header.total_bytes));
  Reader body{header.message};
  body.skip(kHeadBytes, "header");
  conversation_.facts.is_signed = conversation_.facts.is_signed || (flags & kIsSigned) != 0;
  if (conversation_.facts.version.empty()) conversation_.facts.version = "2";
  // A server's message that answers nobody (an oplock break) is no request of the client's.
  if ((flags & kIsResponse) != 0 && direction == Direction::resp) on_response(header, body);
  if ((flags & kIsResponse) == 0 && direction == Direction::orig) on_request(header, body);
  return next_bytes;
}

void Smb2Reader::on_request(const Header& header, Reader in) {
  Request request{.command = header.command, .tree = header.tree, .text = {}, .file = {}};
  in.skip(2, "structure_size");
  switch (header.command) {
    case kNegotiate: negotiate_request(in); break;
    case kSessionSetup: session_request(header, in); break;
    case kTreeConnect: {
      in.skip(2, "flags");
      const std::uint16_t offset_bytes = in.u16le("path_offset");
      request.text = utf8_of(named_part(header.message, offset_bytes, in.u16le("path_length")));
      break;
    }
    case kCreate: create_request(header, in, request); break;
    case kClose:
      in.skip(6, "flags");
      request.file = file_id(in);
      break;
    case kRead:
      in.skip(14, "length_and_offset");
      request.file = file_id(in);
      conversation_.on_action(request.file, FileAction::read);
      break;
    case kWrite: write_request(header, in, request); break;
    case kControl: control_request(header, in, request); break;
    case kSetInfo: set_info_request(header, in, request); break;
    default: return;
  }
  if (waiting_.size() >= kWaitingMax) {
    waiting_.erase(waiting_.begin());
    conversation_.context().weird("smb2_too_many_requests", kAnalyzer);
  }
  waiting_.insert_or_assign(header.message_id, std::move(request));
}

void Smb2Reader::on_response(const Header& header, Reader in) {
  if (header.status == kStatusPending) return;
  const auto found = waiting_.find(header.message_id);
  Request request;
  if (found != waiting_.end()) {
    request = std::move(found->second);
    waiting_.erase(found);
  } else if (header.command != kNegotiate) {
    return;
  }
  in.skip(2, "structure_size");
  if (header.command == kSessionSetup) return session_response(header, in);
  const bool is_partial = header.status == kStatusBufferOverflow;
  if (header.status != kStatusSuccess && !is_partial) return;
  switch (header.command) {
    case kNegotiate: negotiate_response(header, in); break;
    case kTreeConnect: {
      const std::uint8_t type = in.u8("share_type");
      conversation_.on_tree(header.tree, std::move(request.text),
                            type == 2   ? "PIPE"
                            : type == 3 ? "PRINT"
                                        : "DISK",
                            {}, {});
      break;
    }
    case kTreeDisconnect: conversation_.on_tree_gone(header.tree); break;
    case kCreate: create_response(in, request); break;
    case kClose: conversation_.on_close(request.file); break;
    case kRead: {
      const std::uint8_t offset_bytes = in.u8("data_offset");
      in.skip(1, "reserved");
      const std::uint32_t length_bytes = in.u32le("data_length");
      if (in.ok()) {
        conversation_.on_content(request.file, Direction::resp, named_part(header.message, offset_bytes, length_bytes),
                                 std::min<std::uint64_t>(length_bytes, header.total_bytes));
      }
      break;
    }
    case kControl: control_response(header, in, request); break;
    case kSetInfo:
      if (request.is_action) conversation_.on_action(request.file, request.action, request.text);
      break;
    default: break;
  }
}

/// MS-SMB2 2.2.3.
void Smb2Reader::negotiate_request(Reader& in) {
  constexpr std::size_t kDialectsMax = 64;
  const std::uint16_t count = in.u16le("dialect_count");
  in.skip(8, "security_and_capabilities");
  const Bytes guid = in.bytes(16, "client_guid");
  in.skip(8, "contexts");
  auto& facts = conversation_.facts;
  facts.client_guid = guid_text(guid);
  std::vector<std::string> dialects;
  for (std::size_t i = 0; i < std::min<std::size_t>(count, kDialectsMax) && in.ok(); ++i) {
    const std::uint16_t dialect = in.u16le("dialect");
    if (in.ok()) dialects.push_back(dialect_name(dialect));
  }
  facts.dialects = std::move(dialects);
}

/// MS-SMB2 2.2.4; the cipher is told in a context (2.2.3.1.2).
void Smb2Reader::negotiate_response(const Header& header, Reader& in) {
  const std::uint16_t security = in.u16le("security_mode");
  const std::uint16_t dialect = in.u16le("dialect");
  const std::uint16_t contexts = in.u16le("context_count");
  const Bytes guid = in.bytes(16, "server_guid");
  in.skip(24, "capabilities_sizes_and_time");
  const std::uint64_t start = in.u64le("start_time");
  in.skip(4, "token");
  const std::uint32_t offset_bytes = in.u32le("context_offset");
  if (!in.ok()) return;
  auto& facts = conversation_.facts;
  facts.version = dialect >= 0x0300 ? "3" : "2";
  facts.dialect = dialect_name(dialect);
  facts.signing = (security & 2U) != 0 ? "required" : (security & 1U) != 0 ? "enabled" : "disabled";
  facts.server_guid = guid_text(guid);
  facts.boot_time = start;
  if (dialect != 0x0311) return;
  Reader list{named_part(header.message, offset_bytes, header.message.size())};
  for (unsigned i = 0; i < contexts && list.ok() && !list.empty(); ++i) {
    const std::uint16_t type = list.u16le("context_type");
    const std::uint16_t length_bytes = list.u16le("context_length");
    list.skip(4, "reserved");
    Reader data = list.sub(length_bytes, "context");
    if (type == 2 && data.u16le("cipher_count") > 0) {
      constexpr std::array<std::string_view, 5> kNames{"none", "AES-128-CCM", "AES-128-GCM", "AES-256-CCM",
                                                       "AES-256-GCM"};
      const std::uint16_t cipher = data.u16le("cipher");
      facts.cipher = cipher < kNames.size() ? kNames[cipher] : "unknown";
    }
    list.skip(std::min<std::size_t>((8 - length_bytes % 8U) % 8U, list.remaining_bytes()), "padding");
  }
}

void Smb2Reader::session_request(const Header& header, Reader& in) {
  in.skip(10, "flags_and_capabilities");
  const std::uint16_t offset_bytes = in.u16le("token_offset");
  const Bytes token = named_part(header.message, offset_bytes, in.u16le("token_length"));
  conversation_.ntlm().on_token(Direction::orig, token, conversation_.now());
}

/// MS-SMB2 2.2.6.
void Smb2Reader::session_response(const Header& header, Reader& in) {
  const std::uint16_t flags = in.u16le("session_flags");
  const std::uint16_t offset_bytes = in.u16le("token_offset");
  const Bytes token = named_part(header.message, offset_bytes, in.u16le("token_length"));
  if (header.status == kStatusMoreProcessing) {
    conversation_.ntlm().on_token(Direction::resp, token, conversation_.now());
    return;
  }
  const bool is_accepted = header.status == kStatusSuccess;
  conversation_.on_session(is_accepted);
  auto& facts = conversation_.facts;
  facts.is_guest = facts.is_guest || (is_accepted && (flags & 1U) != 0);
  facts.is_anonymous = facts.is_anonymous || (is_accepted && (flags & 2U) != 0);
}

/// MS-SMB2 2.2.13.
void Smb2Reader::create_request(const Header& header, Reader& in, Request& request) {
  in.skip(42, "access_and_options");
  const std::uint16_t offset_bytes = in.u16le("name_offset");
  request.text = utf8_of(named_part(header.message, offset_bytes, in.u16le("name_length")));
  // Requests that are related to this one mean the file that it will open.
  request.file = last_file_ = "@" + std::to_string(header.message_id);
}

/// MS-SMB2 2.2.14.
void Smb2Reader::create_response(Reader& in, const Request& request) {
  in.skip(6, "oplock_and_action");
  FileTimes times;
  times.created = in.u64le("created");
  times.accessed = in.u64le("accessed");
  times.modified = in.u64le("modified");
  times.changed = in.u64le("changed");
  in.skip(8, "allocated");
  const std::uint64_t size_bytes = in.u64le("size");
  in.skip(8, "attributes");
  const std::string file = file_id(in);
  if (!in.ok()) return;
  conversation_.on_open(file, request.tree, request.text, size_bytes, times);
  for (auto& [id, waiting] : waiting_) {
    if (waiting.file == request.file) waiting.file = file;
  }
}

/// MS-SMB2 2.2.21.
void Smb2Reader::write_request(const Header& header, Reader& in, Request& request) {
  const std::uint16_t offset_bytes = in.u16le("data_offset");
  const std::uint32_t length_bytes = in.u32le("data_length");
  in.skip(8, "file_offset");
  request.file = file_id(in);
  if (!in.ok()) return;
  conversation_.on_action(request.file, FileAction::write);
  conversation_.on_content(request.file, Direction::orig, named_part(header.message, offset_bytes, length_bytes),
                           std::min<std::uint64_t>(length_bytes, header.total_bytes));
}

/// MS-SMB2 2.2.31: of the many codes only the one that speaks over a pipe.
void Smb2Reader::control_request(const Header& header, Reader& in, Request& request) {
  in.skip(2, "reserved");
  const std::uint32_t code = in.u32le("code");
  request.file = file_id(in);
  const std::uint32_t offset_bytes = in.u32le("input_offset");
  const std::uint32_t length_bytes = in.u32le("input_length");
  request.is_action = in.ok() && code == kPipeTransceive;
  if (!request.is_action) return;
  conversation_.on_content(request.file, Direction::orig, named_part(header.message, offset_bytes, length_bytes),
                           std::min<std::uint64_t>(length_bytes, header.total_bytes));
}

void Smb2Reader::control_response(const Header& header, Reader& in, const Request& request) {
  in.skip(6, "reserved_and_code");
  in.skip(kFileIdBytes + 8, "file_and_input");
  const std::uint32_t offset_bytes = in.u32le("output_offset");
  const std::uint32_t length_bytes = in.u32le("output_length");
  if (!in.ok() || !request.is_action) return;
  conversation_.on_content(request.file, Direction::resp, named_part(header.message, offset_bytes, length_bytes),
                           std::min<std::uint64_t>(length_bytes, header.total_bytes));
}

/// MS-SMB2 2.2.39; FileRenameInformation and FileDispositionInformation (MS-FSCC 2.4.37, 2.4.11).
void Smb2Reader::set_info_request(const Header& header, Reader& in, Request& request) {
  constexpr std::uint8_t kFile = 1;
  constexpr std::uint8_t kRename = 10;
  constexpr std::uint8_t kDisposition = 13;
  const std::uint8_t type = in.u8("info_type");
  const std::uint8_t level = in.u8("info_class");
  const std::uint32_t length_bytes = in.u32le("buffer_length");
  const std::uint16_t offset_bytes = in.u16le("buffer_offset");
  in.skip(6, "additional");
  request.file = file_id(in);
  if (!in.ok() || type != kFile) return;
  Reader data{named_part(header.message, offset_bytes, length_bytes)};
  if (level == kDisposition) {
    request.action = FileAction::remove;
    request.is_action = (data.u8("delete_pending") & 1U) != 0;
  } else if (level == kRename) {
    data.skip(16, "replace_and_root");
    request.text = utf8_of(data.bytes(data.u32le("name_length"), "name"));
    request.action = FileAction::rename;
    request.is_action = data.ok();
  }
}

/// All ones stand for the file of the request before this one in the same message (MS-SMB2 3.3.5.2.7.2).
std::string Smb2Reader::file_id(Reader& in) {
  const std::string id{as_text(in.bytes(kFileIdBytes, "file_id"))};
  if (id == std::string(kFileIdBytes, '\xff')) return last_file_;
  last_file_ = id;
  return id;
}

}  // namespace wardwatch::protocol::smb
