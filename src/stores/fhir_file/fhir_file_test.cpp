#include "stores/fhir_file/fhir_file.hpp"

#include <doctest/doctest.h>

#include "stores/common/testing/collected.hpp"

using namespace wardwatch;
using namespace wardwatch::stores;

namespace {

constexpr std::string_view kPatient =
    R"({"resourceType":"Patient","id":"p1","name":[{"family":"Doe","given":["Ann"]}],"birthDate":"1950-02-03"})";
constexpr std::string_view kCondition =
    R"({"resourceType":"Condition","subject":{"reference":"Patient/p1"},"code":{"coding":[{"code":"E11.9"}]}})";

std::vector<std::string> lines_of(const std::string& text) {
  testing::Collected sink;
  MemoryStream stream{as_bytes(text), 5};
  static_cast<void>(fhir_file::read_fhir_file(stream, sink));
  return sink.lines;
}

}  // namespace

TEST_CASE("resources one a line and those of a bundle are the same rows") {
  const auto lines = lines_of(std::string{kPatient} + "\n" + std::string{kCondition} + "\n");
  REQUIRE(lines.size() == 3);
  CHECK(lines[1].starts_with("Patient|p1||Doe|Ann|1950-02-03|"));
  CHECK(lines[2].starts_with("Condition|p1|"));
  CHECK(lines == lines_of(R"({"resourceType":"Bundle","entry":[{"resource":)" + std::string{kPatient} +
                          R"(},{"resource":)" + std::string{kCondition} + "}]}"));
}

TEST_CASE("a line that is no JSON is passed over, and the next is read") {
  CHECK(lines_of("{\"a\":}\n" + std::string{kPatient}).size() == 2);
}

TEST_CASE("a file that ends anywhere has no more rows than it had resources") {
  for (std::size_t length = 0; length < kPatient.size(); ++length)
    CHECK(lines_of(std::string{kPatient.substr(0, length)}).size() == 1);
}
