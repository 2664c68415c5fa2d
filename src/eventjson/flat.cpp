#include <algorithm>
#include <array>
#include <cmath>

#include "core/text_time.hpp"
#include "eventjson/forms.hpp"

namespace wardwatch::eventjson {
namespace {

/// What collectors put beside the event's own data, in the order of the alphabet.
constexpr std::array<std::string_view, 36> kEnvelope{"@timestamp",
                                                     "@version",
                                                     "AccountType",
                                                     "ActivityID",
                                                     "Category",
                                                     "Channel",
                                                     "Computer",
                                                     "EventID",
                                                     "EventReceivedTime",
                                                     "EventTime",
                                                     "EventTypeOriginal",
                                                     "EventTypeOrignal",
                                                     "ExecutionProcessID",
                                                     "Hostname",
                                                     "Keywords",
                                                     "Level",
                                                     "LevelValue",
                                                     "Message",
                                                     "Opcode",
                                                     "OpcodeValue",
                                                     "ProviderGuid",
                                                     "ProviderName",
                                                     "RecordNumber",
                                                     "RelatedActivityID",
                                                     "Severity",
                                                     "SeverityValue",
                                                     "SourceModuleName",
                                                     "SourceModuleType",
                                                     "SourceName",
                                                     "Task",
                                                     "ThreadID",
                                                     "TimeCreated",
                                                     "Version",
                                                     "host",
                                                     "port",
                                                     "tags"};
static_assert(std::is_sorted(kEnvelope.begin(), kEnvelope.end()));

using std::chrono::minutes;

constexpr minutes kShiftStep{15};
/// The widest zones are 14 hours from UTC; a clock of 12 hours that does not say which half is meant adds 12.
constexpr minutes kShiftMost{26 * 60};

/// What has to be added to a local time to make it UTC, from a moment that is given in both; the two are noted some
/// seconds apart.
std::optional<minutes> shift_between(std::string_view local, std::string_view utc, bool utc_needs_zone) {
  const auto from = read_time(local), to = read_time(utc);
  if (!from || from->has_zone || !to || (utc_needs_zone && !to->has_zone)) return std::nullopt;
  const double steps = std::chrono::duration<double, std::ratio<60>>(to->time - from->time) / kShiftStep;
  const minutes shift = kShiftStep * std::llround(steps);
  if (std::chrono::abs(shift) > kShiftMost) return std::nullopt;
  return shift;
}

std::string local_time(const Json& document) {
  const std::string created = text_of(member(document, "TimeCreated"));
  return created.empty() ? text_of(member(document, "EventTime")) : created;
}

void read_time_of(const Json& document, std::optional<minutes> shift_of_others, Draft& draft) {
  for (const char* name : {"TimeCreated", "EventTime", "@timestamp"}) {
    const auto time = read_time(text_of(member(document, name)));
    if (!time) continue;
    const auto own = time->has_zone ? std::optional{minutes{0}} : flat_shift(document);
    const auto shift = own ? own : shift_of_others;
    draft.ts = time->time + shift.value_or(minutes{0});
    draft.is_zone_assumed = !shift;
    return;
  }
}

bool is_sid(std::string_view text) { return text.starts_with("S-1-"); }

}  // namespace

std::optional<minutes> flat_shift(const Json& document) {
  // Sysmon says its time in UTC too, and is called a fraction of a second before its event is written. Collectors note
  // when they received an event in local time, and whoever they pass it on to in UTC.
  if (const auto shift = shift_between(local_time(document), text_of(member(document, "UtcTime")), false)) return shift;
  return shift_between(text_of(member(document, "EventReceivedTime")), text_of(member(document, "@timestamp")), true);
}

Draft read_flat(const Json& document, std::optional<minutes> shift_of_others) {
  Draft draft;
  read_time_of(document, shift_of_others, draft);
  const auto text = [&](std::string_view name) { return text_of(member(document, name)); };
  draft.computer = text("Hostname");
  if (draft.computer.empty()) draft.computer = text("Computer");
  draft.channel = text("Channel");
  draft.provider = text("SourceName");
  if (draft.provider.empty()) draft.provider = text("ProviderName");
  draft.provider_guid = guid_of(member(document, "ProviderGuid"));
  draft.event_id = number_of(member(document, "EventID"));
  draft.record_id = number_of(member(document, "RecordNumber"));
  draft.version = number_of(member(document, "Version"));
  draft.level = number_of(member(document, "LevelValue"));
  draft.task = number_of(member(document, "Task"));
  draft.opcode = number_of(member(document, "OpcodeValue"));
  draft.keywords = keywords_of(member(document, "Keywords"));
  draft.process_id = number_of(member(document, "ExecutionProcessID"));
  draft.thread_id = number_of(member(document, "ThreadID"));
  draft.activity_id = guid_of(member(document, "ActivityID"));
  draft.related_activity_id = guid_of(member(document, "RelatedActivityID"));
  draft.data_element = "EventData";
  for (const auto& [name, value] : document.items()) {
    if (std::binary_search(kEnvelope.begin(), kEnvelope.end(), std::string_view{name})) continue;
    if (name == "UserID" && is_sid(text_of(value))) draft.user_sid = text_of(value);
    else add_data(draft, name, value);
  }
  return draft;
}

}  // namespace wardwatch::eventjson
