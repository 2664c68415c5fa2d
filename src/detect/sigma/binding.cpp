#include "detect/sigma/binding.hpp"

#include <algorithm>

#include "detect/sigma/fold.hpp"
#include "detect/sigma/limits.hpp"

namespace wardwatch::detect::sigma {
namespace {

using How = Program::How;

class Binder {
 public:
  Binder(const Program& program, const Layout& layout, SearchMemory& memory, Binding& out)
      : program_{program}, layout_{layout}, memory_{memory}, out_{out} {}

  void bind() {
    out_.program = &program_;
    out_.channel = layout_.channel;
    out_.provider = layout_.provider;
    out_.event_id = layout_.event_id;
    for (const Program::Field& field : program_.fields) out_.slots.push_back(slot_of(field));
    for (std::uint32_t field = 0; field < program_.fields.size(); ++field) settle_field(field);
    for (const Program::TermPlan& term : program_.terms) out_.settled.push_back(truth_of(term));
  }

  void call(const std::vector<Rule>& rules) {
    std::vector<std::vector<std::uint32_t>> called(program_.questions.size());
    for (std::uint32_t i = 0; i < program_.rules.size(); ++i) {
      const Program::RulePlan& plan = program_.rules[i];
      const Truth truth = truth_of_expression(rules[plan.rule].condition,
                                              [&](std::uint32_t term) { return out_.settled[plan.terms[term]]; });
      if (truth == Truth::no) continue;
      if (plan.callers.empty()) out_.always.push_back(i);
      for (const std::uint32_t question : plan.callers) {
        const std::uint32_t field = program_.questions[question].field;
        if (program_.fields[field].is_keyword || !out_.slots[field].is_absent()) called[question].push_back(i);
      }
    }
    std::vector<bool> is_eager(program_.fields.size(), false);
    for (std::uint32_t question = 0; question < called.size(); ++question) {
      out_.called_from.push_back(static_cast<std::uint32_t>(out_.called.size()));
      auto& rules_called = called[question];
      rules_called.erase(std::unique(rules_called.begin(), rules_called.end()), rules_called.end());
      out_.called.insert(out_.called.end(), rules_called.begin(), rules_called.end());
      if (!rules_called.empty()) is_eager[program_.questions[question].field] = true;
    }
    out_.called_from.push_back(static_cast<std::uint32_t>(out_.called.size()));
    for (std::uint32_t field = 0; field < is_eager.size(); ++field) {
      if (is_eager[field]) out_.eager.push_back(field);
    }
  }

 private:
  Binding::Slot slot_of(const Program::Field& field) const {
    Binding::Slot slot;
    if (field.is_keyword || field.names.empty()) return slot;
    const std::string& name = field.names.front();
    if (name == "Channel" && !out_.channel.empty()) slot.fixed = &out_.channel;
    if (name == "Provider_Name" && !out_.provider.empty()) slot.fixed = &out_.provider;
    if (name == "EventID" && !out_.event_id.empty()) slot.fixed = &out_.event_id;
    if (slot.fixed != nullptr) return slot;
    slot.first = place_of(name);
    if (field.names.size() < 2) return slot;
    slot.second = place_of(field.names[1]);
    if (slot.second == Binding::kNowhere) slot.first = Binding::kNowhere;
    return slot;
  }
  [[nodiscard]] std::uint32_t place_of(const std::string& name) const {
    const auto found = std::find(layout_.fields.begin(), layout_.fields.end(), name);
    return found == layout_.fields.end() ? Binding::kNowhere
                                         : static_cast<std::uint32_t>(found - layout_.fields.begin());
  }

  /// Which patterns match a value that the layout settles.
  void settle_field(std::uint32_t number) {
    const Binding::Slot& slot = out_.slots[number];
    if (matched_.empty()) matched_.resize(program_.questions.size(), false);
    if (slot.fixed == nullptr) return;
    const Program::Field& field = program_.fields[number];
    std::vector<std::uint32_t> found;
    std::string small;
    find_in(field, *slot.fixed, memory_, small, found);
    for (const Program::Question& question : program_.questions) {
      if (question.field == number && question.how == How::asked)
        program_.searches[question.search].get(memory_).find(*slot.fixed, memory_, found);
    }
    for (const std::uint32_t question : found) matched_[question] = true;
  }

  [[nodiscard]] Truth truth_of(const Program::TermPlan& term) const {
    const Program::Field& field = program_.fields[term.field];
    const Binding::Slot& slot = out_.slots[term.field];
    if (field.is_keyword || (!slot.is_absent() && slot.fixed == nullptr)) return presence_of(term);
    Value value;
    if (slot.fixed != nullptr) value = {Value::Kind::text, *slot.fixed, {}};
    for (const std::uint32_t number : term.questions) {
      const Program::Question& question = program_.questions[number];
      if (question.test->kind == Test::Kind::field) {
        if (slot.is_absent()) continue;
        return Truth::open;
      }
      const bool answer = question.how == How::direct ? direct_answer(*question.test, value, {}) : matched_[number];
      if (answer) return Truth::yes;
    }
    return Truth::no;
  }

  /// A field of the layout is there in each of its events, whatever it holds.
  [[nodiscard]] Truth presence_of(const Program::TermPlan& term) const {
    const bool asks = std::any_of(term.questions.begin(), term.questions.end(), [&](std::uint32_t question) {
      return program_.questions[question].test->kind == Test::Kind::present;
    });
    return asks ? Truth::yes : Truth::open;
  }

  const Program& program_;
  const Layout& layout_;
  SearchMemory& memory_;
  Binding& out_;
  std::vector<bool> matched_;
};

}  // namespace

void find_in(const Program::Field& field, std::string_view text, SearchMemory& memory, std::string& small,
             std::vector<std::uint32_t>& found) {
  field.calling.find(text, memory, found);
  if (!field.folds) return;
  fold_case(text.substr(0, kSearchedMaxBytes), small);
  field.starts.find(small, found);
  field.ends.find(small, found);
  field.texts.find(small, memory, found);
  if (field.equals.empty() || small.size() > field.equals_max_bytes) return;
  const auto equal = field.equals.find(std::string_view{small});
  if (equal != field.equals.end()) found.insert(found.end(), equal->second.begin(), equal->second.end());
}

void bind_to_layout(const Program& program, const std::vector<Rule>& rules, const Layout& layout, SearchMemory& memory,
                    Binding& out) {
  Binder binder{program, layout, memory, out};
  binder.bind();
  binder.call(rules);
}

}  // namespace wardwatch::detect::sigma
