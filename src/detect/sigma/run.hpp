#pragma once

#include <span>
#include <string>
#include <vector>

#include "detect/sigma/binding.hpp"
#include "detect/sigma/hit.hpp"

namespace wardwatch::detect::sigma {

/// What is known of one event while its rules are asked. Nothing is cleared between events: a mark counts only when it
/// bears the number of the event at hand.
class Run {
 public:
  /// The rules of the program that hold, in order, appended to `held`.
  void on(const Event& event, const Binding& binding, SearchMemory& memory, MatchCounts& counts,
          std::vector<std::uint32_t>& held);

 private:
  struct Term {
    std::uint32_t epoch = 0;
    bool holds = false;
  };
  struct Field {
    std::uint32_t read = 0, searched = 0, marked = 0;
    std::span<const std::uint32_t> found;
    std::vector<std::uint32_t> own_found;  ///< What `found` points to, unless the value was remembered.
    Value value;
    std::string scratch, second_scratch, joined;
  };

  void start(const Program& program);
  void call_rules();
  const Value& value_of(std::uint32_t field);
  std::span<const std::uint32_t> search(std::uint32_t field);
  bool search_for(std::uint32_t question);
  /// Calls `visit` with each text of the field, or of the whole event for keywords.
  template <class Visit>
  void for_each_text(std::uint32_t field, Visit&& visit);
  bool is_found(std::uint32_t field, std::uint32_t question);
  bool holds(std::uint32_t term);
  bool ask(const Program::TermPlan& term);

  const Event* event_ = nullptr;
  const Binding* binding_ = nullptr;
  const Program* program_ = nullptr;
  SearchMemory* memory_ = nullptr;
  MatchCounts* counts_ = nullptr;
  std::uint32_t epoch_ = 0;
  std::vector<std::uint32_t> matched_;  ///< By question.
  std::vector<std::uint32_t> called_;   ///< By rule.
  std::vector<Term> terms_;
  std::vector<Field> fields_;
  std::vector<std::uint32_t> found_, asked_found_, candidates_;
  std::string folded_, keyword_scratch_;
};

}  // namespace wardwatch::detect::sigma
