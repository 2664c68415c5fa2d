#include "detect/sigma/json_event.hpp"

#include <nlohmann/json.hpp>

#include "detect/sigma/limits.hpp"
#include "detect/sigma/number.hpp"

namespace wardwatch::detect::sigma {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kJsonMaxBytes = 256U << 20U;
constexpr std::size_t kFieldsMax = 4'096;

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Collects names and values in the order of the document.
struct Flat {
  Layout layout;
  std::vector<std::vector<std::string>> values;

  void add(const std::string& name, const Json& value) {
    if (layout.fields.size() >= kFieldsMax) return;
    std::vector<std::string> texts;
    if (value.is_array()) {
      for (const Json& item : value) texts.push_back(text_of(item));
    } else if (!value.is_null()) {
      texts.push_back(text_of(value));
    }
    layout.fields.push_back(name);
    values.push_back(std::move(texts));
  }
  /// `{"#text": x}` and `{"#attributes": ...}` as the element itself and NAME_ATTRIBUTE.
  void add_element(const std::string& name, const Json& value) {
    if (!value.is_object()) return add(name, value);
    for (const auto& [key, inner] : value.items()) {
      if (key == "#text") {
        add(name, inner);
      } else if (key == "#attributes" && inner.is_object()) {
        for (const auto& [attribute, text] : inner.items()) add(name + "_" + attribute, text);
      } else {
        add(key, inner.is_object() && inner.contains("#text") ? inner.at("#text") : inner);
      }
    }
  }
  [[nodiscard]] std::string first(std::string_view name) const {
    for (std::size_t i = 0; i < layout.fields.size(); ++i) {
      if (layout.fields[i] == name && !values[i].empty()) return values[i].front();
    }
    return {};
  }
};

std::optional<Timestamp> time_of(std::string_view text) {
  const auto year = part_of(text, TimePart::year), month = part_of(text, TimePart::month);
  const auto day = part_of(text, TimePart::day), hour = part_of(text, TimePart::hour);
  const auto minute = part_of(text, TimePart::minute);
  // Nanoseconds in 64 bits end in 2262 (core/timestamp.hpp).
  if (!hour || !minute || *year < 1970 || *year > 2200) return std::nullopt;
  std::string_view rest = text.substr(16);
  double seconds = 0;
  if (rest.starts_with(":")) {
    rest.remove_prefix(1);
    rest = rest.substr(0, rest.find_first_not_of("0123456789."));
    seconds = number_of(rest).value_or(0);
  }
  const std::chrono::sys_days date{std::chrono::year{*year} / *month / *day};
  const auto micros = std::chrono::microseconds{static_cast<std::int64_t>(seconds * 1e6 + 0.5)};
  return Timestamp{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} + micros;
}

Flat flat_windows(const Json& event) {
  Flat flat;
  flat.layout.source.product = "windows";
  for (const auto& [name, value] : event.at("System").items()) flat.add_element(name, value);
  for (const char* part : {"EventData", "UserData"}) {
    if (!event.contains(part)) continue;
    const Json& data = event.at(part);
    if (!data.is_object()) {
      if (!data.is_null()) flat.add("Data", data);
      continue;
    }
    for (const auto& [name, value] : data.items()) {
      if (name != "#attributes") flat.add_element(name, value);
    }
  }
  flat.layout.channel = flat.first("Channel");
  flat.layout.provider = flat.first("Provider_Name");
  flat.layout.event_id = flat.first("EventID");
  return flat;
}

Flat flat_other(const Json& event, const LogSource& source) {
  Flat flat;
  flat.layout.source = source;
  for (const auto& [name, value] : event.items()) flat.add(name, value);
  // Zeek's combined form says which log a line is of.
  if (const std::string log = flat.first("_path"); source == LogSource{} && !log.empty())
    flat.layout.source = {"wardwatch", "", log};
  return flat;
}

StoredEvent stored(Flat flat, LayoutTable& layouts, std::uint64_t id) {
  StoredEvent event;
  event.id = EventId{id};
  for (const char* name : {"TimeCreated_SystemTime", "UtcTime", "ts", "time", "timestamp"}) {
    const std::string text = flat.first(name);
    if (const auto time = time_of(text)) event.at = *time;
    else if (const auto number = number_of(text); number && *number >= 0 && *number < 7e9)
      event.at = Timestamp{Interval{static_cast<std::int64_t>(*number * 1e6) * 1'000}};
    else continue;
    break;
  }
  event.layout = &layouts.layout_of(flat.layout);
  event.values = std::move(flat.values);
  for (const auto& texts : event.values) event.views.emplace_back(texts.begin(), texts.end());
  return event;
}

/// Up to the bracket that closes the first one: a document of JSON, whatever follows it; 0 when it is too deep.
std::size_t length_of_document(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string) {
      if (c == '\\') ++at;
      else if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kDepthMax) return 0;
    } else if ((c == '}' || c == ']') && depth > 0 && --depth == 0) {
      return at + 1;
    }
  }
  return text.size();
}

Value value_of(const void* values, std::size_t field, std::string& /*scratch*/) {
  const auto& event = *static_cast<const StoredEvent*>(values);
  const auto& texts = event.views[field];
  if (texts.empty()) return {Value::Kind::null, {}, {}};
  return {Value::Kind::text, texts.front(), std::span{texts}.subspan(1)};
}

}  // namespace

const Layout& LayoutTable::layout_of(const Layout& wanted) {
  std::string key;
  const auto add = [&](std::string_view text) { key.append(text).push_back('\0'); };
  for (const std::string* text : {&wanted.source.product, &wanted.source.category, &wanted.source.service,
                                  &wanted.channel, &wanted.provider, &wanted.event_id})
    add(*text);
  for (const std::string& field : wanted.fields) add(field);
  const auto found = by_key_.find(key);
  if (found != by_key_.end()) return *found->second;
  Layout& made = layouts_.emplace_back(wanted);
  made.id = layouts_.size();
  by_key_.emplace(std::move(key), &made);
  return made;
}

Event StoredEvent::view() const noexcept { return {layout, id, at, this, &value_of}; }

Result<std::vector<StoredEvent>> read_json_events(std::string_view text, const LogSource& source,
                                                  LayoutTable& layouts) {
  std::vector<StoredEvent> events;
  if (text.size() > kJsonMaxBytes) return fail("the file is larger than 256 MiB");
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto take = [&](const Json& one) {
    if (!one.is_object()) return;
    const Json& event = one.contains("Event") && one.at("Event").is_object() ? one.at("Event") : one;
    const bool is_windows = event.contains("System") && event.at("System").is_object();
    events.push_back(stored(is_windows ? flat_windows(event) : flat_other(event, source), layouts, events.size() + 1));
  };
  // One document, or one after the other, with or without line breaks inside.
  std::size_t at = text.find_first_not_of(" \t\r\n");
  while (at != std::string_view::npos) {
    const std::size_t length = length_of_document(text.substr(at));
    if (length == 0)
      return fail("event " + std::to_string(events.size() + 1) + " is more than " + std::to_string(kDepthMax) +
                  " deep");
    const Json json = Json::parse(text.substr(at, length), nullptr, false);
    if (json.is_discarded()) return fail("event " + std::to_string(events.size() + 1) + " is no JSON");
    if (json.is_array()) {
      for (const Json& one : json) take(one);
    } else {
      take(json);
    }
    at = text.find_first_not_of(" \t\r\n", at + length);
  }
  return events;
}

}  // namespace wardwatch::detect::sigma
