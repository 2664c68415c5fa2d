#include "eventlog/plan.hpp"

#include <array>

#include "core/load.hpp"
#include "eventlog/binxml.hpp"

namespace wardwatch::eventlog {
namespace {

constexpr std::size_t kElementDepthMax = 32;
constexpr std::uint16_t kNameCharsMax = 1024;
constexpr std::size_t kItemsMax = 8192;

/// Compiles one fragment; its state is what a parser of XML would keep.
class Compiler {
 public:
  Compiler(Reader in, PathId parent, bool in_substitution, ChunkNames& names, PathTable& paths, Plan& plan)
      : in_{in}, in_substitution_{in_substitution}, names_{names}, paths_{paths}, plan_{plan} {
    stack_.push_back({parent, parent, true, {}});
  }

  void run() {
    if (!names_.spend(in_.remaining_bytes())) in_.require_limit(false, "template_definition");
    while (in_.ok() && !in_.empty() && !ended_) token();
    if (in_.ok()) flush();
    plan_.error = in_.error();
  }

 private:
  struct Open {
    PathId path;
    PathId parent;
    bool has_content = false;
    PieceRange name{};  ///< Of a `Data` whose name the event puts in.
  };
  enum class Target : std::uint8_t { content, attribute };

  void token() {
    const std::uint8_t octet = in_.u8("token");
    switch (static_cast<Token>(octet & kTokenMask)) {
      case Token::end_of_fragment: ended_ = stack_.size() == 1; return;
      case Token::open_start: return open_start((octet & kMoreFlag) != 0);
      case Token::close_start: return flush();
      case Token::close_empty:
      case Token::end_element: return close();
      case Token::value: return value();
      case Token::attribute: return attribute();
      case Token::cdata: return literal(Value{utf16_text(), ValueType::utf16, false});
      case Token::character: return literal(Value{in_.bytes(2, "character_reference"), ValueType::utf16, false});
      case Token::entity: return entity();
      case Token::pi_target: std::ignore = name(); return;
      case Token::pi_data: std::ignore = utf16_text(); return;
      case Token::instance: return embedded();
      case Token::normal_substitution:
      case Token::optional_substitution: return substitution();
      case Token::fragment_header: return in_.skip(3, "fragment_header");
    }
    in_.require(false, "token");
  }

  // --- Names and elements ---

  NameId name() {
    const std::uint32_t offset = in_.u32le("name_offset");
    std::uint32_t end_offset = 0;
    const NameId id = names_.at(offset, end_offset, paths_, in_);
    // Stored here when it points here; otherwise it was stored before.
    if (in_.ok() && offset == in_.offset_bytes()) in_.skip(end_offset - offset, "name");
    return id;
  }

  /// Whether an element's size and name stand here, once the dependency id is or is not passed over.
  [[nodiscard]] bool fits_element(std::size_t skip_bytes) const noexcept {
    const Bytes rest = in_.peek();
    if (rest.size() < skip_bytes + 8) return false;
    const std::uint32_t size_bytes = load_u32le(rest, skip_bytes);
    const std::uint32_t offset = load_u32le(rest, skip_bytes + 4);
    return size_bytes <= kChunkBytes && offset >= kChunkHeaderBytes && offset + 8 < names_.chunk().size();
  }

  void open_start(bool has_attributes) {
    flush();
    if (!in_.ok()) return;
    const std::size_t first = in_substitution_ ? 0 : 2;
    const std::size_t dependency_bytes = fits_element(first) ? first : 2 - first;
    in_.skip(dependency_bytes, "dependency_id");
    in_.skip(4, "element_size");
    const NameId id = name();
    if (has_attributes) in_.skip(4, "attribute_list_size");
    in_.require_limit(stack_.size() < kElementDepthMax, "element_depth");
    if (!in_.ok()) return;
    const PathId parent = stack_.back().path;
    stack_.back().has_content = true;
    stack_.push_back({paths_.element(parent, id), parent, false, {}});
    is_data_ = id == PathTable::kData;
  }

  void close() {
    flush();
    in_.require(stack_.size() > 1, "end_element");
    if (!in_.ok()) return;
    const Open open = stack_.back();
    const PathRole role = paths_[open.path].role;
    if (!open.has_content && role == PathRole::data)
      add({.kind = Item::Kind::pieces, .path = open.path, .name = open.name});
    stack_.pop_back();
    is_data_ = false;
  }

  void attribute() {
    flush();
    const NameId id = name();
    if (!in_.ok()) return;
    attribute_ = id;
    target_ = Target::attribute;
  }

  // --- Values ---

  Bytes utf16_text() { return in_.bytes(std::size_t{in_.u16le("text_length")} * 2, "text"); }

  void value() {
    const auto type = static_cast<ValueType>(in_.u8("value_type"));
    if (type == ValueType::utf16) return literal(Value{utf16_text(), type, false});
    const std::size_t size_bytes = literal_bytes(type);
    in_.require(size_bytes > 0, "value_type");
    literal(Value{in_.bytes(size_bytes, "value"), type, false});
  }

  static std::size_t literal_bytes(ValueType type) noexcept {
    Bytes none;
    std::array<std::byte, 16> sample{};
    none = sample;
    switch (type) {
      case ValueType::null:
      case ValueType::utf16:
      case ValueType::ansi:
      case ValueType::binary:
      case ValueType::sid:
      case ValueType::binxml:
      case ValueType::xml:
      case ValueType::utf8: return 0;
      default: return take_item(type, none).size();
    }
  }

  void literal(const Value& value) {
    if (in_.ok()) piece({Piece::Kind::literal, 0, value});
  }

  void entity() {
    const std::string_view text = in_.ok() ? paths_.text(name()) : std::string_view{};
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kEntities{
        {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}}};
    for (const auto& [entity_name, character] : kEntities) {
      if (entity_name == text) return literal(Value{as_bytes(character), ValueType::utf8, false});
    }
  }

  void substitution() {
    const std::uint16_t index = in_.u16le("substitution_id");
    in_.skip(1, "substitution_type");
    if (in_.ok()) piece({Piece::Kind::substitution, index, {}});
  }

  void embedded() {
    flush();
    const auto start = static_cast<std::uint32_t>(in_.offset_bytes() - 1);
    const TemplateInstance instance = read_instance(names_.chunk(), in_);
    std::size_t values_bytes = 0;
    for (std::uint32_t i = 0; i < instance.substitution_count && in_.ok(); ++i) {
      values_bytes += in_.u16le("substitution_size");
      in_.skip(2, "substitution_type");
    }
    in_.skip(values_bytes, "substitutions");
    if (!in_.ok()) return;
    stack_.back().has_content = true;
    add({.kind = Item::Kind::embedded, .path = stack_.back().path, .embedded_offset = start});
  }

  void piece(const Piece& piece) {
    in_.require_limit(plan_.pieces.size() < kItemsMax, "template_pieces");
    if (in_.ok()) plan_.pieces.push_back(piece);
  }

  // --- Items ---

  void add(const Item& item) {
    in_.require_limit(plan_.items.size() < kItemsMax, "template_items");
    if (!in_.ok()) return;
    plan_.items.push_back(item);
    plan_.items.back().place = &paths_[item.path];
  }

  /// The pieces read since the last flush become the value of the attribute or the element that is open.
  void flush() {
    const PieceRange range{flushed_, static_cast<std::uint32_t>(plan_.pieces.size()) - flushed_};
    flushed_ += range.count;
    Open& open = stack_.back();
    if (target_ == Target::attribute) {
      target_ = Target::content;
      return end_attribute(open, range);
    }
    if (range.count == 0 || stack_.size() == 1 || is_blank(range)) return;
    open.has_content = true;
    Item item = item_of(range);
    item.path = open.path;
    item.name = open.name;
    item.field = paths_[open.path].field;
    add(item);
  }

  void end_attribute(Open& open, PieceRange range) {
    if (is_data_ && attribute_ == PathTable::kNameKey) return name_data(open, range);
    const PathId path = paths_.attribute(open.path, attribute_);
    if (paths_[path].is_namespace || range.count == 0) return;
    Item item = item_of(range);
    item.path = path;
    item.field = paths_[path].field;
    item.is_attribute = true;
    add(item);
  }

  void name_data(Open& open, PieceRange range) {
    const bool is_literal = range.count == 1 && plan_.pieces[range.first].kind == Piece::Kind::literal &&
                            plan_.pieces[range.first].literal.type == ValueType::utf16;
    if (!is_literal) {
      open.name = range;
      return;
    }
    const Bytes text = plan_.pieces[range.first].literal.bytes;
    in_.require_limit(text.size() <= kNameCharsMax * 2U, "data_name");
    if (in_.ok()) open.path = paths_.named(open.parent, paths_.name(text));
  }

  [[nodiscard]] Item item_of(PieceRange range) const {
    const Piece& first = plan_.pieces[range.first];
    if (range.count == 1 && first.kind == Piece::Kind::substitution)
      return {.kind = Item::Kind::substitution, .substitution = first.substitution};
    return {.kind = Item::Kind::pieces, .pieces = range};
  }

  /// Line breaks between elements are layout, not content.
  [[nodiscard]] bool is_blank(PieceRange range) const {
    for (std::uint32_t i = range.first; i < range.first + range.count; ++i) {
      const Piece& piece = plan_.pieces[i];
      if (piece.kind != Piece::Kind::literal || piece.literal.type != ValueType::utf16) return false;
      for (std::size_t at = 0; at + 2 <= piece.literal.bytes.size(); at += 2) {
        const std::uint16_t unit = load_u16le(piece.literal.bytes, at);
        if (unit != ' ' && unit != '\n' && unit != '\r' && unit != '\t') return false;
      }
    }
    return true;
  }

  Reader in_;
  bool in_substitution_;
  ChunkNames& names_;
  PathTable& paths_;
  Plan& plan_;
  std::vector<Open> stack_;
  std::uint32_t flushed_ = 0;
  Target target_ = Target::content;
  NameId attribute_;
  bool is_data_ = false;
  bool ended_ = false;
};

}  // namespace

NameId ChunkNames::at(std::uint32_t offset, std::uint32_t& end_offset, PathTable& paths, Reader& in) {
  constexpr std::uint32_t kHeaderBytes = 8;  // Next offset, hash, number of characters.
  if (!in.ok()) return {};
  if (const Name* known = by_offset_.find({offset})) {
    end_offset = known->end_offset;
    return known->id;
  }
  in.require(offset >= kChunkHeaderBytes && std::size_t{offset} + kHeaderBytes <= chunk_.size(), "name_offset");
  if (!in.ok()) return {};
  const std::uint16_t characters = load_u16le(chunk_, offset + 6);
  const std::size_t bytes = std::size_t{characters} * 2;
  in.require_limit(characters <= kNameCharsMax, "name_length");
  in.require(offset + kHeaderBytes + bytes + 2 <= chunk_.size(), "name_length");
  in.require_limit(spend(kHeaderBytes + bytes), "names");
  if (!in.ok()) return {};
  const Bytes text = chunk_.subspan(offset + kHeaderBytes, bytes);
  in.require(name_hash(text) == load_u16le(chunk_, offset + 4), "name_hash");
  if (!in.ok()) return {};
  end_offset = static_cast<std::uint32_t>(offset + kHeaderBytes + bytes + 2);  // A zero ends it.
  const NameId id = paths.name(text);
  by_offset_[{offset}] = {id, end_offset};
  return id;
}

std::uint16_t name_hash(Bytes utf16le) noexcept {
  constexpr std::uint32_t kFactor = 65599;
  std::uint32_t hash = 0;
  for (std::size_t at = 0; at + 2 <= utf16le.size(); at += 2) hash = hash * kFactor + load_u16le(utf16le, at);
  return static_cast<std::uint16_t>(hash & 0xffffU);
}

TemplateInstance read_instance(Bytes chunk, Reader& in) {
  TemplateInstance instance;
  in.skip(1, "template_version");
  const std::uint32_t id = in.u32le("template_id");
  instance.definition_offset = in.u32le("template_offset");
  const std::size_t here = in.offset_bytes();
  in.require(std::size_t{instance.definition_offset} + kDefinitionHeaderBytes <= chunk.size(), "template_offset");
  if (!in.ok()) return instance;
  instance.definition_bytes = load_u32le(chunk, instance.definition_offset + 20);
  // The id is the first part of the definition's GUID: where it differs, something else was written there since.
  in.require(load_u32le(chunk, instance.definition_offset + 4) == id, "template_id");
  in.require(instance.definition_bytes <= chunk.size() - instance.definition_offset - kDefinitionHeaderBytes,
             "template_size");
  if (here == instance.definition_offset)
    in.skip(std::size_t{kDefinitionHeaderBytes} + instance.definition_bytes, "template_definition");
  instance.substitution_count = in.u32le("substitution_count");
  in.require(std::size_t{instance.substitution_count} * 4 <= in.remaining_bytes(), "substitution_count");
  return instance;
}

void compile(Reader in, PathId parent, bool in_substitution, ChunkNames& names, PathTable& paths, Plan& plan) {
  plan.clear();
  Compiler{in, parent, in_substitution, names, paths, plan}.run();
}

}  // namespace wardwatch::eventlog
