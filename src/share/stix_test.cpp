#include "share/stix.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace wardwatch::share {
namespace {

record::Manifest sample_manifest() {
  record::Manifest manifest;
  manifest.ended = "2026-03-03T21:00:00Z";
  record::ListingSummary listing;
  listing.path = "intake/a.txt";
  listing.kind = "offer";
  listing.actor = "palefox";
  listing.verdict = "about-us";
  listing.verdict_reasons = {"95 % sure."};
  listing.organisation = "Example Clinic";
  listing.organisation_score = 0.95;
  manifest.listings.push_back(listing);
  record::ActorSummary actor;
  actor.name = "palefox";
  actor.aliases = {"palefox", "graywolf"};
  actor.listings = 1;
  actor.links = {"a and b: wallet x, 95 %"};
  manifest.actors.push_back(actor);
  return manifest;
}

TEST_CASE("a listing and its actor become the objects of STIX, each with an id that content decides") {
  const auto text = stix_bundle(sample_manifest());
  REQUIRE(text.has_value());
  CHECK(*text == *stix_bundle(sample_manifest()));
  const auto bundle = nlohmann::json::parse(*text);
  std::vector<std::string> types;
  for (const auto& object : bundle["objects"]) types.push_back(object["type"]);
  CHECK(types == std::vector<std::string>{"identity", "threat-actor", "note", "extension-definition", "identity",
                                          "report", "relationship"});
  CHECK(bundle["objects"][1]["aliases"] == nlohmann::json{"graywolf"});
}

TEST_CASE("a group that works like an actor is a note that says what it does not prove, and nothing is attributed") {
  record::Manifest manifest = sample_manifest();
  record::GroupOverlap& group = manifest.actors[0].similar_groups.emplace_back();
  group.group = "G1016";
  group.name = "FIN13";
  group.known_from = "Enterprise ATT&CK 18.0";
  group.seen = 9;
  group.shared = {{"T1003.003", "NTDS", true, 12}};
  const auto text = stix_bundle(manifest);
  REQUIRE(text.has_value());
  CHECK(text->find("attributed-to") == std::string::npos);
  CHECK(text->find("intrusion-set") == std::string::npos);
  const auto bundle = nlohmann::json::parse(*text);
  const auto& note = bundle["objects"][3];
  REQUIRE(note["type"] == "note");
  CHECK(note["object_refs"] == nlohmann::json::array({bundle["objects"][1]["id"]}));
  const std::string content = note["content"];
  CHECK(content.find("FIN13 (G1016, Enterprise ATT&CK 18.0): 1 of 9 techniques, the rarest: T1003.003") == 0);
  CHECK(content.find("This is no attribution") != std::string::npos);
}

TEST_CASE("a bundle in which something looks like a patient's number is refused, and the number is not told") {
  record::Manifest manifest = sample_manifest();
  manifest.actors[0].links = {"shares 123-45-6789"};
  const auto text = stix_bundle(manifest);
  REQUIRE_FALSE(text.has_value());
  CHECK(text.error().what.find("note--") != std::string::npos);
  CHECK(text.error().what.find("123-45") == std::string::npos);
}

TEST_CASE("a case without listings is a bundle that says only who made it") {
  record::Manifest manifest;
  manifest.ended = "2026-03-03T21:00:00Z";
  const auto text = stix_bundle(manifest);
  REQUIRE(text.has_value());
  CHECK(nlohmann::json::parse(*text)["objects"].size() == 1);
}

}  // namespace
}  // namespace wardwatch::share
