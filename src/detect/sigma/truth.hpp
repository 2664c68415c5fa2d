#pragma once

#include "detect/sigma/rule.hpp"

namespace wardwatch::detect::sigma {

/// What is known of a term or an expression before an event's values are.
enum class Truth : std::uint8_t { no, yes, open };

[[nodiscard]] constexpr Truth negation_of(Truth truth) noexcept {
  return truth == Truth::open ? Truth::open : truth == Truth::yes ? Truth::no : Truth::yes;
}

/// The truth of an expression from that of its terms, `truth_of(term)`.
template <class TruthOf>
[[nodiscard]] Truth truth_of_expression(const Expression& expression, const TruthOf& truth_of) {
  switch (expression.kind) {
    case Expression::Kind::term: return truth_of(expression.term);
    case Expression::Kind::negation: return negation_of(truth_of_expression(expression.parts.front(), truth_of));
    case Expression::Kind::all:
    case Expression::Kind::any: break;
  }
  const Truth deciding = expression.kind == Expression::Kind::any ? Truth::yes : Truth::no;
  Truth all = negation_of(deciding);
  for (const Expression& part : expression.parts) {
    const Truth truth = truth_of_expression(part, truth_of);
    if (truth == deciding) return deciding;
    if (truth == Truth::open) all = Truth::open;
  }
  return all;
}

}  // namespace wardwatch::detect::sigma
