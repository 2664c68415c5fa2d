#include <algorithm>
#include <array>
#include <charconv>

#include "detect/sigma/condition.hpp"
#include "detect/sigma/limits.hpp"
#include "detect/sigma/number.hpp"
#include "detect/sigma/read_rule.hpp"

namespace wardwatch::detect::sigma {
namespace {

using Type = Correlation::Type;

constexpr std::array<std::pair<std::string_view, Type>, 8> kTypes{{{"event_count", Type::event_count},
                                                                   {"value_count", Type::value_count},
                                                                   {"value_sum", Type::value_sum},
                                                                   {"value_avg", Type::value_avg},
                                                                   {"value_percentile", Type::value_percentile},
                                                                   {"value_median", Type::value_median},
                                                                   {"temporal", Type::temporal},
                                                                   {"temporal_ordered", Type::temporal_ordered}}};

bool is_temporal(Type type) { return type == Type::temporal || type == Type::temporal_ordered; }

/// Section "Time Selection": a number and one of s, m, h, d; w, M, q and y are not Sigma's.
Read<Interval> read_timespan(const Node& node) {
  const std::string expected = "expected a time such as 30s, 15m, 8h or 7d, not \"" + node.text + "\"";
  std::int64_t number = 0;
  const std::string_view text = node.text;
  if (!node.is_text() || text.size() < 2) return fault_at(node.place, expected);
  const auto [end, error] = std::from_chars(text.begin(), text.end() - 1, number);
  constexpr std::int64_t kDaysMax = 1'830;  // Five years; chains of them must not pass the end of our clock.
  const char unit = text.back();
  const std::int64_t seconds = unit == 's' ? 1 : unit == 'm' ? 60 : unit == 'h' ? 3'600 : unit == 'd' ? 86'400 : 0;
  if (error != std::errc{} || end != text.end() - 1 || seconds == 0 || number <= 0)
    return fault_at(node.place, expected);
  if (number > kDaysMax * 86'400 / seconds)
    return fault_at(node.place, "a timespan longer than " + std::to_string(kDaysMax) + " days");
  return Interval{std::chrono::seconds{number * seconds}};
}

std::optional<Fault> read_references(const Node* rules, Correlation& out, Place place) {
  if (rules == nullptr || (!rules->is_list() && !rules->is_text()) || (rules->is_list() && rules->items.empty()))
    return Fault{place, "expected \"rules\": the ids or names of the rules to correlate"};
  const auto take = [&](const Node& node) {
    out.references.push_back(node.text);
    out.reference_places.push_back(node.place);
  };
  if (rules->is_text()) take(*rules);
  for (const Node& item : rules->items) {
    if (!item.is_text()) return Fault{item.place, "expected the id or name of a rule"};
    take(item);
  }
  if (out.references.size() > kReferencesMax)
    return Fault{rules->place, "more than " + std::to_string(kReferencesMax) + " rules in one correlation"};
  return std::nullopt;
}

std::optional<Fault> read_names(const Node* node, std::vector<std::string>& out, std::string_view what) {
  if (node == nullptr || node->is_null()) return std::nullopt;
  if (node->is_text()) out.push_back(node->text);
  if (node->is_map()) return Fault{node->place, "expected " + std::string{what}};
  for (const Node& item : node->items) {
    if (!item.is_text()) return Fault{item.place, "expected " + std::string{what}};
    out.push_back(item.text);
  }
  if (out.size() > kReferencesMax) return Fault{node->place, "more than " + std::to_string(kReferencesMax) + " fields"};
  return std::nullopt;
}

std::optional<Fault> read_aliases(const Node* node, Correlation& out) {
  if (node == nullptr) return std::nullopt;
  if (!node->is_map()) return Fault{node->place, "expected aliases: a name, and a field for each rule"};
  for (const Entry& entry : node->entries) {
    Alias alias{entry.key, {}};
    if (!entry.value.is_map()) return Fault{entry.value.place, "expected a field for each rule"};
    for (const Entry& field : entry.value.entries) {
      if (std::find(out.references.begin(), out.references.end(), field.key) == out.references.end())
        return Fault{field.place, "\"" + field.key + "\" is not among this correlation's rules"};
      if (!field.value.is_text()) return Fault{field.value.place, "expected the name of a field"};
      alias.fields.emplace_back(field.key, field.value.text);
    }
    out.aliases.push_back(std::move(alias));
  }
  return std::nullopt;
}

std::optional<Fault> read_bound(const Entry& entry, Correlation& out) {
  constexpr std::array<std::pair<std::string_view, Compare>, 6> kBounds{{{"gt", Compare::greater},
                                                                         {"gte", Compare::at_least},
                                                                         {"lt", Compare::less},
                                                                         {"lte", Compare::at_most},
                                                                         {"eq", Compare::equal},
                                                                         {"neq", Compare::equal}}};
  const auto number = number_of(entry.value.text);
  const auto bound =
      std::find_if(kBounds.begin(), kBounds.end(), [&](const auto& one) { return one.first == entry.key; });
  if (bound == kBounds.end() && entry.key != "percentile")
    return Fault{entry.place, "expected gt, gte, lt, lte, eq, neq or field, not \"" + entry.key + "\""};
  if (!number) return Fault{entry.value.place, "expected a number, not \"" + entry.value.text + "\""};
  if (bound != kBounds.end()) {
    out.bounds.push_back({bound->second, entry.key == "neq", *number});
    return std::nullopt;
  }
  if (*number < 0 || *number > 100) return Fault{entry.value.place, "a percentile is between 0 and 100"};
  out.percentile = *number;
  out.is_rarity = false;
  return std::nullopt;
}

/// temporal with a condition over the rules' names.
std::optional<Fault> read_extended(const Node& node, Correlation& out) {
  std::vector<Selection> selections;
  for (std::size_t i = 0; i < out.references.size(); ++i) {
    Expression leaf;
    leaf.kind = Expression::Kind::term;
    leaf.term = static_cast<std::uint32_t>(i);
    selections.push_back({out.references[i], leaf});
  }
  auto condition = parse_condition(node.text, node.place, selections);
  if (!condition) return condition.error();
  out.extended = std::move(*condition);
  return std::nullopt;
}

std::optional<Fault> read_condition(const Node* node, Correlation& out, Place place) {
  out.is_rarity = out.type == Type::value_percentile;
  if (node == nullptr) {
    if (is_temporal(out.type)) return std::nullopt;
    return Fault{place, "expected a \"condition\" such as gte: 10"};
  }
  if (node->is_text() && is_temporal(out.type)) return read_extended(*node, out);
  if (!node->is_map()) return Fault{node->place, "expected a condition such as gte: 10"};
  for (const Entry& entry : node->entries) {
    auto wrong =
        entry.key == "field" ? read_names(&entry.value, out.fields, "the name of a field") : read_bound(entry, out);
    if (wrong) return wrong;
  }
  if (out.bounds.empty()) return Fault{node->place, "expected one of gt, gte, lt, lte, eq and neq"};
  const bool needs_field = !is_temporal(out.type) && out.type != Type::event_count;
  if (needs_field && out.fields.empty()) return Fault{node->place, "expected \"field\": what is counted or summed"};
  if (out.fields.size() > 1 && out.type != Type::value_count)
    return Fault{node->place, "expected one field; only value_count takes several"};
  return std::nullopt;
}

}  // namespace

Read<Correlation> read_correlation(const Node& node) {
  Correlation out;
  if (!node.is_map()) return fault_at(node.place, "expected \"type\", \"rules\", \"timespan\" and \"condition\"");
  const std::string_view type = node.text_at("type");
  const auto known = std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& one) { return one.first == type; });
  if (known == kTypes.end()) {
    const Node* at = node.find("type");
    return fault_at(at != nullptr ? at->place : node.place,
                    "expected a type: event_count, value_count, value_sum, value_avg, value_percentile, value_median, "
                    "temporal or temporal_ordered");
  }
  out.type = known->second;
  const Node* timespan = node.find("timespan");
  if (timespan == nullptr) return fault_at(node.place, "expected a \"timespan\"");
  const auto span = read_timespan(*timespan);
  if (!span) return tl::make_unexpected(span.error());
  out.timespan = *span;
  auto wrong = read_references(node.find("rules"), out, node.place);
  if (!wrong) wrong = read_names(node.find("group-by"), out.group_by, "the names of fields");
  if (!wrong) wrong = read_aliases(node.find("aliases"), out);
  if (!wrong) wrong = read_condition(node.find("condition"), out, node.place);
  if (wrong) return tl::make_unexpected(*wrong);
  return out;
}

}  // namespace wardwatch::detect::sigma
