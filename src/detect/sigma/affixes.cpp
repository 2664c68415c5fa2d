#include "detect/sigma/affixes.hpp"

#include <utility>

namespace wardwatch::detect::sigma {
namespace {

/// Nodes that keys of 32 bits can tell apart; texts beyond are not added, which kTestsMax rules out.
constexpr std::size_t kNodesMax24 = (1U << 24U) - 2;

}  // namespace

std::size_t Affixes::slot_of(std::uint32_t key) const noexcept {
  std::size_t slot = (key * 0x9E3779B1U >> 7U) & (edges_.size() - 1);
  while (edges_[slot].key != 0 && edges_[slot].key != key) slot = (slot + 1) & (edges_.size() - 1);
  return slot;
}

std::uint32_t Affixes::step(std::uint32_t node, unsigned char byte) const noexcept {
  return edges_[slot_of(key_of(node, byte))].to;
}

std::uint32_t Affixes::make_step(std::uint32_t node, unsigned char byte) {
  const std::uint32_t there = step(node, byte);
  if (there != 0 || nodes_.size() >= kNodesMax24) return there;
  if ((edge_count_ + 1) * 2 > edges_.size()) grow();
  const auto made = static_cast<std::uint32_t>(nodes_.size());
  nodes_.emplace_back();
  edges_[slot_of(key_of(node, byte))] = {key_of(node, byte), made};
  ++edge_count_;
  return made;
}

void Affixes::grow() {
  const std::vector<Edge> old = std::exchange(edges_, std::vector<Edge>(edges_.size() * 2));
  for (const Edge& edge : old) {
    if (edge.key != 0) edges_[slot_of(edge.key)] = edge;
  }
}

void Affixes::add(std::string_view text, std::uint32_t id) {
  std::uint32_t node = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = end_ == End::front ? text[i] : text[text.size() - 1 - i];
    node = make_step(node, static_cast<unsigned char>(c));
    if (node == 0) return;
  }
  nodes_[node].ids.push_back(id);
}

void Affixes::find(std::string_view value, std::vector<std::uint32_t>& found) const {
  std::uint32_t node = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = end_ == End::front ? value[i] : value[value.size() - 1 - i];
    node = step(node, static_cast<unsigned char>(c));
    if (node == 0) return;
    const auto& ids = nodes_[node].ids;
    found.insert(found.end(), ids.begin(), ids.end());
  }
}

}  // namespace wardwatch::detect::sigma
