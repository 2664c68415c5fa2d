#pragma once

#include <vector>

#include "core/reader.hpp"
#include "eventlog/paths.hpp"
#include "eventlog/value.hpp"

namespace wardwatch::eventlog {

/// A piece of a value: text of the template, or what the event puts in.
struct Piece {
  enum class Kind : std::uint8_t { literal, substitution };
  Kind kind = Kind::literal;
  std::uint16_t substitution = 0;
  Value literal;
};

struct PieceRange {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

/// One value that an event has: where it goes, and what it is made of.
struct Item {
  enum class Kind : std::uint8_t {
    substitution,  ///< Of one substitution, the usual case.
    pieces,        ///< Of literal text, or of several pieces.
    embedded,      ///< A template instance within the element, at chunk offset `embedded_offset`.
  };
  Kind kind = Kind::substitution;
  SystemField field = SystemField::none;
  bool is_attribute = false;  ///< Left out when its substitution is null.
  std::uint16_t substitution = 0;
  PathId path{};
  const Path* place = nullptr;  ///< What `path` means; the table keeps it where it is.
  PieceRange pieces{};
  PieceRange name{};  ///< Of `Data` whose `Name` is itself put in by the event; otherwise empty.
  std::uint32_t embedded_offset = 0;
};

/// A template, or a fragment without one, as the list of its values. Literals borrow from the chunk.
struct Plan {
  std::vector<Item> items;
  std::vector<Piece> pieces;
  std::optional<ParseError> error;  ///< What stands before it is in the plan.

  void clear() {
    items.clear();
    pieces.clear();
    error.reset();
  }
};

/// The header of a template instance (MS-EVEN6 2.2.12, TemplateInstanceData), and of the definition that it means.
struct TemplateInstance {
  std::uint32_t definition_offset = 0;  ///< In the chunk.
  std::uint32_t definition_bytes = 0;   ///< Of its BinXML, which begins `kDefinitionHeaderBytes` on.
  std::uint32_t substitution_count = 0;
};
inline constexpr std::uint32_t kDefinitionHeaderBytes = 24;  ///< Next offset, GUID, size.

/// Reads the token, header and definition of an instance, up to the descriptors of its substitutions.
[[nodiscard]] TemplateInstance read_instance(Bytes chunk, Reader& in);

/// The hash that stands before each name in a chunk. A name that has been written over does not have it.
[[nodiscard]] std::uint16_t name_hash(Bytes utf16le) noexcept;

/// Names of one chunk by their offset: a name is stored once in a chunk and pointed to from then on.
class ChunkNames {
 public:
  void open(Bytes chunk) {
    chunk_ = chunk;
    by_offset_ = {};
    budget_bytes_ = kBudgetBytes;
  }
  /// The name at `offset`; `end_offset` becomes where its bytes end. Fails `in` when there is none.
  [[nodiscard]] NameId at(std::uint32_t offset, std::uint32_t& end_offset, PathTable& paths, Reader& in);
  /// Takes from what may be compiled in this chunk. A real chunk needs less than its own size; one whose records all
  /// point into each other's middle would otherwise cost its size squared.
  [[nodiscard]] bool spend(std::size_t bytes) noexcept {
    if (bytes > budget_bytes_) return false;
    budget_bytes_ -= bytes;
    return true;
  }
  [[nodiscard]] Bytes chunk() const noexcept { return chunk_; }

 private:
  static constexpr std::size_t kBudgetBytes = 1U << 20U;
  struct Offset {
    std::uint32_t value;
    friend bool operator==(const Offset&, const Offset&) = default;
    friend std::uint64_t hash_of(const Offset& offset) noexcept { return mix64(offset.value); }
  };
  struct Name {
    NameId id;
    std::uint32_t end_offset = 0;
  };
  Bytes chunk_;
  FlatMap<Offset, Name> by_offset_;
  std::size_t budget_bytes_ = 0;
};

/// Compiles the BinXML in `in` into `plan`, as content of the element `parent`. Inside a substitution, elements have no
/// dependency id; both forms are recognised, `in_substitution` says which is tried first.
void compile(Reader in, PathId parent, bool in_substitution, ChunkNames& names, PathTable& paths, Plan& plan);

}  // namespace wardwatch::eventlog
