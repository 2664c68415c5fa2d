#include "pipeline/patients_at_risk.hpp"

#include <doctest/doctest.h>

using namespace wardwatch;
using namespace wardwatch::record;
using pipeline::tell_patients_at_risk;

namespace {

StoreSummary store(std::string path, std::uint64_t people, std::uint64_t error = 0) {
  StoreSummary summary;
  summary.path = std::move(path);
  summary.contains_phi = people > 0;
  summary.individuals = people;
  summary.individuals_error = error;
  return summary;
}

std::vector<Incident> touching(const std::vector<std::string>& paths) {
  std::vector<Incident> incidents(1);
  for (const std::string& path : paths) incidents[0].entities.push_back({"store", path, "store"});
  return incidents;
}

}  // namespace

TEST_CASE("the people of the largest store that an incident touches are at risk") {
  const std::vector<StoreSummary> stores{store("/srv/a.mdb", 300), store("/srv/b.mdb", 70'000, 1'100),
                                         store("/srv/c.mdb", 90'000)};
  auto incidents = touching({"/srv/a.mdb", "/srv/b.mdb"});
  tell_patients_at_risk(stores, {}, incidents);
  REQUIRE(incidents[0].patients_at_risk);
  CHECK(incidents[0].patients_at_risk->count == 70'000);
  CHECK(incidents[0].patients_at_risk->how ==
        "different people in b.mdb, give or take 1100; the largest of the 2 stores that it touches, which may share "
        "people");
}

TEST_CASE("a store that is not in the case is counted by its fingerprints") {
  LeakSummary leak;
  leak.store = "/srv/x.accdb";
  leak.people_in_store = 1'200;
  auto incidents = touching({"/srv/x.accdb"});
  tell_patients_at_risk({}, std::span{&leak, 1}, incidents);
  REQUIRE(incidents[0].patients_at_risk);
  CHECK(incidents[0].patients_at_risk->count == 1'200);
  CHECK(incidents[0].patients_at_risk->how == "people in the fingerprints of x.accdb");
}

TEST_CASE("an incident that touches no store, or one without patients, says nothing") {
  auto incidents = touching({});
  tell_patients_at_risk(std::vector{store("/srv/a.mdb", 300)}, {}, incidents);
  CHECK_FALSE(incidents[0].patients_at_risk);
  incidents = touching({"/srv/devices.mdb", "/srv/unknown.mdb"});
  tell_patients_at_risk(std::vector{store("/srv/devices.mdb", 0)}, {}, incidents);
  CHECK_FALSE(incidents[0].patients_at_risk);
}
