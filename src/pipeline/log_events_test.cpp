#include "pipeline/log_events.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "detect/sigma/windows_events.hpp"
#include "eventlog/log_file.hpp"
#include "eventlog/record_maker.hpp"
#include "eventlog/testing/log_builder.hpp"

namespace wardwatch::pipeline {
namespace {

namespace fs = std::filesystem;
using eventlog::testing::ChunkBuilder;
using eventlog::testing::EventSpec;
using eventlog::testing::Typed;

constexpr detect::sigma::EventId kId{1};

/// A field's values, and whether there are any.
std::vector<std::string> shown(const detect::sigma::Event& event, std::size_t field, std::string& scratch) {
  const detect::sigma::Value value = event.value_at(event.values, field, scratch);
  std::vector<std::string> all{std::to_string(static_cast<int>(value.kind)), std::string{value.text}};
  for (const std::string_view more : value.more) all.emplace_back(more);
  return all;
}

/// Holds what rules see of an event in the log against what they see of its record; returns how many fields it has.
class Comparison {
 public:
  std::size_t compare(const eventlog::Event& event) {
    batch_ = record::Batch<record::WindowsEvent>{};
    maker_.make(event, {SourceId{0}, 0}, batch_);
    const detect::sigma::Event of_log = log_.event_of(event, kId);
    const detect::sigma::Event of_record = records_.event_of(batch_.rows().front(), kId);
    REQUIRE(of_log.layout->fields == of_record.layout->fields);
    CHECK(of_log.layout->channel == of_record.layout->channel);
    CHECK(of_log.layout->provider == of_record.layout->provider);
    CHECK(of_log.layout->event_id == of_record.layout->event_id);
    CHECK(of_log.at == of_record.at);
    for (std::size_t field = 0; field < of_log.layout->fields.size(); ++field) {
      std::string scratch, other;
      INFO(of_log.layout->fields[field]);
      REQUIRE(shown(of_log, field, scratch) == shown(of_record, field, other));
    }
    return of_log.layout->fields.size();
  }

 private:
  eventlog::RecordMaker maker_;
  record::Batch<record::WindowsEvent> batch_;
  LogEvents log_;
  detect::sigma::WindowsEvents records_;
};

}  // namespace

TEST_CASE("rules see the same of an event in a log as of its record") {
  EventSpec event;
  event.data = {{"TargetUserName", Typed::text("anna")},
                {"LogonType", Typed::number(eventlog::ValueType::uint32, 3U)},
                {"Data", Typed::text("one")},
                {"Data", Typed::text("two")},
                {"Status", Typed::number(eventlog::ValueType::hex32, 0xc000006dU)},
                {"Data", Typed::text("three")},
                {"Empty", Typed{}}};
  ChunkBuilder builder;
  builder.add(event);
  const std::string bytes = builder.bytes();
  eventlog::Chunk chunk;
  chunk.open(as_bytes(bytes));
  eventlog::Event read;
  REQUIRE(chunk.next(read));
  Comparison comparison;
  CHECK(comparison.compare(read) == detect::sigma::kSystemValueCount + 5);
}

TEST_CASE("rules see the same of every event of the corpus") {
  const char* corpus = std::getenv("WARDWATCH_CORPUS");
  const fs::path logs = fs::path{corpus != nullptr ? corpus : ""} / "evtx";
  if (corpus == nullptr || !fs::exists(logs)) {
    MESSAGE("skipped: no event logs; set WARDWATCH_CORPUS");
    return;
  }
  Comparison comparison;
  std::size_t events = 0, fields = 0;
  for (const auto& entry : fs::recursive_directory_iterator{logs}) {
    if (entry.path().extension() != ".evtx") continue;
    auto file = eventlog::LogFile::open(entry.path(), {.carve = true});
    if (!file) continue;
    INFO(entry.path().string());
    for (eventlog::Event event; file->next(event); ++events) fields += comparison.compare(event);
  }
  MESSAGE(events << " events, " << fields << " fields, all the same");
  CHECK(events > 11'000);
}

}  // namespace wardwatch::pipeline
