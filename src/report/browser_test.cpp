#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "report/testing/hostile_case.hpp"

using namespace wardwatch;
using namespace wardwatch::report;
namespace fs = std::filesystem;

namespace {

constexpr const char* kTitle = "<title>Wardwatch report</title>";

/// A real browser, without a window; no path where none is installed.
std::string output_of(const std::string& command) {
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::string output;
  std::array<char, 4096> piece{};
  for (std::size_t got = 0; (got = std::fread(piece.data(), 1, piece.size(), pipe)) > 0;)
    output.append(piece.data(), got);
  pclose(pipe);
  return output;
}

std::string browser() {
  std::string path = output_of("command -v chromium || command -v chromium-browser || command -v google-chrome");
  return path.substr(0, path.find('\n'));
}

/// The document as it stands after the page was loaded and its scripts, if any, have run.
std::string document_after_loading(const std::string& page) {
  std::random_device seed;
  const fs::path folder =
      fs::temp_directory_path() / ("wardwatch-browser-" + std::to_string(seed()) + std::to_string(seed()));
  fs::create_directories(folder);
  std::ofstream{folder / "page.html", std::ios::binary} << page;
  const std::string command =
      "timeout 60 '" + browser() +
      "' --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
      "--disable-component-update --disable-sync --user-data-dir='" +
      (folder / "profile").string() + "' --dump-dom 'file://" + (folder / "page.html").string() + "' 2>/dev/null";
  std::string document = output_of(command);
  std::error_code error;
  fs::remove_all(folder, error);
  return document;
}

}  // namespace

TEST_CASE("in a real browser nothing of the evidence runs") {
  if (browser().empty()) {
    MESSAGE("skipped: no Chromium to open the report with");
    return;
  }
  const std::string act = "document.title='owned'";
  const std::string control =
      document_after_loading("<!doctype html><title>Wardwatch report</title><script>" + act + "</script>");
  if (control.find("owned") == std::string::npos) {
    MESSAGE("skipped: Chromium does not start here");
    return;
  }
  const std::string payload = "</style></title></svg></text><script>" + act + "</script><img src=x onerror=\"" + act +
                              "\">\"'><svg onload=" + act + "><a href='javascript:" + act + "'>";
  const std::string page = html(testing::hostile_case(payload).material());
  const std::string document = document_after_loading(page);
  CHECK(document.find(kTitle) != std::string::npos);
  CHECK(document.find("How complete this is") != std::string::npos);
}

TEST_CASE("in a real browser not even markup that slipped in would run: the page's policy forbids it") {
  if (browser().empty()) {
    MESSAGE("skipped: no Chromium to open the report with");
    return;
  }
  std::string page = html(testing::sample_case().material());
  page.insert(page.find("<main>") + 6,
              "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">");
  const std::string document = document_after_loading(page);
  if (document.empty()) {
    MESSAGE("skipped: Chromium does not start here");
    return;
  }
  CHECK(document.find(kTitle) != std::string::npos);
}
