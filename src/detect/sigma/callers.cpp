#include <utility>

#include "detect/sigma/program.hpp"

namespace wardwatch::detect::sigma {
namespace {

using How = Program::How;

/// An expression costs a pass of its own over each value, so it calls only where nothing else can.
constexpr double kExpressionCost = 1'000;
/// A pass over a field in each event, which the rules that it calls share.
constexpr double kFieldCost = 200;

/// Questions of which one must be answered with yes for an expression to hold; none known means that it may hold
/// without any.
struct Callers {
  bool is_known = false;
  double cost = 0;
  std::vector<std::uint32_t> questions;
};

class Chooser {
 public:
  /// `users` is how many rules each field calls: the more share its pass, the less it costs each.
  Chooser(const Program& program, std::vector<std::uint32_t> users) : program_{program}, users_{std::move(users)} {}

  Callers of(const Expression& expression, const Program::RulePlan& plan, bool wanted) const {
    if (expression.kind == Expression::Kind::term) return of_term(plan.terms[expression.term], wanted);
    if (expression.kind == Expression::Kind::negation) return of(expression.parts.front(), plan, !wanted);
    const bool all_needed = (expression.kind == Expression::Kind::all) == wanted;
    Callers out;
    out.is_known = !all_needed;
    for (const Expression& part : expression.parts) {
      Callers one = of(part, plan, wanted);
      if (all_needed) {  // Any one part will do: the rarest.
        if (one.is_known && (!out.is_known || one.cost < out.cost)) out = std::move(one);
      } else if (!one.is_known) {
        return one;
      } else {
        out.cost += one.cost;
        out.questions.insert(out.questions.end(), one.questions.begin(), one.questions.end());
      }
    }
    return out;
  }

 private:
  /// The layout settles these, so they call nobody.
  [[nodiscard]] static bool is_settled(const Program::Field& field) {
    return field.name == "EventID" || field.name == "Channel" || field.name == "Provider_Name";
  }

  [[nodiscard]] Callers of_term(std::uint32_t number, bool wanted) const {
    const Program::TermPlan& term = program_.terms[number];
    if (!wanted || is_settled(program_.fields[term.field])) return {};
    Callers out;
    out.cost = kFieldCost / (1.0 + users_[term.field]);
    for (const std::uint32_t question : term.questions) {
      if (program_.questions[question].how == How::direct) return {};
      for (const std::uint32_t caller : program_.questions[question].callers) {
        out.cost += program_.questions[caller].commonness;
        if (program_.questions[caller].how != How::found) out.cost += kExpressionCost;
        out.questions.push_back(caller);
      }
    }
    out.is_known = true;
    return out;
  }

  const Program& program_;
  std::vector<std::uint32_t> users_;
};

}  // namespace

void choose_callers(const std::vector<Rule>& rules, Program& program) {
  std::vector<std::uint32_t> users(program.fields.size(), 0);
  for (int pass = 0; pass < 2; ++pass) {
    const Chooser chooser{program, std::exchange(users, std::vector<std::uint32_t>(program.fields.size(), 0))};
    for (Program::RulePlan& plan : program.rules) {
      Callers callers = chooser.of(rules[plan.rule].condition, plan, true);
      plan.callers = std::move(callers.questions);
      for (const std::uint32_t caller : plan.callers) ++users[program.questions[caller].field];
    }
  }
  for (const Program::RulePlan& plan : program.rules) {
    for (const std::uint32_t caller : plan.callers) {
      program.questions[caller].calls = true;
      if (program.questions[caller].how == How::asked) program.questions[caller].how = How::called;
    }
  }
}

}  // namespace wardwatch::detect::sigma
