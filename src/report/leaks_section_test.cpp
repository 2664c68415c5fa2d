#include <doctest/doctest.h>

#include "report/parts.hpp"

using namespace wardwatch;
using namespace wardwatch::report;

namespace {

Timestamp day(int days) { return Timestamp{std::chrono::days{days}}; }

record::Manifest manifest_of(std::string verdict) {
  record::Manifest manifest;
  record::LeakSummary leak;
  leak.sample = "sale/<b>sample</b>.csv";
  leak.store = "srv/clinic.mdb";
  leak.verdict = std::move(verdict);
  leak.people_in_sample = 400;
  leak.people_in_store = 5'000;
  leak.matched = 398;
  leak.matched_low = 397;
  leak.matched_high = 400;
  leak.expected_by_chance = 0.0625;
  leak.taken_after = day(16'616);
  leak.taken_before = day(16'618);
  manifest.leaks = {leak};
  manifest.leak_count = 1;
  return manifest;
}

bool has(const std::string& page, std::string_view text) { return page.find(text) != std::string::npos; }

}  // namespace

TEST_CASE("a sample of ours is told with its store, the whole loss and when it was copied") {
  const std::string page = leaks_section(manifest_of("from-store"));
  CHECK(has(page, "1 sample comes from 1 store of ours."));
  CHECK(has(page, "that concerns 5,000 people"));
  CHECK(has(page, "between 2015-06-30 and 2015-07-02"));
  CHECK(has(page, "398 of 400<br>397 to 400"));
  CHECK(has(page, "0.06"));
}

TEST_CASE("a sample that is not ours is told as that") {
  const std::string page = leaks_section(manifest_of("not-from-store"));
  CHECK(has(page, "None of them is shown to be from one."));
  CHECK(!has(page, "comes from"));
}

TEST_CASE("without a sample there is no section, and a sample's name is shown, never run") {
  CHECK(leaks_section(record::Manifest{}).empty());
  const std::string page = leaks_section(manifest_of("undecided"));
  CHECK(!has(page, "<b>sample</b>"));
  CHECK(has(page, "&lt;b&gt;sample"));
}
