#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace wardwatch::detect::sigma {

/// Where something stands in a file; both count from 1.
struct Place {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

/// What is wrong, and where: "expected a number, not \"ten\"".
struct Fault {
  Place place;
  std::string what;
};

template <class T>
using Read = tl::expected<T, Fault>;

[[nodiscard]] inline tl::unexpected<Fault> fault_at(Place place, std::string what) {
  return tl::make_unexpected(Fault{place, std::move(what)});
}

struct Entry;

/// A node of a YAML document. Aliases are resolved, and bounded (kNodesMax).
struct Node {
  enum class Kind : std::uint8_t { null, text, list, map };

  Kind kind = Kind::null;
  bool is_plain = false;  ///< A text without quotes: may stand for a number or a truth value.
  Place place;
  std::string text;
  std::vector<Node> items;
  std::vector<Entry> entries;  ///< In the file's order.

  [[nodiscard]] bool is_text() const noexcept { return kind == Kind::text; }
  [[nodiscard]] bool is_list() const noexcept { return kind == Kind::list; }
  [[nodiscard]] bool is_map() const noexcept { return kind == Kind::map; }
  [[nodiscard]] bool is_null() const noexcept { return kind == Kind::null; }
  /// The value at a key of a map, or null when there is none.
  [[nodiscard]] const Node* find(std::string_view key) const noexcept;
  /// The text at a key, or nothing.
  [[nodiscard]] std::string_view text_at(std::string_view key) const noexcept;
};

struct Entry {
  std::string key;
  Place place;
  Node value;
};

/// The documents of a file and, when it ends in something unreadable, the fault; what came before it stands.
struct Documents {
  std::vector<Node> roots;
  std::vector<Fault> faults;
};

/// Reads YAML from anybody: size, depth, nodes and what aliases unfold to are bounded (limits.hpp).
[[nodiscard]] Documents read_documents(const std::string& text);

}  // namespace wardwatch::detect::sigma
