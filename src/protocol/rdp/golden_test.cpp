#include <doctest/doctest.h>

#include <cstdlib>

#include "protocol/rdp/testing/replay.hpp"
#include "record/json.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::string rows_as_json(const std::filesystem::path& capture, std::size_t piece_bytes) {
  std::string out;
  for (const auto& connection : rdp::testing::read_capture(capture)) {
    if (!rdp::testing::is_rdp(connection)) continue;
    TestContext context;
    rdp::testing::replay(context, connection, piece_bytes);
    for (const auto& row : context.records().of<record::Rdp>().rows()) {
      record::append_json(out, row);
      out += '\n';
    }
    CHECK(context.weirds.empty());
  }
  return out;
}

const std::filesystem::path kFolder{"src/protocol/rdp/testdata"};
constexpr std::string_view kNames[] = {
    "client_refuses", "nla_failed_then_session", "standard_fips_session", "standard_mac_error", "tls_failed",
    "tls_session"};

}  // namespace

TEST_CASE("the rows of recorded captures are the golden ones, however the streams are cut") {
  const char* mode = std::getenv("WW_GOLDEN");
  for (const std::string_view name : kNames) {
    CAPTURE(name);
    const auto capture = kFolder / (std::string{name} + ".pcap");
    const auto golden = kFolder / (std::string{name} + ".golden.jsonl");
    const std::string rows = rows_as_json(capture, 1U << 20U);
    if (mode != nullptr && std::string_view{mode} == "rewrite") std::ofstream{golden, std::ios::binary} << rows;
    CHECK(rows == text_of(golden));
    CHECK(rows_as_json(capture, 1) == rows);
    CHECK(rows_as_json(capture, 13) == rows);
  }
}
