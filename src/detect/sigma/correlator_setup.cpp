#include <algorithm>

#include "detect/sigma/correlator.hpp"

namespace wardwatch::detect::sigma {

Correlator::Correlator(const RuleSet& rules, const CorrelationOptions& options)
    : rules_{rules},
      options_{options},
      readers_(rules.rules().size()),
      kept_(rules.rules().size()),
      delay_(rules.rules().size(), Interval{0}) {
  std::vector<std::uint8_t> done(rules.rules().size(), 0);
  for (std::uint32_t i = 0; i < rules.rules().size(); ++i) {
    if (rules.rules()[i].correlation) add_node(i, done);
  }
}

/// What it reads first; the set has no rings, and its chains are short (kChainMax).
void Correlator::add_node(std::uint32_t rule, std::vector<std::uint8_t>& done) {
  if (done[rule] != 0) return;
  done[rule] = 1;
  const Correlation& correlation = *rules_.rules()[rule].correlation;
  Interval delay{0};
  for (const std::uint32_t used : correlation.rules) {
    if (rules_.rules()[used].correlation) add_node(used, done);
    delay = std::max(delay, delay_[used]);
  }
  Node node;
  node.rule = rule;
  node.correlation = &correlation;
  node.deciding = deciding_of(correlation);
  node.lag = options_.lateness + delay;
  delay_[rule] = delay + (node.deciding == Deciding::at_close ? correlation.timespan : Interval{0});
  for (std::size_t i = 0; i < correlation.rules.size(); ++i) plan_inputs(node, i);
  const auto number = static_cast<std::uint32_t>(nodes_.size());
  for (const auto& [used, positions] : node.positions) readers_[used].push_back(number);
  nodes_.push_back(std::move(node));
}

void Correlator::collect_base(std::uint32_t rule, std::vector<std::uint32_t>& out) const {
  const Rule& at = rules_.rules()[rule];
  if (!at.correlation) {
    if (std::find(out.begin(), out.end(), rule) == out.end()) out.push_back(rule);
    return;
  }
  for (const std::uint32_t used : at.correlation->rules) collect_base(used, out);
}

/// Section "Field Name Aliases": a name in group-by is an alias's, if there is one for that rule, or a field's.
void Correlator::plan_inputs(Node& node, std::size_t reference) {
  const Correlation& correlation = *node.correlation;
  const std::uint32_t used = correlation.rules[reference];
  node.positions[used].push_back(static_cast<std::uint32_t>(reference));
  const auto field_of = [&](const std::string& name) {
    for (const Alias& alias : correlation.aliases) {
      if (alias.name != name) continue;
      for (const auto& [rule, field] : alias.fields) {
        if (rule == correlation.references[reference]) return field;
      }
    }
    return name;
  };
  std::vector<std::uint32_t> bases;
  collect_base(used, bases);
  for (const std::uint32_t base : bases) {
    Plan plan;
    for (const std::string& name : correlation.group_by) plan.group.push_back(kept_field(base, field_of(name)));
    for (const std::string& name : correlation.fields) plan.counted.push_back(kept_field(base, field_of(name)));
    node.plans[{used, base}] = std::move(plan);
  }
}

std::uint32_t Correlator::kept_field(std::uint32_t rule, const std::string& field) {
  auto& fields = kept_[rule];
  const auto found = std::find(fields.begin(), fields.end(), field);
  if (found != fields.end()) return static_cast<std::uint32_t>(found - fields.begin());
  fields.push_back(field);
  return static_cast<std::uint32_t>(fields.size() - 1);
}

}  // namespace wardwatch::detect::sigma
