#include <doctest/doctest.h>

#include "incident/join.hpp"

using namespace wardwatch;
using namespace wardwatch::record;
using wardwatch::incident::join;

TEST_CASE("samples copied from one store are one incident, those of another one are another") {
  const auto leak = [](std::string id, std::string sample, std::string store) {
    Finding finding;
    finding.id = std::move(id);
    finding.rule = "11111111-2222-3333-4444-555555555555";
    finding.title = "A leaked sample comes from this store: " + store;
    finding.summary = finding.title + " (4 of the 4 people in " + sample + ").";
    finding.stage = "leak";
    finding.severity = Severity::critical;
    finding.entities = {{"store", std::move(store), "store"}, {"file", std::move(sample), "sample"}};
    return finding;
  };
  const auto incidents =
      join({leak("f1", "a.csv", "x.mdb"), leak("f2", "b.csv", "x.mdb"), leak("f3", "c.csv", "y.mdb")}, {}, {});
  REQUIRE(incidents.size() == 2);
  const auto& both = incidents[0].stages[0].findings.size() == 2 ? incidents[0] : incidents[1];
  CHECK(both.title == "A leaked sample comes from this store: x.mdb, and 1 more sample");
  CHECK(both.story.find("people in a.csv") != std::string::npos);
  CHECK(both.story.find("people in b.csv") != std::string::npos);
  CHECK(both.story.find("unknown address") == std::string::npos);
}

TEST_CASE("adverts of one seller are one incident, with the leaks of the store that their sample is from") {
  const auto advert = [](std::string id, std::string file, std::string seller, std::string store) {
    Finding finding;
    finding.id = std::move(id);
    finding.rule = "c220fefe-899f-5840-8e74-2acee9e683ca";
    finding.title = "Our patients' data is on sale: " + file;
    finding.stage = "leak";
    finding.severity = Severity::critical;
    finding.entities = {{"file", file, "listing"}, {"actor", std::move(seller), "seller"}};
    if (!store.empty()) finding.entities.push_back({"store", std::move(store), "store"});
    return finding;
  };
  Finding leak = advert("f4", "dump.csv", "", "/srv/b.mdb");
  leak.entities = {{"file", "dump.csv", "sample"}, {"store", "/srv/b.mdb", "store"}};
  const auto incidents =
      join({advert("f1", "1.txt", "cobaltmoth", "/srv/a.mdb"), advert("f2", "2.txt", "cobaltmoth", "/srv/b.mdb"),
            advert("f3", "3.txt", "vossel77", ""), leak},
           {}, {});
  REQUIRE(incidents.size() == 2);
  const bool first_is_moth = incidents[0].path.size() == 3;
  const auto& moth = incidents[first_is_moth ? 0 : 1];
  const auto& vossel = incidents[first_is_moth ? 1 : 0];
  REQUIRE(moth.path.size() == 3);
  CHECK(moth.path[0].from == "a.mdb");
  CHECK(moth.path[0].to == "cobaltmoth");
  CHECK(moth.path[2].from == "b.mdb");
  CHECK(moth.path[2].to == "dump.csv");
  REQUIRE(vossel.path.size() == 1);
  CHECK(vossel.path[0].from == "a store not known yet");
}
