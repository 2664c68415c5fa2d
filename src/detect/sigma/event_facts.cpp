#include "detect/sigma/event_facts.hpp"

#include <algorithm>
#include <array>

#include "core/ip_address.hpp"
#include "core/redact.hpp"
#include "detect/common/event_data.hpp"

namespace wardwatch::detect::sigma {
namespace {

using record::WindowsEvent;

/// Where an event's actor stands, the surest first: whose logon it is, then who asked for something.
constexpr std::array<std::string_view, 6> kUserFields{"TargetUserName", "SubjectUserName",        "User",
                                                      "AccountName",    "UserData.EventXML.User", "EventXML.User"};
/// Of these kinds of events the one who acts is the subject, and the target what it was done to.
constexpr std::array<std::uint32_t, 14> kSubjectActs{4720, 4722, 4724, 4726, 4728, 4732, 4735,
                                                     4738, 4741, 4742, 4756, 4672, 4648, 4781};
constexpr std::array<std::string_view, 10> kAddressFields{
    "IpAddress", "ClientAddress", "SourceNetworkAddress", "ClientIP", "IPString",
    "Address",   "SourceAddress", "Source Address",       "Param3",   "ClientIpAddress"};
constexpr std::array<std::string_view, 16> kNobody{"",
                                                   "-",
                                                   "system",
                                                   "local service",
                                                   "network service",
                                                   "anonymous logon",
                                                   "nt authority\\system",
                                                   "nt authority\\local service",
                                                   "nt authority\\network service",
                                                   "window manager\\dwm-1",
                                                   "dwm-1",
                                                   "umfd-0",
                                                   "localsystem",
                                                   "nt authority\\localservice",
                                                   "nt authority\\networkservice",
                                                   "n/a"};

/// What tells an event from others of its kind, in the order in which people look.
constexpr std::array<std::string_view, 26> kTelling{
    "ServiceName",     "ImagePath",     "ServiceFileName", "TaskName",    "TargetObject", "Details",
    "Image",           "CommandLine",   "NewProcessName",  "ParentImage", "SourceImage",  "TargetImage",
    "GrantedAccess",   "ImageLoaded",   "TargetFilename",  "PipeName",    "ShareName",    "RelativeTargetName",
    "QueryName",       "DestinationIp", "MemberName",      "Threat Name", "LogonType",    "SubStatus",
    "ScriptBlockText", "ObjectName"};
constexpr std::size_t kShownMax = 4;
constexpr std::size_t kShownBytesMax = 160;

std::string lower(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

/// By the last part of a name, as in `EventXML.Address`.
std::string_view value_below(const WindowsEvent& row, std::string_view name) {
  for (const record::NamedText& item : row.data) {
    if (item.name == name) return item.value;
    if (item.name.size() > name.size() && item.name.ends_with(name) &&
        item.name[item.name.size() - name.size() - 1] == '.')
      return item.value;
  }
  return {};
}

bool is_somebody(std::string_view name) {
  if (name.ends_with('$') || name.starts_with("S-1-")) return false;
  const std::string folded = lower(name);
  return std::find(kNobody.begin(), kNobody.end(), folded) == kNobody.end();
}

std::string user_of(const WindowsEvent& row) {
  const bool is_by_subject = std::find(kSubjectActs.begin(), kSubjectActs.end(), row.event_id) != kSubjectActs.end();
  if (is_by_subject) {
    const std::string_view subject = value_of(row, "SubjectUserName");
    if (is_somebody(subject)) return std::string{subject};
  }
  for (const std::string_view field : kUserFields) {
    const std::string_view name = value_below(row, field);
    if (is_somebody(name)) return std::string{name};
  }
  return {};
}

/// The address before a port, as in `203.0.113.66:51234` and `[2001:db8::1]:51234`.
std::string address_in(std::string_view text) {
  if (auto whole = IpAddress::parse(text)) return whole->text();
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {};
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto address = IpAddress::parse(host);
  return address ? address->text() : std::string{};
}

bool is_own(std::string_view address) {
  return address.empty() || address.starts_with("127.") || address == "::1" || address == "0.0.0.0" ||
         address == "::" || address.starts_with("fe80:");
}

/// Who the widest circle of readers is, in words.
std::string reader_words(std::string_view exposure) {
  if (exposure == "everyone") return "everyone on that machine or share";
  if (exposure == "listed") return "accounts that its access list names";
  if (exposure == "group") return "its owner's group";
  if (exposure == "owner") return "its owner only";
  return exposure == "nobody" ? "nobody but the administrator" : "an unknown circle";
}

}  // namespace

EventFacts facts_of(const WindowsEvent& row) {
  EventFacts facts;
  facts.at = row.at.ts;
  facts.uid = row.at.uid;
  facts.log = "windows_event";
  facts.computer = row.computer;
  facts.user = user_of(row);
  for (const std::string_view field : kAddressFields) {
    std::string address = address_in(value_below(row, field));
    if (is_own(address)) continue;
    facts.address = std::move(address);
    break;
  }
  facts.shown = shown_values(row);
  return facts;
}

EventFacts facts_of(const record::Datastore& row) {
  EventFacts facts;
  std::string clean;
  facts.store = redact(row.path, clean) ? clean : std::string{row.path};
  facts.shown = std::string{row.kind} + ", " + std::to_string(row.individuals) + " people in " +
                std::to_string(row.rows) + " rows, protection " + std::string{row.protection} + ", may be read by " +
                reader_words(row.exposure);
  return facts;
}

EventFacts facts_of(const record::Listing& row) {
  EventFacts facts;
  facts.file = row.path;
  facts.actor = row.actor.value_or("");
  facts.sample_store = row.sample_store.value_or("");
  std::string& shown = facts.shown;
  shown = "seller " + std::string{row.seller.value_or("not named")};
  if (row.claimed_records) shown += ", claims " + std::to_string(*row.claimed_records) + " records";
  if (row.sample_rows > 0) shown += ", shows " + std::to_string(row.sample_rows) + " lines";
  if (row.sample_store) {
    const std::string_view store = *row.sample_store;
    shown += ", with " + std::to_string(row.sample_matched.value_or(0)) + " people of ";
    shown += store.substr(store.rfind('/') + 1);
  }
  for (const std::string_view words : row.organisation_matched) shown.append(", ").append(words);
  return facts;
}

EventFacts facts_of(const record::Actor& row) {
  EventFacts facts;
  facts.actor = row.name;
  facts.shown = std::to_string(row.listings) + (row.listings == 1 ? " listing" : " listings") + ", " +
                std::to_string(row.claimed_records) + " records claimed, from " + utc_day(row.first_seen) + " to " +
                utc_day(row.last_seen);
  return facts;
}

EventFacts facts_of(const record::LeakMatch& row) {
  EventFacts facts;
  std::string clean;
  facts.store = redact(row.store, clean) ? clean : std::string{row.store};
  facts.file = redact(row.sample, clean) ? clean : std::string{row.sample};
  facts.shown = std::to_string(row.matched) + " of the " + std::to_string(row.people_in_sample) + " people in " +
                facts.file + " are in this store of " + std::to_string(row.people_in_store);
  if (row.taken_after) facts.shown += ", copied not before " + utc_day(*row.taken_after);
  if (row.taken_before)
    facts.shown +=
        std::string{row.taken_after ? " and not after " : ", copied not after "} + utc_day(*row.taken_before);
  return facts;
}

std::string shown_values(const WindowsEvent& row) {
  std::string out, clean;
  std::size_t shown = 0;
  for (const std::string_view name : kTelling) {
    std::string_view value = value_of(row, name);
    if (value.empty() || value == "-" || shown == kShownMax) continue;
    if (redact(value, clean)) value = clean;
    ++shown;
    out.append(out.empty() ? "" : ", ").append(name).append(" ");
    if (value.size() <= kShownBytesMax) {
      out.append(value);
      continue;
    }
    std::size_t end = kShownBytesMax;
    while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0U) == 0x80U) --end;  // Not inside a character.
    out.append(value.substr(0, end)).append("...");
  }
  return out;
}

}  // namespace wardwatch::detect::sigma
