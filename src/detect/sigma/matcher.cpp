#include "detect/sigma/matcher.hpp"

#include <algorithm>

#include "detect/sigma/limits.hpp"
#include "detect/sigma/log_source.hpp"

namespace wardwatch::detect::sigma {

Matcher::Matcher(const RuleSet& rules, const CorrelationOptions& options) : rules_{rules}, correlator_{rules, options} {
  std::map<LogSource, std::size_t> numbers;
  for (std::uint32_t i = 0; i < rules.rules().size(); ++i) {
    const Rule& rule = rules.rules()[i];
    if (rule.correlation || rule.is_description || !rule.placeholders.empty()) continue;
    const auto [at, is_new] = numbers.emplace(rule.source, sources_.size());
    if (is_new) sources_.push_back({rule.source, {}});
    sources_[at->second].rules.push_back(i);
  }
}

Matcher::Compiled& Matcher::program_of(const Layout& layout) {
  std::vector<RuleUse> uses;
  for (const Source& source : sources_) {
    const auto map = accepted(source.source, layout);
    if (!map) continue;
    for (const std::uint32_t rule : source.rules) uses.push_back({rule, *map});
  }
  std::sort(uses.begin(), uses.end());
  auto& compiled = programs_[uses];
  if (compiled == nullptr) {
    compiled = std::make_unique<Compiled>();
    compiled->program = compile(rules_.rules(), uses, memory_);
    compiled->caches.resize(compiled->program.fields.size());
  }
  return *compiled;
}

const Binding& Matcher::binding_of(const Layout& layout) {
  const auto found = bindings_.find(layout.id);
  if (found != bindings_.end()) return found->second;
  Compiled& compiled = program_of(layout);
  if (bindings_.size() >= kBindingsMax) bindings_.clear();
  Binding& binding = bindings_[layout.id];
  bind_to_layout(compiled.program, rules_.rules(), layout, memory_, binding);
  binding.caches = &compiled.caches;
  return binding;
}

std::span<const Hit> Matcher::on(const Event& event) {
  hits_.clear();
  held_.clear();
  is_kept_ = false;
  ++counts_.events;
  const Binding& binding = binding_of(*event.layout);
  run_.on(event, binding, memory_, counts_, held_);
  for (const std::uint32_t held : held_) {
    const Program::RulePlan& plan = binding.program->rules[held];
    if (!rules_.rules()[plan.rule].is_silent) hits_.push_back({plan.rule, event.at, event.id, {}, {}, 0});
    is_kept_ = correlator_.take(event, plan.rule, plan.map) || is_kept_;
  }
  correlator_.advance(event.at, hits_);
  counts_.hits += hits_.size();
  return hits_;
}

std::span<const Hit> Matcher::finish() {
  hits_.clear();
  correlator_.finish(hits_);
  counts_.hits += hits_.size();
  return hits_;
}

}  // namespace wardwatch::detect::sigma
