#include "protocol/x509/oids.hpp"

#include <algorithm>

namespace wardwatch::protocol::x509 {
namespace {

constexpr OidEntry kOids[] = {
#include "protocol/x509/oids.inc"
};

constexpr bool is_before(const OidEntry& a, const OidEntry& b) { return a.oid < b.oid; }
static_assert(std::is_sorted(std::begin(kOids), std::end(kOids), is_before));

}  // namespace

const OidEntry* find_oid(std::string_view dotted) noexcept {
  const auto* found =
      std::lower_bound(std::begin(kOids), std::end(kOids), dotted,
                       [](const OidEntry& entry, std::string_view wanted) { return entry.oid < wanted; });
  return found != std::end(kOids) && found->oid == dotted ? found : nullptr;
}

}  // namespace wardwatch::protocol::x509
