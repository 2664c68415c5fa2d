#include "report/drawing.hpp"
#include "report/path_layout.hpp"
#include "report/words.hpp"

namespace wardwatch::report {
namespace {

constexpr double kPageWidth = 1040, kPhoneWidth = 380;
constexpr std::size_t kRanksAcross = 3;  ///< More do not leave room for words between the nodes.
constexpr std::size_t kStepsInDescription = 12;
constexpr double kNamePixels = 15, kLongNamePixels = 12, kMorePixels = 11;  ///< As in the style sheet.

/// The description that a screen reader reads in place of the drawing.
std::string description(const record::Incident& incident) {
  std::string text = "Attack path. ";
  for (std::size_t i = 0; i < incident.path.size() && i < kStepsInDescription; ++i) {
    const record::PathStep& step = incident.path[i];
    text += "Step " + std::to_string(i + 1) + ": " + cut(step.from, kNameMax) + " to " + cut(step.to, kNameMax) + ", " +
            cut(step.how, kNameMax) + ". ";
  }
  if (incident.path.size() > kStepsInDescription) text += "The list below has all steps.";
  return text;
}

std::string text_at(std::string_view css_class, Point at, const std::string& safe) {
  return "<text class=\"" + std::string{css_class} + "\" x=\"" + svg_number(at.x) + "\" y=\"" + svg_number(at.y) +
         "\">" + safe + "</text>";
}

std::string rectangle(const Box& box) {
  return "<rect x=\"" + svg_number(box.x) + "\" y=\"" + svg_number(box.y) + "\" width=\"" + svg_number(box.width) +
         "\" height=\"" + svg_number(box.height) + "\" rx=\"9\"/>";
}

/// A role from our own list as a class; anything else must not reach the markup.
std::string_view role_class(std::string_view role) {
  for (const std::string_view known : {"attacker", "victim", "relay", "store", "account"}) {
    if (role == known) return known;
  }
  return "other";
}

/// Bytes of a text that fit a width at a size in bold type: an estimate that is rather too wide than too narrow.
std::size_t bytes_that_fit(std::string_view text, double width, double pixels) {
  std::size_t at = 0;
  for (double used = 0; at < text.size();) {
    const auto c = static_cast<unsigned char>(text[at]);
    const bool is_narrow = (c >= 'a' && c <= 'l') || c == '.' || c == ':' || (c >= '0' && c <= '9') || c == '-';
    used += pixels * (c >= 0x80 ? 1.0 : is_narrow ? 0.66 : c >= 'a' && c <= 'z' && c != 'm' && c != 'w' ? 0.68 : 0.9);
    if (used > width) break;
    at += prefix_bytes(text.substr(at), 1);
  }
  return at;
}

/// Where the first of two lines ends: between words or behind a folder when there is such a place, else where it is full.
std::size_t line_end(std::string_view text, double width, double pixels) {
  const std::size_t full = bytes_that_fit(text, width, pixels);
  const std::size_t place = text.substr(0, full + 1).find_last_of(" /");
  return full == text.size() || place == std::string_view::npos || place < full / 3 ? full : std::min(place + 1, full);
}

std::string fitted(std::string_view text, double width, double pixels) {
  if (bytes_that_fit(text, width, pixels) == text.size()) return std::string{text};
  return std::string{text.substr(0, bytes_that_fit(text, width - pixels, pixels))} + "…";
}

std::string draw(const PathNode& node, const Box& box) {
  const std::string_view role = role_class(node.role);
  std::string out = "<g class=\"node " + std::string{role} + "\">";
  const bool is_group = node.members.size() > 1;
  if (is_group) out += rectangle({box.x + 6, box.y - 6, box.width, box.height});
  out += rectangle(box);
  const double x = box.x + 14;
  out += text_at("role", {x, box.y + 21}, escaped(stage_title(role == "other" ? "system" : role)));
  const double width = box.width - 24;
  const std::string name = visible(cut(node.name, kNameMax));
  if (is_group) {
    out += text_at("name", {x, box.y + 41}, grouped(node.members.size()) + " addresses");
    out += text_at("more", {x, box.y + 57}, escaped(fitted(name + ", …", width, kMorePixels)));
  } else if (bytes_that_fit(name, width, kNamePixels) == name.size()) {
    out += text_at("name", {x, box.y + 45}, escaped(name));
  } else {
    const std::size_t half = line_end(name, width, kLongNamePixels);
    out += text_at("long", {x, box.y + 40}, escaped(name.substr(0, half)));
    out += text_at("long", {x, box.y + 55}, escaped(fitted(name.substr(half), width, kLongNamePixels)));
  }
  return out + "<title>" + escaped(node.name, kSentenceMax) + "</title></g>";
}

std::string draw(const Curve& curve, std::string_view css_class) {
  const auto pair = [](Point p) { return svg_number(p.x) + " " + svg_number(p.y); };
  return "<path class=\"arrow\" marker-end=\"url(#tip-" + std::string{css_class} + ")\" d=\"M" + pair(curve[0]) + "C" +
         pair(curve[1]) + " " + pair(curve[2]) + " " + pair(curve[3]) + "\"/>";
}

std::string draw(const PlacedLabel& label) {
  std::string out;
  double y = label.box.y + 2;
  for (const LabelLine& line : label.lines) {
    if (line.step > 0) {
      out += "<g class=\"badge\">" + rectangle({label.box.x, y + 1, kBadgeWidth - 6, kLabelLineHeight - 2});
      out += text_at("", {label.box.x + kBadgeWidth / 2 - 3, y + 12.5}, std::to_string(line.step)) + "</g>";
    }
    out += text_at("how", {label.box.x + kBadgeWidth, y + 13}, escaped(line.text));
    y += kLabelLineHeight;
  }
  return out;
}

std::string drawing(const PathGraph& graph, const record::Incident& incident, Course direction, double width,
                    std::string_view css_class) {
  const PathLayout layout = path_layout(graph, incident, direction, width);
  std::string out = "<svg class=\"path " + std::string{css_class} + "\" viewBox=\"" + svg_number(layout.view.x) + " " +
                    svg_number(layout.view.y) + " " + svg_number(layout.view.width) + " " +
                    svg_number(layout.view.height) + "\" width=\"" + svg_number(layout.view.width) +
                    "\" role=\"img\" aria-label=\"" + escaped(description(incident)) + "\"><defs><marker id=\"tip-" +
                    std::string{css_class} +
                    "\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"11\" "
                    "markerHeight=\"11\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\"/>"
                    "</marker></defs>";
  for (const Curve& curve : layout.curves) out += draw(curve, css_class);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) out += draw(graph.nodes[i], layout.nodes[i]);
  for (const PlacedLabel& label : layout.labels) out += draw(label);
  return out + "</svg>";
}

}  // namespace

std::string svg_number(double value) {
  const std::string text = std::to_string(value);
  return text.substr(0, text.find('.') + 2);
}

std::string path_svg(const record::Incident& incident) {
  if (incident.path.empty()) return {};
  const PathGraph graph = path_graph(incident);
  std::size_t ranks = 1;
  for (const PathNode& node : graph.nodes) ranks = std::max(ranks, node.rank + 1);
  std::string out = drawing(graph, incident, ranks <= kRanksAcross ? Course::across : Course::down, kPageWidth, "wide");
  out += drawing(graph, incident, Course::down, kPhoneWidth, "narrow");
  if (graph.arrows_left_out_count > 0) {
    out += "<p class=\"quiet\">The drawing shows the first " + std::to_string(kPathArrowsMax) +
           " connections; the list of steps has all.</p>";
  }
  if (graph.left_out_count > 0) {
    out += "<p class=\"quiet\">The drawing shows the first " + std::to_string(graph.nodes.size()) + " systems; " +
           counted(graph.left_out_count, "other is", "others are") + " in the list of steps.</p>";
  }
  return out;
}

}  // namespace wardwatch::report
