#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace wardwatch::detect {

/// A rule file. SigmaHQ's largest is 60 KB; lists of indicators get longer.
inline constexpr std::size_t kFileMaxBytes = 4U << 20U;
/// Documents in one file, as `---` parts them.
inline constexpr std::size_t kDocumentsMax = 1'000;
/// Lists and maps inside one another. Sigma's own forms need six.
inline constexpr std::size_t kDepthMax = 32;
/// Values, lists and maps in one document, those that an alias repeats counted each time: a file of a kilobyte cannot
/// unfold to more.
inline constexpr std::size_t kNodesMax = 200'000;
/// Anchored nodes kept for aliases; SigmaHQ's rules have none.
inline constexpr std::size_t kAnchorsMax = 64;
/// One value. Windows cuts command lines at 32,767 characters.
inline constexpr std::size_t kValueMaxBytes = 32U << 10U;

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

/// Reads YAML from anybody: size, depth, nodes and what aliases unfold to are bounded by the limits above.
[[nodiscard]] Documents read_documents(const std::string& text);

}  // namespace wardwatch::detect
