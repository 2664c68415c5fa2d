#include "stores/audit/security_descriptor.hpp"

#include <algorithm>
#include <array>

#include "core/reader.hpp"

namespace wardwatch::stores {
namespace {

constexpr std::uint8_t kRevision = 1;
constexpr std::uint16_t kHasList = 0x0004, kIsSelfRelative = 0x8000;  // 2.4.6: SE_DACL_PRESENT, SE_SELF_RELATIVE.
constexpr std::uint8_t kAllow = 0, kDeny = 1, kAllowObject = 5, kDenyObject = 6, kAllowCallback = 9,
                       kDenyCallback = 10;                          // 2.4.4.1.
constexpr std::uint8_t kInheritOnly = 0x08;                         // 2.4.4.1: the entry is for what is made below.
constexpr std::uint32_t kReads = 0x1U | 0x80000000U | 0x10000000U;  // FILE_READ_DATA, GENERIC_READ, GENERIC_ALL.
constexpr std::uint32_t kHasType = 1, kHasInheritedType = 2;        // 2.4.4.3.
constexpr std::size_t kGuidBytes = 16;
constexpr std::size_t kSubAuthoritiesMax = 15;  // 2.4.2.2.
constexpr std::size_t kReadersMax = 256;        ///< More entries are read and not listed.

enum class Circle : std::uint8_t { everyone, some, administrators };

struct Known {
  std::string_view sid;
  std::string_view name;
  Circle circle;
};
/// MS-DTYP 2.4.2.4.
constexpr auto kKnown = std::to_array<Known>({{"S-1-1-0", "Everyone", Circle::everyone},
                                              {"S-1-5-2", "Network", Circle::everyone},
                                              {"S-1-5-4", "Interactive", Circle::everyone},
                                              {"S-1-5-7", "Anonymous", Circle::everyone},
                                              {"S-1-5-11", "Authenticated Users", Circle::everyone},
                                              {"S-1-5-15", "This Organization", Circle::everyone},
                                              {"S-1-5-32-545", "Users", Circle::everyone},
                                              {"S-1-5-32-546", "Guests", Circle::everyone},
                                              {"S-1-3-0", "Creator Owner", Circle::administrators},
                                              {"S-1-3-4", "Owner Rights", Circle::administrators},
                                              {"S-1-5-18", "SYSTEM", Circle::administrators},
                                              {"S-1-5-32-544", "Administrators", Circle::administrators},
                                              {"S-1-5-32-551", "Backup Operators", Circle::administrators}});
/// Accounts of any domain, by the last number of the SID.
constexpr auto kOfDomain = std::to_array<Known>({{"-513", "Domain Users", Circle::everyone},
                                                 {"-514", "Domain Guests", Circle::everyone},
                                                 {"-515", "Domain Computers", Circle::everyone},
                                                 {"-512", "Domain Admins", Circle::administrators}});

std::string read_sid(Reader& in) {
  in.require(in.u8("sid_revision") == kRevision, "sid_revision");
  const std::size_t count = in.u8("sub_authority_count");
  in.require(count <= kSubAuthoritiesMax, "sub_authority_count");
  std::uint64_t authority = in.u16be("identifier_authority");
  authority = authority << 32U | in.u32be("identifier_authority");
  std::string sid = "S-1-" + std::to_string(authority);
  for (std::size_t i = 0; i < count && in.ok(); ++i) sid += "-" + std::to_string(in.u32le("sub_authority"));
  return in.ok() ? sid : std::string{};
}

struct Account {
  std::string name;
  Circle circle = Circle::some;
};

Account account_of(const std::string& sid) {
  for (const Known& known : kKnown) {
    if (sid == known.sid) return {std::string{known.name}, known.circle};
  }
  for (const Known& known : kOfDomain) {
    if (sid.starts_with("S-1-5-21-") && sid.ends_with(known.sid))
      return {std::string{known.name} + " (" + sid + ")", known.circle};
  }
  return {sid, Circle::some};
}

/// Goes through the entries of a list, each within its own bytes.
class Readers {
 public:
  void read_list(Reader& list, DescribedReaders& found) {
    list.skip(2, "acl_revision");
    const std::uint16_t size_bytes = list.u16le("acl_size");
    const std::uint16_t count = list.u16le("ace_count");
    list.skip(2, "acl_reserved");
    constexpr std::uint16_t kHeadBytes = 8;
    list.require(size_bytes >= kHeadBytes, "acl_size");
    Reader entries = list.sub(size_bytes - kHeadBytes, "aces");
    for (std::uint16_t i = 0; i < count && entries.ok(); ++i) read_entry(entries, found);
    list.require(entries.ok(), "ace");
  }

 private:
  void read_entry(Reader& entries, DescribedReaders& found) {
    const std::uint8_t type = entries.u8("ace_type");
    const std::uint8_t flags = entries.u8("ace_flags");
    const std::uint16_t size_bytes = entries.u16le("ace_size");
    constexpr std::uint16_t kHeadBytes = 4;
    entries.require(size_bytes >= kHeadBytes, "ace_size");
    Reader entry = entries.sub(size_bytes - kHeadBytes, "ace");
    const bool allows = type == kAllow || type == kAllowObject || type == kAllowCallback;
    const bool denies = type == kDeny || type == kDenyObject || type == kDenyCallback;
    if ((!allows && !denies) || (flags & kInheritOnly) != 0) return;
    const std::uint32_t mask = entry.u32le("ace_mask");
    if (type == kAllowObject || type == kDenyObject) {
      const std::uint32_t which = entry.u32le("object_flags");
      if ((which & kHasType) != 0) entry.skip(kGuidBytes, "object_type");
      if ((which & kHasInheritedType) != 0) entry.skip(kGuidBytes, "inherited_object_type");
    }
    const std::string sid = read_sid(entry);
    entries.require(entry.ok(), "ace_sid");
    if (!entries.ok() || (mask & kReads) == 0) return;
    if (denies) denied_.push_back(sid);
    else allow(sid, found);
  }

  void allow(const std::string& sid, DescribedReaders& found) {
    const auto is_denied = [&](std::string_view who) {
      return std::find(denied_.begin(), denied_.end(), who) != denied_.end();
    };
    if (is_denied("S-1-1-0") || is_denied(sid)) return;
    const Account account = account_of(sid);
    if (account.circle == Circle::everyone) found.exposure = "everyone";
    else if (account.circle == Circle::some && found.exposure != "everyone") found.exposure = "listed";
    else if (found.exposure == "nobody") found.exposure = "owner";
    auto& readers = found.readable_by;
    const bool is_new = std::find(readers.begin(), readers.end(), account.name) == readers.end();
    if (is_new && readers.size() < kReadersMax) readers.push_back(account.name);
  }

  std::vector<std::string> denied_;
};

}  // namespace

Parsed<DescribedReaders> read_descriptor(Bytes descriptor) {
  Reader in{descriptor};
  in.require(in.u8("revision") == kRevision, "revision");
  in.skip(1, "reserved");
  const std::uint16_t control = in.u16le("control");
  in.require((control & kIsSelfRelative) != 0, "control");
  const std::uint32_t owner_at = in.u32le("offset_owner");
  in.skip(8, "offsets_group_sacl");
  const std::uint32_t list_at = in.u32le("offset_dacl");
  DescribedReaders found;
  if (in.ok() && owner_at != 0) {
    Reader owner{descriptor};
    owner.skip(owner_at, "owner");
    found.owner = account_of(read_sid(owner)).name;
    in.require(owner.ok(), "owner");
  }
  // 2.4.6: no list, or one that is not there, grants everything to everyone.
  if ((control & kHasList) == 0 || list_at == 0) {
    found.readable_by.emplace_back("Everyone (no access list)");
    found.exposure = "everyone";
  } else if (in.ok()) {
    Reader list{descriptor};
    list.skip(list_at, "dacl");
    Readers{}.read_list(list, found);
    in.require(list.ok(), "dacl");
  }
  return in.finish([&] { return std::move(found); });
}

}  // namespace wardwatch::stores
