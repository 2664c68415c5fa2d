#include "protocol/smb/conversation.hpp"

#include <algorithm>

#include "core/hash.hpp"

namespace wardwatch::protocol::smb {
namespace {

constexpr std::string_view kAnalyzer = "SMB";
constexpr std::size_t kTreesMax = 256;
constexpr std::size_t kFilesMax = 1024;
constexpr std::size_t kPipesMax = 64;
constexpr std::size_t kNameMaxBytes = 1024;
/// Rows for the reading of one open file: when it begins, and when content is seen to come. So with writing.
constexpr std::uint8_t kRowsMax = 2;

/// Pipes that are known by name, for captures in which the connecting of the share is missing.
constexpr std::array<std::string_view, 14> kPipes{"srvsvc",  "wkssvc",   "samr",  "lsarpc",   "netlogon",
                                                  "svcctl",  "winreg",   "atsvc", "epmapper", "spoolss",
                                                  "drsuapi", "eventlog", "lsass", "efsrpc"};

/// 100 ns since 1601 to our clock; nothing for 0, which says "not told" (MS-DTYP 2.3.3).
std::optional<Timestamp> time_of(std::uint64_t windows) {
  constexpr std::uint64_t kUntil1970 = 116'444'736'000'000'000U;
  constexpr std::uint64_t kUntil2200 = kUntil1970 + 72'600'000'000'000'000U;
  if (windows < kUntil1970 || windows > kUntil2200) return std::nullopt;
  const std::uint64_t since = windows - kUntil1970;
  return timestamp_of(since / 10'000'000U, since % 10'000'000U * 100U);
}

std::string_view name_of(FileAction action) noexcept {
  switch (action) {
    case FileAction::open: return "SMB::FILE_OPEN";
    case FileAction::read: return "SMB::FILE_READ";
    case FileAction::write: return "SMB::FILE_WRITE";
    case FileAction::rename: return "SMB::FILE_RENAME";
    case FileAction::remove: return "SMB::FILE_DELETE";
  }
  return {};
}

bool is_known_pipe(std::string_view name) {
  if (name.starts_with('\\')) name.remove_prefix(1);
  return std::find(kPipes.begin(), kPipes.end(), name) != kPipes.end();
}

}  // namespace

void Conversation::on_session(bool is_accepted) {
  ++(is_accepted ? facts.sessions : facts.logon_failures);
  facts.is_anonymous = facts.is_anonymous || (is_accepted && ntlm_.is_pending() && ntlm_.is_anonymous());
  ntlm_.on_result(is_accepted);
}

void Conversation::on_tree(std::uint32_t id, std::string path, std::string_view type, std::string_view service,
                           std::string_view file_system) {
  path.resize(std::min(path.size(), kNameMaxBytes));
  ++facts.mappings;
  auto& batch = context_.records().of<record::SmbMapping>();
  record::SmbMapping row;
  row.at = connection_at(context_, now_);
  row.path = batch.keep(path);
  if (!service.empty()) row.service = batch.keep(service);
  if (!file_system.empty()) row.native_file_system = batch.keep(file_system.substr(0, kNameMaxBytes));
  row.share_type = type;
  batch.add(row);
  if (trees_.size() >= kTreesMax && !trees_.contains(id)) return context_.weird("smb_too_many_trees", kAnalyzer);
  trees_[id] = {std::move(path), type};
}

void Conversation::on_open(const std::string& file, std::uint32_t tree, std::string name, std::uint64_t size_bytes,
                           const FileTimes& times) {
  if (files_.size() >= kFilesMax && !files_.contains(file)) return context_.weird("smb_too_many_files", kAnalyzer);
  name.resize(std::min(name.size(), kNameMaxBytes));
  on_close(file);
  File opened;
  const auto in = trees_.find(tree);
  if (in != trees_.end()) opened.path = in->second.path;
  opened.is_pipe = in != trees_.end() ? in->second.type == "PIPE" : is_known_pipe(name);
  opened.name = name.empty() && !opened.is_pipe ? "<share_root>" : std::move(name);
  opened.size_bytes = size_bytes;
  opened.times = times;
  if (!opened.is_pipe) {
    ++facts.opened;
    if (is_news(opened)) write_file(opened, FileAction::open, {});
  }
  files_.insert_or_assign(file, std::move(opened));
}

/// An opening that says the same as one before it has no row of its own: clients open folders again and again.
bool Conversation::is_news(const File& file) {
  constexpr std::size_t kOpeningsMax = 1024;
  std::string said = file.path + '\0' + file.name + '\0' + std::to_string(file.size_bytes);
  for (const std::uint64_t time : {file.times.created, file.times.accessed, file.times.modified, file.times.changed}) {
    said += '\0' + std::to_string(time);
  }
  if (said_.size() >= kOpeningsMax) said_.clear();
  return said_.insert(hash_text(said)).second;
}

void Conversation::on_close(const std::string& file) {
  const auto found = files_.find(file);
  if (found == files_.end()) return;
  if (found->second.pipe) {
    found->second.pipe->session->on_end(EndReason::closed, now_);
    --pipes_;
  }
  files_.erase(found);
}

void Conversation::on_action(const std::string& file, FileAction action, std::string_view new_name) {
  const auto found = files_.find(file);
  if (found == files_.end() || found->second.is_pipe) return;
  File& done = found->second;
  if (action == FileAction::read || action == FileAction::write) {
    std::uint8_t& rows = done.logged[action == FileAction::read ? 0 : 1];
    if (rows > 0) return;
    rows = 1;
  }
  if (action == FileAction::remove) ++facts.deleted;
  write_file(done, action, new_name);
  if (action == FileAction::rename) done.name = std::string{new_name.substr(0, kNameMaxBytes)};
}

void Conversation::on_named_action(std::uint32_t tree, std::string_view name, FileAction action,
                                   std::string_view new_name) {
  File file;
  const auto in = trees_.find(tree);
  if (in != trees_.end()) file.path = in->second.path;
  file.name = std::string{name.substr(0, kNameMaxBytes)};
  if (action == FileAction::remove) ++facts.deleted;
  write_file(file, action, new_name.substr(0, kNameMaxBytes));
}

void Conversation::on_content(const std::string& file, Direction direction, Bytes bytes, std::uint64_t total_bytes) {
  const auto found = files_.find(file);
  if (found == files_.end() || found->second.is_pipe) {
    if (found != files_.end()) show_pipe(found->second, direction, bytes, total_bytes);
    return;
  }
  File& file_of = found->second;
  std::uint8_t& rows = file_of.logged[direction == Direction::resp ? 0 : 1];
  if (rows < kRowsMax) write_file(file_of, direction == Direction::resp ? FileAction::read : FileAction::write, {});
  rows = kRowsMax;
  (direction == Direction::resp ? facts.read_bytes : facts.written_bytes) += total_bytes;
}

/// What is said over a named pipe is remote procedure calls, or nothing that we know.
void Conversation::show_pipe(File& file, Direction direction, Bytes bytes, std::uint64_t total_bytes) {
  if (!file.pipe) {
    if (pipes_ >= kPipesMax) return context_.weird("smb_too_many_pipes", kAnalyzer);
    auto session = context_.open_child("dce_rpc", nullptr, file.name);
    if (!session) return;
    file.pipe = std::make_unique<Pipe>();
    file.pipe->session = std::move(session);
    ++pipes_;
  }
  Pipe& pipe = *file.pipe;
  const std::size_t side = index_of(direction);
  const std::uint64_t offset_bytes = pipe.offset_bytes[side];
  pipe.offset_bytes[side] += total_bytes;
  if (pipe.is_done) return;
  const auto skipped = std::min<std::uint64_t>(pipe.skip_bytes[side], total_bytes);
  pipe.skip_bytes[side] -= skipped;
  if (skipped == total_bytes) return;
  if (skipped < bytes.size()) {
    const Next next = pipe.session->on_data(direction, bytes.subspan(static_cast<std::size_t>(skipped)),
                                            offset_bytes + skipped, now_);
    pipe.is_done = next.kind == Next::Kind::done;
    if (next.kind == Next::Kind::skip) pipe.skip_bytes[side] = next.skip_bytes;
  }
  const std::uint64_t seen = std::max<std::uint64_t>(bytes.size(), skipped);
  std::uint64_t missing = total_bytes - seen;
  const auto passed = std::min<std::uint64_t>(pipe.skip_bytes[side], missing);
  pipe.skip_bytes[side] -= passed;
  missing -= passed;
  if (missing > 0 && !pipe.is_done) {
    const Next next = pipe.session->on_gap(direction, missing, now_);
    pipe.is_done = next.kind == Next::Kind::done;
    if (next.kind == Next::Kind::skip) pipe.skip_bytes[side] = next.skip_bytes;
  }
}

void Conversation::write_file(const File& file, FileAction action, std::string_view new_name) {
  auto& batch = context_.records().of<record::SmbFile>();
  record::SmbFile row;
  row.at = connection_at(context_, now_);
  row.action = name_of(action);
  if (!file.path.empty()) row.path = batch.keep(file.path);
  row.name = batch.keep(action == FileAction::rename ? new_name : std::string_view{file.name});
  if (action == FileAction::rename) row.prev_name = batch.keep(file.name);
  row.size = file.size_bytes;
  row.times_modified = time_of(file.times.modified);
  row.times_accessed = time_of(file.times.accessed);
  row.times_created = time_of(file.times.created);
  row.times_changed = time_of(file.times.changed);
  batch.add(row);
}

void Conversation::finish(EndReason reason) {
  for (auto& [id, file] : files_) {
    if (file.pipe) file.pipe->session->on_end(reason, now_);
  }
  ntlm_.finish();
  files_.clear();
  if (!facts.version.empty() || facts.is_encrypted) write_connection();
}

void Conversation::write_connection() {
  auto& batch = context_.records().of<record::Smb>();
  const auto kept = [&batch](const std::string& text) -> std::optional<std::string_view> {
    if (text.empty()) return std::nullopt;
    return batch.keep(std::string_view{text}.substr(0, kNameMaxBytes));
  };
  record::Smb row;
  row.at = context_.connection();
  if (!facts.version.empty()) row.version = facts.version;
  row.dialect = kept(facts.dialect);
  if (!facts.dialects.empty()) row.dialects = batch.keep_list(facts.dialects);
  if (!facts.signing.empty()) row.signing = facts.signing;
  row.messages_signed = facts.is_signed;
  row.messages_encrypted = facts.is_encrypted;
  if (!facts.cipher.empty()) row.cipher = facts.cipher;
  row.native_os = kept(facts.native_os);
  row.native_lan_manager = kept(facts.native_lan_manager);
  row.client_native_os = kept(facts.client_native_os);
  row.server_guid = kept(facts.server_guid);
  row.client_guid = kept(facts.client_guid);
  row.boot_time = time_of(facts.boot_time);
  row.sessions = facts.sessions;
  row.logon_failures = facts.logon_failures;
  row.guest = facts.is_guest;
  row.anonymous = facts.is_anonymous;
  row.mappings = facts.mappings;
  row.files_opened = facts.opened;
  row.files_deleted = facts.deleted;
  row.bytes_read = facts.read_bytes;
  row.bytes_written = facts.written_bytes;
  batch.add(row);
}

}  // namespace wardwatch::protocol::smb
