#pragma once

#include "detect/sigma/modifiers.hpp"
#include "detect/sigma/rule.hpp"

namespace wardwatch::detect::sigma {

/// A filter (Sigma Filters Specification): what it takes away from the rules that it names.
struct Filter {
  Rule reading;  ///< Source, terms and condition, as a rule has them.
  std::vector<std::string> rules;
  std::vector<Place> rule_places;
  bool is_for_all = false;  ///< `rules: any`.
};

/// What one document holds.
struct ReadDocument {
  std::optional<Rule> rule;
  std::optional<Filter> filter;
};

/// Reads one document: a rule, a correlation or a filter. Keys that Sigma does not know are allowed.
[[nodiscard]] Read<ReadDocument> read_document(const Node& root, const Placeholders& placeholders);

/// Reads the section `correlation` (Sigma Correlation Rules Specification).
[[nodiscard]] Read<Correlation> read_correlation(const Node& node);

}  // namespace wardwatch::detect::sigma
