#include "detect/sigma/document.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

#include "detect/sigma/limits.hpp"

namespace wardwatch::detect::sigma {
namespace {

Place place_of(const YAML::Mark& mark) {
  return {static_cast<std::uint32_t>(std::max(mark.line, 0) + 1),
          static_cast<std::uint32_t>(std::max(mark.column, 0) + 1)};
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

/// Builds nodes from the library's events. Its own tree is not used: it keeps aliases as shared nodes, so that walking a
/// small file can take for ever. After the first fault of a document the rest of it is passed over.
class Builder : public YAML::EventHandler {
 public:
  explicit Builder(Documents& out) : out_{out} {}

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {
    open_.clear();
    anchors_.clear();
    root_ = Node{};
    nodes_ = 0;
    fault_ = {};
    failed_ = false;
  }
  void OnDocumentEnd() override {
    if (failed_) out_.faults.push_back(fault_);
    else out_.roots.push_back(std::move(root_));
    root_ = Node{};
    failed_ = false;
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    leaf(Node::Kind::null, mark, anchor, {}, true);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const bool is_plain = tag != "!";
    const bool is_null = is_plain && is_null_text(value);
    leaf(is_null ? Node::Kind::null : Node::Kind::text, mark, anchor, value, is_plain);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (failed_) return;
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) return fail(place_of(mark), "the alias names a node that is not complete");
    if (nodes_ + nodes_of(found->second) > kNodesMax) return fail(place_of(mark), too_many());
    nodes_ += nodes_of(found->second);
    if (open_.size() + depth_of(found->second) > kDepthMax) return fail(place_of(mark), too_deep());
    Node copy = found->second;
    place(std::move(copy));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    start(Node::Kind::list, mark, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    start(Node::Kind::map, mark, anchor);
  }
  /// Why the document at hand is refused, when it is.
  [[nodiscard]] std::optional<Fault> fault() const { return failed_ ? std::optional{fault_} : std::nullopt; }

  void OnSequenceEnd() override { end(); }
  void OnMapEnd() override { end(); }

 private:
  struct Open {
    Node node;
    YAML::anchor_t anchor = 0;
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

  void leaf(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor, const std::string& text, bool is_plain) {
    if (failed_) return;
    if (++nodes_ > kNodesMax) return fail(place_of(mark), too_many());
    if (text.size() > kValueMaxBytes)
      return fail(place_of(mark), "a value longer than " + std::to_string(kValueMaxBytes) + " bytes");
    Node node;
    node.kind = kind;
    node.is_plain = is_plain;
    node.place = place_of(mark);
    node.text = text;
    remember(anchor, node);
    place(std::move(node));
  }

  void start(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (failed_) return;
    if (++nodes_ > kNodesMax) return fail(place_of(mark), too_many());
    if (open_.size() >= kDepthMax) return fail(place_of(mark), too_deep());
    Open open;
    open.node.kind = kind;
    open.node.place = place_of(mark);
    open.anchor = anchor;
    open_.push_back(std::move(open));
  }

  void end() {
    if (failed_ || open_.empty()) return;
    Open open = std::move(open_.back());
    open_.pop_back();
    remember(open.anchor, open.node);
    place(std::move(open.node));
  }

  void remember(YAML::anchor_t anchor, const Node& node) {
    if (anchor == 0) return;
    if (anchors_.size() >= kAnchorsMax)
      return fail(node.place, "more than " + std::to_string(kAnchorsMax) + " anchors in one document");
    anchors_.insert_or_assign(anchor, node);
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
  std::map<YAML::anchor_t, Node> anchors_;
  Node root_;
  std::size_t nodes_ = 0;
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
  Builder builder{out};
  try {  // The library says by exception what is no YAML.
    std::istringstream in{text};
    YAML::Parser parser{in};
    std::size_t count = 0;
    while (parser.HandleNextDocument(builder)) {
      if (++count >= kDocumentsMax) {
        out.faults.push_back({{}, "more than " + std::to_string(kDocumentsMax) + " documents"});
        break;
      }
    }
  } catch (const YAML::Exception& error) {
    // What we refused before it, such as a depth, is the better reason.
    out.faults.push_back(builder.fault().value_or(Fault{place_of(error.mark), error.msg}));
  }
  return out;
}

}  // namespace wardwatch::detect::sigma
