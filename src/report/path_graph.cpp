#include "report/path_graph.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace wardwatch::report {
namespace {

constexpr std::size_t kGroupMin = 4;  ///< Fewer than this stay single: people want to see three attackers as three.

using Indexes = std::vector<std::size_t>;

/// The graph with each system by itself.
class Builder {
 public:
  explicit Builder(const record::Incident& incident) {
    for (const record::Entity& entity : incident.entities) roles_.emplace(entity.value, entity.role);
    for (std::size_t i = 0; i < std::min(incident.path.size(), kPathStepsMax); ++i) add(incident.path[i], i);
  }
  PathGraph graph;

 private:
  std::size_t node_named(const std::string& name) {
    const auto [known, is_new] = index_.emplace(name, graph.nodes.size());
    if (is_new) {
      const auto role = roles_.find(name);
      graph.nodes.push_back({name, role == roles_.end() ? "" : role->second, {name}, 0});
    }
    return known->second;
  }
  void add(const record::PathStep& step, std::size_t index) {
    const std::size_t from = node_named(step.from), to = node_named(step.to);
    const auto [known, is_new] = arrow_.emplace(std::pair{from, to}, graph.arrows.size());
    if (is_new) graph.arrows.push_back({from, to, {}, 0});
    PathArrow& arrow = graph.arrows[known->second];
    arrow.steps.push_back(index);
    arrow.bytes += step.bytes;
  }

  std::map<std::string, std::string> roles_;
  std::map<std::string, std::size_t> index_;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> arrow_;
};

/// Puts `nodes[i]` at `target[i]`, drops those without a target, and joins the arrows that fall together.
PathGraph mapped(const PathGraph& graph, const std::vector<std::optional<std::size_t>>& target) {
  PathGraph result;
  result.left_out_count = graph.left_out_count;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (!target[i]) {
      result.left_out_count += graph.nodes[i].members.size();
    } else if (*target[i] == result.nodes.size()) {
      result.nodes.push_back(graph.nodes[i]);
    } else {
      auto& members = result.nodes[*target[i]].members;
      members.insert(members.end(), graph.nodes[i].members.begin(), graph.nodes[i].members.end());
    }
  }
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> known;
  for (const PathArrow& arrow : graph.arrows) {
    if (!target[arrow.from] || !target[arrow.to]) continue;
    const std::pair ends{*target[arrow.from], *target[arrow.to]};
    const auto [at, is_new] = known.emplace(ends, result.arrows.size());
    if (is_new) result.arrows.push_back({ends.first, ends.second, {}, 0});
    PathArrow& joined = result.arrows[at->second];
    joined.steps.insert(joined.steps.end(), arrow.steps.begin(), arrow.steps.end());
    joined.bytes += arrow.bytes;
  }
  for (PathArrow& arrow : result.arrows) std::sort(arrow.steps.begin(), arrow.steps.end());
  return result;
}

/// Systems with the same role and the same partners become one node: 200 bots that guess at one server.
PathGraph grouped_alike(const PathGraph& graph) {
  using Signature = std::pair<std::string, std::set<std::pair<bool, std::size_t>>>;
  std::vector<Signature> signatures;
  for (const PathNode& node : graph.nodes) signatures.push_back({node.role, {}});
  for (const PathArrow& arrow : graph.arrows) {
    signatures[arrow.from].second.emplace(true, arrow.to);
    signatures[arrow.to].second.emplace(false, arrow.from);
  }
  std::map<Signature, std::size_t> count;
  for (const Signature& signature : signatures) ++count[signature];
  std::map<Signature, std::size_t> place;
  std::vector<std::optional<std::size_t>> target;
  std::size_t next = 0;
  for (const Signature& signature : signatures) {
    if (count[signature] < kGroupMin) {
      target.push_back(next++);
      continue;
    }
    const auto [at, is_new] = place.emplace(signature, next);
    if (is_new) ++next;
    target.push_back(at->second);
  }
  return mapped(graph, target);
}

PathGraph first_nodes(const PathGraph& graph) {
  if (graph.nodes.size() <= kPathNodesMax) return graph;
  std::vector<std::optional<std::size_t>> target(graph.nodes.size());
  for (std::size_t i = 0; i < kPathNodesMax; ++i) target[i] = i;
  return mapped(graph, target);
}

/// Arrows that lead onward: in the order of the story, those that do not close a circle.
std::vector<const PathArrow*> onward(const PathGraph& graph) {
  const std::size_t count = graph.nodes.size();
  std::vector<std::vector<bool>> reaches(count, std::vector<bool>(count));
  for (std::size_t i = 0; i < count; ++i) reaches[i][i] = true;
  std::vector<const PathArrow*> arrows;
  for (const PathArrow& arrow : graph.arrows) {
    if (reaches[arrow.to][arrow.from]) continue;
    arrows.push_back(&arrow);
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t j = 0; j < count; ++j) {
        if (reaches[i][arrow.from] && reaches[arrow.to][j]) reaches[i][j] = true;
      }
    }
  }
  return arrows;
}

void rank(PathGraph& graph) {
  const auto arrows = onward(graph);
  for (std::size_t round = 0; round < graph.nodes.size(); ++round) {
    for (const PathArrow* arrow : arrows) {
      graph.nodes[arrow->to].rank = std::max(graph.nodes[arrow->to].rank, graph.nodes[arrow->from].rank + 1);
    }
  }
}

void limit_arrows(PathGraph& graph) {
  std::stable_sort(graph.arrows.begin(), graph.arrows.end(),
                   [](const PathArrow& a, const PathArrow& b) { return a.steps.front() < b.steps.front(); });
  if (graph.arrows.size() <= kPathArrowsMax) return;
  graph.arrows_left_out_count = graph.arrows.size() - kPathArrowsMax;
  graph.arrows.resize(kPathArrowsMax);
}

}  // namespace

PathGraph path_graph(const record::Incident& incident) {
  PathGraph graph = first_nodes(grouped_alike(Builder{incident}.graph));
  limit_arrows(graph);
  rank(graph);
  return graph;
}

}  // namespace wardwatch::report
