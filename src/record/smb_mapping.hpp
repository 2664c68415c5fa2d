#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One share that was connected, with the meaning of Zeek's smb_mapping.log.
struct SmbMapping {
  ConnectionRef at;
  std::optional<std::string_view> path;
  std::optional<std::string_view> service;
  std::optional<std::string_view> native_file_system;
  std::optional<std::string_view> share_type;
};

template <>
inline constexpr auto schema_of<SmbMapping> =
    schema("smb_mapping", "One share that was connected", connection_fields(&SmbMapping::at),
           field(11, "path", &SmbMapping::path, Unit::none, Content::free, "Name of the share"),
           field(12, "service", &SmbMapping::service, Unit::none, Content::technical,
                 "Service that the client asked for (SMB 1)"),
           field(13, "native_file_system", &SmbMapping::native_file_system, Unit::none, Content::technical,
                 "File system of the share (SMB 1)"),
           field(14, "share_type", &SmbMapping::share_type, Unit::none, Content::technical, "DISK, PIPE or PRINT"));

}  // namespace wardwatch::record
