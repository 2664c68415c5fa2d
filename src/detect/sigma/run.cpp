#include "detect/sigma/run.hpp"

#include <algorithm>

#include "detect/sigma/fold.hpp"
#include "detect/sigma/limits.hpp"
#include "detect/sigma/log_source.hpp"

namespace wardwatch::detect::sigma {

void Run::start(const Program& program) {
  ++epoch_;
  if (matched_.size() < program.questions.size()) matched_.resize(program.questions.size(), 0);
  if (called_.size() < program.rules.size()) called_.resize(program.rules.size(), 0);
  if (terms_.size() < program.terms.size()) terms_.resize(program.terms.size());
  if (fields_.size() < program.fields.size()) fields_.resize(program.fields.size());
}

void Run::on(const Event& event, const Binding& binding, SearchMemory& memory, MatchCounts& counts,
             std::vector<std::uint32_t>& held) {
  event_ = &event;
  binding_ = &binding;
  program_ = binding.program;
  memory_ = &memory;
  counts_ = &counts;
  start(*program_);
  call_rules();
  counts.evaluated_rules += candidates_.size();
  for (const std::uint32_t rule : candidates_) {
    std::uint32_t at = program_->rules[rule].entry;
    while (at < Program::kNo) {
      const Program::Step& step = program_->steps[at];
      at = holds(step.term) ? step.on_yes : step.on_no;
    }
    if (at == Program::kYes) held.push_back(rule);
  }
}

/// Searches the fields whose patterns call rules; what was called, in order, is in `candidates_`.
void Run::call_rules() {
  candidates_.assign(binding_->always.begin(), binding_->always.end());
  for (const std::uint32_t field : binding_->eager) {
    search(field);
    for (const std::uint32_t question : found_) {
      const std::uint32_t end = binding_->called_from[question + 1];
      for (std::uint32_t i = binding_->called_from[question]; i < end; ++i) {
        const std::uint32_t rule = binding_->called[i];
        if (called_[rule] == epoch_) continue;
        called_[rule] = epoch_;
        candidates_.push_back(rule);
      }
    }
  }
  std::sort(candidates_.begin(), candidates_.end());
}

const Value& Run::value_of(std::uint32_t number) {
  Field& field = fields_[number];
  if (field.read == epoch_) return field.value;
  field.read = epoch_;
  const Binding::Slot& slot = binding_->slots[number];
  field.value = {};
  if (slot.fixed != nullptr) {
    field.value = {Value::Kind::text, *slot.fixed, {}};
    return field.value;
  }
  if (slot.first == Binding::kNowhere) return field.value;
  field.value = event_->value_at(event_->values, slot.first, field.scratch);
  const Program::Field& plan = program_->fields[number];
  if (slot.second != Binding::kNowhere) {
    const Value second = event_->value_at(event_->values, slot.second, field.second_scratch);
    field.joined.assign(field.value.text).append("\\").append(second.text);
    field.value.text = field.joined;
  }
  if (plan.is_translated) field.value.text = translated(plan.map, plan.name, field.value.text);
  return field.value;
}

/// Leaves in `found_` the patterns that match the field's value, and marks them.
void Run::search(std::uint32_t number) {
  found_.clear();
  fields_[number].searched = epoch_;
  const Program::Field& field = program_->fields[number];
  if (field.is_keyword) {
    search_everything(number);
  } else {
    const Value& value = value_of(number);
    if (value.kind == Value::Kind::text) {
      search_text(field, value.text);
      for (const std::string_view more : value.more) search_text(field, more);
    }
  }
  for (const std::uint32_t question : found_) matched_[question] = epoch_;
}

void Run::search_text(const Program::Field& field, std::string_view text) {
  if (text.size() > kSearchedMaxBytes) ++counts_->cut_values;
  field.search.find(text, *memory_, found_);
  if (field.equals.empty() || text.size() > field.equals_max_bytes * 2) return;  // Folding at most halves a text.
  fold_case(text, folded_);
  const auto equal = field.equals.find(std::string_view{folded_});
  if (equal != field.equals.end()) found_.insert(found_.end(), equal->second.begin(), equal->second.end());
}

/// Keywords are looked for in each value of the event.
void Run::search_everything(std::uint32_t number) {
  const Program::Field& field = program_->fields[number];
  for (const std::string* text : {&binding_->channel, &binding_->provider, &binding_->event_id}) {
    if (!text->empty()) search_text(field, *text);
  }
  for (std::size_t i = 0; i < event_->layout->fields.size(); ++i) {
    const Value value = event_->value_at(event_->values, i, keyword_scratch_);
    if (value.kind != Value::Kind::text) continue;
    search_text(field, value.text);
    for (const std::string_view more : value.more) search_text(field, more);
  }
}

bool Run::holds(std::uint32_t number) {
  const Truth settled = binding_->settled[number];
  if (settled != Truth::open) return settled == Truth::yes;
  Term& term = terms_[number];
  if (term.epoch != epoch_) {
    term.epoch = epoch_;
    term.holds = ask(program_->terms[number]);
  }
  return term.holds;
}

bool Run::ask(const Program::TermPlan& term) {
  for (const std::uint32_t number : term.questions) {
    const Program::Question& question = program_->questions[number];
    if (question.how == Program::How::direct) {
      const bool compares = question.test->kind == Test::Kind::field;
      if (direct_answer(*question.test, value_of(term.field), compares ? value_of(question.other_field) : Value{}))
        return true;
      continue;
    }
    if (fields_[term.field].searched != epoch_) search(term.field);
    if (matched_[number] == epoch_) return true;
  }
  return false;
}

}  // namespace wardwatch::detect::sigma
