#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/reader.hpp"

namespace wardwatch::stores {

/// Who may read a file of Windows, as its security descriptor says.
struct DescribedReaders {
  std::string owner;  ///< "Administrators", or the SID of who has no name that is the same everywhere.
  std::vector<std::string> readable_by;  ///< In the order of the list.
  std::string_view exposure = "nobody";  ///< everyone, listed, owner, nobody.
};

/// Reads a self-relative SECURITY_DESCRIPTOR (MS-DTYP 2.4.6), as mounts of NTFS and SMB show it. Entries count in their order: what is
/// denied to everyone, or to the same account, before it is allowed stays denied. Everyone, Authenticated Users, Users,
/// Domain Users, Guests and anonymous logons are everyone; a missing list lets everyone in. What administrators and
/// the system may do exposes nothing. Fails for what is none.
[[nodiscard]] Parsed<DescribedReaders> read_descriptor(Bytes descriptor);

}  // namespace wardwatch::stores
