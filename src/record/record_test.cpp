#include <doctest/doctest.h>

#include <set>
#include <string>

#include "record/incident.hpp"
#include "record/json.hpp"
#include "record/wire.hpp"

using namespace wardwatch;
using namespace wardwatch::record;

namespace {

Rdp& sample(Batch<Rdp>& batch) {
  Rdp& row = batch.add();
  row.at.ts = timestamp_of(5, 123'456'789);
  row.at.uid = Uid{"Cabc"};
  row.at.orig_h = IpAddress::v4(0xcb007142);
  row.at.resp_h = *IpAddress::parse("2001:db8::1");
  row.cookie = batch.keep("a\"b\xff\xc3\xa4");
  row.client_channels = batch.keep_list(std::vector<std::string>{"rdpdr", "cliprdr"});
  row.duration = Interval{1'500'000'000};
  row.rdp_outcome = "logon-failed";
  return row;
}

template <Record R>
std::string json(const R& row, TimeStyle style = TimeStyle::seconds) {
  std::string out;
  append_json(out, row, style);
  return out;
}

}  // namespace

TEST_CASE("a row is one flat JSON object, unset optionals left out, bytes that are not UTF-8 written out") {
  Batch<Rdp> batch;
  const std::string text = json(sample(batch));
  CHECK(text.starts_with(
      R"({"ts":5.123456,"uid":"Cabc","id.orig_h":"203.0.113.66","id.orig_p":0,"id.resp_h":"2001:db8::1")"));
  CHECK(text.find("\"cookie\":\"a\\\"b\\\\xff\xc3\xa4\"") != std::string::npos);
  CHECK(text.find(R"("client_channels":["rdpdr","cliprdr"])") != std::string::npos);
  CHECK(text.find("\"duration\":1.500000") != std::string::npos);
  CHECK(text.find("keyboard_layout") == std::string::npos);
}

TEST_CASE("the binary form gives back the same row") {
  Batch<Rdp> batch;
  const Rdp& row = sample(batch);
  std::string wire;
  encode(wire, row);
  Batch<Rdp> again;
  Reader in{as_bytes(wire)};
  REQUIRE(decode(in, again));
  CHECK(in.empty());
  CHECK(json(again.rows()[0]) == json(row));
}

TEST_CASE("every proper prefix of the binary form is refused") {
  Batch<Rdp> batch;
  std::string wire;
  encode(wire, sample(batch));
  for (std::size_t length = 0; length < wire.size(); ++length) {
    Batch<Rdp> again;
    Reader in{as_bytes(std::string_view{wire}.substr(0, length))};
    CHECK_FALSE(decode(in, again));
    CHECK(again.rows().empty());
  }
}

TEST_CASE("an incident without patients says null, and times are RFC 3339") {
  Incident incident;
  incident.first_seen = timestamp_of(0, 0);
  const std::string text = json(incident, TimeStyle::rfc3339);
  CHECK(text.find("\"patients_at_risk\":null") != std::string::npos);
  CHECK(text.find("\"first_seen\":\"1970-01-01T00:00:00.000000Z\"") != std::string::npos);
}

TEST_CASE("a map is an object, in which a name that comes again has a number behind it that no name has") {
  Batch<WindowsEvent> batch;
  WindowsEvent& row = batch.add();
  const std::vector<NamedText> items{{"Data", "a"}, {"Data_1", "b"}, {"Data", "c"}, {"Data", "pwd=x"}, {"", "e"}};
  row.data = batch.keep_map(items);
  const std::string text = json(row);
  CHECK(text.find(R"("data":{"Data":"a","Data_1":"b","Data_2":"c","Data_3":"pwd={redacted:password}","":"e"})") !=
        std::string::npos);
}

TEST_CASE("an event's binary form gives back the same event, and no prefix of it does") {
  Batch<WindowsEvent> batch;
  WindowsEvent& row = batch.add();
  row.computer = batch.keep("ws1");
  row.event_id = 4624;
  row.record_id = 7;
  const std::vector<NamedText> items{{"LogonType", "10"}, {"Data", ""}};
  row.data = batch.keep_map(items);
  std::string wire;
  encode(wire, row);
  Batch<WindowsEvent> again;
  Reader in{as_bytes(wire)};
  REQUIRE(decode(in, again));
  CHECK(json(again.rows()[0]) == json(row));
  for (std::size_t length = 0; length < wire.size(); ++length) {
    Batch<WindowsEvent> none;
    Reader cut{as_bytes(std::string_view{wire}.substr(0, length))};
    CHECK_FALSE(decode(cut, none));
  }
}

namespace {

template <class T>
void check_unique(std::string_view log, const std::vector<T>& all) {
  std::set<T> seen;
  for (const T& one : all) CHECK_MESSAGE(seen.insert(one).second, log, " has twice: ", one);
}

}  // namespace

TEST_CASE("field ids and names are unique within a record") {
  for_each_record([]<class R>(std::type_identity<R>) {
    // What is checked is collected first: an assertion in here would be compiled for each of hundreds of fields.
    std::vector<int> ids;
    std::vector<std::string_view> names;
    bool meanings_are_there = true;
    for_each_column<R>([&](const auto& field, auto) {
      ids.push_back(field.id);
      names.push_back(field.name);
      meanings_are_there = meanings_are_there && !field.meaning.empty();
    });
    check_unique(schema_of<R>.log, ids);
    check_unique(schema_of<R>.log, names);
    CHECK(meanings_are_there);
  });
}

namespace {

Datastore& sample_store(Batch<Datastore>& batch) {
  Datastore& row = batch.add();
  row.at.uid = Uid{"Sabc"};
  row.path = batch.keep("share/a.mdb");
  row.kind = "access";
  row.protection = "none";
  row.exposure = "everyone";
  const std::vector<DatastoreColumn> columns{{"LName", "name", "name, dictionary"}, {"Qty", "none", ""}};
  const std::vector<DatastoreTable> tables{{"People", 7, batch.keep_rows(std::span<const DatastoreColumn>{columns})},
                                           {"Empty", 0, {}}};
  row.tables = batch.keep_rows(std::span<const DatastoreTable>{tables});
  row.phi_classes = batch.keep_list(std::vector<std::string>{"name"});
  row.individuals = 7;
  row.declared = false;
  return row;
}

}  // namespace

TEST_CASE("a store's tables and columns come back from the binary form, and no prefix of it does") {
  Batch<Datastore> batch;
  const Datastore& row = sample_store(batch);
  std::string wire;
  encode(wire, row);
  {
    Batch<Datastore> again;
    Reader in{as_bytes(wire)};
    REQUIRE(decode(in, again));
    CHECK(in.empty());
    CHECK(json(again.rows()[0]) == json(row));
    CHECK(json(row).find(R"("tables":[{"name":"People","rows":7,"columns":[{"name":"LName","phi_class":"name",)") !=
          std::string::npos);
  }
  for (std::size_t length = 0; length < wire.size(); ++length) {
    Batch<Datastore> none;
    Reader cut{as_bytes(std::string_view{wire}.substr(0, length))};
    CHECK_FALSE(decode(cut, none));
    CHECK(none.rows().empty());
  }
}
