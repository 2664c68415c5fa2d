#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "detect/sigma/rule.hpp"

struct hs_database;
struct hs_scratch;

namespace wardwatch::detect::sigma {

/// One expression to search for, and what it is called in the answer.
struct Wanted {
  std::string expression;
  unsigned flags = 0;
  std::uint32_t id = 0;
};

/// A text to search for as it is.
[[nodiscard]] Wanted wanted_text(std::string text, std::uint32_t id);

/// The expression of a text or regex test.
[[nodiscard]] Wanted wanted_of(const Test& test, std::uint32_t id);

/// Why the matcher cannot search for a regular expression, or nothing when it can. Look-around, back references and the
/// like are outside Sigma's subset (appendix "Regular Expression") and cannot be searched in linear time. Compiling it
/// finds those that are too large as well, and takes a thousand times as long.
[[nodiscard]] std::string refusal_of(const Test& test, bool compiles);

/// The working memory of searches; one for each thread.
class SearchMemory {
 public:
  SearchMemory() = default;
  SearchMemory(SearchMemory&& other) noexcept;
  SearchMemory& operator=(SearchMemory&& other) noexcept;
  ~SearchMemory();

 private:
  friend class Search;
  hs_scratch* scratch_ = nullptr;
};

/// Many expressions searched for in one pass over a text, in time linear in it: Hyperscan (docs/decisions).
class Search {
 public:
  Search() = default;
  /// Ids that could not be compiled together are in `refused`; the others are searched.
  Search(const std::vector<Wanted>& wanted, SearchMemory& memory, std::vector<std::uint32_t>& refused);
  /// Of texts as they are, which is faster than expressions; in the case in which they are given.
  [[nodiscard]] static Search of_texts(std::vector<Wanted> texts, SearchMemory& memory,
                                       std::vector<std::uint32_t>& refused);
  Search(Search&& other) noexcept = default;
  Search& operator=(Search&& other) noexcept = default;
  ~Search() = default;

  [[nodiscard]] bool empty() const noexcept { return parts_.empty(); }
  [[nodiscard]] std::size_t size_bytes() const noexcept;
  /// Appends the id of each expression that occurs in `text`; in no particular order, and possibly twice.
  void find(std::string_view text, SearchMemory& memory, std::vector<std::uint32_t>& found) const;

 private:
  struct Free {
    void operator()(hs_database* database) const noexcept;
  };
  struct Part {
    std::unique_ptr<hs_database, Free> database;
    bool needs_utf8 = false;
  };
  enum class Kind : std::uint8_t { bytes, utf8, texts };
  void compile(std::vector<Wanted> wanted, Kind kind, SearchMemory& memory, std::vector<std::uint32_t>& refused);

  std::vector<Part> parts_;
};

/// A search for one expression that is compiled when it is first wanted: most never are. Its program belongs to one
/// thread. An expression that cannot be compiled is never found; rules that have one are refused when they are read.
class LateSearch {
 public:
  explicit LateSearch(Wanted wanted) : wanted_{std::move(wanted)} {}
  [[nodiscard]] const Search& get(SearchMemory& memory) const;

 private:
  Wanted wanted_;
  mutable std::optional<Search> search_;
};

}  // namespace wardwatch::detect::sigma
