#pragma once

#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "protocol/common/ntlm.hpp"

namespace wardwatch::protocol::smb {

/// NT status codes that both versions have (MS-ERREF 2.3.1).
inline constexpr std::uint32_t kStatusSuccess = 0;
inline constexpr std::uint32_t kStatusMoreProcessing = 0xc0000016;
inline constexpr std::uint32_t kStatusPending = 0x00000103;
inline constexpr std::uint32_t kStatusBufferOverflow = 0x80000005;

/// The part of a message that a field of offset and length names; only what is there of it.
[[nodiscard]] inline Bytes named_part(Bytes message, std::size_t offset_bytes, std::size_t length_bytes) noexcept {
  if (offset_bytes > message.size()) return {};
  return at_most(message.subspan(offset_bytes), length_bytes);
}

struct FileTimes {
  std::uint64_t created = 0, accessed = 0, modified = 0, changed = 0;  ///< In Windows' count of 100 ns since 1601.
};

enum class FileAction : std::uint8_t { open, read, write, rename, remove };

/// What one SMB connection is about, whatever its version: shares, files, pipes, who authenticates, how it is
/// protected. Writes the rows. Bounded: 256 trees, 1,024 open files of which 64 pipes are read.
class Conversation {
 public:
  explicit Conversation(Context& context) noexcept : context_{context} {}

  struct Facts {
    std::string_view version, signing, cipher;
    std::string dialect, native_os, native_lan_manager, client_native_os, server_guid, client_guid;
    std::vector<std::string> dialects;
    std::uint64_t boot_time = 0;
    std::uint64_t sessions = 0, logon_failures = 0, mappings = 0, opened = 0, deleted = 0, read_bytes = 0,
                  written_bytes = 0;
    bool is_signed = false, is_encrypted = false, is_guest = false, is_anonymous = false;
  };
  Facts facts;

  void at(Timestamp ts) noexcept { now_ = ts; }
  [[nodiscard]] Timestamp now() const noexcept { return now_; }
  [[nodiscard]] Context& context() noexcept { return context_; }
  [[nodiscard]] NtlmExchange& ntlm() noexcept { return ntlm_; }

  /// The server answered a session set-up that is no intermediate one.
  void on_session(bool is_accepted);
  void on_tree(std::uint32_t id, std::string path, std::string_view type, std::string_view service,
               std::string_view file_system);
  void on_tree_gone(std::uint32_t id) { trees_.erase(id); }
  void on_open(const std::string& file, std::uint32_t tree, std::string name, std::uint64_t size_bytes,
               const FileTimes& times);
  void on_close(const std::string& file);
  void on_action(const std::string& file, FileAction action, std::string_view new_name = {});
  /// By name alone, as SMB 1 can.
  void on_named_action(std::uint32_t tree, std::string_view name, FileAction action, std::string_view new_name = {});
  /// Content that passed; of a pipe it is shown to the protocol inside. `bytes` may be only the front of `total_bytes`.
  void on_content(const std::string& file, Direction direction, Bytes bytes, std::uint64_t total_bytes);
  void finish(EndReason reason);

 private:
  struct Tree {
    std::string path;
    std::string_view type;
  };
  struct Pipe {
    std::unique_ptr<Session> session;
    std::array<std::uint64_t, 2> offset_bytes{};
    std::array<std::uint64_t, 2> skip_bytes{};
    bool is_done = false;
  };
  struct File {
    std::string path, name;
    std::uint64_t size_bytes = 0;
    FileTimes times;
    std::unique_ptr<Pipe> pipe;
    bool is_pipe = false;
    std::array<std::uint8_t, 2> logged{};  ///< Reads and writes: rows that stand for them already.
  };

  [[nodiscard]] bool is_news(const File& file);
  void write_file(const File& file, FileAction action, std::string_view new_name);
  void show_pipe(File& file, Direction direction, Bytes bytes, std::uint64_t total_bytes);
  void write_connection();

  Context& context_;
  NtlmExchange ntlm_{context_, "smb"};
  Timestamp now_;
  std::map<std::uint32_t, Tree> trees_;
  std::map<std::string, File> files_;
  std::set<std::uint64_t> said_;  ///< Openings that have a row, by hash.
  std::size_t pipes_ = 0;
};

}  // namespace wardwatch::protocol::smb
