#include "detect/common/yaml.hpp"

#include <yaml.h>

#include <algorithm>
#include <map>
#include <optional>

namespace wardwatch::detect {
namespace {

/// The library looks at every open list for each word that it reads, so that a file of brackets would take for ever. So
/// deep a document is refused already; no further one behind it is read.
constexpr std::size_t kLevelMax = 4 * kDepthMax;

Place place_of(const yaml_mark_t& mark) {
  return {static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)};
}

/// The library's characters are unsigned.
const char* chars_of(const yaml_char_t* text) { return static_cast<const char*>(static_cast<const void*>(text)); }

std::string_view text_of(const yaml_char_t* text) {
  return text == nullptr ? std::string_view{} : std::string_view{chars_of(text)};
}

bool is_null_text(std::string_view text) {
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

std::size_t nodes_of(const Node& node) {
  std::size_t count = 1;
  for (const Node& item : node.items) count += nodes_of(item);
  for (const Entry& entry : node.entries) count += nodes_of(entry.value);
  return count;
}

/// What the library found wrong, where it was found.
Fault fault_of(const yaml_parser_t& parser) {
  const std::string_view problem = parser.problem == nullptr ? "it is no YAML" : parser.problem;
  if (parser.error == YAML_READER_ERROR)  // It says at which byte only.
    return {{}, std::string{problem} + " at byte " + std::to_string(parser.problem_offset)};
  std::string what{problem};
  if (parser.context != nullptr) what += " " + std::string{parser.context};
  return {place_of(parser.problem_mark), std::move(what)};
}

/// Builds nodes from the library's events. Its own tree is not used: it knows no limits, and keeps aliases as shared
/// nodes, so that walking a small file can take for ever. After the first fault of a document the rest of it is passed
/// over.
class Builder {
 public:
  explicit Builder(Documents& out) : out_{out} {}

  /// False when the rest of the file is not to be read.
  bool take(const yaml_event_t& event) {
    const bool opens = event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT;
    const bool closes = event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT;
    if (opens) ++level_;
    if (closes) --level_;
    build(event);
    return level_ <= kLevelMax;
  }
  /// Why the document at hand is refused, when it is.
  [[nodiscard]] std::optional<Fault> fault() const { return failed_ ? std::optional{fault_} : std::nullopt; }

 private:
  void build(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT: return begin_document();
      case YAML_DOCUMENT_END_EVENT: return end_document();
      case YAML_ALIAS_EVENT: return alias(event.start_mark, text_of(event.data.alias.anchor));
      case YAML_SCALAR_EVENT: return scalar(event);
      case YAML_SEQUENCE_START_EVENT:
        return start(Node::Kind::list, event.start_mark, text_of(event.data.sequence_start.anchor));
      case YAML_MAPPING_START_EVENT:
        return start(Node::Kind::map, event.start_mark, text_of(event.data.mapping_start.anchor));
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT: return end();
      case YAML_NO_EVENT:
      case YAML_STREAM_START_EVENT:
      case YAML_STREAM_END_EVENT: return;
    }
  }
  struct Open {
    Node node;
    std::string anchor;
    std::string key;
    Place key_place;
    bool has_key = false;
  };

  static std::string too_many() { return "more than " + std::to_string(kNodesMax) + " values in one document"; }
  static std::string too_deep() { return "lists and maps more than " + std::to_string(kDepthMax) + " deep"; }

  static std::size_t depth_of(const Node& node) {
    std::size_t depth = 0;
    for (const Node& item : node.items) depth = std::max(depth, depth_of(item));
    for (const Entry& entry : node.entries) depth = std::max(depth, depth_of(entry.value));
    return depth + 1;
  }

  void fail(Place at, std::string what) {
    failed_ = true;
    fault_ = {at, std::move(what)};
    open_.clear();
  }

  void begin_document() {
    open_.clear();
    anchors_.clear();
    root_ = Node{};
    nodes_ = 0;
    fault_ = {};
    failed_ = false;
  }

  void end_document() {
    if (failed_) out_.faults.push_back(fault_);
    else out_.roots.push_back(std::move(root_));
    root_ = Node{};
    failed_ = false;
  }

  void alias(const yaml_mark_t& mark, std::string_view anchor) {
    if (failed_) return;
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) return fail(place_of(mark), "the alias names a node that is not complete");
    const std::size_t more = nodes_of(found->second);
    if (nodes_ + more > kNodesMax) return fail(place_of(mark), too_many());
    nodes_ += more;
    if (open_.size() + depth_of(found->second) > kDepthMax) return fail(place_of(mark), too_deep());
    Node copy = found->second;
    place(std::move(copy));
  }

  void scalar(const yaml_event_t& event) {
    if (failed_) return;
    const auto& scalar = event.data.scalar;
    const Place at = place_of(event.start_mark);
    if (++nodes_ > kNodesMax) return fail(at, too_many());
    if (scalar.length > kValueMaxBytes)
      return fail(at, "a value longer than " + std::to_string(kValueMaxBytes) + " bytes");
    Node node;
    node.text.assign(chars_of(scalar.value), scalar.length);
    node.is_plain = scalar.style == YAML_PLAIN_SCALAR_STYLE && text_of(scalar.tag) != "!";
    node.kind = node.is_plain && is_null_text(node.text) ? Node::Kind::null : Node::Kind::text;
    node.place = at;
    remember(text_of(scalar.anchor), node);
    place(std::move(node));
  }

  void start(Node::Kind kind, const yaml_mark_t& mark, std::string_view anchor) {
    if (failed_) return;
    if (++nodes_ > kNodesMax) return fail(place_of(mark), too_many());
    if (open_.size() >= kDepthMax) return fail(place_of(mark), too_deep());
    Open& open = open_.emplace_back();
    open.node.kind = kind;
    open.node.place = place_of(mark);
    open.anchor = anchor;
  }

  void end() {
    if (failed_ || open_.empty()) return;
    Open open = std::move(open_.back());
    open_.pop_back();
    remember(open.anchor, open.node);
    place(std::move(open.node));
  }

  void remember(std::string_view anchor, const Node& node) {
    if (anchor.empty()) return;
    if (anchors_.size() >= kAnchorsMax)
      return fail(node.place, "more than " + std::to_string(kAnchorsMax) + " anchors in one document");
    anchors_.insert_or_assign(std::string{anchor}, node);
  }

  void place(Node node) {
    if (failed_) return;
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == Node::Kind::list) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.has_key) {
      if (node.kind == Node::Kind::list || node.kind == Node::Kind::map)
        return fail(node.place, "expected a name before \":\", not a list or map");
      if (parent.node.find(node.text) != nullptr) return fail(node.place, "the key \"" + node.text + "\" stands twice");
      parent.key = std::move(node.text);
      parent.key_place = node.place;
      parent.has_key = true;
    } else {
      parent.has_key = false;
      parent.node.entries.push_back({std::move(parent.key), parent.key_place, std::move(node)});
    }
  }

  Documents& out_;
  std::vector<Open> open_;
  std::map<std::string, Node, std::less<>> anchors_;
  Node root_;
  std::size_t nodes_ = 0;
  std::size_t level_ = 0;  ///< In the file, also where the document is refused.
  Fault fault_;
  bool failed_ = false;
};

}  // namespace

const Node* Node::find(std::string_view key) const noexcept {
  for (const Entry& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

std::string_view Node::text_at(std::string_view key) const noexcept {
  const Node* node = find(key);
  return node != nullptr && node->is_text() ? std::string_view{node->text} : std::string_view{};
}

Documents read_documents(const std::string& text) {
  Documents out;
  if (text.size() > kFileMaxBytes) {
    out.faults.push_back({{}, "a file larger than " + std::to_string(kFileMaxBytes) + " bytes"});
    return out;
  }
  yaml_parser_t parser;
  if (yaml_parser_initialize(&parser) == 0) {
    out.faults.push_back({{}, "there is not enough memory to read it"});
    return out;
  }
  yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser, static_cast<const unsigned char*>(static_cast<const void*>(text.data())),
                               text.size());
  Builder builder{out};
  std::size_t count = 0;
  for (bool is_over = false; !is_over;) {
    yaml_event_t event;
    if (yaml_parser_parse(&parser, &event) == 0) {
      // What we refused before it, such as a depth, is the better reason.
      out.faults.push_back(builder.fault().value_or(fault_of(parser)));
      break;
    }
    is_over = event.type == YAML_STREAM_END_EVENT;
    if (event.type == YAML_DOCUMENT_START_EVENT && ++count > kDocumentsMax) {
      out.faults.push_back({{}, "more than " + std::to_string(kDocumentsMax) + " documents"});
      is_over = true;
    } else if (!builder.take(event)) {
      out.faults.push_back(builder.fault().value_or(Fault{}));
      is_over = true;
    }
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return out;
}

}  // namespace wardwatch::detect
