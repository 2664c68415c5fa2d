#pragma once

#include <optional>

#include "detect/sigma/program.hpp"
#include "detect/sigma/truth.hpp"
#include "detect/sigma/value_cache.hpp"

namespace wardwatch::detect::sigma {

/// What a program means for events of one layout: where its fields stand, what is settled by the layout alone (event
/// number, channel, fields that are not there), and which patterns call which rules.
struct Binding {
  static constexpr std::uint32_t kNowhere = 0xFFFFFFFF;
  struct Slot {
    std::uint32_t first = kNowhere, second = kNowhere;  ///< Fields of the layout.
    const std::string* fixed = nullptr;                 ///< The value, when it is the layout's.
    [[nodiscard]] bool is_absent() const noexcept { return first == kNowhere && fixed == nullptr; }
  };

  const Program* program = nullptr;
  std::vector<ValueCache>* caches = nullptr;  ///< By field of the program; the matcher's.
  std::vector<Slot> slots;                    ///< By field of the program.
  std::vector<Truth> settled;                 ///< By term.
  std::vector<std::uint32_t> always;          ///< Rules (of the program) that no pattern has to call.
  std::vector<std::uint32_t> eager;           ///< Fields to search in each event: those with patterns that call rules.
  std::vector<std::uint32_t> called_from, called;  ///< By question: range in `called`, rules of the program.
  std::string channel, provider, event_id;         ///< What `fixed` points to; never moved once bound.
};

/// Answers a test about one text (or its absence) without a search; only for tests that are `direct`.
[[nodiscard]] bool direct_answer(const Test& test, const Value& value, const Value& other);

/// The first pass over a value: appends what is found and what calls. `small` is room for the folded value.
void find_in(const Program::Field& field, std::string_view text, SearchMemory& memory, std::string& small,
             std::vector<std::uint32_t>& found);

/// Binds a program to a layout.
void bind_to_layout(const Program& program, const std::vector<Rule>& rules, const Layout& layout, SearchMemory& memory,
                    Binding& out);

}  // namespace wardwatch::detect::sigma
