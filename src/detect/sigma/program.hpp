#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "detect/sigma/event.hpp"
#include "detect/sigma/rule_set.hpp"
#include "detect/sigma/search.hpp"

namespace wardwatch::detect::sigma {

/// A rule and the field map under which its fields are to be found ("-" for none).
struct RuleUse {
  std::uint32_t rule = 0;
  std::string_view map;
  friend auto operator<=>(const RuleUse&, const RuleUse&) = default;
};

struct TextHash {
  using is_transparent = void;
  [[nodiscard]] std::size_t operator()(std::string_view text) const noexcept;
};

/// The rules that concern one kind of events, compiled together. Equal tests are one; all that is searched for in a
/// field is searched for in one pass.
struct Program {
  /// How a test is answered.
  enum class How : std::uint8_t {
    searched,  ///< By the field's search.
    equal,     ///< By looking the whole value up.
    direct,    ///< By asking, when a rule wants to know.
  };
  struct Question {
    std::uint32_t field = 0;
    const Test* test = nullptr;
    How how = How::searched;
    std::uint32_t other_field = 0;  ///< Of fieldref.
    double commonness = 0;          ///< An estimate, larger for what will match more often.
  };
  struct Field {
    std::vector<std::string> names;  ///< Of the event: one, two to be joined, or none.
    std::string name;                ///< As the rules have it.
    std::string_view map;
    bool is_keyword = false;
    bool is_translated = false;
    Search search;
    std::unordered_map<std::string, std::vector<std::uint32_t>, TextHash, std::equal_to<>> equals;
    std::size_t equals_max_bytes = 0;  ///< Longest value in `equals`.
  };
  /// Questions about one field, of which one must be answered with yes.
  struct TermPlan {
    std::uint32_t field = 0;
    std::vector<std::uint32_t> questions;
  };
  /// One step of a condition: ask the term, go on there. Conditions are chains, not trees: no recursion when matching.
  struct Step {
    std::uint32_t term = 0, on_yes = 0, on_no = 0;
  };
  struct RulePlan {
    std::uint32_t rule = 0;
    std::string_view map;
    std::uint32_t entry = 0;
    std::vector<std::uint32_t> terms;  ///< The rule's terms as terms of the program.
  };
  static constexpr std::uint32_t kYes = 0xFFFFFFFF, kNo = 0xFFFFFFFE;

  std::vector<Question> questions;
  std::vector<Field> fields;
  std::vector<TermPlan> terms;
  std::vector<Step> steps;
  std::vector<RulePlan> rules;  ///< In the order of the set.
  std::size_t refused_count = 0;  ///< Patterns that could not be searched for; they never match.
};

/// Compiles the rules named; `rules` must outlive the program.
[[nodiscard]] Program compile(const std::vector<Rule>& rules, const std::vector<RuleUse>& uses, SearchMemory& memory);

}  // namespace wardwatch::detect::sigma
