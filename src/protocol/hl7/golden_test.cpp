#include <doctest/doctest.h>

#include <cstdlib>

#include "protocol/common/test_capture.hpp"
#include "protocol/hl7/hl7.hpp"
#include "record/json.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

const std::filesystem::path kCaptures{"tests/data/hl7"};
const std::filesystem::path kGoldens{"src/protocol/hl7/testdata"};
constexpr std::string_view kNames[] = {"batch", "lines", "ward"};

template <class R>
void append_rows(TestContext& context, std::string& out) {
  for (const auto& row : context.records().of<R>().rows()) {
    record::append_json(out, row);
    out += '\n';
  }
}

std::string rows_as_json(const std::filesystem::path& capture, std::size_t piece_bytes) {
  std::string out;
  for (const auto& connection : read_test_capture(capture)) {
    TestContext context;
    replay(context, hl7::kProtocol, connection, piece_bytes);
    append_rows<record::Hl7>(context, out);
    CHECK(context.weirds.empty());
  }
  return out;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

TEST_CASE("the rows of recorded captures are the golden ones, however the streams are cut") {
  const char* mode = std::getenv("WW_GOLDEN");
  for (const std::string_view name : kNames) {
    CAPTURE(name);
    const auto capture = kCaptures / (std::string{name} + ".pcap");
    const auto golden = kGoldens / (std::string{name} + ".golden.jsonl");
    const std::string rows = rows_as_json(capture, 1U << 20U);
    CHECK_FALSE(rows.empty());
    if (mode != nullptr && std::string_view{mode} == "rewrite") std::ofstream{golden, std::ios::binary} << rows;
    CHECK(rows == text_of(golden));
    CHECK(rows_as_json(capture, 1) == rows);
    CHECK(rows_as_json(capture, 13) == rows);
  }
}
