#include <algorithm>
#include <array>

#include "eventjson/event_time.hpp"
#include "eventjson/forms.hpp"

namespace wardwatch::eventjson {
namespace {

/// What collectors put beside the event's own data, in the order of the alphabet.
constexpr std::array<std::string_view, 36> kEnvelope{"@timestamp", "@version", "AccountType", "ActivityID", "Category", "Channel", "Computer", "EventID", "EventReceivedTime", "EventTime", "EventTypeOriginal", "EventTypeOrignal", "ExecutionProcessID", "Hostname", "Keywords", "Level", "LevelValue", "Message", "Opcode", "OpcodeValue", "ProviderGuid", "ProviderName", "RecordNumber", "RelatedActivityID", "Severity", "SeverityValue", "SourceModuleName", "SourceModuleType", "SourceName", "Task", "ThreadID", "TimeCreated", "Version", "host", "port", "tags"};
static_assert(std::is_sorted(kEnvelope.begin(), kEnvelope.end()));

constexpr auto kZoneStep = std::chrono::minutes{15};
constexpr auto kZoneMost = std::chrono::hours{14};

/// How far local time is ahead of UTC: the collector notes when it received the event in local time, and whoever it
/// passes it on to notes the moment in UTC, some seconds later.
std::optional<std::chrono::minutes> zone_of(const Json& document) {
  const auto received = read_time(text_of(member(document, "EventReceivedTime")));
  const auto passed_on = read_time(text_of(member(document, "@timestamp")));
  if (!received || received->has_zone || !passed_on || !passed_on->has_zone) return std::nullopt;
  const auto ahead = received->time - passed_on->time;
  const auto zone = std::chrono::round<std::chrono::minutes>(ahead / (kZoneStep / std::chrono::minutes{1}));
  const std::chrono::minutes whole = zone * (kZoneStep / std::chrono::minutes{1});
  if (std::chrono::abs(whole) > kZoneMost) return std::nullopt;
  return whole;
}

void read_time_of(const Json& document, Draft& draft) {
  for (const char* name : {"TimeCreated", "EventTime", "@timestamp"}) {
    const auto time = read_time(text_of(member(document, name)));
    if (!time) continue;
    const auto zone = time->has_zone ? std::optional{std::chrono::minutes{0}} : zone_of(document);
    draft.ts = time->time - zone.value_or(std::chrono::minutes{0});
    draft.is_zone_assumed = !zone;
    return;
  }
}

bool is_sid(std::string_view text) { return text.starts_with("S-1-"); }

}  // namespace

Draft read_flat(const Json& document) {
  Draft draft;
  read_time_of(document, draft);
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
