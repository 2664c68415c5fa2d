#include "detect/sigma/run.hpp"

#include <algorithm>
#include <tuple>

#include "detect/sigma/limits.hpp"
#include "detect/sigma/log_source.hpp"

namespace wardwatch::detect::sigma {

void Run::start(const Program& program) {
  if (++epoch_ == 0) {  // After four thousand million events the numbers begin anew, and old marks must not count.
    epoch_ = 1;
    matched_.clear();
    called_.clear();
    terms_.clear();
    fields_.clear();
  }
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
    while (at < Program::kFails) {
      const Program::Step& step = program_->steps[at];
      at = holds(step.term) ? step.on_yes : step.on_no;
    }
    if (at == Program::kHolds) held.push_back(rule);
  }
}

/// Searches the fields whose patterns call rules; what was called, in order, is in `candidates_`.
void Run::call_rules() {
  candidates_.assign(binding_->always.begin(), binding_->always.end());
  for (const std::uint32_t field : binding_->eager) {
    for (const std::uint32_t question : search(field)) {
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

template <class Visit>
void Run::for_each_text(std::uint32_t number, Visit&& visit) {
  const auto visit_value = [&](const Value& value) {
    if (value.kind != Value::Kind::text) return;
    if (value.text.size() > kSearchedMaxBytes) ++counts_->cut_values;
    visit(value.text);
    for (const std::string_view more : value.more) visit(more);
  };
  if (!program_->fields[number].is_keyword) return visit_value(value_of(number));
  for (const std::string* text : {&binding_->channel, &binding_->provider, &binding_->event_id}) {
    if (!text->empty()) visit(std::string_view{*text});
  }
  const auto& fields = event_->layout->keyword_fields;
  const std::size_t count = fields.empty() ? event_->layout->fields.size() : fields.size();
  for (std::size_t i = 0; i < count; ++i)
    visit_value(event_->value_at(event_->values, fields.empty() ? i : fields[i], keyword_scratch_));
}

/// The first pass over a field: returns what was found of the questions that call rules. A list is kept as the number of
/// those, those, and the others, so that events on which nobody is called cost no look at the rest.
std::span<const std::uint32_t> Run::search(std::uint32_t number) {
  Field& state = fields_[number];
  state.searched = epoch_;
  state.found = {};
  const Program::Field& field = program_->fields[number];
  const Value* value = field.is_keyword ? nullptr : &value_of(number);
  if (value != nullptr && value->kind != Value::Kind::text) return {};
  const bool is_one_text = value != nullptr && value->more.empty();
  ValueCache& cache = (*binding_->caches)[number];
  auto list = is_one_text ? cache.find(value->text) : std::nullopt;
  if (!list) {
    found_.clear();
    for_each_text(number, [&](std::string_view text) { find_in(field, text, *memory_, folded_, found_); });
    const auto others = std::stable_partition(
        found_.begin(), found_.end(), [&](std::uint32_t question) { return program_->questions[question].calls; });
    state.own_found.assign(1, static_cast<std::uint32_t>(others - found_.begin()));
    state.own_found.insert(state.own_found.end(), found_.begin(), found_.end());
    if (is_one_text) cache.keep(value->text, state.own_found);
    list = state.own_found;
  }
  state.found = list->subspan(1);
  return state.found.first(list->front());
}

/// Whether the first pass over the field found a question; what it found is marked when the first rule asks.
bool Run::is_found(std::uint32_t number, std::uint32_t question) {
  Field& field = fields_[number];
  if (field.searched != epoch_) std::ignore = search(number);
  if (field.marked != epoch_) {
    field.marked = epoch_;
    for (const std::uint32_t found : field.found) matched_[found] = epoch_;
  }
  return matched_[question] == epoch_;
}

/// Whether the question's own search finds anything.
bool Run::search_for(std::uint32_t number) {
  const Program::Question& question = program_->questions[number];
  const Search& search = program_->searches[question.search].get(*memory_);
  asked_found_.clear();
  for_each_text(question.field, [&](std::string_view text) { search.find(text, *memory_, asked_found_); });
  return !asked_found_.empty();
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
    if (question.how == Program::How::asked) {
      // What cannot be missing is looked for first: it mostly is.
      const auto is_there = [&](std::uint32_t caller) { return caller == number || is_found(term.field, caller); };
      if (std::none_of(question.callers.begin(), question.callers.end(), is_there)) continue;
      if (search_for(number)) return true;
    } else if (is_found(term.field, number)) {
      return true;
    }
  }
  return false;
}

}  // namespace wardwatch::detect::sigma
