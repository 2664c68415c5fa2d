#include "eventlog/chunk.hpp"

#include <doctest/doctest.h>

#include "eventlog/testing/log_builder.hpp"

using namespace wardwatch;
using namespace wardwatch::eventlog;
using testing::ChunkBuilder;
using testing::EventSpec;
using testing::put_at;
using testing::Typed;

namespace {

/// Everything of an event as text, so that a test can state it.
struct Told {
  std::uint64_t number = 0;
  Condition condition = Condition::whole;
  std::string error;
  std::string root;
  std::vector<std::pair<std::string, std::string>> fields;
  std::vector<std::string> system;

  [[nodiscard]] std::string of(SystemField field) const { return system[static_cast<std::size_t>(field)]; }
};

std::vector<Told> read(const std::string& bytes, bool carve = true) {
  Chunk chunk;
  chunk.open(as_bytes(bytes), carve);
  std::vector<Told> all;
  for (Event event; chunk.next(event);) {
    Told told{event.number, event.condition, {}, std::string{event.data_root}, {}, {}};
    if (event.error) told.error = event.error->field_name();
    for (const Event::Field& field : event.fields)
      told.fields.emplace_back(std::string{field.name}, text_of(field.value));
    for (std::size_t i = 0; i < kSystemFieldCount; ++i)
      told.system.push_back(text_of(event.of(static_cast<SystemField>(i))));
    all.push_back(told);
  }
  return all;
}

EventSpec logon(std::uint64_t number) {
  EventSpec event;
  event.number = number;
  event.filetime += number * 10'000'000;
  event.data = {{"TargetUserName", Typed::text("user" + std::to_string(number))},
                {"LogonType", Typed::number(ValueType::uint32, std::uint32_t{10})}};
  return event;
}

std::string chunk_of(std::uint64_t count) {
  ChunkBuilder builder;
  for (std::uint64_t i = 1; i <= count; ++i) builder.add(logon(i));
  return builder.bytes();
}

/// Where the record begins.
std::size_t place_of(const std::string& chunk, std::uint64_t number) {
  std::string signature{"\x2a\x2a\0\0", 4};
  std::size_t at = chunk.find(signature);
  for (std::uint64_t i = 1; i < number; ++i) at = chunk.find(signature, at + 1);
  return at;
}

}  // namespace

TEST_CASE("an event has System's fields in their places and its data by name") {
  EventSpec event = logon(7);
  event.user_sid = std::string{"\x01\x01\0\0\0\0\0\x05\x12\0\0\0", 12};
  ChunkBuilder builder;
  builder.add(event);
  const auto all = read(builder.bytes());
  REQUIRE(all.size() == 1);
  CHECK(all[0].error.empty());
  CHECK(all[0].of(SystemField::provider_name) == "Microsoft-Windows-Security-Auditing");
  CHECK(all[0].of(SystemField::event_id) == "4624");
  CHECK(all[0].of(SystemField::system_time) == "2019-04-17T18:40:07.0000000Z");
  CHECK(all[0].of(SystemField::record_id) == "7");
  CHECK(all[0].of(SystemField::process_id) == "600");
  CHECK(all[0].of(SystemField::channel) == "Security");
  CHECK(all[0].of(SystemField::computer) == "ws1.clinic.example");
  CHECK(all[0].of(SystemField::user_id) == "S-1-5-18");
  CHECK(all[0].root == "EventData");
  using Fields = std::vector<std::pair<std::string, std::string>>;
  CHECK(all[0].fields == Fields{{"TargetUserName", "user7"}, {"LogonType", "10"}});
}

TEST_CASE("data without a name is called Data, in order; a null value is there and empty") {
  EventSpec event;
  event.data = {{"", Typed::text("one")}, {"", Typed::text("two")}, {"Gone", Typed{}}};
  ChunkBuilder builder;
  builder.add(event);
  using Fields = std::vector<std::pair<std::string, std::string>>;
  CHECK(read(builder.bytes()).at(0).fields == Fields{{"Data", "one"}, {"Data", "two"}, {"Gone", ""}});
}

TEST_CASE("elements of UserData are called by their names below the first one") {
  EventSpec event;
  event.user_data_root = "LogFileCleared";
  event.data = {{"SubjectUserName", Typed::text("mallory")}};
  ChunkBuilder builder;
  builder.add(event);
  const auto all = read(builder.bytes());
  CHECK(all.at(0).root == "LogFileCleared");
  CHECK(all.at(0).fields == std::vector<std::pair<std::string, std::string>>{{"SubjectUserName", "mallory"}});
}

TEST_CASE("every record is read with the template that the first one brought") {
  const auto all = read(chunk_of(50));
  REQUIRE(all.size() == 50);
  CHECK(all[49].fields[0].second == "user50");
}

TEST_CASE("what is wrong with checksums is said, and everything is read all the same") {
  std::string bytes = chunk_of(3);
  put_at(bytes, 52, std::uint32_t{1});
  Chunk chunk;
  chunk.open(as_bytes(bytes));
  CHECK(chunk.faults().records_checksum);
  CHECK(chunk.faults().header_checksum);
  CHECK(read(bytes).size() == 3);
  ChunkBuilder::seal(bytes);
  chunk.open(as_bytes(bytes));
  CHECK_FALSE(chunk.faults().records_checksum);
  CHECK_FALSE(chunk.faults().header_checksum);
}

TEST_CASE("records behind those that an open log counts are read") {
  std::string bytes = chunk_of(5);
  put_at(bytes, 32, std::uint64_t{3});
  put_at(bytes, 48, static_cast<std::uint32_t>(place_of(bytes, 4)));
  const auto all = read(bytes);
  REQUIRE(all.size() == 5);
  CHECK(all[4].condition == Condition::whole);
}

TEST_CASE("older records in the slack are read and marked, and left out when nobody wants them") {
  std::string bytes = chunk_of(5);
  put_at(bytes, 48, static_cast<std::uint32_t>(place_of(bytes, 4)));
  put_at(bytes, place_of(bytes, 4) + 8, std::uint64_t{777});
  auto all = read(bytes);
  REQUIRE(all.size() == 5);
  CHECK(all[3].condition == Condition::slack);
  CHECK(all[3].number == 777);
  CHECK(read(bytes, false).size() == 3);
}

TEST_CASE("a record whose size is zero does not hold the reader up: it is read up to the next one") {
  std::string bytes = chunk_of(5);
  put_at(bytes, place_of(bytes, 3) + 4, std::uint32_t{0});
  const auto all = read(bytes);
  REQUIRE(all.size() == 5);
  CHECK(all[2].condition == Condition::torn);
  CHECK(all[2].fields[0].second == "user3");
  CHECK(all[3].condition == Condition::whole);
}

TEST_CASE("bytes overwritten in the middle cost the records that they stood in, and no other") {
  std::string bytes = chunk_of(9);
  const std::size_t from = place_of(bytes, 4);
  bytes.replace(from, place_of(bytes, 6) - from, std::string(place_of(bytes, 6) - from, '\xff'));
  const auto all = read(bytes);
  REQUIRE(all.size() == 7);
  CHECK(all[2].number == 3);
  CHECK(all[3].number == 6);
  Chunk chunk;
  chunk.open(as_bytes(bytes));
  for (Event event; chunk.next(event);) {
  }
  CHECK(chunk.faults().damage_count == 1);
  CHECK(chunk.faults().first_damage == from);
}

TEST_CASE("a chunk without its header gives its records, as remains") {
  std::string bytes = chunk_of(4);
  bytes.replace(0, 512, std::string(512, '\0'));
  const auto all = read(bytes);
  REQUIRE(all.size() == 4);
  CHECK(all[0].condition == Condition::slack);
  CHECK(all[3].fields[0].second == "user4");
}

TEST_CASE("a template that something else was written over is not used: its id says so") {
  std::string bytes = chunk_of(2);
  const std::size_t definition = place_of(bytes, 1) + kRecordHeaderBytes + 4 + 10;
  put_at(bytes, definition + 4, std::uint32_t{0xbad});
  const auto all = read(bytes);
  REQUIRE(all.size() == 2);
  CHECK(all[0].error == "template_id");
  CHECK(all[1].error == "template_id");
  CHECK(all[1].fields.empty());
}

TEST_CASE("a name that something else was written over is not used: its hash says so") {
  std::string bytes = chunk_of(1);
  const std::size_t name = bytes.find(testing::utf16("LogonType"));
  bytes[name] = 'X';
  const auto all = read(bytes);
  REQUIRE(all.size() == 1);
  CHECK(all[0].of(SystemField::event_id) == "4624");
  CHECK(all[0].fields.size() == 2);  // The data's name is text of the template, and stands by itself.
  const std::size_t element = bytes.find(testing::utf16("Computer"));
  bytes[element] = 'X';
  CHECK(read(bytes).at(0).error == "name_hash");
}

TEST_CASE("substitutions that reach beyond their record are refused, and what stood before them is kept") {
  std::string bytes = chunk_of(2);
  const std::size_t second = place_of(bytes, 2);
  // Behind the header come the fragment's header, the instance's head, and the count: then the first size.
  const std::size_t descriptor = second + kRecordHeaderBytes + 4 + 10 + 4 + 6 * 4;
  put_at(bytes, descriptor, std::uint16_t{0xfff0});
  const auto all = read(bytes);
  REQUIRE(all.size() == 2);
  CHECK(all[1].error == "substitution_value");
  CHECK(all[1].of(SystemField::event_id) == "4624");
  CHECK(all[1].of(SystemField::computer).empty());
}

TEST_CASE("a template that holds an instance of itself comes to an end") {
  // The data's template is replaced by one whose whole content is an instance of that same template.
  std::string bytes = chunk_of(1);
  const std::size_t record = place_of(bytes, 1);
  const std::size_t inner = bytes.find(std::string{"\x0f\x01\x01\0\x0c\x01", 6}, record + kRecordHeaderBytes + 6);
  REQUIRE(inner != std::string::npos);
  const std::size_t definition = inner + 4 + 10;
  std::uint32_t id = 0;
  std::memcpy(&id, &bytes[definition + 4], 4);
  std::string content{"\x0f\x01\x01\0\x0c\x01", 6};
  testing::put(content, id);
  testing::put(content, static_cast<std::uint32_t>(definition));
  testing::put(content, std::uint32_t{0});
  bytes.replace(definition + kDefinitionHeaderBytes, content.size(), content);
  CHECK(read(bytes).size() == 1);
}

TEST_CASE("any prefix of a chunk is read without harm, and gives no more events than the whole") {
  const std::string bytes = chunk_of(6);
  for (std::size_t length = 0; length < place_of(bytes, 6) + 400; length += 3) {
    CHECK(read(bytes.substr(0, length)).size() <= 6);
  }
}

TEST_CASE("any byte overwritten leaves a chunk that is read without harm") {
  const std::string whole = chunk_of(3);
  for (std::size_t at = 0; at < place_of(whole, 3) + 200; ++at) {
    for (const char octet : {'\0', '\xff', '\x0c', '\x21'}) {
      std::string bytes = whole;
      bytes[at] = octet;
      CHECK(read(bytes).size() <= 4);
    }
  }
}
