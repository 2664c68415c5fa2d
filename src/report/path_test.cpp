#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "report/drawing.hpp"
#include "report/path_layout.hpp"
#include "report/testing/sample_case.hpp"

using namespace wardwatch;
using namespace wardwatch::report;

namespace {

record::Incident with_steps(const std::vector<std::pair<std::string, std::string>>& pairs) {
  record::Incident incident;
  for (const auto& [from, to] : pairs)
    incident.path.push_back({from, to, "copied files over SMB", {}, {}, 5'000'000, {}});
  return incident;
}

bool inside(const Box& inner, const Box& outer) {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width + 0.01 &&
         inner.y + inner.height <= outer.y + outer.height + 0.01;
}

/// Nothing lies on anything else, and all of it is in the picture.
void check_readable(const PathLayout& layout) {
  for (std::size_t i = 0; i < layout.nodes.size(); ++i) {
    CHECK(inside(layout.nodes[i], layout.view));
    for (std::size_t j = i + 1; j < layout.nodes.size(); ++j) CHECK_FALSE(layout.nodes[i].overlaps(layout.nodes[j]));
  }
  for (std::size_t i = 0; i < layout.labels.size(); ++i) {
    const PlacedLabel& label = layout.labels[i];
    if (label.lines.empty()) continue;
    CHECK(inside(label.box, layout.view));
    for (const Box& node : layout.nodes) CHECK_FALSE(label.box.overlaps(node));
    for (std::size_t j = i + 1; j < layout.labels.size(); ++j) {
      if (!layout.labels[j].lines.empty()) CHECK_FALSE(label.box.overlaps(layout.labels[j].box));
    }
  }
}

}  // namespace

TEST_CASE("the attack runs from rank to rank, and a pair of systems has one arrow") {
  const auto sample = testing::sample_case();
  const PathGraph graph = path_graph(sample.incidents[0]);
  REQUIRE(graph.nodes.size() == 3);
  CHECK(graph.nodes[0].rank == 0);
  CHECK(graph.nodes[1].rank == 1);
  CHECK(graph.nodes[2].rank == 2);
  CHECK(graph.nodes[0].role == "attacker");
  REQUIRE(graph.arrows.size() == 2);
  CHECK(graph.arrows[0].steps == std::vector<std::size_t>{0, 1});
  CHECK(graph.arrows[1].bytes == 209'715'200);
}

TEST_CASE("200 sources that do the same are drawn as one") {
  const auto sample = testing::sample_case();
  const PathGraph graph = path_graph(sample.incidents[1]);
  REQUIRE(graph.nodes.size() == 2);
  CHECK(graph.nodes[0].members.size() == 200);
  REQUIRE(graph.arrows.size() == 1);
  CHECK(graph.arrows[0].steps.size() == 200);
  CHECK(path_svg(sample.incidents[1]).find("200 addresses") != std::string::npos);
}

TEST_CASE("three attackers stay three") {
  const PathGraph graph = path_graph(with_steps({{"a", "s"}, {"b", "s"}, {"c", "s"}}));
  CHECK(graph.nodes.size() == 4);
}

TEST_CASE("a path that returns to where it came from ends") {
  const PathGraph graph = path_graph(with_steps({{"a", "b"}, {"b", "c"}, {"c", "a"}, {"a", "a"}}));
  CHECK(graph.nodes[2].rank == 2);
  check_readable(
      path_layout(graph, with_steps({{"a", "b"}, {"b", "c"}, {"c", "a"}, {"a", "a"}}), Course::across, 1040));
}

TEST_CASE("what does not fit is said, not drawn on the last node") {
  std::vector<std::pair<std::string, std::string>> steps;
  for (int i = 0; i < 40; ++i) steps.emplace_back("h" + std::to_string(i), "h" + std::to_string(i + 1));
  const record::Incident incident = with_steps(steps);
  const PathGraph graph = path_graph(incident);
  CHECK(graph.nodes.size() == kPathNodesMax);
  CHECK(graph.left_out_count == 41 - kPathNodesMax);
  CHECK(path_svg(incident).find("27 others are in the list of steps") != std::string::npos);
}

TEST_CASE("no label lies on a node or another label, whatever the path is") {
  std::mt19937 random{7};
  for (int round = 0; round < 300; ++round) {
    const std::size_t systems = 2 + random() % 14, steps = 1 + random() % 40;
    std::vector<std::pair<std::string, std::string>> pairs;
    for (std::size_t i = 0; i < steps; ++i) {
      pairs.emplace_back("host-" + std::to_string(random() % systems), "host-" + std::to_string(random() % systems));
    }
    const record::Incident incident = with_steps(pairs);
    const PathGraph graph = path_graph(incident);
    check_readable(path_layout(graph, incident, Course::across, 1040));
    check_readable(path_layout(graph, incident, Course::down, 380));
  }
}

TEST_CASE("a role that is none of ours does not reach the markup as a class") {
  record::Incident incident = with_steps({{"a", "b"}});
  incident.entities = {{"ip", "a", "x\" onload=\"alert(1)"}};
  CHECK(path_svg(incident).find("onload") == std::string::npos);
}

TEST_CASE("an incident without a path has no drawing") { CHECK(path_svg(record::Incident{}).empty()); }

TEST_CASE("a moment alone and years of evidence both make a timeline") {
  auto sample = testing::sample_case();
  record::Finding instant = sample.findings[0];
  instant.last_seen = instant.first_seen;
  CHECK(timeline_svg({&instant}).find("class=\"tick\"") != std::string::npos);
  record::Finding old = instant;
  old.first_seen = Timestamp{};
  old.last_seen = Timestamp::max();
  const std::string svg = timeline_svg({&instant, &old});
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(std::count(svg.begin(), svg.end(), '<') < 60);
  CHECK(timeline_svg({}).empty());
}

TEST_CASE("a timeline of thousands of findings draws some and says so") {
  auto sample = testing::sample_case();
  const std::vector<const record::Finding*> many(3000, &sample.findings[0]);
  CHECK(timeline_svg(many).find("2,960 later findings are not drawn") != std::string::npos);
}
