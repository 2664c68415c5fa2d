#include "detect/event_log/event_log.hpp"

#include <doctest/doctest.h>

#include "detect/common/testing.hpp"
#include "detect/event_log/sequence.hpp"

using namespace wardwatch;
using namespace wardwatch::detect;
using testing::Bench;
using testing::named;

namespace {

record::WindowsEvent event(std::uint64_t number) {
  record::WindowsEvent row;
  row.computer = "ws1";
  row.channel = "Security";
  row.provider = "Microsoft-Windows-Security-Auditing";
  row.event_id = 4624;
  row.record_id = number;
  return row;
}

/// The findings of one analytic on the record numbers `from` to `to` but for some, one a second.
std::vector<record::Finding> read(std::string_view analytic, std::uint64_t from, std::uint64_t to,
                                  std::initializer_list<std::uint64_t> without) {
  Bench bench{named(event_log::kDetectors, analytic)};
  for (std::uint64_t number = from; number <= to; ++number) {
    if (std::find(without.begin(), without.end(), number) == without.end())
      bench.event(static_cast<double>(number), event(number));
  }
  return bench.end();
}

}  // namespace

TEST_CASE("records cut out of the middle of a log are a finding that names them") {
  const auto findings = read("event-records-missing", 100, 400, {200, 201, 202, 300});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].summary.find("4 are missing between them: 200 to 202, 300.") != std::string::npos);
  CHECK(findings[0].count == 4);
}

TEST_CASE("a log without gaps, and one that is a selection, are no finding") {
  CHECK(read("event-records-missing", 100, 400, {}).empty());
  Bench bench{named(event_log::kDetectors, "event-records-missing")};
  for (std::uint64_t number = 1; number < 2000; number += 5) bench.event(static_cast<double>(number), event(number));
  CHECK(bench.end().empty());
}

TEST_CASE("numbers that come late fill the gap that they left") {
  event_log::Sequence sequence;
  for (const std::uint64_t number : {1U, 2U, 6U, 4U, 3U, 5U, 7U}) sequence.add(number, Timestamp{});
  CHECK(sequence.gaps().empty());
  CHECK(sequence.missing() == 0);
}

TEST_CASE("a cleared log is a finding that names who did it") {
  Bench bench{named(event_log::kDetectors, "event-log-cleared")};
  record::WindowsEvent row = event(1);
  row.provider = "Microsoft-Windows-Eventlog";
  row.event_id = 1102;
  const std::vector<record::NamedText> data{{"SubjectUserName", "mallory"}, {"SubjectDomainName", "CLINIC"}};
  row.data = data;
  bench.event(5, row);
  const auto findings = bench.end();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].summary == "The log Security of ws1 was cleared 1 time, last by CLINIC\\mallory.");
  CHECK(findings[0].severity == record::Severity::high);
}

TEST_CASE("the same number of another provider clears nothing") {
  Bench bench{named(event_log::kDetectors, "event-log-cleared")};
  record::WindowsEvent row = event(1);
  row.event_id = 1102;
  bench.event(5, row);
  CHECK(bench.end().empty());
}

TEST_CASE("numbers that run against the time are a finding, a moment of disorder is none") {
  Bench bench{named(event_log::kDetectors, "event-clock-changed")};
  for (std::uint64_t number = 1; number <= 50; ++number) bench.event(3600 + double(number), event(number));
  CHECK(bench.end().empty());
  Bench back{named(event_log::kDetectors, "event-clock-changed")};
  for (std::uint64_t number = 51; number <= 60; ++number) back.event(double(number), event(number));
  for (std::uint64_t number = 1; number <= 50; ++number) back.event(3600 + double(number), event(number));
  const auto findings = back.end();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].summary.find("lower record number") != std::string::npos);
  Bench disorder{named(event_log::kDetectors, "event-clock-changed")};
  for (const std::uint64_t number : {1U, 2U, 4U, 3U, 5U}) disorder.event(double(number), event(number));
  CHECK(disorder.end().empty());
}
