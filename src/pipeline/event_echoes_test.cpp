#include "pipeline/event_echoes.hpp"

#include <doctest/doctest.h>

namespace wardwatch::pipeline {
namespace {

record::WindowsEvent event(std::uint32_t source, std::uint64_t number, std::uint64_t milliseconds) {
  record::WindowsEvent row;
  row.at.ts = timestamp_of(1'700'000'000 + milliseconds / 1000, milliseconds % 1000 * 1'000'000);
  row.at.source = SourceId{source};
  row.computer = "ts01.clinic.example";
  row.channel = "Security";
  row.event_id = 4624;
  row.record_id = number;
  return row;
}

record::WindowsEvent exported(std::uint32_t source, std::uint64_t number, std::uint64_t milliseconds) {
  record::WindowsEvent row = event(source, number, milliseconds);
  row.condition = "exported";
  return row;
}

}  // namespace

TEST_CASE("an event of a log and of an export of it is one, whichever comes first") {
  EventEchoes echoes;
  CHECK_FALSE(echoes.is_echo(exported(1, 7, 100)));
  CHECK(echoes.is_echo(event(0, 7, 101)));
  CHECK_FALSE(echoes.is_echo(event(0, 8, 200)));
  CHECK(echoes.is_echo(exported(1, 8, 200)));
  CHECK(echoes.is_echo(exported(2, 8, 900)));
}

TEST_CASE("other numbers, computers and kinds of events are other events, and so are two logs without an export") {
  EventEchoes echoes;
  CHECK_FALSE(echoes.is_echo(exported(1, 7, 100)));
  CHECK_FALSE(echoes.is_echo(event(0, 8, 100)));
  auto elsewhere = event(0, 7, 100);
  elsewhere.computer = "ts02.clinic.example";
  CHECK_FALSE(echoes.is_echo(elsewhere));
  auto other = event(0, 7, 100);
  other.event_id = 4625;
  CHECK_FALSE(echoes.is_echo(other));
  CHECK_FALSE(echoes.is_echo(event(3, 9, 300)));
  CHECK_FALSE(echoes.is_echo(event(4, 9, 300)));
}

TEST_CASE("the same number again after the log was cleared is another event, and so is one without a number") {
  EventEchoes echoes;
  CHECK_FALSE(echoes.is_echo(exported(1, 7, 100)));
  CHECK_FALSE(echoes.is_echo(event(0, 99, 5'000)));
  CHECK_FALSE(echoes.is_echo(event(0, 7, 60'000)));
  auto unnumbered = exported(1, 0, 61'000);
  unnumbered.record_id.reset();
  CHECK_FALSE(echoes.is_echo(unnumbered));
  CHECK_FALSE(echoes.is_echo(unnumbered));
}

}  // namespace wardwatch::pipeline
