#include "protocol/ssl/names.hpp"

#include <algorithm>
#include <charconv>
#include <span>

namespace wardwatch::protocol::ssl {
namespace {

struct Entry {
  std::uint32_t code;
  std::string_view name;
};

constexpr Entry kCipherSuites[] = {
#include "protocol/ssl/cipher_suites.inc"
};
constexpr Entry kGroups[] = {
#include "protocol/ssl/groups.inc"
};
constexpr Entry kAlerts[] = {
#include "protocol/ssl/alerts.inc"
};
constexpr Entry kVersions[] = {
    {0x0002, "SSLv2"},  {0x0300, "SSLv3"},   {0x0301, "TLSv10"},  {0x0302, "TLSv11"},  {0x0303, "TLSv12"},
    {0x0304, "TLSv13"}, {0xfefc, "DTLSv13"}, {0xfefd, "DTLSv12"}, {0xfeff, "DTLSv10"},
};

constexpr bool in_order(std::span<const Entry> table) {
  return std::is_sorted(table.begin(), table.end(), [](const Entry& a, const Entry& b) { return a.code < b.code; });
}
static_assert(in_order(kCipherSuites) && in_order(kGroups) && in_order(kAlerts) && in_order(kVersions));

void push_number(Name& name, std::uint32_t number) {
  char digits[10];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  name.append({digits, static_cast<std::size_t>(end - digits)});
}

Name name_in(std::span<const Entry> table, std::uint32_t code) {
  const auto found = std::lower_bound(table.begin(), table.end(), code,
                                      [](const Entry& entry, std::uint32_t wanted) { return entry.code < wanted; });
  if (found != table.end() && found->code == code) return Name{found->name};
  Name name{"unknown-"};
  push_number(name, code);
  return name;
}

}  // namespace

Name version_name(std::uint16_t version) {
  // Drafts of TLS 1.3 announced themselves as 0x7f00 + draft.
  if (version >> 8U == 0x7fU) {
    Name name{"TLSv13-draft"};
    push_number(name, version & 0xffU);
    return name;
  }
  return name_in(kVersions, version);
}

Name cipher_suite_name(std::uint32_t suite) { return name_in(kCipherSuites, suite); }
Name group_name(std::uint16_t group) { return name_in(kGroups, group); }
Name alert_name(std::uint16_t description) { return name_in(kAlerts, description); }

}  // namespace wardwatch::protocol::ssl
