#include "detect/sigma/program.hpp"

#include <algorithm>
#include <map>

#include "core/hash.hpp"
#include "detect/sigma/fold.hpp"
#include "detect/sigma/log_source.hpp"
#include "detect/sigma/needed_texts.hpp"

namespace wardwatch::detect::sigma {
namespace {

/// Ways to write the dashes of one value that are looked for as so many texts; with more dashes it is an expression.
constexpr std::size_t kSpellingsMax = 25;
/// A shorter text is found too often to be worth calling for.
constexpr std::size_t kCallerMinBytes = 3;

class Compiler {
 public:
  Compiler(const std::vector<Rule>& rules, SearchMemory& memory) : rules_{rules}, memory_{memory} {}

  Program compile(const std::vector<RuleUse>& uses) {
    for (const RuleUse& use : uses) add(use);
    for (Program::Question& question : out_.questions) {
      // A pattern in many rules is a common one, and so is a short one.
      const double length =
          1.0 + static_cast<double>(question.test->pattern.fixed_bytes() + question.test->expression.size());
      question.commonness *= 32.0 / (8.0 + length);
    }
    choose_callers(rules_, out_);
    for (std::uint32_t i = 0; i < out_.questions.size(); ++i) sort_in(i);
    for (std::uint32_t field = 0; field < out_.fields.size(); ++field) compile_field(field);
    return std::move(out_);
  }

 private:
  void add(const RuleUse& use) {
    const Rule& rule = rules_[use.rule];
    Program::RulePlan plan{use.rule, use.map, 0, {}, {}};
    for (const Term& term : rule.terms) plan.terms.push_back(term_of(term, use.map));
    plan.entry = chain(rule.condition, plan.terms, Program::kHolds, Program::kFails);
    out_.rules.push_back(std::move(plan));
  }

  std::uint32_t field_of(const std::string& name, bool is_keyword, std::string_view map) {
    const std::string key = std::string{is_keyword ? "k" : "f"} + std::string{map} + '\0' + name;
    const auto [at, is_new] = field_numbers_.emplace(key, static_cast<std::uint32_t>(out_.fields.size()));
    if (is_new) {
      Program::Field& field = out_.fields.emplace_back();
      field.name = name;
      field.map = map;
      field.is_keyword = is_keyword;
      if (!is_keyword) field.names = event_fields(map, name);
      field.is_translated = is_translated(map, name);
    }
    return at->second;
  }

  std::uint32_t question_of(std::uint32_t field, const Test& test, std::string_view map) {
    const std::string key = std::to_string(field) + ' ' + test.key();
    const auto [at, is_new] = question_numbers_.emplace(key, static_cast<std::uint32_t>(out_.questions.size()));
    if (is_new) {
      Program::Question question;
      question.field = field;
      question.test = &test;
      question.how = how_of(test);
      if (test.kind == Test::Kind::field) question.other_field = field_of(test.other, false, map);
      question.callers = {at->second};
      out_.questions.push_back(question);
      if (question.how == Program::How::asked) {
        std::vector<std::uint32_t> callers = callers_of(at->second, test, map);
        if (!callers.empty()) out_.questions[at->second].callers = std::move(callers);
      }
    }
    out_.questions[at->second].commonness += 1;
    return at->second;
  }

  static Program::How how_of(const Test& test) {
    if (test.kind == Test::Kind::regex) return Program::How::asked;
    if (test.kind != Test::Kind::text) return Program::How::direct;
    const bool is_any = test.pattern.pieces.size() == 1 && test.pattern.pieces.front().kind == Piece::Kind::any_many;
    if (is_any) return Program::How::direct;
    const bool is_known =
        !test.is_cased && shape_of(test.pattern) != Shape::other && !texts_of(test.pattern, kSpellingsMax).empty();
    return is_known ? Program::How::found : Program::How::asked;
  }

  /// What cannot be missing when the test holds: the longest text of a pattern with wildcards inside, texts of a regular
  /// expression.
  std::vector<std::uint32_t> callers_of(std::uint32_t question, const Test& test, std::string_view map) {
    std::vector<std::string> texts;
    if (test.kind == Test::Kind::regex) texts = needed_texts(test.expression, kCallerMinBytes);
    else if (test.kind == Test::Kind::text) texts.push_back(longest_text(test.pattern));
    std::vector<std::uint32_t> callers;
    for (std::string& text : texts) {
      if (text.size() < kCallerMinBytes) return {};
      Test& own = out_.own_tests.emplace_back();
      own.pattern.pieces = {
          {Piece::Kind::any_many, {}}, {Piece::Kind::bytes, std::move(text)}, {Piece::Kind::any_many, {}}};
      callers.push_back(question_of(out_.questions[question].field, own, map));
    }
    return callers;
  }

  std::uint32_t term_of(const Term& term, std::string_view map) {
    Program::TermPlan plan;
    plan.field = field_of(term.field, term.is_keyword, map);
    for (const Test& test : term.tests) plan.questions.push_back(question_of(plan.field, test, map));
    std::sort(plan.questions.begin(), plan.questions.end());
    plan.questions.erase(std::unique(plan.questions.begin(), plan.questions.end()), plan.questions.end());
    std::string key = std::to_string(plan.field);
    for (const std::uint32_t question : plan.questions) key += ' ' + std::to_string(question);
    const auto [at, is_new] = term_numbers_.emplace(key, static_cast<std::uint32_t>(out_.terms.size()));
    if (is_new) out_.terms.push_back(std::move(plan));
    return at->second;
  }

  /// The first step of the chain for an expression, whose outcome leads to `on_yes` or `on_no`. Built from the back.
  std::uint32_t chain(const Expression& expression, const std::vector<std::uint32_t>& terms, std::uint32_t on_yes,
                      std::uint32_t on_no) {
    switch (expression.kind) {
      case Expression::Kind::term:
        out_.steps.push_back({terms[expression.term], on_yes, on_no});
        return static_cast<std::uint32_t>(out_.steps.size() - 1);
      case Expression::Kind::negation: return chain(expression.parts.front(), terms, on_no, on_yes);
      case Expression::Kind::all: {
        std::uint32_t next = on_yes;
        for (auto part = expression.parts.rbegin(); part != expression.parts.rend(); ++part)
          next = chain(*part, terms, next, on_no);
        return next;
      }
      case Expression::Kind::any: {
        std::uint32_t next = on_no;
        for (auto part = expression.parts.rbegin(); part != expression.parts.rend(); ++part)
          next = chain(*part, terms, on_yes, next);
        return next;
      }
    }
    return on_no;
  }

  /// Puts a question where its answer will be found.
  void sort_in(std::uint32_t number) {
    const Program::Question& question = out_.questions[number];
    Program::Field& field = out_.fields[question.field];
    Pending& pending = pending_[question.field];
    if (question.how == Program::How::called) pending.calling.push_back(wanted_of(*question.test, number));
    if (question.how == Program::How::asked) search_alone(number);
    if (question.how != Program::How::found) return;
    for (const std::string& text : texts_of(question.test->pattern, kSpellingsMax)) {
      std::string value = folded(text);
      switch (shape_of(question.test->pattern)) {
        case Shape::whole:
          field.equals_max_bytes = std::max(field.equals_max_bytes, value.size());
          field.equals[std::move(value)].push_back(number);
          break;
        case Shape::start: field.starts.add(value, number); break;
        case Shape::end: field.ends.add(value, number); break;
        case Shape::anywhere: pending.texts.push_back(wanted_text(std::move(value), number)); break;
        case Shape::other: break;
      }
    }
  }

  void search_alone(std::uint32_t number) {
    Program::Question& question = out_.questions[number];
    question.search = static_cast<std::uint32_t>(out_.searches.size());
    out_.searches.emplace_back(wanted_of(*question.test, number));
  }

  void compile_field(std::uint32_t number) {
    Program::Field& field = out_.fields[number];
    Pending& pending = pending_[number];
    std::vector<std::uint32_t> refused;
    field.texts = Search::of_texts(std::move(pending.texts), memory_, refused);
    field.calling = Search{pending.calling, memory_, refused};
    field.folds = !field.texts.empty() || !field.equals.empty() || !field.starts.empty() || !field.ends.empty();
    out_.refused_count += refused.size();
  }

  struct Pending {
    std::vector<Wanted> texts, calling;
  };
  const std::vector<Rule>& rules_;
  SearchMemory& memory_;
  Program out_;
  std::map<std::uint32_t, Pending> pending_;
  std::map<std::string, std::uint32_t> field_numbers_, question_numbers_, term_numbers_;
};

}  // namespace

std::size_t TextHash::operator()(std::string_view text) const noexcept { return hash_text(text); }

Program compile(const std::vector<Rule>& rules, const std::vector<RuleUse>& uses, SearchMemory& memory) {
  return Compiler{rules, memory}.compile(uses);
}

}  // namespace wardwatch::detect::sigma
