#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One thing done with a file over SMB, with the meaning of Zeek's smb_files.log.
struct SmbFile {
  ConnectionRef at;
  std::optional<std::string_view> action;
  std::optional<std::string_view> path;
  std::optional<std::string_view> name;
  std::uint64_t size = 0;
  std::optional<std::string_view> prev_name;
  std::optional<Timestamp> times_modified;
  std::optional<Timestamp> times_accessed;
  std::optional<Timestamp> times_created;
  std::optional<Timestamp> times_changed;
};

template <>
inline constexpr auto schema_of<SmbFile> = schema(
    "smb_files", "One thing done with a file over SMB", connection_fields(&SmbFile::at),
    field(11, "action", &SmbFile::action, Unit::none, Content::technical,
          "What was done: SMB::FILE_OPEN, FILE_READ, FILE_WRITE, FILE_RENAME, FILE_DELETE"),
    field(12, "path", &SmbFile::path, Unit::none, Content::free, "Share that it lies in"),
    field(13, "name", &SmbFile::name, Unit::none, Content::free, "Name of the file, within the share"),
    field(14, "size", &SmbFile::size, Unit::bytes, Content::technical, "Its size"),
    field(15, "prev_name", &SmbFile::prev_name, Unit::none, Content::free, "Name before it was renamed"),
    field(16, "times.modified", &SmbFile::times_modified, Unit::time, Content::technical, "When it was last written"),
    field(17, "times.accessed", &SmbFile::times_accessed, Unit::time, Content::technical, "When it was last read"),
    field(18, "times.created", &SmbFile::times_created, Unit::time, Content::technical, "When it was made"),
    field(19, "times.changed", &SmbFile::times_changed, Unit::time, Content::technical,
          "When its attributes were last changed"));

}  // namespace wardwatch::record
