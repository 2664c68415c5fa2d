#include "core/community_id.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

using namespace wardwatch;

namespace {

struct Flow {
  std::string_view src;
  std::uint16_t src_port;
  std::string_view dst;
  std::uint16_t dst_port;
  std::uint8_t protocol;
  std::string_view id;
};

std::string id_of(const Flow& flow) {
  return std::string{community_id(*IpAddress::parse(flow.src), Port{flow.src_port}, *IpAddress::parse(flow.dst),
                                  Port{flow.dst_port}, flow.protocol)
                         .view()};
}

/// The value behind `"name": ` in one flat JSON object, without quotes.
std::string_view value_of(std::string_view object, std::string_view name) {
  const std::size_t at = object.find(std::string{"\""}.append(name).append("\": "));
  if (at == std::string_view::npos) return {};
  std::string_view value = object.substr(at + name.size() + 4);
  if (value.starts_with('"')) return value.substr(1, value.find('"', 1) - 1);
  return value.substr(0, value.find_first_of(",}"));
}

int number_of(std::string_view object, std::string_view name) {
  const std::string_view value = value_of(object, name);
  return value.empty() || value == "null" ? 0 : std::atoi(std::string{value}.c_str());
}

}  // namespace

TEST_CASE("the specification's own examples have their ids, in both directions") {
  const Flow flows[] = {{"1.2.3.4", 1122, "5.6.7.8", 3344, 6, "1:wCb3OG7yAFWelaUydu0D+125CLM="},
                        {"5.6.7.8", 3344, "1.2.3.4", 1122, 6, "1:wCb3OG7yAFWelaUydu0D+125CLM="},
                        {"1.2.3.4", 1122, "5.6.7.8", 3344, 17, "1:0Mu9InQx6z4ZiCZM/7HXi2WMhOg="},
                        {"1.2.3.4", 8, "5.6.7.8", 0, 1, "1:crodRHL2FEsHjbv3UkRrfbs4bZ0="},
                        {"5.6.7.8", 0, "1.2.3.4", 0, 1, "1:crodRHL2FEsHjbv3UkRrfbs4bZ0="},
                        {"1.2.3.4", 11, "5.6.7.8", 0, 1, "1:f/YiSyWqczrTgfUCZlBUnvHRcPk="}};
  for (const Flow& flow : flows) CHECK(id_of(flow) == flow.id);
}

TEST_CASE("every flow of the specification's baseline has its id") {
  const char* corpus = std::getenv("WARDWATCH_CORPUS");
  const std::string path = std::string{corpus != nullptr ? corpus : "../shared/corpus"} +
                           "/pcap/community-id-spec/baseline/baseline_deflt.json";
  std::ifstream file{path};
  if (!file) {
    MESSAGE("skipped: no baseline at " << path << " (set WARDWATCH_CORPUS)");
    return;
  }
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  std::size_t flows = 0;
  for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
    const std::string_view object = std::string_view{text}.substr(at, text.find('}', at) - at + 1);
    const Flow flow{value_of(object, "saddr"),
                    static_cast<std::uint16_t>(number_of(object, "sport")),
                    value_of(object, "daddr"),
                    static_cast<std::uint16_t>(number_of(object, "dport")),
                    static_cast<std::uint8_t>(number_of(object, "proto")),
                    value_of(object, "communityid")};
    CHECK_MESSAGE(id_of(flow) == flow.id, object);
    ++flows;
  }
  CHECK(flows > 20);
}
