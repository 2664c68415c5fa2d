#include "eventlog/record_maker.hpp"

#include <doctest/doctest.h>

#include "eventlog/chunk.hpp"
#include "eventlog/testing/log_builder.hpp"
#include "record/event_content.hpp"

using namespace wardwatch;
using namespace wardwatch::eventlog;
using testing::ChunkBuilder;
using testing::EventSpec;
using testing::Typed;

namespace {

constexpr EventPlace kPlace{SourceId{3}, 4096};

record::Batch<record::WindowsEvent> made(const std::vector<EventSpec>& events, EventPlace place = kPlace) {
  ChunkBuilder builder;
  for (const EventSpec& event : events) builder.add(event);
  const std::string bytes = builder.bytes();
  record::Batch<record::WindowsEvent> batch;
  Chunk chunk;
  chunk.open(as_bytes(bytes));
  RecordMaker maker;
  for (Event event; chunk.next(event);) maker.make(event, place, batch);
  return batch;
}

EventSpec logon() {
  EventSpec event;
  event.number = 9;
  event.data = {{"TargetUserName", Typed::text("anna")}, {"LogonType", Typed::number(ValueType::uint32, 3U)}};
  return event;
}

}  // namespace

TEST_CASE("a record has the event's fields, its data as text, and where it stands") {
  const auto batch = made({logon()});
  const record::WindowsEvent& row = batch.rows().at(0);
  CHECK(rfc3339(row.at.ts) == "2019-04-17T18:40:00.000000Z");
  CHECK(row.at.source == SourceId{3});
  CHECK(row.at.offset_bytes == 4096 + 512);
  CHECK(row.computer == "ws1.clinic.example");
  CHECK(row.channel == "Security");
  CHECK(row.event_id == 4624);
  CHECK(row.record_id == 9);
  CHECK(row.process_id == 600);
  CHECK_FALSE(row.user_sid.has_value());
  CHECK_FALSE(row.condition.has_value());
  CHECK(row.data_element == "EventData");
  REQUIRE(row.data.size() == 2);
  CHECK(row.data[1].name == "LogonType");
  CHECK(row.data[1].value == "3");
}

TEST_CASE("a collected event belongs to the computer that it happened on") {
  EventSpec collected = logon();
  collected.number = 40'000;  // Of the collector's log.
  collected.record_id = 9;
  collected.computer = "dc2.clinic.example";
  const auto batch = made({collected});
  CHECK(batch.rows()[0].computer == "dc2.clinic.example");
  CHECK(batch.rows()[0].record_id == 9);
  CHECK(batch.rows()[0].log_record == 40'000);
}

TEST_CASE("the same event has the same uid wherever it stands, another one has another") {
  EventSpec copy = logon(), other = logon();
  copy.number = 500;
  copy.record_id = 9;
  other.data[0].second = Typed::text("bert");
  const auto original = made({logon()}), copied = made({other, copy}, {SourceId{7}, 69632});
  CHECK(copied.rows()[1].at.uid == original.rows()[0].at.uid);
  CHECK(record::is_same_event(copied.rows()[1], original.rows()[0]));
  CHECK_FALSE(copied.rows()[0].at.uid == original.rows()[0].at.uid);
}

TEST_CASE("text that a collector adds makes no other event of it") {
  EventSpec rendered = logon();
  rendered.data.push_back({"RenderingInfo.Message", Typed::text("An account was logged on.")});
  const auto original = made({logon()}), collected = made({rendered});
  CHECK(record::is_same_event(collected.rows()[0], original.rows()[0]));
}

TEST_CASE("a list is as many values as it has items") {
  EventSpec event;
  event.data = {
      {"Names", Typed{ValueType::utf16,
                      testing::utf16("a") + std::string(2, '\0') + testing::utf16("b") + std::string(2, '\0'), true}}};
  const auto batch = made({event});
  REQUIRE(batch.rows()[0].data.size() == 2);
  CHECK(batch.rows()[0].data[1].name == "Names");
  CHECK(batch.rows()[0].data[1].value == "b");
}

TEST_CASE("an event of a thousand values more than are kept is cut, and that is counted") {
  std::string items;
  for (int i = 0; i < 3000; ++i) items += "x" + std::string(1, '\0');
  EventSpec event;
  event.data = {{"Many", Typed{ValueType::ansi, items, true}}};
  ChunkBuilder builder;
  builder.add(event);
  const std::string bytes = builder.bytes();
  Chunk chunk;
  chunk.open(as_bytes(bytes));
  record::Batch<record::WindowsEvent> batch;
  RecordMaker maker;
  Event read;
  REQUIRE(chunk.next(read));
  maker.make(read, kPlace, batch);
  CHECK(batch.rows()[0].data.size() == 1024);
  CHECK(maker.cut_count() == 3000 - 1024);
}
