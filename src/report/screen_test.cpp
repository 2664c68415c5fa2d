#include "report/screen.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "report/testing/hostile_case.hpp"
#include "report/words.hpp"

using namespace wardwatch;
using namespace wardwatch::report;

namespace {

constexpr std::size_t kScreenLines = 40;  ///< What a usual window shows.

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

void check_golden(const std::string& name, const std::string& text) {
  const std::filesystem::path file = std::filesystem::path{"src/report/testdata"} / name;
  const char* mode = std::getenv("WW_GOLDEN");
  if (mode != nullptr && std::string_view{mode} == "rewrite") std::ofstream{file, std::ios::binary} << text;
  std::ifstream in{file, std::ios::binary};
  CHECK(text == std::string{std::istreambuf_iterator<char>{in}, {}});
}

void check_plain(const std::string& text) {
  for (const std::string& line : lines_of(text)) {
    CAPTURE(line);
    CHECK(width_of(line) <= kScreenWidth);
    CHECK(std::all_of(line.begin(), line.end(),
                      [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; }));
  }
}

}  // namespace

TEST_CASE("the summary is the golden one") {
  check_golden("summary.golden.txt", text(testing::sample_case().material(), false));
}

TEST_CASE("an incident in detail is the golden one") {
  const auto sample = testing::sample_case();
  check_golden("incident.golden.txt", incident_text(sample.material(), sample.incidents[0], false));
}

TEST_CASE("the summary fits one screen, whatever the case holds") {
  for (const std::size_t many : {1U, 500U}) {
    const auto sample = testing::hostile_case(std::string(10'000, 'x') + " words and more words", many);
    const std::string summary = text(sample.material(), false);
    CHECK(lines_of(summary).size() <= kScreenLines + 10);  // Stories and advice of the longest kind.
    check_plain(summary);
  }
  CHECK(lines_of(text(testing::sample_case().material(), false)).size() <= kScreenLines);
}

TEST_CASE("escape sequences of the evidence do not reach the terminal") {
  const auto sample = testing::hostile_case("\x1b]0;owned\x07\x1b[2J\u009b31m\r\n\u202e");
  for (const std::string& told :
       {text(sample.material(), false), incident_text(sample.material(), sample.incidents[0], false)}) {
    check_plain(told);
    CHECK(told.find("\\x1b]0;owned\\x07") != std::string::npos);
    CHECK(told.find("\u009b") == std::string::npos);
    CHECK(told.find("\u202e") == std::string::npos);
  }
}

TEST_CASE("colours are there for a terminal only, and only ours") {
  const auto sample = testing::sample_case();
  CHECK(text(sample.material(), true).find("\033[1;31mCRITICAL\033[0m") != std::string::npos);
  CHECK(text(sample.material(), false).find('\033') == std::string::npos);
}

TEST_CASE("a word longer than a line is broken, and no line is longer than it may be") {
  Screen screen{false};
  screen.item("1. ", "short " + std::string(250, 'w') + " end of it", 2);
  const auto lines = lines_of(screen.take());
  REQUIRE(lines.size() == 4);
  CHECK(lines[0] == "  1. short");
  CHECK(lines[1] == "     " + std::string(95, 'w'));
  CHECK(lines[3] == "     " + std::string(60, 'w') + " end of it");
}
