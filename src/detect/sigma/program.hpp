#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "detect/sigma/affixes.hpp"
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

/// The rules that concern one kind of events, compiled together. Equal tests are one; what is looked for in a field is
/// looked for in one pass.
struct Program {
  /// How a test is answered.
  enum class How : std::uint8_t {
    found,   ///< By the pass over the field's value: a whole value, a beginning, an end, a text anywhere.
    called,  ///< By the same pass, as a regular expression that must call its rule.
    asked,   ///< By a search of its own, made only when a rule wants to know: wildcards inside, expressions.
    direct,  ///< By itself, when a rule wants to know: numbers, networks, dates, other fields, nothing.
  };
  struct Question {
    std::uint32_t field = 0;
    const Test* test = nullptr;
    How how = How::found;
    std::uint32_t other_field = 0;  ///< Of fieldref.
    /// Of `asked`: texts of which one is found whenever the answer is yes, as questions of their own; itself if there
    /// are none.
    std::vector<std::uint32_t> callers;
    std::uint32_t search = 0;  ///< Of `asked`: which of the program's searches.
    bool calls = false;        ///< Some rule is looked at when it is found.
    double commonness = 0;     ///< An estimate, larger for what will match more often.
  };
  struct Field {
    std::vector<std::string> names;  ///< Of the event: one, two to be joined, or none.
    std::string name;                ///< As the rules have it.
    std::string_view map;
    bool is_keyword = false;
    bool is_translated = false;
    // In the folded value:
    std::unordered_map<std::string, std::vector<std::uint32_t>, TextHash, std::equal_to<>> equals;
    std::size_t equals_max_bytes = 0;  ///< Longest value in `equals`.
    Affixes starts{Affixes::End::front}, ends{Affixes::End::back};
    Search texts;
    // In the value as it is:
    Search calling;
    bool folds = false;  ///< Any of the first four has something to find.
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
    /// Questions of which one is found in every event on which the rule holds. Without any the rule is looked at in
    /// each event.
    std::vector<std::uint32_t> callers;
  };
  static constexpr std::uint32_t kHolds = 0xFFFFFFFF, kFails = 0xFFFFFFFE;

  std::vector<Question> questions;
  std::vector<Field> fields;
  std::vector<LateSearch> searches;  ///< Each for one question.
  std::vector<TermPlan> terms;
  std::vector<Step> steps;
  std::vector<RulePlan> rules;    ///< In the order of the set.
  std::deque<Test> own_tests;     ///< Of callers that no rule has as a test.
  std::size_t refused_count = 0;  ///< Patterns that could not be searched for; they never match.
};

/// Compiles the rules named; `rules` must outlive the program.
[[nodiscard]] Program compile(const std::vector<Rule>& rules, const std::vector<RuleUse>& uses, SearchMemory& memory);

/// Chooses the callers of each rule, and how regular expressions are answered.
void choose_callers(const std::vector<Rule>& rules, Program& program);

}  // namespace wardwatch::detect::sigma
