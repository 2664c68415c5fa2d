#include "intel/bundle_reader.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include "intel/catalogue.hpp"

using namespace wardwatch;
using namespace wardwatch::intel;

namespace {

std::string technique(const std::string& number, const std::string& id, const std::string& name,
                      const std::string& more = "") {
  return R"({"type":"attack-pattern","id":"attack-pattern--)" + number + R"(","name":")" + name +
         R"(","modified":"2025-04-15T19:58:01.218Z","x_mitre_domains":["enterprise-attack"],"external_references":[)" +
         R"({"source_name":"capec","external_id":"CAPEC-1"},{"source_name":"mitre-attack","external_id":")" + id +
         "\"}]" + more + "}";
}
std::string group(const std::string& number, const std::string& id, const std::string& name,
                  const std::string& more = "") {
  return R"({"type":"intrusion-set","id":"intrusion-set--)" + number + R"(","name":")" + name + R"(","aliases":[")" +
         name +
         R"(","Second \"{[ name"],"x_mitre_domains":["enterprise-attack","ics-attack"],"external_references":[)" +
         R"({"source_name":"mitre-attack","external_id":")" + id + "\"}]" + more + "}";
}
std::string use(const std::string& group, const std::string& technique, const std::string& more = "") {
  return R"({"type":"relationship","relationship_type":"uses","source_ref":"intrusion-set--)" + group +
         R"(","target_ref":"attack-pattern--)" + technique + "\"" + more + "}";
}
std::string bundle(const std::vector<std::string>& objects) {
  std::string out = R"({"type":"bundle","id":"bundle--1","note":{"objects":"none"},"objects":[)";
  for (const std::string& object : objects) out += (out.back() == '[' ? "" : ",\n ") + object;
  return out + "]}\n";
}

const std::vector<std::string> kObjects{
    R"({"type":"x-mitre-collection","name":"Enterprise ATT&CK","x_mitre_version":"17.1","modified":"2025-04-22T14:00:00.188Z"})",
    R"({"type":"marking-definition","definition_type":"statement","definition":{"statement":"Copyright 2015-2025, The MITRE Corporation."}})",
    technique("2", "T1021.001", "Remote Desktop Protocol"),
    technique("1", "T1021", "Remote Services"),
    technique("3", "T1043", "Commonly Used Port", R"(,"x_mitre_deprecated":true)"),
    technique("4", "T1075", "Pass the Hash", R"(,"revoked":true)"),
    technique("5", "CAPEC-2", "Not a technique"),
    group("1", "G0001", "Axiom"),
    group("2", "G0002", "Gone", R"(,"revoked":true)"),
    R"({"type":"malware","id":"malware--1","name":"Some tool"})",
    use("1", "2"),
    use("1", "2"),
    use("1", "3"),
    use("2", "2"),
    use("1", "1", R"(,"revoked":true)"),
    use("1", "no-such"),
};

Result<Attack> read(const std::string& text, LeftOut* left_out = nullptr, std::size_t piece = 1'000'000) {
  BundleReader reader;
  for (std::size_t at = 0; at < text.size(); at += piece)
    reader.feed(as_bytes(text).subspan(at, std::min(piece, text.size() - at)));
  reader.end_file();
  auto attack = reader.finish();
  if (left_out != nullptr) *left_out = reader.left_out();
  return attack;
}

}  // namespace

TEST_CASE("a published bundle gives techniques, groups, who uses what, version, day and copyright line") {
  const auto attack = read(bundle(kObjects));
  REQUIRE(attack);
  CHECK(attack->domain == "enterprise-attack");
  CHECK(attack->title == "Enterprise ATT&CK");
  CHECK(attack->version == "17.1");
  CHECK(attack->changed == "2025-04-22");
  CHECK(attack->copyright == "Copyright 2015-2025, The MITRE Corporation.");
  CHECK(attack->techniques ==
        std::vector<Technique>{{"T1021", "Remote Services"}, {"T1021.001", "Remote Desktop Protocol"}});
  REQUIRE(attack->groups.size() == 1);
  CHECK(attack->groups[0] == Group{"G0001", "Axiom", {"Second \"{[ name"}, {1}});
}

TEST_CASE("what is revoked, deprecated or has no ATT&CK id is left out and counted, and so are uses of it") {
  LeftOut left;
  REQUIRE(read(bundle(kObjects), &left));
  CHECK(left.revoked == 2);
  CHECK(left.deprecated == 1);
  CHECK(left.malformed == 1);
  CHECK(left.uses == 4);
  CHECK(left.unreadable == 0);
  CHECK_FALSE(left.is_cut_short);
}

TEST_CASE("where the bytes of a bundle are parted makes no difference") {
  const std::string text = bundle(kObjects);
  const auto whole = read(text);
  for (const std::size_t piece : {1U, 2U, 3U, 64U}) CHECK(*read(text, nullptr, piece) == *whole);
}

TEST_CASE("objects in one file and relationships in another, or as a bare list, are one catalogue") {
  const std::vector<std::string> objects(kObjects.begin(), kObjects.end() - 6),
      uses(kObjects.end() - 6, kObjects.end());
  std::string list = "[";
  for (const std::string& one : uses) list += (list.size() > 1 ? "," : "") + one;
  BundleReader reader;
  reader.feed(as_bytes(list + "]"));
  reader.end_file();
  reader.feed(as_bytes(bundle(objects)));
  reader.end_file();
  const auto attack = reader.finish();
  REQUIRE(attack);
  CHECK(*attack == *read(bundle(kObjects)));
}

TEST_CASE("a bundle without groups, techniques or uses is refused, with what is missing") {
  const std::vector<std::string> objects(kObjects.begin(), kObjects.end() - 6);
  CHECK(read(bundle(objects)).error().what.find("relationships") != std::string::npos);
  CHECK(read(bundle({technique("1", "T1021", "x")})).error().what.find("no group") != std::string::npos);
  CHECK(read(bundle({})).error().what.find("none of ATT&CK's") != std::string::npos);
  CHECK(read("{}").error().what.find("no STIX bundle") != std::string::npos);
  CHECK(read("").error().what.find("no STIX bundle") != std::string::npos);
}

TEST_CASE("each proper prefix of a bundle is cut short or refused, never a crash") {
  std::string text = bundle(kObjects);
  text.resize(text.size() - 1);  // The line feed at its end.
  for (std::size_t size = 0; size < text.size(); ++size) {
    LeftOut left;
    const auto attack = read(text.substr(0, size), &left);
    CHECK((left.is_cut_short || size == 0));
  }
}

TEST_CASE("an object that is no JSON, too long or too deep is counted, and the others are read") {
  std::vector<std::string> objects = kObjects;
  objects.insert(objects.begin(), "{\"type\":nonsense}");
  objects.insert(objects.begin(), "{\"x\":" + std::string(100, '[') + std::string(100, ']') + "}");
  objects.insert(objects.begin(), "{\"x\":\"" + std::string(ObjectSplitter::kObjectMaxBytes, 'a') + "\"}");
  LeftOut left;
  const auto attack = read(bundle(objects), &left);
  REQUIRE(attack);
  CHECK(left.unreadable == 3);
  CHECK(*attack == *read(bundle(kObjects)));
}

TEST_CASE("the compact form is read again as it was written, and any change that breaks it is refused") {
  const auto attack = read(bundle(kObjects));
  REQUIRE(attack);
  const std::string text = to_text(*attack);
  const auto again = read_catalogue(text);
  REQUIRE(again);
  CHECK(*again == *attack);
  for (std::size_t size = 0; size + 1 < text.size(); ++size) CHECK_FALSE(read_catalogue(text.substr(0, size)));
  std::string wrong = text;
  wrong.replace(wrong.find("[\"T1021.001\"]"), 13, "[\"T1021.999\"]");
  CHECK(read_catalogue(wrong).error().what == "a group uses a technique that is not in the list");
}

TEST_CASE("ids of techniques and groups are told from others") {
  for (const std::string_view id : {"T1021", "T1021.001", "T0819"}) CHECK(is_technique_id(id));
  for (const std::string_view id :
       {"", "T", "T102", "T10211", "T1021.", "T1021.01", "T1021.0001", "t1021", "S0001", "T1021x001"})
    CHECK_FALSE(is_technique_id(id));
  CHECK(is_group_id("G0082"));
  CHECK_FALSE(is_group_id("G82"));
  CHECK(parent_of("T1021.001") == "T1021");
}
