#pragma once

#include <array>
#include <string>
#include <vector>

#include "report/path_graph.hpp"

namespace wardwatch::report {

struct Point {
  double x = 0, y = 0;
};
struct Box {
  double x = 0, y = 0, width = 0, height = 0;

  [[nodiscard]] constexpr bool overlaps(const Box& other) const noexcept {
    return x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height;
  }
  [[nodiscard]] constexpr Box grown(double by) const noexcept {
    return {x - by, y - by, width + 2 * by, height + 2 * by};
  }
};

/// A cubic curve from the edge of one node to the edge of another.
using Curve = std::array<Point, 4>;

/// One line beside an arrow; `step` is the number in the list of steps, 0 when the line carries on.
struct LabelLine {
  std::size_t step = 0;
  std::string text;
};
struct PlacedLabel {
  Box box;
  std::vector<LabelLine> lines;
};

/// Where everything of the drawing goes, in pixels. No label lies on a node or on another label.
struct PathLayout {
  Box view;
  std::vector<Box> nodes;           ///< As `PathGraph::nodes`.
  std::vector<Curve> curves;        ///< As `PathGraph::arrows`.
  std::vector<PlacedLabel> labels;  ///< As `PathGraph::arrows`; no lines where there was no room.
};

/// `across` runs left to right on a page, `down` from top to bottom on a phone and for long paths.
enum class Course : std::uint8_t { across, down };

inline constexpr double kLabelLineHeight = 17, kBadgeWidth = 28, kLetterWidth = 6.9;

[[nodiscard]] PathLayout path_layout(const PathGraph& graph, const record::Incident& incident, Course direction,
                                     double page_width);

}  // namespace wardwatch::report
