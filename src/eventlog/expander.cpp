#include "eventlog/expander.hpp"

#include "core/load.hpp"
#include "eventlog/binxml.hpp"

namespace wardwatch::eventlog {
namespace {

constexpr unsigned kDepthMax = 16;                ///< BinXML within BinXML; Windows nests two deep.
constexpr std::size_t kFieldsMax = 1024;          ///< Of one event; Windows writes some dozens.
constexpr std::size_t kWorkMax = 16'384;          ///< Items looked at for one event.
constexpr std::size_t kChunkWorkMax = 1U << 20U;  ///< The same for one chunk, which has room for 16,000 real ones.
constexpr std::size_t kComposedMax = 262'144;     ///< Bytes put together from pieces for one event.

constexpr std::uint8_t kBinxml = static_cast<std::uint8_t>(ValueType::binxml);

}  // namespace

void Expander::open(Bytes chunk) {
  chunk_ = chunk;
  if (paths_.is_large()) paths_.clear();
  names_.open(chunk);
  plan_numbers_ = {};
  plan_count_ = 0;
  chunk_work_left_ = kChunkWorkMax;
}

void Expander::expand(std::uint32_t offset, std::uint32_t size_bytes, Event& event) {
  event_ = &event;
  work_left_ = kWorkMax;
  composed_bytes_left_ = kComposedMax;
  slots_.clear();
  fragment(offset, size_bytes, PathTable::kDocument, 0);
}

bool Expander::spend() noexcept {
  if (work_left_ == 0 || chunk_work_left_ == 0 || event_->fields.size() >= kFieldsMax) return false;
  --work_left_;
  --chunk_work_left_;
  return true;
}

void Expander::fragment(std::uint32_t offset, std::uint32_t size_bytes, PathId parent, unsigned depth) {
  Reader whole{chunk_};  // Offsets in BinXML are those of the chunk.
  whole.skip(offset, "fragment");
  Reader in = whole.sub(size_bytes, "fragment");
  in.require_limit(depth < kDepthMax, "fragment_depth");
  while (in.ok() && !in.empty()) {
    const std::uint8_t octet = load_u8(in.peek(), 0);
    switch (static_cast<Token>(octet & kTokenMask)) {
      case Token::fragment_header: in.skip(4, "fragment_header"); break;
      case Token::instance:
        in.skip(1, "token");
        instance(in, parent, depth);
        break;
      case Token::end_of_fragment: return;
      default: {  // Elements without a template.
        Plan plan;
        compile(in, parent, depth > 0, names_, paths_, plan);
        run(plan, {slots_.size(), 0}, depth);
        return;
      }
    }
  }
  if (in.error()) note(*in.error());
}

void Expander::instance(Reader& in, PathId parent, unsigned depth) {
  const TemplateInstance instance = read_instance(chunk_, in);
  if (!in.ok()) return;
  const Plan& plan = plan_of(instance, parent);
  const Slots slots = read_slots(instance.substitution_count, in);
  run(plan, slots, depth);
  slots_.resize(slots.first);
}

const Plan& Expander::plan_of(const TemplateInstance& instance, PathId parent) {
  std::uint32_t& number = plan_numbers_[{instance.definition_offset, parent}];
  if (number != 0) return plans_[number - 1];
  if (plan_count_ == plans_.size()) plans_.emplace_back();
  Plan& plan = plans_[plan_count_++];
  number = static_cast<std::uint32_t>(plan_count_);
  Reader whole{chunk_};
  whole.skip(instance.definition_offset + kDefinitionHeaderBytes, "template_definition");
  compile(whole.sub(instance.definition_bytes, "template_definition"), parent, false, names_, paths_, plan);
  return plan;
}

Expander::Slots Expander::read_slots(std::uint32_t count, Reader& in) {
  const std::size_t first = slots_.size();
  const Bytes descriptors = in.bytes(std::size_t{count} * 4, "substitutions");
  if (!in.ok()) return {first, 0};
  slots_.resize(first + count);
  auto offset = static_cast<std::uint32_t>(in.offset_bytes());
  const std::uint32_t end = offset + static_cast<std::uint32_t>(in.remaining_bytes());
  std::uint32_t kept = 0;
  for (; kept < count; ++kept) {
    const std::uint16_t size_bytes = load_u16le(descriptors, kept * 4);
    if (size_bytes > end - offset) break;
    slots_[first + kept] = {offset, size_bytes, load_u8(descriptors, kept * 4 + 2)};
    offset += size_bytes;
  }
  // Passing over the values fails where they end too early, which says it.
  in.skip(kept < count ? in.remaining_bytes() + 1 : offset - in.offset_bytes(), "substitution_value");
  return {first, kept};
}

Value Expander::value_of(const Slot& slot) const noexcept {
  return {chunk_.subspan(slot.offset, slot.size_bytes),
          static_cast<ValueType>(slot.type & static_cast<std::uint8_t>(~kArrayFlag)), (slot.type & kArrayFlag) != 0};
}

void Expander::run(const Plan& plan, Slots slots, unsigned depth) {
  for (const Item& item : plan.items) {
    if (!spend()) return note({ParseFault::over_limit, "event_values", event_->chunk_offset, 0, 0});
    if (item.kind == Item::Kind::substitution) {
      const bool is_there = item.substitution < slots.count;
      const Slot slot = is_there ? slots_[slots.first + item.substitution] : Slot{0, 0, 0};
      if (slot.type == kBinxml && !item.is_attribute) fragment(slot.offset, slot.size_bytes, item.path, depth + 1);
      else put(item, plan, slots, value_of(slot));
    } else if (item.kind == Item::Kind::pieces) {
      compose(item, plan, slots);
    } else {
      Reader in{chunk_};
      in.skip(std::size_t{item.embedded_offset} + 1, "embedded_template");
      in.require_limit(depth + 1 < kDepthMax, "fragment_depth");
      if (in.ok()) instance(in, item.path, depth + 1);
      if (in.error()) note(*in.error());
    }
  }
  if (plan.error) note(*plan.error);
}

void Expander::put(const Item& item, const Plan& plan, Slots slots, const Value& value) {
  const bool is_null = value.type == ValueType::null || value.bytes.empty();
  if (item.field != SystemField::none) {
    if (!is_null) event_->set(item.field, value);
    return;
  }
  const Path& path = *item.place;
  if (is_null && (item.is_attribute || path.role != PathRole::data)) return;
  if (event_->data_root.empty()) event_->data_root = path.root;
  const std::string_view name = item.name.count > 0 ? composed(item.name, plan, slots) : std::string_view{path.key};
  event_->fields.push_back({name, value});
}

void Expander::compose(const Item& item, const Plan& plan, Slots slots) {
  // One literal is taken as it stands: no copy.
  if (item.pieces.count == 0) return put(item, plan, slots, {});
  if (item.pieces.count == 1) return put(item, plan, slots, plan.pieces[item.pieces.first].literal);
  put(item, plan, slots, {as_bytes(composed(item.pieces, plan, slots)), ValueType::utf8, false});
}

std::string_view Expander::composed(PieceRange range, const Plan& plan, Slots slots) {
  std::string text;
  for (std::uint32_t i = range.first; i < range.first + range.count; ++i) {
    const Piece& piece = plan.pieces[i];
    if (piece.kind == Piece::Kind::literal) append_text(text, piece.literal);
    else if (piece.substitution < slots.count) append_text(text, value_of(slots_[slots.first + piece.substitution]));
    if (text.size() > composed_bytes_left_) {
      note({ParseFault::over_limit, "event_text", event_->chunk_offset, 0, 0});
      text.resize(composed_bytes_left_);
      break;
    }
  }
  composed_bytes_left_ -= text.size();
  event_->composed.push_back(std::move(text));
  return event_->composed.back();
}

}  // namespace wardwatch::eventlog
