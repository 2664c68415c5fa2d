#include <array>

#include "core/text_time.hpp"
#include "eventjson/forms.hpp"

namespace wardwatch::eventjson {
namespace {

/// The first of some members that there is: names have changed with versions.
const Json& either(const Json& object, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (const Json& found = member(object, name); !found.is_null()) return found;
  }
  return member(object, "");
}

/// Levels are words here (System.Diagnostics.Eventing.Reader.StandardEventLevel).
std::optional<std::uint64_t> level_named(const Json& value) {
  if (const auto number = number_of(value)) return number;
  constexpr std::array<std::string_view, 5> kLevels{"critical", "error", "warning", "information", "verbose"};
  std::string name = text_of(value);
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    if (name == kLevels[i]) return i + 1;
  }
  return std::nullopt;
}

}  // namespace

Draft read_winlogbeat(const Json& document) {
  const Json& ecs = member(document, "winlog");
  const Json& event = ecs.is_object() ? ecs : document;  // Version 6 has no `winlog`.
  Draft draft;
  if (const auto time = read_time(text_of(member(document, "@timestamp")))) draft.ts = time->time;
  draft.computer = text_of(member(event, "computer_name"));
  draft.channel = text_of(either(event, {"channel", "log_name"}));
  draft.provider = text_of(either(event, {"provider_name", "source_name"}));
  draft.provider_guid = guid_of(member(event, "provider_guid"));
  draft.event_id = number_of(member(event, "event_id"));
  draft.record_id = number_of(either(event, {"record_id", "record_number"}));
  draft.version = number_of(member(event, "version"));
  draft.level = level_named(ecs.is_object() ? member(member(document, "log"), "level") : member(event, "level"));
  draft.activity_id = guid_of(member(event, "activity_id"));
  draft.related_activity_id = guid_of(member(event, "related_activity_id"));
  const Json& process = member(event, "process");
  draft.process_id = number_of(process.is_object() ? member(process, "pid") : member(event, "process_id"));
  draft.thread_id =
      number_of(process.is_object() ? member(member(process, "thread"), "id") : member(event, "thread_id"));
  draft.user_sid = text_of(member(member(event, "user"), "identifier"));
  if (const Json& data = member(event, "event_data"); data.is_object()) {
    draft.data_element = "EventData";
    for (const auto& [name, value] : data.items()) {
      // Values without a name are called param1, param2, ... here.
      add_data(draft, name, value);
    }
  }
  if (const Json& data = member(event, "user_data"); data.is_object()) {
    draft.data_element = text_of(member(data, "xml_name"));
    for (const auto& [name, value] : data.items()) {
      if (name != "xml_name") add_data(draft, name, value);
    }
  }
  return draft;
}

}  // namespace wardwatch::eventjson
