#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace wardwatch::detect::sigma {

/// Which of many texts a value begins with, or ends in: a trie that is walked from that end and left at the first byte
/// that no text has. A path costs about as many steps as its last component has letters.
class Affixes {
 public:
  enum class End : std::uint8_t { front, back };
  explicit Affixes(End end) : end_{end} {}

  void add(std::string_view text, std::uint32_t id);
  /// Appends the ids of the texts that stand at that end of `value`.
  void find(std::string_view value, std::vector<std::uint32_t>& found) const;
  [[nodiscard]] bool empty() const noexcept { return nodes_.size() == 1; }

 private:
  struct Edge {
    std::uint32_t key = 0;  ///< Node and byte; 0 is free.
    std::uint32_t to = 0;
  };
  struct NodeIds {
    std::vector<std::uint32_t> ids;
  };

  [[nodiscard]] static std::uint32_t key_of(std::uint32_t node, unsigned char byte) noexcept {
    return (node << 8U | byte) + 1;
  }
  [[nodiscard]] std::size_t slot_of(std::uint32_t key) const noexcept;
  [[nodiscard]] std::uint32_t step(std::uint32_t node, unsigned char byte) const noexcept;
  std::uint32_t make_step(std::uint32_t node, unsigned char byte);
  void grow();

  End end_;
  std::vector<NodeIds> nodes_ = std::vector<NodeIds>(1);
  std::vector<Edge> edges_ = std::vector<Edge>(64);  ///< A power of two; open addressing.
  std::size_t edge_count_ = 0;
};

}  // namespace wardwatch::detect::sigma
