#include <algorithm>
#include <map>
#include <set>

#include "report/drawing.hpp"
#include "report/words.hpp"

namespace wardwatch::report {
namespace {

constexpr std::size_t kNodesMax = 24;  ///< What a page can show; the list of steps has them all.
constexpr double kNodeWidth = 200, kNodeHeight = 62, kRowGap = 34, kMargin = 16, kPageWidth = 1040;

struct Node {
  std::string name;
  std::string role;
  std::size_t column = 0;
  double x = 0, y = 0;
};
struct Arrow {
  std::size_t from, to;
  std::vector<std::size_t> steps;  ///< From 1.
  std::uint64_t bytes = 0;
};

class PathDrawing {
 public:
  explicit PathDrawing(const record::Incident& incident) : incident_{incident} {
    for (std::size_t i = 0; i < incident.path.size(); ++i) add(incident.path[i], i + 1);
    place();
  }

  [[nodiscard]] std::string svg() const {
    std::string out = "<svg class=\"path\" viewBox=\"0 0 " + number(kPageWidth) + " " + number(height_) +
                      "\" role=\"img\" aria-label=\"Attack path\"><defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" "
                      "refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto-start-reverse\"><path d=\"M0 0L10 5L0 10z\"/>"
                      "</marker></defs>";
    for (const Arrow& arrow : arrows_) out += draw(arrow);
    for (const Node& node : nodes_) out += draw(node);
    return out + "</svg>";
  }

 private:
  static std::string number(double value) {
    const std::string text = std::to_string(value);
    return text.substr(0, text.find('.') + 2);
  }

  std::size_t node_named(const std::string& name) {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (nodes_[i].name == name) return i;
    }
    if (nodes_.size() >= kNodesMax) return nodes_.size() - 1;
    Node node;
    node.name = name;
    for (const record::Entity& entity : incident_.entities) {
      if (entity.value == name) node.role = entity.role;
    }
    nodes_.push_back(std::move(node));
    return nodes_.size() - 1;
  }

  void add(const record::PathStep& step, std::size_t index) {
    const std::size_t from = node_named(step.from);
    const std::size_t to = node_named(step.to);
    const auto known = std::find_if(arrows_.begin(), arrows_.end(), [&](const Arrow& a) { return a.from == from && a.to == to; });
    Arrow& arrow = known != arrows_.end() ? *known : arrows_.emplace_back(Arrow{from, to, {}, 0});
    arrow.steps.push_back(index);
    arrow.bytes += step.bytes;
  }

  /// Columns: an arrow goes at least one column to the right, as far as there is no loop.
  void place() {
    for (std::size_t round = 0; round < nodes_.size(); ++round) {
      for (const Arrow& arrow : arrows_) {
        const std::size_t wanted = nodes_[arrow.from].column + 1;
        const bool forward = arrow.from < arrow.to;  // Nodes are numbered in the order of the story.
        if (forward && nodes_[arrow.to].column < wanted) nodes_[arrow.to].column = wanted;
      }
    }
    std::size_t columns = 1;
    for (const Node& node : nodes_) columns = std::max(columns, node.column + 1);
    std::map<std::size_t, std::vector<std::size_t>> by_column;
    for (std::size_t i = 0; i < nodes_.size(); ++i) by_column[nodes_[i].column].push_back(i);
    std::size_t tallest = 1;
    for (const auto& [column, members] : by_column) tallest = std::max(tallest, members.size());
    height_ = 2 * kMargin + double(tallest) * kNodeHeight + double(tallest - 1) * kRowGap + 24;
    const double step = columns > 1 ? (kPageWidth - 2 * kMargin - kNodeWidth) / double(columns - 1) : 0;
    for (const auto& [column, members] : by_column) {
      const double used = double(members.size()) * kNodeHeight + double(members.size() - 1) * kRowGap;
      double y = (height_ - used) / 2;
      for (const std::size_t member : members) {
        nodes_[member].x = columns > 1 ? kMargin + step * double(column) : (kPageWidth - kNodeWidth) / 2;
        nodes_[member].y = y;
        y += kNodeHeight + kRowGap;
      }
    }
  }

  [[nodiscard]] static std::string draw(const Node& node) {
    const std::string role = node.role.empty() ? "other" : node.role;
    return "<g class=\"node " + escaped(role) + "\"><rect x=\"" + number(node.x) + "\" y=\"" + number(node.y) + "\" width=\"" +
           number(kNodeWidth) + "\" height=\"" + number(kNodeHeight) + "\" rx=\"8\"/><text class=\"role\" x=\"" +
           number(node.x + 14) + "\" y=\"" + number(node.y + 23) + "\">" + escaped(stage_title(role == "other" ? "" : role)) +
           "</text><text class=\"name\" x=\"" + number(node.x + 14) + "\" y=\"" + number(node.y + 46) + "\">" +
           escaped(cut(node.name, 24)) + "</text></g>";
  }

  [[nodiscard]] std::string draw(const Arrow& arrow) const {
    const Node& from = nodes_[arrow.from];
    const Node& to = nodes_[arrow.to];
    if (arrow.from == arrow.to) return badges(arrow, from.x + kNodeWidth - 20, from.y - 4);
    const bool forward = from.column < to.column;
    const double x1 = forward ? from.x + kNodeWidth : from.x;
    const double x2 = forward ? to.x - 3 : to.x + kNodeWidth + 3;
    const double y1 = from.y + kNodeHeight / 2, y2 = to.y + kNodeHeight / 2;
    if (from.column == to.column) return vertical(arrow, from, to);
    const double bend = (x2 - x1) / 2;
    std::string out = "<path class=\"arrow\" marker-end=\"url(#tip)\" d=\"M" + number(x1) + " " + number(y1) + "C" +
                      number(x1 + bend) + " " + number(y1) + " " + number(x2 - bend) + " " + number(y2) + " " + number(x2) +
                      " " + number(y2) + "\"/>";
    out += badges(arrow, (x1 + x2) / 2, (y1 + y2) / 2 - 6);
    if (arrow.bytes > 0) {
      out += "<text class=\"bytes\" x=\"" + number((x1 + x2) / 2) + "\" y=\"" + number((y1 + y2) / 2 + 24) + "\">" +
             volume(arrow.bytes) + "</text>";
    }
    return out;
  }

  [[nodiscard]] std::string vertical(const Arrow& arrow, const Node& from, const Node& to) const {
    const bool down = from.y < to.y;
    const double x = from.x + kNodeWidth / 2;
    const double y1 = down ? from.y + kNodeHeight : from.y, y2 = down ? to.y - 3 : to.y + kNodeHeight + 3;
    return "<path class=\"arrow\" marker-end=\"url(#tip)\" d=\"M" + number(x) + " " + number(y1) + "L" + number(x) + " " +
           number(y2) + "\"/>" + badges(arrow, x, (y1 + y2) / 2);
  }

  [[nodiscard]] static std::string badges(const Arrow& arrow, double x, double y) {
    const std::size_t shown = std::min<std::size_t>(arrow.steps.size(), 4);
    double at = x - double(shown - 1) * 13;
    std::string out;
    for (std::size_t i = 0; i < shown; ++i, at += 26) {
      out += "<g class=\"badge\"><circle cx=\"" + number(at) + "\" cy=\"" + number(y) + "\" r=\"11\"/><text x=\"" + number(at) +
             "\" y=\"" + number(y + 4) + "\">" + std::to_string(arrow.steps[i]) + "</text></g>";
    }
    return out;
  }

  const record::Incident& incident_;
  std::vector<Node> nodes_;
  std::vector<Arrow> arrows_;
  double height_ = 0;
};

}  // namespace

std::string path_svg(const record::Incident& incident) {
  if (incident.path.empty()) return {};
  return PathDrawing{incident}.svg();
}

}  // namespace wardwatch::report
