#include "report/read_case.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <random>

#include "record/json.hpp"
#include "report/testing/hostile_case.hpp"

using namespace wardwatch;
using namespace wardwatch::report;
namespace fs = std::filesystem;

namespace {

template <class R>
std::string json_of(const R& row) {
  std::string out;
  record::append_json(out, row, record::TimeStyle::rfc3339);
  return out;
}

/// A folder for one test, gone after it.
class CaseOnDisk {
 public:
  CaseOnDisk() {
    std::random_device seed;
    path_ = fs::temp_directory_path() / ("wardwatch-report-" + std::to_string(seed()) + std::to_string(seed()));
    fs::create_directories(path_);
  }
  ~CaseOnDisk() { fs::remove_all(path_); }
  CaseOnDisk(const CaseOnDisk&) = delete;
  CaseOnDisk& operator=(const CaseOnDisk&) = delete;

  void write(const std::string& name, const std::string& content) const {
    std::ofstream{path_ / name, std::ios::binary} << content;
  }
  void write(const testing::SampleCase& sample) const {
    write("manifest.json", json_of(sample.manifest));
    std::string incidents = "[", findings;
    for (const record::Incident& incident : sample.incidents)
      incidents += (incidents.size() > 1 ? "," : "") + json_of(incident);
    for (const record::Finding& finding : sample.findings) findings += json_of(finding) + "\n";
    write("incidents.json", incidents + "]");
    write("findings.jsonl", findings);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace

TEST_CASE("a case read back says what was written") {
  const CaseOnDisk folder;
  const auto sample = testing::sample_case();
  folder.write(sample);
  const auto read = read_case(folder.path());
  REQUIRE(read);
  CHECK(html(read->material()) == html(sample.material()));
  CHECK(text(read->material(), false) == text(sample.material(), false));
  CHECK(json_of(read->manifest) == json_of(sample.manifest));
}

TEST_CASE("what is missing in a case is named") {
  const CaseOnDisk folder;
  CHECK(read_case(folder.path()).error().what.find("it has no manifest.json") != std::string::npos);
  folder.write(testing::sample_case());
  fs::remove(folder.path() / "findings.jsonl");
  CHECK(read_case(folder.path()).error().what.find("it has no findings.jsonl") != std::string::npos);
}

TEST_CASE("a fault in a case is an error with its place, never a crash") {
  const CaseOnDisk folder;
  folder.write(testing::sample_case());
  for (const auto& [content, what] : std::vector<std::pair<std::string, std::string>>{
           {"{}\nnot json\n", "line 2: not JSON"},
           {R"({"severity":"terrible"})", "\"severity\" is not a severity"},
           {R"({"first_seen":17})", "\"first_seen\" is not a time"},
           {R"({"entities":[7]})", "an object is missing"},
           {R"({"entities":{}})", "\"entities\" is not a list"},
           {R"({"count":-1})", "\"count\" is not a count"},
           {R"({"confidence":"x"})", "\"confidence\" is not a number"},
           {"[" + std::string(100'000, '['), "not JSON"}}) {
    folder.write("findings.jsonl", content);
    const auto read = read_case(folder.path());
    REQUIRE_FALSE(read);
    CAPTURE(read.error().what);
    CHECK(read.error().what.find(what) != std::string::npos);
  }
}

TEST_CASE("times are read strictly") {
  CHECK(parse_rfc3339("2026-11-24T08:31:10.123456Z") == timestamp_of(1'795'509'070, 123'456'000));
  CHECK(parse_rfc3339("1970-01-01T00:00:00Z") == Timestamp{});
  for (const char* bad :
       {"", "2026-11-24", "2026-13-24T08:31:10Z", "2026-02-30T08:31:10Z", "2026-11-24T08:31:10", "2026-11-24T24:31:10Z",
        "9999-11-24T08:31:10Z", "1969-12-31T23:59:59Z", "2026-11-24T08:31:10.5+01:00", "2o26-11-24T08:31:10Z"}) {
    CHECK_FALSE(parse_rfc3339(bad));
  }
}
