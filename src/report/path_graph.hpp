#pragma once

#include <string>
#include <vector>

#include "record/incident.hpp"

namespace wardwatch::report {

/// One system of the drawing, or many that do the same and are drawn as one.
struct PathNode {
  std::string name;
  std::string role;                  ///< attacker, victim, relay, store, account; empty when not known.
  std::vector<std::string> members;  ///< The systems that a group stands for; one for a single system.
  std::size_t rank = 0;              ///< How many steps from the start of the attack.
};

/// Everything that one node did to another.
struct PathArrow {
  std::size_t from = 0, to = 0;    ///< Indexes of nodes.
  std::vector<std::size_t> steps;  ///< Indexes into the incident's path, in order.
  std::uint64_t bytes = 0;
};

struct PathGraph {
  std::vector<PathNode> nodes;  ///< In the order in which the story names them.
  std::vector<PathArrow> arrows;
  std::size_t arrows_left_out_count = 0;
  std::size_t left_out_count = 0;  ///< Systems beyond what a drawing can show.
};

/// Nodes and arrows that a drawing can show; systems that act alike are one node before they are counted.
inline constexpr std::size_t kPathNodesMax = 14, kPathArrowsMax = 40;
/// Steps that are looked at for the drawing; the list below it has all that the page can hold.
inline constexpr std::size_t kPathStepsMax = 2000;

/// The attack path as a graph: same pair, one arrow; systems with the same role and the same partners, one node.
[[nodiscard]] PathGraph path_graph(const record::Incident& incident);

}  // namespace wardwatch::report
