#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One SMB connection: what was agreed, and how its sessions are protected.
struct Smb {
  ConnectionRef at;
  std::optional<std::string_view> version;
  std::optional<std::string_view> dialect;
  std::optional<TextList> dialects;
  std::optional<std::string_view> signing;
  bool messages_signed = false;
  bool messages_encrypted = false;
  std::optional<std::string_view> cipher;
  std::optional<std::string_view> native_os;
  std::optional<std::string_view> native_lan_manager;
  std::optional<std::string_view> client_native_os;
  std::optional<std::string_view> server_guid;
  std::optional<std::string_view> client_guid;
  std::optional<Timestamp> boot_time;
  std::uint64_t sessions = 0;
  std::uint64_t logon_failures = 0;
  bool guest = false;
  bool anonymous = false;
  std::uint64_t mappings = 0;
  std::uint64_t files_opened = 0;
  std::uint64_t files_deleted = 0;
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_written = 0;
};

template <>
inline constexpr auto schema_of<Smb> = schema(
    "smb", "One SMB connection, its dialect and its protection", connection_fields(&Smb::at),
    field(11, "version", &Smb::version, Unit::none, Content::technical,
          "1, 2 or 3: family of the dialect that was agreed"),
    field(12, "dialect", &Smb::dialect, Unit::none, Content::technical, "Dialect that the server chose"),
    field(13, "dialects", &Smb::dialects, Unit::none, Content::technical, "Dialects that the client offered"),
    field(14, "signing", &Smb::signing, Unit::none, Content::technical,
          "What the server demands: required, enabled, disabled"),
    field(15, "messages_signed", &Smb::messages_signed, Unit::none, Content::technical, "Messages bear signatures"),
    field(16, "messages_encrypted", &Smb::messages_encrypted, Unit::none, Content::technical, "Messages are encrypted"),
    field(17, "cipher", &Smb::cipher, Unit::none, Content::technical,
          "Cipher that was agreed for encryption (SMB 3.1.1)"),
    field(18, "native_os", &Smb::native_os, Unit::none, Content::technical,
          "Operating system that the server names (SMB 1)"),
    field(19, "native_lan_manager", &Smb::native_lan_manager, Unit::none, Content::technical,
          "Software that the server names (SMB 1)"),
    field(20, "client_native_os", &Smb::client_native_os, Unit::none, Content::technical,
          "Operating system that the client names (SMB 1)"),
    field(21, "server_guid", &Smb::server_guid, Unit::none, Content::technical, "GUID of the server"),
    field(22, "client_guid", &Smb::client_guid, Unit::none, Content::technical, "GUID of the client"),
    field(23, "boot_time", &Smb::boot_time, Unit::time, Content::technical,
          "When the server says that it started (SMB 2, older servers)"),
    field(24, "sessions", &Smb::sessions, Unit::count, Content::technical, "Sessions that were set up"),
    field(25, "logon_failures", &Smb::logon_failures, Unit::count, Content::technical,
          "Session set-ups that the server refused"),
    field(26, "guest", &Smb::guest, Unit::none, Content::technical, "A session is a guest's"),
    field(27, "anonymous", &Smb::anonymous, Unit::none, Content::technical, "A session is nobody's (null session)"),
    field(28, "mappings", &Smb::mappings, Unit::count, Content::technical, "Shares that were connected"),
    field(29, "files_opened", &Smb::files_opened, Unit::count, Content::technical,
          "Files and folders that were opened or made"),
    field(30, "files_deleted", &Smb::files_deleted, Unit::count, Content::technical,
          "Files and folders that were deleted"),
    field(31, "bytes_read", &Smb::bytes_read, Unit::bytes, Content::technical, "Bytes of files that the server sent"),
    field(32, "bytes_written", &Smb::bytes_written, Unit::bytes, Content::technical,
          "Bytes of files that the client sent"));

}  // namespace wardwatch::record
