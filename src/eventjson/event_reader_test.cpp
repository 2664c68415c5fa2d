#include "eventjson/event_reader.hpp"

#include <doctest/doctest.h>

#include "core/text_time.hpp"

using namespace wardwatch;
using namespace wardwatch::eventjson;

namespace {

constexpr std::string_view kDumped =
    R"({"Event":{"#attributes":{"xmlns":"x"},"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Security-Auditing","Guid":"54849625-5478-4994-a5ba-3e3b0328c30d"}},"EventID":4624,"Version":2,"Level":0,"Task":12544,"Opcode":0,"Keywords":"0x8020000000000000","TimeCreated":{"#attributes":{"SystemTime":"2020-08-05T07:48:17.592123Z"}},"EventRecordID":318731,"Correlation":null,"Execution":{"#attributes":{"ProcessID":640,"ThreadID":4452}},"Channel":"Security","Computer":"TS01.clinic.example","Security":null},"EventData":{"TargetUserName":"backup","LogonType":10,"IpAddress":"203.0.113.66"}}})";
constexpr std::string_view kBeat =
    R"({"@timestamp":"2020-08-05T07:48:17.592Z","log":{"level":"information"},"winlog":{"channel":"Security","provider_name":"Microsoft-Windows-Security-Auditing","event_id":"4624","computer_name":"TS01.clinic.example","record_id":318731,"process":{"pid":640,"thread":{"id":4452}},"event_data":{"TargetUserName":"backup","LogonType":"10"}}})";
constexpr std::string_view kOldBeat =
    R"({"@timestamp":"2018-08-05T07:48:17.592Z","log_name":"Security","source_name":"Microsoft-Windows-Security-Auditing","event_id":4625,"computer_name":"TS01","record_number":"12","process_id":640,"event_data":{"TargetUserName":"backup"}})";
constexpr std::string_view kFlat =
    R"({"EventTime":"2020-08-05 03:48:17","EventReceivedTime":"2020-08-05 03:48:20","@timestamp":"2020-08-05T07:48:20.606Z","Hostname":"TS01.clinic.example","Channel":"Security","SourceName":"Microsoft-Windows-Security-Auditing","EventID":4624,"RecordNumber":9,"Keywords":-9214364837600034816,"UserID":"S-1-5-18","TargetUserName":"backup","Message":"long","host":"collector","port":1})";

struct Read {
  record::Batch<record::WindowsEvent> batch;
  ReadStatus status;
};

/// In pieces of `piece_bytes`, as a stream comes.
Read read(std::string_view text, std::size_t piece_bytes = 7) {
  Bytes rest = as_bytes(text);
  EventReader reader{[&] {
                       const Bytes piece = rest.first(std::min(piece_bytes, rest.size()));
                       rest = rest.subspan(piece.size());
                       return piece;
                     },
                     SourceId{3}};
  Read result;
  while (reader.next(result.batch)) {
  }
  result.status = reader.status();
  return result;
}

std::string_view value(const record::WindowsEvent& row, std::string_view name) {
  for (const record::NamedText& item : row.data) {
    if (item.name == name) return item.value;
  }
  return "(missing)";
}

}  // namespace

TEST_CASE("evtx_dump's form gives what the log gives") {
  const Read got = read(kDumped);
  REQUIRE(got.batch.rows().size() == 1);
  const record::WindowsEvent& row = got.batch.rows()[0];
  CHECK(rfc3339(row.at.ts) == "2020-08-05T07:48:17.592123Z");
  CHECK(row.computer == "TS01.clinic.example");
  CHECK(row.channel == "Security");
  CHECK(row.provider == "Microsoft-Windows-Security-Auditing");
  CHECK(row.provider_guid == "{54849625-5478-4994-A5BA-3E3B0328C30D}");
  CHECK(row.event_id == 4624);
  CHECK(row.record_id == 318731);
  CHECK(row.keywords == "0x8020000000000000");
  CHECK(row.process_id == 640);
  CHECK(row.data_element == "EventData");
  CHECK(value(row, "LogonType") == "10");
  CHECK(row.condition == "exported");
  CHECK(row.at.source.value == 3);
}

TEST_CASE("attributes apart, unnamed data, and data below an element of UserData") {
  const Read got = read(
      R"({"Event":{"System":{"Provider_attributes":{"Name":"P"},"EventID_attributes":{"Qualifiers":16384},"EventID":7036,"TimeCreated_attributes":{"SystemTime":"2020-08-05T07:48:17Z"},"Channel":"System","Computer":"A"},"EventData":{"Data":{"#text":["one","two"]},"Binary":null}}}
{"Event":{"System":{"EventID":{"#text":104,"#attributes":{"Qualifiers":1}},"TimeCreated":{"#attributes":{"SystemTime":"2020-08-05T07:48:17Z"}},"Channel":"System","Computer":"A"},"UserData":{"LogFileCleared":{"#attributes":{"xmlns":"y"},"SubjectUserName":"eve","Inner":{"Deep":1}}}}})");
  REQUIRE(got.batch.rows().size() == 2);
  const record::WindowsEvent& first = got.batch.rows()[0];
  CHECK(first.provider == "P");
  CHECK(first.qualifiers == 16384);
  REQUIRE(first.data.size() == 3);
  CHECK(first.data[1].value == "two");
  const record::WindowsEvent& second = got.batch.rows()[1];
  CHECK(second.event_id == 104);
  CHECK(second.data_element == "LogFileCleared");
  CHECK(value(second, "SubjectUserName") == "eve");
  CHECK(value(second, "Inner.Deep") == "1");
}

TEST_CASE("Winlogbeat's forms, old and new, alone and as a hit of a search") {
  const std::string hit = R"({"_index":"x","_source":)" + std::string{kBeat} + "}";
  for (const std::string& text : {std::string{kBeat}, hit}) {
    const Read got = read(text);
    REQUIRE(got.batch.rows().size() == 1);
    const record::WindowsEvent& row = got.batch.rows()[0];
    CHECK(row.event_id == 4624);
    CHECK(row.level == 4);
    CHECK(row.thread_id == 4452);
    CHECK(value(row, "LogonType") == "10");
  }
  const Read old = read(kOldBeat);
  REQUIRE(old.batch.rows().size() == 1);
  CHECK(old.batch.rows()[0].record_id == 12);
  CHECK(old.batch.rows()[0].channel == "Security");
}

TEST_CASE("the flat form: envelope and data apart, and the zone from when it was received") {
  const Read got = read(kFlat);
  REQUIRE(got.batch.rows().size() == 1);
  const record::WindowsEvent& row = got.batch.rows()[0];
  CHECK(rfc3339(row.at.ts) == "2020-08-05T07:48:17.000000Z");
  CHECK(got.status.zones_assumed == 0);
  CHECK(row.keywords == "0x8020000000000000");
  CHECK(row.user_sid == "S-1-5-18");
  REQUIRE(row.data.size() == 1);
  CHECK(value(row, "TargetUserName") == "backup");
  const std::string sysmon =
      R"({"TimeCreated":"2020-10-18 07:50:06.220","UtcTime":"2020-10-18 23:50:06.219","EventID":1,"Channel":"S","Hostname":"A"})";
  CHECK(rfc3339(read(sysmon).batch.rows().at(0).at.ts) == "2020-10-18T23:50:06.220000Z");
  CHECK(learn_shift(as_bytes(sysmon)) == std::chrono::hours{16});
  CHECK_FALSE(learn_shift(as_bytes(kDumped)));
  const Read alone =
      read(R"({"TimeCreated":"2020-10-18 07:50:06.220","EventID":1,"Channel":"Security","Hostname":"A"})");
  CHECK(alone.status.events == 1);
  CHECK(alone.status.zones_assumed == 1);
}

TEST_CASE("a list, lines, documents over several lines; whatever the pieces") {
  const std::string dumped{kDumped};
  std::string pretty = dumped;
  pretty.insert(pretty.find("\"System\""), "\n    ");
  for (const std::string& text : {dumped + "\r\n" + dumped + "\n", "[" + dumped + "," + dumped + "]",
                                  "\xEF\xBB\xBF[\n  " + pretty + ",\n  " + pretty + "\n]", dumped + dumped}) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{64}, text.size()}) {
      const Read got = read(text, piece);
      CHECK(got.status.events == 2);
      CHECK(got.status.faulty == 0);
    }
  }
}

TEST_CASE("one broken document costs only itself, and is named by its place") {
  const std::string dumped{kDumped};
  const Read cut = read(dumped.substr(0, 300) + "\n" + dumped + "\n");
  CHECK(cut.status.events == 1);
  CHECK(cut.status.faulty == 1);
  CHECK(cut.status.first_fault == "the document at byte 0 ends in the middle");
  const Read noise = read("garbage\n" + dumped + "\n{\"a\":tru}\n" + dumped + "\n{\"b\":1}\n" + dumped.substr(0, 90));
  CHECK(noise.status.events == 2);
  CHECK(noise.status.faulty == 4);
  const Read deep = read(std::string(100, '{') + "\n" + dumped);
  CHECK(deep.status.events == 1);
  std::string wide = "{";
  for (int i = 0; i < 5000; ++i) wide += "\"a" + std::to_string(i) + "\":1,";
  CHECK(read(wide + "\n" + dumped, 4096).status.events == 1);
  const Read large = read("{\"a\":\"" + std::string(kDocumentMaxBytes + 5, 'x') + "\"}\n" + dumped, 4096);
  CHECK(large.status.events == 1);
  CHECK(large.status.faulty == 1);
}

TEST_CASE("times") {
  const auto at = [](std::string_view text) {
    const auto time = read_time(text);
    return time ? rfc3339(time->time) + (time->has_zone ? "" : "?") : std::string{"-"};
  };
  CHECK(at("2020-08-05T07:48:17.5921234Z") == "2020-08-05T07:48:17.592123Z");
  CHECK(at("2020-08-05 07:48:17") == "2020-08-05T07:48:17.000000Z?");
  CHECK(at("2020-08-05 07:48:17.5 UTC") == "2020-08-05T07:48:17.500000Z");
  CHECK(at("2020-08-05T07:48:17-04:00") == "2020-08-05T11:48:17.000000Z");
  CHECK(at("2020-08-05T07:48:17+0530") == "2020-08-05T02:18:17.000000Z");
  for (const std::string_view wrong :
       {"", "2020", "2020-02-30 00:00:00", "2020-08-05T25:00:00Z", "1601-01-01T00:00:00Z", "2020-08-05T07:48:17x",
        "2020-08-05T07:48:17.Z", "+2020-8-05T07:48:17Z"})
    CHECK(at(wrong) == "-");
}

TEST_CASE("the form is told by the first document that has one") {
  CHECK(recognise(as_bytes(kDumped)) == Form::evtx_dump);
  CHECK(recognise(as_bytes("{\"x\":1}\n" + std::string{kBeat})) == Form::winlogbeat);
  CHECK(recognise(as_bytes(kFlat)) == Form::flat);
  CHECK(recognise(as_bytes(R"({"resourceType":"Patient"})")) == Form::none);
  CHECK(recognise({}) == Form::none);
}

TEST_CASE("UTF-16, as PowerShell writes it, reads like UTF-8") {
  const std::string text =
      std::string{kFlat} + "\n" +
      R"({"Hostname":"Zähler-🏥","Channel":"System","EventID":7045,"EventTime":"2020-08-05 03:48:17"})";
  const auto utf16 = [&](bool is_big, bool has_mark) {
    std::string out;
    const auto put = [&](std::uint32_t unit) {
      out.push_back(static_cast<char>(is_big ? unit >> 8U : unit & 0xffU));
      out.push_back(static_cast<char>(is_big ? unit & 0xffU : unit >> 8U));
    };
    if (has_mark) put(0xfeff);
    for (std::size_t at = 0; at < text.size();) {
      const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
      const std::size_t length = octet(0) < 0x80 ? 1 : octet(0) < 0xe0 ? 2 : octet(0) < 0xf0 ? 3 : 4;
      std::uint32_t point = length == 1 ? octet(0) : octet(0) & (0x7fU >> length);
      for (std::size_t i = 1; i < length; ++i) point = point << 6U | (octet(i) & 0x3fU);
      at += length;
      if (point < 0x10000) put(point);
      else put(0xd800 + ((point - 0x10000) >> 10U)), put(0xdc00 + ((point - 0x10000) & 0x3ffU));
    }
    return out;
  };
  for (const auto& [is_big, has_mark] : {std::pair{false, true}, {true, true}, {false, false}, {true, false}}) {
    const std::string bytes = utf16(is_big, has_mark);
    CHECK(recognise(as_bytes(bytes)) == Form::flat);
    for (const std::size_t piece_bytes : {1U, 2U, 3U, 7U, 4'096U}) {
      const Read got = read(bytes, piece_bytes);
      CHECK(got.status.faulty == 0);
      REQUIRE(got.batch.rows().size() == 2);
      CHECK(got.batch.rows()[0].computer == "TS01.clinic.example");
      CHECK(got.batch.rows()[1].computer == "Zähler-\U0001F3E5");
    }
  }
}
