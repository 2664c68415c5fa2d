#include "protocol/smb/smb1.hpp"

#include <algorithm>

#include "core/utf16.hpp"

namespace wardwatch::protocol::smb {
namespace {

constexpr std::string_view kAnalyzer = "SMB";
constexpr std::size_t kWaitingMax = 256;
constexpr std::size_t kHeadBytes = 32;
constexpr int kChainMax = 8;  ///< Commands in one message (AndX); Windows chains two or three.
constexpr std::uint8_t kIsReply = 0x80;
constexpr std::uint16_t kIsSigned = 0x0004;
constexpr std::uint16_t kIsUnicode = 0x8000;

/// MS-CIFS 2.2.2.1.
enum Command : std::uint8_t {
  kClose = 0x04,
  kDelete = 0x06,
  kRename = 0x07,
  kTransaction = 0x25,
  kReadAndX = 0x2e,
  kWriteAndX = 0x2f,
  kTreeDisconnect = 0x71,
  kNegotiate = 0x72,
  kSessionSetupAndX = 0x73,
  kTreeConnectAndX = 0x75,
  kNtCreateAndX = 0xa2,
  kNone = 0xff
};

bool is_chained(std::uint8_t command) noexcept {
  return command == kReadAndX || command == kWriteAndX || command == kSessionSetupAndX || command == kTreeConnectAndX ||
         command == kNtCreateAndX;
}

/// Texts of SMB 1 that follow each other: each ends with a null; those in Unicode begin at an even place.
class Texts {
 public:
  Texts(Bytes data, std::size_t offset_bytes) noexcept : data_{data}, offset_bytes_{offset_bytes} {}

  void skip(std::size_t count_bytes) noexcept { take(count_bytes); }
  std::string next(bool is_unicode) {
    if (!is_unicode) {
      const std::string_view text = as_text(data_);
      const std::size_t end = std::min(text.find('\0'), text.size());
      std::string out{text.substr(0, end)};
      take(end + 1);
      return out;
    }
    if (offset_bytes_ % 2 != 0) take(1);
    std::size_t end = 0;
    while (end + 1 < data_.size() && (data_[end] != std::byte{0} || data_[end + 1] != std::byte{0})) end += 2;
    std::string out = utf8_of(data_.first(std::min(end, data_.size())));
    take(end + 2);
    return out;
  }

 private:
  void take(std::size_t count_bytes) noexcept {
    const std::size_t taken = std::min(count_bytes, data_.size());
    data_ = data_.subspan(taken);
    offset_bytes_ += taken;
  }
  Bytes data_;
  std::size_t offset_bytes_;
};

std::string file_key(std::uint16_t file) { return std::to_string(file); }

}  // namespace

void Smb1Reader::on_message(Direction direction, Bytes message, std::uint64_t total_bytes) {
  Reader in{message};
  in.skip(4, "mark");
  std::uint8_t command = in.u8("command");
  Header header;
  header.message = message;
  header.total_bytes = total_bytes;
  header.status = in.u32le("status");
  const std::uint8_t flags = in.u8("flags");
  const std::uint16_t flags2 = in.u16le("flags2");
  in.skip(12, "process_and_signature");
  header.tree = in.u16le("tree_id");
  const std::uint16_t process = in.u16le("process_id");
  header.user = in.u16le("user_id");
  const std::uint16_t multiplex = in.u16le("multiplex_id");
  header.request_id = std::uint32_t{process} << 16U | multiplex;
  header.is_unicode = (flags2 & kIsUnicode) != 0;
  const bool is_reply = (flags & kIsReply) != 0;
  if (in.error()) return conversation_.context().weird("smb1_malformed_header", kAnalyzer, *in.error());
  auto& facts = conversation_.facts;
  facts.is_signed = facts.is_signed || (flags2 & kIsSigned) != 0;
  if (facts.version.empty()) facts.version = "1";
  std::size_t at = kHeadBytes;
  for (int i = 0; i < kChainMax && command != kNone; ++i) {
    Reader from{message};
    from.skip(at, "before_block");
    const std::size_t words = from.u8("word_count");
    const Bytes word_bytes = from.bytes(words * 2, "words");
    const std::uint16_t byte_count = from.u16le("byte_count");
    if (from.error()) return conversation_.context().weird("smb1_malformed_block", kAnalyzer, *from.error());
    Block block{Reader{word_bytes}, words, at_most(from.peek(), byte_count), from.offset_bytes()};
    Reader chain{word_bytes};
    const std::uint8_t next = is_chained(command) && words >= 2 ? chain.u8("next_command") : std::uint8_t{kNone};
    chain.skip(chain.remaining_bytes() > 0 ? 1 : 0, "reserved");
    const std::uint16_t next_at = next == kNone ? std::uint16_t{0} : chain.u16le("next_offset");
    if (is_reply && direction == Direction::resp) on_response(command, header, block);
    if (!is_reply && direction == Direction::orig) on_request(command, header, block);
    if (next == kNone || next_at <= at) return;
    command = next;
    at = next_at;
  }
}

void Smb1Reader::on_request(std::uint8_t command, const Header& header, Block& block) {
  Request request{.text = {}, .service = {}, .file = {}, .tree = header.tree};
  Reader& in = block.words;
  switch (command) {
    case kNegotiate: {
      constexpr std::size_t kDialectsMax = 32;
      Texts texts{block.data, block.data_offset_bytes};
      std::vector<std::string> dialects;
      for (std::size_t used = 0; used < block.data.size() && dialects.size() < kDialectsMax;) {
        texts.skip(1);  // The mark of a dialect.
        dialects.push_back(texts.next(false));
        used += dialects.back().size() + 2;
      }
      conversation_.facts.dialects = std::move(dialects);
      break;
    }
    case kSessionSetupAndX: session_request(header, block); break;
    case kTreeConnectAndX: tree_request(header, block, request); break;
    case kNtCreateAndX: request.text = Texts{block.data, block.data_offset_bytes}.next(header.is_unicode); break;
    case kClose: request.file = file_key(in.u16le("file")); break;
    case kReadAndX:
      in.skip(4, "andx");
      request.file = file_key(in.u16le("file"));
      conversation_.on_action(request.file, FileAction::read);
      break;
    case kWriteAndX: write_request(header, block); break;
    case kDelete:
    case kRename: {
      Texts texts{block.data, block.data_offset_bytes};
      texts.skip(1);  // The mark of a name.
      request.text = texts.next(header.is_unicode);
      texts.skip(1);
      if (command == kRename) request.service = texts.next(header.is_unicode);
      break;
    }
    case kTransaction: transaction_request(header, block, request); break;
    default: return;
  }
  if (waiting_.size() >= kWaitingMax) {
    waiting_.erase(waiting_.begin());
    conversation_.context().weird("smb1_too_many_requests", kAnalyzer);
  }
  waiting_.insert_or_assign(std::uint64_t{header.request_id} << 8U | command, std::move(request));
}

void Smb1Reader::on_response(std::uint8_t command, const Header& header, Block& block) {
  if (command == kNegotiate) negotiate_response(block);
  if (command == kTreeDisconnect) conversation_.on_tree_gone(header.tree);
  const auto found = waiting_.find(std::uint64_t{header.request_id} << 8U | command);
  if (found == waiting_.end()) return;
  const Request request = std::move(found->second);
  waiting_.erase(found);
  if (command == kSessionSetupAndX) return session_response(header, block);
  if (header.status != kStatusSuccess && header.status != kStatusBufferOverflow) return;
  switch (command) {
    case kTreeConnectAndX: tree_response(header, block, request); break;
    case kNtCreateAndX: create_response(header, block, request); break;
    case kClose: conversation_.on_close(request.file); break;
    case kReadAndX: read_response(header, block, request); break;
    case kDelete: conversation_.on_named_action(header.tree, request.text, FileAction::remove); break;
    case kRename: conversation_.on_named_action(header.tree, request.text, FileAction::rename, request.service); break;
    case kTransaction: transaction_response(header, block, request); break;
    default: break;
  }
}

/// MS-CIFS 2.2.4.52.2, MS-SMB 2.2.4.5.2.
void Smb1Reader::negotiate_response(Block& block) {
  const std::uint16_t chosen = block.words.u16le("dialect");
  auto& facts = conversation_.facts;
  if (chosen < facts.dialects.size()) facts.dialect = facts.dialects[chosen];
  const std::uint8_t security = block.words.u8("security_mode");
  if (!block.words.ok()) return;
  facts.signing = (security & 8U) != 0 ? "required" : (security & 4U) != 0 ? "enabled" : "disabled";
}

/// MS-CIFS 2.2.4.53.1 (13 words), MS-SMB 2.2.4.6.1 (12 words, with a token).
void Smb1Reader::session_request(const Header& header, Block& block) {
  Reader& in = block.words;
  in.skip(14, "andx_and_sizes");
  Texts texts{block.data, block.data_offset_bytes};
  if (block.word_count == 12) {
    const std::uint16_t token_bytes = in.u16le("token_length");
    conversation_.ntlm().on_token(Direction::orig, at_most(block.data, token_bytes), conversation_.now());
    texts.skip(token_bytes);
  } else if (block.word_count == 13) {
    const std::uint16_t first_bytes = in.u16le("password_length");
    texts.skip(std::size_t{first_bytes} + in.u16le("unicode_password_length"));
    std::ignore = texts.next(header.is_unicode);
    std::ignore = texts.next(header.is_unicode);
  } else {
    return;
  }
  conversation_.facts.client_native_os = texts.next(header.is_unicode);
}

void Smb1Reader::session_response(const Header& header, Block& block) {
  Reader& in = block.words;
  in.skip(4, "andx");
  const std::uint16_t action = in.u16le("action");
  Texts texts{block.data, block.data_offset_bytes};
  auto& facts = conversation_.facts;
  if (block.word_count == 4) {
    const std::uint16_t token_bytes = in.u16le("token_length");
    if (header.status == kStatusMoreProcessing) {
      conversation_.ntlm().on_token(Direction::resp, at_most(block.data, token_bytes), conversation_.now());
    }
    texts.skip(token_bytes);
  }
  if (block.word_count >= 3) {
    facts.native_os = texts.next(header.is_unicode);
    facts.native_lan_manager = texts.next(header.is_unicode);
  }
  if (header.status == kStatusMoreProcessing) return;
  const bool is_accepted = header.status == kStatusSuccess;
  conversation_.on_session(is_accepted);
  facts.is_guest = facts.is_guest || (is_accepted && (action & 1U) != 0);
}

/// MS-CIFS 2.2.4.55.1.
void Smb1Reader::tree_request(const Header& header, Block& block, Request& request) {
  Reader& in = block.words;
  in.skip(6, "andx_and_flags");
  Texts texts{block.data, block.data_offset_bytes};
  texts.skip(in.u16le("password_length"));
  request.text = texts.next(header.is_unicode);
  request.service = texts.next(false);
}

void Smb1Reader::tree_response(const Header& header, Block& block, const Request& request) {
  Texts texts{block.data, block.data_offset_bytes};
  const std::string service = texts.next(false);
  const std::string file_system = texts.next(header.is_unicode);
  const std::string_view type = service == "IPC" ? "PIPE" : service == "LPT1:" ? "PRINT" : "DISK";
  conversation_.on_tree(header.tree, request.text, type, service, file_system);
}

/// MS-CIFS 2.2.4.64.2.
void Smb1Reader::create_response(const Header& header, Block& block, const Request& request) {
  Reader& in = block.words;
  in.skip(5, "andx_and_oplock");
  const std::uint16_t file = in.u16le("file");
  in.skip(4, "action");
  FileTimes times;
  times.created = in.u64le("created");
  times.accessed = in.u64le("accessed");
  times.modified = in.u64le("modified");
  times.changed = in.u64le("changed");
  in.skip(12, "attributes_and_allocated");
  const std::uint64_t size_bytes = in.u64le("size");
  if (!in.ok()) return;
  std::string name = request.text;
  if (name.starts_with('\\')) name.erase(0, 1);
  conversation_.on_open(file_key(file), header.tree, std::move(name), size_bytes, times);
}

/// MS-CIFS 2.2.4.43.1.
void Smb1Reader::write_request(const Header& header, Block& block) {
  Reader& in = block.words;
  in.skip(4, "andx");
  const std::string file = file_key(in.u16le("file"));
  in.skip(14, "place_and_mode");
  const std::uint16_t high = block.word_count >= 12 ? in.u16le("length_high") : std::uint16_t{0};
  const std::uint64_t length_bytes = std::uint64_t{high} << 16U | in.u16le("length");
  const std::uint16_t offset_bytes = in.u16le("data_offset");
  if (!in.ok()) return;
  conversation_.on_action(file, FileAction::write);
  const auto bounded = static_cast<std::size_t>(std::min<std::uint64_t>(length_bytes, header.total_bytes));
  conversation_.on_content(file, Direction::orig, named_part(header.message, offset_bytes, bounded), bounded);
}

/// MS-CIFS 2.2.4.42.2.
void Smb1Reader::read_response(const Header& header, Block& block, const Request& request) {
  Reader& in = block.words;
  in.skip(10, "andx_and_reserved");
  const std::uint16_t low = in.u16le("length");
  const std::uint16_t offset_bytes = in.u16le("data_offset");
  const std::uint64_t length_bytes = std::uint64_t{in.u16le("length_high")} << 16U | low;
  if (!in.ok()) return;
  const auto bounded = static_cast<std::size_t>(std::min<std::uint64_t>(length_bytes, header.total_bytes));
  conversation_.on_content(request.file, Direction::resp, named_part(header.message, offset_bytes, bounded), bounded);
}

/// Speaking over a pipe: TRANS_TRANSACT_NMPIPE, 0x26 (MS-CIFS 2.2.5.6).
void Smb1Reader::transaction_request(const Header& header, Block& block, Request& request) {
  Reader& in = block.words;
  in.skip(22, "counts_and_flags");
  const std::uint16_t length_bytes = in.u16le("data_count");
  const std::uint16_t offset_bytes = in.u16le("data_offset");
  in.skip(2, "setup_count");
  request.is_pipe = in.u16le("function") == 0x26;
  request.file = file_key(in.u16le("file"));
  if (!in.ok() || !request.is_pipe) return;
  conversation_.on_content(request.file, Direction::orig, named_part(header.message, offset_bytes, length_bytes),
                           length_bytes);
}

void Smb1Reader::transaction_response(const Header& header, Block& block, const Request& request) {
  Reader& in = block.words;
  in.skip(12, "counts");
  const std::uint16_t length_bytes = in.u16le("data_count");
  const std::uint16_t offset_bytes = in.u16le("data_offset");
  if (!in.ok() || !request.is_pipe) return;
  conversation_.on_content(request.file, Direction::resp, named_part(header.message, offset_bytes, length_bytes),
                           length_bytes);
}

}  // namespace wardwatch::protocol::smb
