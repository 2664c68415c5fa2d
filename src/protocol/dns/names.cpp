#include "protocol/dns/names.hpp"

#include <algorithm>
#include <array>

namespace wardwatch::protocol::dns {
namespace {

struct Name {
  std::uint16_t number;
  std::string_view name;
};

// IANA "Domain Name System (DNS) Parameters", in Zeek's spelling.
constexpr std::array<Name, 81> kTypes{{
    {1, "A"},      {2, "NS"},      {3, "MD"},          {4, "MF"},     {5, "CNAME"},     {6, "SOA"},
    {7, "MB"},     {8, "MG"},      {9, "MR"},          {10, "NULL"},  {11, "WKS"},      {12, "PTR"},
    {13, "HINFO"}, {14, "MINFO"},  {15, "MX"},         {16, "TXT"},   {17, "RP"},       {18, "AFSDB"},
    {19, "X25"},   {20, "ISDN"},   {21, "RT"},         {22, "NSAP"},  {23, "NSAP-PTR"}, {24, "SIG"},
    {25, "KEY"},   {26, "PX"},     {27, "GPOS"},       {28, "AAAA"},  {29, "LOC"},      {30, "NXT"},
    {31, "EID"},   {32, "NIMLOC"}, {33, "SRV"},        {34, "ATMA"},  {35, "NAPTR"},    {36, "KX"},
    {37, "CERT"},  {38, "A6"},     {39, "DNAME"},      {40, "SINK"},  {41, "OPT"},      {42, "APL"},
    {43, "DS"},    {44, "SSHFP"},  {45, "IPSECKEY"},   {46, "RRSIG"}, {47, "NSEC"},     {48, "DNSKEY"},
    {49, "DHCID"}, {50, "NSEC3"},  {51, "NSEC3PARAM"}, {52, "TLSA"},  {53, "SMIMEA"},   {55, "HIP"},
    {56, "NINFO"}, {57, "RKEY"},   {58, "TALINK"},     {59, "CDS"},   {60, "CDNSKEY"},  {61, "OPENPGPKEY"},
    {62, "CSYNC"}, {63, "ZONEMD"}, {64, "SVCB"},       {65, "HTTPS"}, {99, "SPF"},      {100, "DINFO"},
    {101, "UID"},  {102, "GID"},   {103, "UNSPEC"},    {104, "NID"},  {105, "L32"},     {106, "L64"},
    {107, "LP"},   {108, "EUI48"}, {109, "EUI64"},     {249, "TKEY"}, {250, "TSIG"},    {251, "IXFR"},
    {252, "AXFR"}, {255, "*"},     {257, "CAA"},
}};

constexpr std::array<Name, 5> kClasses{
    {{1, "C_INTERNET"}, {2, "C_CSNET"}, {3, "C_CHAOS"}, {4, "C_HESOD"}, {255, "C_ANY"}}};

constexpr std::array<std::string_view, 24> kRcodes{
    "NOERROR",       "FORMERR",       "SERVFAIL",      "NXDOMAIN",      "NOTIMP",   "REFUSED",
    "YXDOMAIN",      "YXRRSET",       "NXRRSet",       "NOTAUTH",       "NOTZONE",  "unassigned-11",
    "unassigned-12", "unassigned-13", "unassigned-14", "unassigned-15", "BADVERS",  "BADKEY",
    "BADTIME",       "BADMODE",       "BADNAME",       "BADALG",        "BADTRUNC", "BADCOOKIE"};

constexpr std::array<std::string_view, 7> kOpcodes{"query",          "iquery", "server-status", "", "notify",
                                                   "dynamic-update", "dso"};

template <class Names>
std::string_view find(const Names& names, std::uint16_t number) noexcept {
  const auto at = std::lower_bound(names.begin(), names.end(), number,
                                   [](const Name& name, std::uint16_t wanted) { return name.number < wanted; });
  return at != names.end() && at->number == number ? at->name : std::string_view{};
}

}  // namespace

std::string_view type_name(std::uint16_t type) noexcept { return find(kTypes, type); }
std::string_view class_name(std::uint16_t class_of) noexcept { return find(kClasses, class_of); }
std::string_view rcode_name(std::uint16_t rcode) noexcept {
  return rcode < kRcodes.size() ? kRcodes[rcode] : std::string_view{};
}
std::string_view opcode_name(std::uint8_t opcode) noexcept {
  return opcode < kOpcodes.size() ? kOpcodes[opcode] : std::string_view{};
}

std::string_view netbios_opcode_name(std::uint8_t opcode) noexcept {
  switch (opcode) {
    case 0: return "netbios-query";
    case 5: return "netbios-registration";
    case 6: return "netbios-release";
    case 7: return "netbios-wack";
    case 8: return "netbios-refresh";
    default: return {};
  }
}

}  // namespace wardwatch::protocol::dns
