#include <algorithm>

#include "detect/sigma/correlator.hpp"

namespace wardwatch::detect::sigma {
namespace {

/// What names mean in the rule at one place of a correlation's list.
std::vector<std::string> without_aliases(const Correlation& correlation, std::size_t reference,
                                         std::vector<std::string> names) {
  for (std::string& name : names) {
    const auto alias = std::find_if(correlation.aliases.begin(), correlation.aliases.end(),
                                    [&](const Alias& one) { return one.name == name; });
    if (alias == correlation.aliases.end()) continue;
    const auto field = std::find_if(alias->fields.begin(), alias->fields.end(),
                                    [&](const auto& one) { return one.first == correlation.references[reference]; });
    if (field != alias->fields.end()) name = field->second;
  }
  return names;
}

}  // namespace

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

/// The rules of events below `rule`, and what `fields` are called in each: a correlation that is read through has its say.
void Correlator::collect_bases(std::uint32_t rule, const Fields& fields,
                               std::vector<std::pair<std::uint32_t, Fields>>& out) const {
  const auto is_known = [&](const auto& one) { return one.first == rule; };
  const auto& correlation = rules_.rules()[rule].correlation;
  if (!correlation) {
    if (std::none_of(out.begin(), out.end(), is_known)) out.emplace_back(rule, fields);
    return;
  }
  for (std::size_t i = 0; i < correlation->rules.size(); ++i)
    collect_bases(correlation->rules[i], without_aliases(*correlation, i, fields), out);
}

/// Section "Field Name Aliases": a name in group-by is an alias's, if there is one for that rule, or a field's.
void Correlator::plan_inputs(Node& node, std::size_t reference) {
  const Correlation& correlation = *node.correlation;
  const std::uint32_t used = correlation.rules[reference];
  node.positions[used].push_back(static_cast<std::uint32_t>(reference));
  Fields names = correlation.group_by;
  names.insert(names.end(), correlation.fields.begin(), correlation.fields.end());
  std::vector<std::pair<std::uint32_t, Fields>> bases;
  collect_bases(used, without_aliases(correlation, reference, std::move(names)), bases);
  for (const auto& [base, fields] : bases) {
    Plan plan;
    for (std::size_t i = 0; i < fields.size(); ++i)
      (i < correlation.group_by.size() ? plan.group : plan.counted).push_back(kept_field(base, fields[i]));
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
