#include "detect/sigma/json_event.hpp"

#include <doctest/doctest.h>

namespace wardwatch::detect::sigma {

TEST_CASE("System's elements and attributes, EventData and UserData become fields (section Field Usage)") {
  LayoutTable layouts;
  const auto events = read_json_events(
      R"({"Event": {"System": {"Provider": {"#attributes": {"Name": "P"}}, "EventID": {"#text": 5, "#attributes": {"Qualifiers": 0}},
          "Channel": "C", "TimeCreated": {"#attributes": {"SystemTime": "2026-01-02T03:04:05.5Z"}}},
          "UserData": {"EventXML": {"Param1": "x", "Param2": null}}}})",
      {}, layouts);
  REQUIRE(events.has_value());
  const Layout& layout = *events->front().layout;
  CHECK(layout.provider == "P");
  CHECK(layout.channel == "C");
  CHECK(layout.event_id == "5");
  CHECK(layout.fields == std::vector<std::string>{"Provider_Name", "EventID", "EventID_Qualifiers", "Channel",
                                                  "TimeCreated_SystemTime", "Param1", "Param2"});
  CHECK(rfc3339(events->front().at) == "2026-01-02T03:04:05.500000Z");
}

TEST_CASE("events of one kind share a layout, in lists and one after the other") {
  LayoutTable layouts;
  const auto events = read_json_events(R"([{"a": 1}, {"a": "}{"}] {"a": [3]} {"b": 4})", {"test", "", ""}, layouts);
  REQUIRE(events.has_value());
  REQUIRE(events->size() == 4);
  CHECK((*events)[0].layout == (*events)[2].layout);
  CHECK((*events)[0].layout != (*events)[3].layout);
}

TEST_CASE("a line that names its log, as Zeek's combined form does, is an event of that log unless a source is given") {
  LayoutTable layouts;
  const std::string line = R"({"_path": "rdp", "id.orig_h": "203.0.113.9"})";
  CHECK(read_json_events(line, {}, layouts)->front().layout->source == LogSource{"wardwatch", "", "rdp"});
  CHECK(read_json_events(line, {"test", "", ""}, layouts)->front().layout->source == LogSource{"test", "", ""});
}

TEST_CASE("what is no JSON, or nested without end, is an error with the event's number") {
  LayoutTable layouts;
  CHECK(read_json_events("{\"a\": 1} {oops}", {}, layouts).error().what == "event 2 is no JSON");
  CHECK(read_json_events(std::string(100'000, '['), {}, layouts).error().what == "event 1 is more than 32 deep");
}

}  // namespace wardwatch::detect::sigma
