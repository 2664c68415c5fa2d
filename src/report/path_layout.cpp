#include "report/path_layout.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "report/words.hpp"

namespace wardwatch::report {
namespace {

constexpr double kNodeWidth = 196, kNodeHeight = 66, kNodeWidthOnPhone = 172;
constexpr double kRowGap = 40, kColumnGap = 26, kRankGapDown = 104, kMargin = 14, kClearance = 5;
constexpr double kPairOffset = 15;  ///< Between an arrow and the one that comes back.
constexpr double kArc = 64;         ///< How far an arrow swings out that passes other nodes.
constexpr std::size_t kDeedsOnArrow = 3, kDeedsMax = 12, kLinesOfDeed = 2;
constexpr int kSamples = 40;  ///< Of a curve, to see whether it crosses a label.

Point on(const Curve& curve, double t) {
  const double s = 1 - t;
  const std::array<double, 4> weight{s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t};
  Point at;
  for (std::size_t i = 0; i < 4; ++i) {
    at.x += weight[i] * curve[i].x;
    at.y += weight[i] * curve[i].y;
  }
  return at;
}

/// Words in lines of at most `width` characters; the last line that fits ends in an ellipsis when there is more.
std::vector<std::string> in_lines(const std::string& text, std::size_t width, std::size_t lines_max) {
  std::vector<std::string> lines{""};
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    std::string& line = lines.back();
    if (line.empty() || width_of(line) + 1 + width_of(word) <= width) {
      line += (line.empty() ? "" : " ") + word;
    } else if (lines.size() == lines_max) {
      line = cut(line + " " + word, width);
      break;
    } else {
      lines.push_back(word);
    }
    at = end + 1;
  }
  for (std::string& line : lines) line = cut(line, width);
  return lines;
}

class Layout {
 public:
  Layout(const PathGraph& graph, const record::Incident& incident, Course direction, double page_width)
      : graph_{graph}, incident_{incident}, across_{direction == Course::across}, page_width_{page_width} {
    for (const PathNode& node : graph.nodes) rank_count_ = std::max(rank_count_, node.rank + 1);
    node_width_ = page_width < 600 ? kNodeWidthOnPhone : kNodeWidth;
  }

  PathLayout make() {
    place_nodes();
    for (const PathArrow& arrow : graph_.arrows) out_.curves.push_back(curve(arrow));
    for (const Curve& curve : out_.curves) {
      for (int i = 0; i <= kSamples; ++i) on_curves_.push_back(on(curve, double(i) / kSamples));
    }
    for (std::size_t i = 0; i < graph_.arrows.size(); ++i) out_.labels.push_back(label(i));
    view();
    return std::move(out_);
  }

 private:
  /// Space between two ranks, along the direction of the attack.
  [[nodiscard]] double rank_gap() const {
    if (!across_) {  // Words stand one above the other between two ranks: many arrows need more height.
      const double crowd = double(graph_.arrows.size()) / double(std::max<std::size_t>(rank_count_ - 1, 1));
      return std::clamp(kRankGapDown + (crowd - 1.5) * 26, kRankGapDown, 240.0);
    }
    if (rank_count_ < 2) return 0;
    const double free = page_width_ - 2 * kMargin - double(rank_count_) * node_width_;
    return std::clamp(free / double(rank_count_ - 1), 60.0, 420.0);
  }

  void place_nodes() {
    std::map<std::size_t, std::vector<std::size_t>> by_rank;
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) by_rank[graph_.nodes[i].rank].push_back(i);
    out_.nodes.resize(graph_.nodes.size());
    const double along = across_ ? node_width_ : kNodeHeight, aside = across_ ? kNodeHeight : node_width_;
    const double gap = across_ ? kRowGap : kColumnGap;
    for (const auto& [rank, members] : by_rank) {
      double at = -(double(members.size()) * aside + double(members.size() - 1) * gap) / 2;
      const double start = double(rank) * (along + rank_gap());
      for (const std::size_t member : members) {
        const Point corner = across_ ? Point{start, at} : Point{at, start};
        out_.nodes[member] = {corner.x, corner.y, node_width_, kNodeHeight};
        at += aside + gap;
      }
    }
  }

  [[nodiscard]] bool has_answer(const PathArrow& arrow) const {
    return std::any_of(graph_.arrows.begin(), graph_.arrows.end(),
                       [&](const PathArrow& other) { return other.from == arrow.to && other.to == arrow.from; });
  }

  /// A point of a box: `along` and `aside` from its middle, as shares of its half sizes.
  [[nodiscard]] Point edge(const Box& box, double along, double aside) const {
    const double x = across_ ? along : aside, y = across_ ? aside : along;
    return {box.x + box.width / 2 * (1 + x), box.y + box.height / 2 * (1 + y)};
  }
  [[nodiscard]] Point moved(Point point, double along, double aside) const {
    return across_ ? Point{point.x + along, point.y + aside} : Point{point.x + aside, point.y + along};
  }

  /// How far the ends of a curve must be drawn aside so that it passes clear of the nodes between its ends.
  [[nodiscard]] double swing_past(const PathArrow& arrow, Point start, Point end, double side) const {
    const auto [low, high] = std::minmax(graph_.nodes[arrow.from].rank, graph_.nodes[arrow.to].rank);
    const auto aside_of = [&](Point point) { return (across_ ? point.y : point.x) * side; };
    const double base = std::min(aside_of(start), aside_of(end));
    double needed = 0;
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      if (graph_.nodes[i].rank <= low || graph_.nodes[i].rank >= high) continue;
      needed = std::max(needed, aside_of(edge(out_.nodes[i], 0, side)) - base);
    }
    constexpr double kShareAtMiddle = 0.75;  // A cubic curve reaches this part of its control points' distance.
    return needed / kShareAtMiddle + kArc;
  }

  [[nodiscard]] Curve curve(const PathArrow& arrow) const {
    const Box &from = out_.nodes[arrow.from], &to = out_.nodes[arrow.to];
    const auto rank_from = double(graph_.nodes[arrow.from].rank), rank_to = double(graph_.nodes[arrow.to].rank);
    if (arrow.from == arrow.to) {  // A system that acts on itself: a loop below it.
      const Point start = edge(from, -0.4, 1), end = edge(from, 0.4, 1);
      return {start, moved(start, 0, 36), moved(end, 0, 36), end};
    }
    if (rank_from == rank_to) {
      const Point start = edge(from, 1, 0), end = edge(to, 1, 0);
      return {start, moved(start, kArc, 0), moved(end, kArc, 0), end};
    }
    if (std::abs(rank_to - rank_from) > 1.5) {
      const double side = rank_to > rank_from ? -1 : 1;  // Onward passes above what lies between, back below.
      const Point start = edge(from, 0, side), end = edge(to, 0, side);
      const double swing = swing_past(arrow, start, end, side) * side;
      return {start, moved(start, 0, swing), moved(end, 0, swing), end};
    }
    const double side = rank_to > rank_from ? 1 : -1;
    const double offset = has_answer(arrow) ? -side * kPairOffset : 0;
    const Point start = moved(edge(from, side, 0), 0, offset), end = moved(edge(to, -side, 0), 0, offset);
    const double bend = (across_ ? end.x - start.x : end.y - start.y) / 2;
    return {start, moved(start, bend, 0), moved(end, -bend, 0), end};
  }

  struct Deed {
    std::string text;
    std::size_t first = 0;  ///< Index into the path.
    std::size_t count = 0;
  };

  /// What an arrow stands for, each kind of deed once: 200 bots that do the same are one line.
  [[nodiscard]] std::vector<Deed> deeds_of(const PathArrow& arrow) const {
    std::vector<Deed> deeds;
    for (const std::size_t index : arrow.steps) {
      const record::PathStep& step = incident_.path[index];
      std::string text = cut(visible(cut(step.how, kNameMax)), kNameMax);
      if (step.bytes > 0 && text.find(volume(step.bytes)) == std::string::npos) text += " (" + volume(step.bytes) + ")";
      const auto known = std::find_if(deeds.begin(), deeds.end(), [&](const Deed& deed) { return deed.text == text; });
      if (known != deeds.end()) ++known->count;
      else if (deeds.size() < kDeedsMax) deeds.push_back({std::move(text), index, 1});
    }
    return deeds;
  }

  [[nodiscard]] std::vector<LabelLine> lines_of(const PathArrow& arrow, std::size_t letters) const {
    const std::vector<Deed> deeds = deeds_of(arrow);
    const std::size_t shown = deeds.size() > kDeedsOnArrow ? kDeedsOnArrow - 1 : deeds.size();
    std::vector<LabelLine> lines;
    std::size_t told = 0;
    for (std::size_t i = 0; i < shown; ++i) {
      const std::string times = deeds[i].count > 1 ? " × " + grouped(deeds[i].count) : "";
      std::size_t step = deeds[i].first + 1;
      for (std::string& line : in_lines(deeds[i].text + times, letters, kLinesOfDeed)) {
        lines.push_back({step, std::move(line)});
        step = 0;
      }
      told += deeds[i].count;
    }
    if (told < arrow.steps.size()) {
      lines.push_back({0, cut("and " + counted(arrow.steps.size() - told, "more step", "more steps"), letters)});
    }
    return lines;
  }

  [[nodiscard]] bool is_free(const Box& box) const {
    for (const Box& node : out_.nodes) {
      if (node.grown(kClearance).overlaps(box)) return false;
    }
    for (const PlacedLabel& other : out_.labels) {
      if (!other.lines.empty() && other.box.grown(kClearance).overlaps(box)) return false;
    }
    return true;
  }
  [[nodiscard]] bool is_crossed(const Box& box) const {
    return std::any_of(on_curves_.begin(), on_curves_.end(), [&](Point point) {
      return box.overlaps({point.x, point.y, 0.1, 0.1});
    });
  }

  /// The first free place beside the arrow, from its middle outwards: on the outer side of a pair, else above or right.
  [[nodiscard]] bool find_place(const Curve& curve, bool other_side, bool clear_of_arrows, PlacedLabel& label) const {
    double width = 0;
    for (const LabelLine& line : label.lines) width = std::max(width, double(width_of(line.text)) * kLetterWidth);
    Box& box = label.box;
    box.width = width + kBadgeWidth;
    box.height = double(label.lines.size()) * kLabelLineHeight + 4;
    for (const double t : {0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82}) {
      const Point at = on(curve, t);
      for (const bool flipped : {other_side, !other_side}) {
        box.x = across_ ? at.x - box.width / 2 : flipped ? at.x - box.width - 9 : at.x + 9;
        box.y = !across_ ? at.y - box.height / 2 : flipped ? at.y + 8 : at.y - box.height - 7;
        if (is_free(box) && !(clear_of_arrows && is_crossed(box))) return true;
      }
    }
    return false;
  }

  [[nodiscard]] PlacedLabel label(std::size_t index) const {
    const PathArrow& arrow = graph_.arrows[index];
    const bool back = graph_.nodes[arrow.to].rank < graph_.nodes[arrow.from].rank || arrow.from == arrow.to;
    const double room = across_ ? rank_gap() - 16 : std::max(page_width_ / 2 - 30, 120.0);
    const auto widest = static_cast<std::size_t>(std::clamp((room - kBadgeWidth) / kLetterWidth, 8.0, 40.0));
    PlacedLabel label;
    for (const bool clear_of_arrows : {true, false}) {
      for (const std::size_t letters : {widest, widest * 2 / 3, widest / 2}) {
        label.lines = lines_of(arrow, letters);
        if (find_place(out_.curves[index], back, clear_of_arrows, label)) return label;
      }
      label.lines = {{arrow.steps.front() + 1, arrow.steps.size() > 1 ? "…" : ""}};
      if (!clear_of_arrows && find_place(out_.curves[index], back, false, label)) return label;
    }
    label.lines.clear();
    return label;
  }

  void view() {
    Point low{0, 0}, high{0, 0};
    const auto include = [&](const Box& box) {
      low = {std::min(low.x, box.x), std::min(low.y, box.y)};
      high = {std::max(high.x, box.x + box.width), std::max(high.y, box.y + box.height)};
    };
    if (!out_.nodes.empty()) low = high = {out_.nodes[0].x, out_.nodes[0].y};
    for (const Box& box : out_.nodes) include(box.grown(6));
    for (const PlacedLabel& label : out_.labels) {
      if (!label.lines.empty()) include(label.box);
    }
    for (const Curve& curve : out_.curves) {
      for (const double t : {0.0, 0.25, 0.5, 0.75, 1.0}) include({on(curve, t).x, on(curve, t).y, 0, 0});
    }
    const double spare = std::max(page_width_ - 2 * kMargin - (high.x - low.x), 0.0);
    out_.view = {low.x - kMargin - spare / 2, low.y - kMargin, high.x - low.x + spare + 2 * kMargin,
                 high.y - low.y + 2 * kMargin};
  }

  const PathGraph& graph_;
  const record::Incident& incident_;
  bool across_;
  double page_width_, node_width_ = kNodeWidth;
  std::size_t rank_count_ = 1;
  std::vector<Point> on_curves_;
  PathLayout out_;
};

}  // namespace

PathLayout path_layout(const PathGraph& graph, const record::Incident& incident, Course direction, double page_width) {
  return Layout{graph, incident, direction, page_width}.make();
}

}  // namespace wardwatch::report
