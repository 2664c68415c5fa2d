#pragma once

#include <deque>

#include "eventlog/event.hpp"
#include "eventlog/plan.hpp"

namespace wardwatch::eventlog {

/// Turns the BinXML of records into events, with the templates of their chunk. A template is compiled when the first
/// record uses it; after that an event costs its substitutions.
class Expander {
 public:
  /// Begins a chunk; names and templates of the one before are forgotten.
  void open(Bytes chunk);
  /// Expands what lies at `offset` of the chunk into `event`; what cannot be read is said in `event.error`, and what
  /// stands before it is kept.
  void expand(std::uint32_t offset, std::uint32_t size_bytes, Event& event);

 private:
  /// A substitution: where its bytes lie in the chunk.
  struct Slot {
    std::uint32_t offset;
    std::uint16_t size_bytes;
    std::uint8_t type;
  };
  struct Slots {
    std::size_t first;
    std::uint32_t count;
  };
  struct PlanKey {
    std::uint32_t definition_offset;
    PathId parent;
    friend bool operator==(const PlanKey&, const PlanKey&) = default;
    friend std::uint64_t hash_of(const PlanKey& key) noexcept {
      return mix64((std::uint64_t{key.definition_offset} << 32U) | key.parent.value);
    }
  };

  void fragment(std::uint32_t offset, std::uint32_t size_bytes, PathId parent, unsigned depth);
  void instance(Reader& in, PathId parent, unsigned depth);
  [[nodiscard]] const Plan& plan_of(const TemplateInstance& instance, PathId parent);
  [[nodiscard]] Slots read_slots(std::uint32_t count, Reader& in);
  void run(const Plan& plan, Slots slots, unsigned depth);
  void put(const Item& item, const Plan& plan, Slots slots, const Value& value);
  void compose(const Item& item, const Plan& plan, Slots slots);
  [[nodiscard]] std::string_view composed(PieceRange range, const Plan& plan, Slots slots);
  [[nodiscard]] Value value_of(const Slot& slot) const noexcept;
  void note(const ParseError& error) {
    if (!event_->error) event_->error = error;
  }
  [[nodiscard]] bool spend() noexcept;

  Bytes chunk_;
  PathTable paths_;
  ChunkNames names_;
  FlatMap<PlanKey, std::uint32_t> plan_numbers_;  ///< From 1.
  std::deque<Plan> plans_;
  std::size_t plan_count_ = 0;  ///< Of `plans_`; the rest are kept for their memory.
  std::vector<Slot> slots_;
  Event* event_ = nullptr;
  std::size_t work_left_ = 0;
  std::size_t chunk_work_left_ = 0;
  std::size_t composed_bytes_left_ = 0;
};

}  // namespace wardwatch::eventlog
