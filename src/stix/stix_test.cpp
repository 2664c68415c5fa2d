#include <doctest/doctest.h>

#include <map>

#include "stix/collection.hpp"

namespace wardwatch::stix {
namespace {

constexpr std::string_view kUuid = "--00000000-0000-4000-8000-00000000000";

std::string id(std::string_view type, char number) { return std::string{type} + std::string{kUuid} + number; }

std::string object(std::string_view type, char number, std::string_view more) {
  return "{\"type\":\"" + std::string{type} + "\",\"id\":\"" + id(type, number) + "\"," + std::string{more} + "}";
}

std::string bundle(const std::vector<std::string>& objects) {
  std::string text = "{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":[";
  for (const std::string& one : objects) text += (text.ends_with('[') ? "" : ",") + one;
  return text + "]}";
}

/// The stream comes in pieces of so many bytes.
ObjectReader::Feed pieces_of(std::string_view text, std::size_t piece_bytes) {
  return [text, piece_bytes]() mutable {
    const std::string_view piece = text.substr(0, piece_bytes);
    text.remove_prefix(piece.size());
    return as_bytes(piece);
  };
}

std::vector<std::string> objects_in(std::string_view text, std::size_t piece_bytes = 1U << 20U) {
  std::vector<std::string> out;
  ObjectReader reader{pieces_of(text, piece_bytes)};
  for (std::string one; reader.next(one);) out.push_back(one);
  return out;
}

std::map<std::string, Telling> told(const std::vector<std::string>& bundles, ReadStatus* last = nullptr) {
  Collection collection;
  std::uint32_t source = 0;
  for (const std::string& text : bundles) {
    const ReadStatus status = collection.read(pieces_of(text, 7), source++);
    if (last != nullptr) *last = status;
  }
  std::map<std::string, Telling> out;
  collection.tell([&](Telling&& telling) { out.emplace(telling.id, telling); });
  return out;
}

bool has(const Telling& telling, std::string_view words) { return telling.text.find(words) != std::string::npos; }

TEST_CASE(
    "a bundle, an envelope, a list of bundles and bundles one after the other give their objects, however the stream "
    "is cut") {
  const std::string one = R"({"a":"x]}\"{"})", two = R"({"b":[1,{"c":2}]})";
  const std::string text =
      R"({"x":{"objects":[{"no":1}]},"s":"\"objects\":[{","objects": [)" + one + " ,\n" + two + R"(],"more":false})";
  for (const std::size_t piece : {1U, 2U, 3U, 5U, 1000U}) {
    CHECK(objects_in(text, piece) == std::vector<std::string>{one, two});
    CHECK(objects_in("[" + text + "," + text + "]\n" + text, piece).size() == 6);
  }
}

TEST_CASE(
    "every proper prefix of a bundle gives no more than the objects that are whole in it, and is told to end early") {
  const std::string text = bundle({R"({"a":1})", R"({"b":2})"});
  for (std::size_t size = 1; size < text.size(); ++size) {
    ObjectReader reader{pieces_of(std::string_view{text}.substr(0, size), 1000)};
    std::size_t count = 0;
    for (std::string one; reader.next(one);) ++count;
    CHECK(count <= 2);
    CHECK(reader.ends_early());
  }
}

TEST_CASE("an object that is longer or deeper than may be is passed over, and those behind it are read") {
  const std::string deep = "{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  const std::string longer = "{\"a\":\"" + std::string(kObjectBytesMax, 'x') + "\"}";
  CHECK(objects_in(bundle({deep, longer, "{}"})) == std::vector<std::string>{"", "", "{}"});
}

TEST_CASE("bundles are told by the ids in them, not by what calls itself so") {
  CHECK(is_bundle(as_bytes(bundle({object("report", '1', "\"name\":\"x\"")}))));
  CHECK(
      is_bundle(as_bytes(R"( {"type": "bundle", "id": "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d", "objects": [)")));
  CHECK(
      is_bundle(as_bytes(R"({"more":true,"next":"2","objects":[)" + object("note", '1', "\"content\":\"x\"") + "]}")));
  CHECK_FALSE(is_bundle(as_bytes(R"({"resourceType":"Bundle","entry":[{"resource":{}}]})")));
  CHECK_FALSE(is_bundle(as_bytes(R"({"objects":[{"type":"report","id":"17"}]})")));
  CHECK_FALSE(is_bundle(as_bytes(R"({"version":"https://jsonfeed.org/version/1","items":[]})")));
  CHECK_FALSE(is_bundle(as_bytes("")));
}

TEST_CASE("a report is told with what it refers to: its actor, what joins him with others, observables and notes") {
  const auto all = told({bundle(
      {object("report", '1',
              R"("name":"Sale","description":"For sale.","published":"2026-02-03T00:00:00Z",
         "object_refs":[")" +
                  id("threat-actor", '2') + "\",\"" + id("observed-data", '5') + "\"]"),
       object("threat-actor", '2', R"("name":"tin_harbor","aliases":["harbour"])"),
       object("identity", '3', R"("name":"Example Clinic","contact_information":"desk@clinic.example")"),
       object("relationship", '4',
              "\"relationship_type\":\"targets\",\"source_ref\":\"" + id("threat-actor", '2') + "\",\"target_ref\":\"" +
                  id("identity", '3') + "\""),
       object("observed-data", '5', "\"object_refs\":[\"" + id("email-addr", '6') + "\"]"),
       object("email-addr", '6', R"("value":"s@post.example")"),
       object("note", '7',
              "\"abstract\":\"Wallets\",\"content\":\"paid to X\",\"object_refs\":[\"" + id("report", '1') + "\"]")})});
  REQUIRE(all.size() == 1);
  const Telling& report = all.begin()->second;
  CHECK(report.title == "Sale");
  CHECK(report.seller == "tin_harbor");
  CHECK(report.date == "2026-02-03T00:00:00Z");
  CHECK(has(report, "tin_harbor"));
  CHECK(report.beside.find("harbour") != std::string::npos);
  CHECK(report.actor_id == id("threat-actor", '2'));
  CHECK(has(report, "email-addr: s@post.example"));
  CHECK(has(report, "paid to X"));
  CHECK_FALSE(has(report, "desk@clinic.example"));
}

TEST_CASE("whom an actor harms elsewhere is not what a report is about, unless it refers to it") {
  const auto objects = [](const std::string& more) {
    return bundle(
        {object("report", '1', "\"name\":\"r\",\"object_refs\":[\"" + id("threat-actor", '2') + "\"" + more + "]"),
         object("threat-actor", '2', R"("name":"who")"), object("identity", '3', R"("name":"Example Clinic")"),
         object("relationship", '4',
                "\"relationship_type\":\"targets\",\"source_ref\":\"" + id("threat-actor", '2') +
                    "\",\"target_ref\":\"" + id("identity", '3') + "\"")});
  };
  const Telling alone = told({objects("")}).begin()->second;
  CHECK_FALSE(has(alone, "Example Clinic"));
  CHECK(alone.beside.find("who targets Example Clinic") != std::string::npos);
  CHECK(has(told({objects(",\"" + id("relationship", '4') + "\"")}).begin()->second, "who targets Example Clinic"));
}

TEST_CASE("objects of other bundles are found, as the pages of a collection need it") {
  const auto all =
      told({bundle({object("report", '1', "\"name\":\"r\",\"object_refs\":[\"" + id("threat-actor", '2') + "\"]")}),
            bundle({object("threat-actor", '2', R"("name":"who","description":"d")")})});
  REQUIRE(all.size() == 1);
  CHECK(all.begin()->second.seller == "who");
  CHECK(all.begin()->second.source == 0);
}

TEST_CASE("the newest version of an object counts, in whatever order they come, and a revoked one is not there") {
  const std::string old = object("note", '1', R"("content":"old","modified":"2026-01-01T00:00:00.5Z")");
  const std::string next = object("note", '1', R"("content":"new","modified":"2026-01-01T00:00:00.500001Z")");
  const std::string gone = object("note", '1', R"("content":"gone","modified":"2026-01-02T00:00:00Z","revoked":true)");
  CHECK(told({bundle({old, next})}).begin()->second.text == "new");
  CHECK(told({bundle({next, old})}).begin()->second.text == "new");
  CHECK(told({bundle({gone, next})}).empty());
  CHECK(told({bundle({next}), bundle({gone})}).empty());
}

TEST_CASE("what another creator says under a known id is no newer version of it") {
  const std::string ours =
      object("note", '1', R"("content":"ours","created_by_ref":"identity--a","modified":"2026-01-01T00:00:00Z")");
  const std::string theirs =
      object("note", '1', R"("content":"theirs","created_by_ref":"identity--b","modified":"2027-01-01T00:00:00Z")");
  CHECK(told({bundle({ours}), bundle({theirs})}).begin()->second.text == "ours");
}

TEST_CASE("references in a circle, to itself and to nothing come to an end") {
  const std::string a = "\"" + id("report", '1') + "\"", b = "\"" + id("note", '2') + "\"",
                    c = "\"" + id("relationship", '3') + "\"";
  const auto all = told({bundle(
      {object("report", '1', "\"name\":\"r\",\"object_refs\":[" + a + "," + b + "," + c + ",\"x--9\"]"),
       object("note", '2', "\"content\":\"n\",\"object_refs\":[" + a + "," + b + "," + c + "]"),
       object("relationship", '3', "\"relationship_type\":\"x\",\"source_ref\":" + c + ",\"target_ref\":" + c)})});
  REQUIRE(all.size() == 1);
  CHECK(all.begin()->second.title == "r");
}

TEST_CASE("a hundred thousand references, and reports that all refer to one long text, are bounded") {
  std::string refs;
  for (int i = 0; i < 100'000; ++i) refs += (i > 0 ? ",\"" : "\"") + id("note", '2') + "\"";
  std::vector<std::string> objects{object("note", '2', "\"content\":\"" + std::string(200'000, 'n') + "\""),
                                   object("report", '1', "\"name\":\"r\",\"object_refs\":[" + refs + "]")};
  const auto all = told({bundle(objects)});
  CHECK(all.size() == 1);
  CHECK(all.begin()->second.text.size() < 300'000);
}

TEST_CASE("objects of wrong types are counted or left out, and the others told") {
  ReadStatus status;
  const auto all =
      told({bundle({R"({"type":"report","id":"note--1"})", R"({"type":7,"id":[]})", R"({"type":"report"})", "{broken}",
                    object("report", '1', R"("name":["x"],"description":{"a":1},"object_refs":"y","revoked":"yes")"),
                    object("note", '2', R"("content":"fine","extensions":[1],"external_references":[3,{"url":4}])")})},
           &status);
  CHECK(status.objects == 2);
  CHECK(status.faulty == 4);
  CHECK(status.problem.find("4 objects could not be read") != std::string::npos);
  CHECK(all.size() == 2);
}

TEST_CASE(
    "of STIX 2.0 the observables that an observation holds itself are read, and reports by their labels' names alone") {
  const auto all = told({bundle(
      {object("report", '1',
              "\"name\":\"r\",\"labels\":[\"threat-actor\"],\"object_refs\":[\"" + id("observed-data", '2') + "\"]"),
       object("observed-data", '2',
              R"("number_observed":1,"objects":{"0":{"type":"email-addr","value":"o@post.example"},"1":7})")})});
  REQUIRE(all.size() == 1);
  CHECK(has(all.begin()->second, "email-addr: o@post.example"));
}

TEST_CASE("what a case of ours declares of a listing is read word by word") {
  const auto all = told({bundle({object(
      "report", '1',
      "\"name\":\"offer: a.txt\",\"extensions\":{\"" + std::string{kListingExtension} +
          R"(":{"extension_type":"property-extension","kind":"offer","seller":"who","contacts":["xmpp: a@b.example"],"claimed_records":9000000000}})")})});
  REQUIRE(all.size() == 1);
  REQUIRE(all.begin()->second.declared.has_value());
  CHECK(all.begin()->second.declared->seller == "who");
  CHECK(all.begin()->second.declared->contacts == std::vector<std::string>{"xmpp: a@b.example"});
  CHECK(all.begin()->second.declared->claimed_records == 9'000'000'000);
}

}  // namespace
}  // namespace wardwatch::stix
