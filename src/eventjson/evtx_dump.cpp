#include "core/text_time.hpp"
#include "eventjson/forms.hpp"

namespace wardwatch::eventjson {
namespace {

constexpr std::size_t kElementsDeep = 8;  ///< Below UserData.

/// The attribute of an element of System: inside it, or beside it in NAME_attributes.
const Json& attribute(const Json& system, const std::string& element, std::string_view name) {
  const Json& apart = member(member(system, element + "_attributes"), name);
  return apart.is_null() ? member(member(member(system, element), "#attributes"), name) : apart;
}

/// The content of an element that may have attributes.
const Json& content(const Json& element) { return element.is_object() ? member(element, "#text") : element; }

bool is_about_attributes(std::string_view name) { return name == "#attributes" || name.ends_with("_attributes"); }

void read_system(const Json& system, Draft& draft) {
  draft.provider = text_of(attribute(system, "Provider", "Name"));
  if (draft.provider.empty()) draft.provider = text_of(attribute(system, "Provider", "EventSourceName"));
  draft.provider_guid = guid_of(attribute(system, "Provider", "Guid"));
  draft.event_id = number_of(content(member(system, "EventID")));
  draft.qualifiers = number_of(attribute(system, "EventID", "Qualifiers"));
  draft.version = number_of(content(member(system, "Version")));
  draft.level = number_of(content(member(system, "Level")));
  draft.task = number_of(content(member(system, "Task")));
  draft.opcode = number_of(content(member(system, "Opcode")));
  draft.keywords = keywords_of(content(member(system, "Keywords")));
  draft.record_id = number_of(content(member(system, "EventRecordID")));
  draft.activity_id = guid_of(attribute(system, "Correlation", "ActivityID"));
  draft.related_activity_id = guid_of(attribute(system, "Correlation", "RelatedActivityID"));
  draft.process_id = number_of(attribute(system, "Execution", "ProcessID"));
  draft.thread_id = number_of(attribute(system, "Execution", "ThreadID"));
  draft.channel = text_of(content(member(system, "Channel")));
  draft.computer = text_of(content(member(system, "Computer")));
  draft.user_sid = text_of(attribute(system, "Security", "UserID"));
  if (const auto time = read_time(text_of(attribute(system, "TimeCreated", "SystemTime")))) {
    draft.ts = time->time;  // UTC in every event, with or without the Z.
  }
}

/// Elements below UserData are named with those that they stand in, as `windows_event` does.
void read_elements(const Json& node, const std::string& path, std::size_t deep, Draft& draft) {
  if (!node.is_object() || deep >= kElementsDeep) return add_data(draft, path, node);
  for (const auto& [name, value] : node.items()) {
    if (is_about_attributes(name)) continue;
    if (name == "#text") add_data(draft, path, value);
    else read_elements(value, path.empty() ? name : path + "." + name, deep + 1, draft);
  }
}

void read_event_data(const Json& data, Draft& draft) {
  draft.data_element = "EventData";
  if (!data.is_object()) {
    if (!data.is_null()) add_data(draft, "Data", data);
    return;
  }
  for (const auto& [name, value] : data.items()) {
    if (is_about_attributes(name)) continue;
    add_data(draft, name, value.is_object() && value.contains("#text") ? member(value, "#text") : value);
  }
}

}  // namespace

Draft read_evtx_dump(const Json& document) {
  Draft draft;
  const Json& event = member(document, "Event");
  read_system(member(event, "System"), draft);
  if (const Json& data = member(event, "EventData"); event.contains("EventData")) read_event_data(data, draft);
  const Json& user_data = member(event, "UserData");
  if (!user_data.is_object()) return draft;
  for (const auto& [name, value] : user_data.items()) {
    if (is_about_attributes(name)) continue;
    draft.data_element = name;
    read_elements(value, "", 0, draft);
  }
  return draft;
}

}  // namespace wardwatch::eventjson
