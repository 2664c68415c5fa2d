#include "detect/sigma/rule_set.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <set>

#include "detect/sigma/limits.hpp"
#include "detect/sigma/log_source.hpp"
#include "detect/sigma/search.hpp"
#include "detect/sigma/truth.hpp"

namespace wardwatch::detect::sigma {
namespace {

namespace fs = std::filesystem;

bool is_rule_file(const fs::path& path) { return path.extension() == ".yml" || path.extension() == ".yaml"; }

/// The rule files at or below a path, in the order of their names.
Result<std::vector<fs::path>> files_of(const fs::path& path) {
  std::error_code error;
  std::vector<fs::path> files;
  if (!fs::exists(path, error)) return fail("no rules at \"" + path.string() + "\": there is no such file or folder");
  if (!fs::is_directory(path, error)) return std::vector{path};
  for (auto at = fs::recursive_directory_iterator{path, error}; !error && at != fs::recursive_directory_iterator{};
       at.increment(error)) {
    std::error_code ignored;
    if (at->is_regular_file(ignored) && is_rule_file(at->path())) files.push_back(at->path());
    if (files.size() > kFilesMax)
      return fail("more than " + std::to_string(kFilesMax) + " rule files below \"" + path.string() + "\"");
  }
  if (error) return fail("the folder \"" + path.string() + "\" cannot be read: " + error.message());
  std::sort(files.begin(), files.end());
  return files;
}

Result<std::string> text_of(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  if (!in) return fail("it cannot be opened");
  std::string text;
  std::array<char, 16'384> part;
  while (text.size() <= kFileMaxBytes && (in.read(part.data(), part.size()) || in.gcount() > 0))
    text.append(part.data(), static_cast<std::size_t>(in.gcount()));
  return text;
}

}  // namespace

std::string Refusal::text() const {
  return file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": " + what;
}

Result<std::vector<RuleText>> rule_texts(const std::vector<fs::path>& paths) {
  std::vector<RuleText> texts;
  for (const fs::path& path : paths) {
    const auto files = files_of(path);
    if (!files) return tl::make_unexpected(files.error());
    for (const fs::path& file : *files) {
      auto text = text_of(file);
      if (!text) return fail("\"" + file.string() + "\": " + text.error().what);
      texts.emplace_back(file.string(), std::move(*text));
    }
  }
  return texts;
}

Result<RuleSet> RuleSet::load(const std::vector<fs::path>& paths, const LoadOptions& options) {
  RuleSet set;
  for (const fs::path& path : paths) {
    const auto files = files_of(path);
    if (!files) return tl::make_unexpected(files.error());
    for (const fs::path& file : *files) {
      const auto text = text_of(file);
      if (text) set.read(file.string(), *text, options);
      else set.refuse(file.string(), {}, text.error().what);
    }
  }
  set.finish();
  return set;
}

RuleSet RuleSet::of_texts(const std::vector<RuleText>& texts, const LoadOptions& options) {
  RuleSet set;
  for (const auto& [name, text] : texts) set.read(name, text, options);
  set.finish();
  return set;
}

void RuleSet::read(const std::string& file, const std::string& text, const LoadOptions& options) {
  const Documents documents = read_documents(text);
  for (const Fault& fault : documents.faults) refuse(file, fault.place, fault.what);
  for (const Node& root : documents.roots) {
    if (root.is_null()) continue;
    auto document = read_document(root, options.placeholders);
    if (!document) {
      refuse(file, document.error().place, document.error().what);
      continue;
    }
    if (document->filter) {
      filters_.push_back(std::move(*document->filter));
      filters_.back().reading.file = file;
    } else {
      document->rule->file = file;
      if (check_expressions(*document->rule, options.compiles_expressions))
        rules_.push_back(std::move(*document->rule));
    }
  }
}

void RuleSet::refuse(const std::string& file, Place place, std::string what) {
  ++refused_count_;
  if (refusals_.size() < kFaultsMax) refusals_.push_back({file, place, std::move(what)});
}

bool RuleSet::check_expressions(const Rule& rule, bool compiles) {
  for (const Term& term : rule.terms) {
    for (const Test& test : term.tests) {
      if (test.kind != Test::Kind::regex) continue;
      const std::string why = refusal_of(test, compiles);
      if (why.empty()) continue;
      refuse(rule.file, rule.place,
             "the regular expression of \"" + term.field + "\" cannot be searched for: " + why + " (" +
                 test.expression.substr(0, 80) + ")");
      return false;
    }
  }
  return true;
}

void RuleSet::finish() {
  drop_doubles();
  filter_count_ = filters_.size();
  for (const Filter& filter : filters_) apply(filter);
  filters_.clear();
  resolve();
}

void RuleSet::drop_doubles() {
  std::map<std::string, std::string, std::less<>> seen;
  std::vector<Rule> kept;
  for (Rule& rule : rules_) {
    if (!rule.id.empty()) {
      const auto [first, is_new] = seen.emplace(rule.id, rule.file);
      if (!is_new) {
        remarks_.push_back({rule.file, rule.place, "has the id of a rule in " + first->second + ", which is kept"});
        continue;
      }
    }
    kept.push_back(std::move(rule));
  }
  rules_ = std::move(kept);
}

/// A filter takes matches away. Its condition says which ones (`selection`), or what may stay (`not selection`): both
/// are in use, and the leading `not` tells them apart.
void RuleSet::apply(const Filter& filter) {
  const LogSource& source = filter.reading.source;
  const auto fits = [](const std::string& wanted, const std::string& given) {
    return wanted.empty() || wanted == given;
  };
  std::set<std::string> unused(filter.rules.begin(), filter.rules.end());
  for (Rule& rule : rules_) {
    const bool is_named = std::find_if(filter.rules.begin(), filter.rules.end(), [&](const std::string& one) {
                            return !one.empty() && (one == rule.id || one == rule.name);
                          }) != filter.rules.end();
    unused.erase(rule.id);
    unused.erase(rule.name);
    if ((!is_named && !filter.is_for_all) || rule.correlation || rule.is_description) continue;
    if (!fits(source.product, rule.source.product) || !fits(source.category, rule.source.category) ||
        !fits(source.service, rule.source.service)) {
      if (is_named)
        remarks_.push_back({filter.reading.file, filter.reading.source_place,
                            "the filter's log source is not that of \"" + rule.title + "\", which it leaves alone"});
      continue;
    }
    if (rule.terms.size() + filter.reading.terms.size() > kExpressionMax) {
      remarks_.push_back(
          {filter.reading.file, filter.reading.place, "\"" + rule.title + "\" has too many filters for one more"});
      continue;
    }
    Expression condition = filter.reading.condition;
    const auto shift = [&](auto& self, Expression& at) -> void {
      if (at.kind == Expression::Kind::term) at.term += static_cast<std::uint32_t>(rule.terms.size());
      for (Expression& part : at.parts) self(self, part);
    };
    shift(shift, condition);
    rule.terms.insert(rule.terms.end(), filter.reading.terms.begin(), filter.reading.terms.end());
    if (condition.kind != Expression::Kind::negation) {
      Expression negated;
      negated.kind = Expression::Kind::negation;
      negated.parts.push_back(std::move(condition));
      condition = std::move(negated);
    }
    if (rule.condition.kind != Expression::Kind::all) {
      Expression both;
      both.parts.push_back(std::move(rule.condition));
      rule.condition = std::move(both);
    }
    rule.condition.parts.push_back(std::move(condition));  // Beside the others: many filters make it no deeper.
  }
  for (const std::string& name : unused)
    remarks_.push_back({filter.reading.file, filter.reading.place, "filters \"" + name + "\", which is no rule here"});
}

std::optional<std::uint32_t> RuleSet::named(const std::string& reference, const std::string& file) const {
  const auto found = by_name_.find(reference);
  if (found == by_name_.end()) return std::nullopt;
  for (const std::uint32_t i : found->second) {
    if (rules_[i].file == file) return i;
  }
  return found->second.front();
}

void RuleSet::resolve() {
  // 0: not looked at, 1: being looked at, 2: good, 3: refused.
  std::vector<std::uint8_t> state(rules_.size(), 0);
  std::vector<std::uint8_t> generated(rules_.size(), 0), referred(rules_.size(), 0);
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    if (!rules_[i].id.empty()) by_name_[rules_[i].id].push_back(i);
    if (!rules_[i].name.empty() && rules_[i].name != rules_[i].id) by_name_[rules_[i].name].push_back(i);
  }
  for (std::uint32_t i = 0; i < rules_.size(); ++i) std::ignore = resolve(i, state, 0);
  by_name_.clear();
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    if (!rules_[i].correlation || state[i] != 2) continue;
    for (const std::uint32_t used : rules_[i].correlation->rules) {
      referred[used] = 1;
      generated[used] = generated[used] != 0 || rules_[i].correlation->generates ? 1 : 0;
    }
  }
  // Refused correlations leave; the places of the others move up.
  std::vector<std::uint32_t> moved(rules_.size(), 0);
  std::vector<Rule> kept;
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    if (state[i] == 3) continue;
    rules_[i].is_silent = referred[i] != 0 && generated[i] == 0;
    moved[i] = static_cast<std::uint32_t>(kept.size());
    kept.push_back(std::move(rules_[i]));
  }
  rules_ = std::move(kept);
  for (Rule& rule : rules_) {
    if (!rule.correlation) continue;
    for (std::uint32_t& used : rule.correlation->rules) used = moved[used];
  }
}

bool RuleSet::resolve(std::uint32_t index, std::vector<std::uint8_t>& state, std::size_t depth) {
  if (state[index] == 2) return true;
  if (state[index] == 3) return false;
  const auto refused = [&](Place place, const std::string& what) {
    refuse(rules_[index].file, place, what);
    state[index] = 3;
    return false;
  };
  if (state[index] == 1) return refused(rules_[index].place, "the correlation refers to itself");
  if (depth > kChainMax)
    return refused(rules_[index].place,
                   "correlations on correlations more than " + std::to_string(kChainMax) + " deep");
  state[index] = 1;
  if (rules_[index].correlation) {
    Correlation& correlation = *rules_[index].correlation;
    for (std::size_t i = 0; i < correlation.references.size(); ++i) {
      const std::string reference = correlation.references[i];
      const auto used = named(reference, rules_[index].file);
      if (!used) return refused(correlation.reference_places[i], "no rule has the id or name \"" + reference + "\"");
      if (!resolve(*used, state, depth + 1)) {
        if (state[index] == 3) return false;  // A ring: said already.
        return refused(correlation.reference_places[i], "the rule \"" + reference + "\" was refused");
      }
      correlation.rules.push_back(*used);
    }
  }
  state[index] = 2;
  return true;
}

std::vector<std::uint32_t> RuleSet::unreachable() const {
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    if (!rules_[i].correlation && !is_known(rules_[i].source)) out.push_back(i);
  }
  return out;
}

std::vector<std::uint32_t> RuleSet::blind_on(std::string_view map) const {
  std::vector<std::uint32_t> out;
  const auto lacks = lacking(map);
  const auto is_lacking = [&](const std::string& field) {
    return std::find(lacks.begin(), lacks.end(), field) != lacks.end();
  };
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    const Rule& rule = rules_[i];
    if (rule.correlation || rule.source.category != "process_creation" || !rule.source.service.empty() ||
        (rule.source.product != "windows" && !rule.source.product.empty()))
      continue;
    const Truth truth = truth_of_expression(rule.condition, [&](std::uint32_t term) {
      if (!is_lacking(rule.terms[term].field)) return Truth::open;
      const auto& tests = rule.terms[term].tests;
      const bool wants_nothing =
          std::any_of(tests.begin(), tests.end(), [](const Test& test) { return test.kind == Test::Kind::null; });
      return wants_nothing ? Truth::yes : Truth::no;
    });
    if (truth == Truth::no) out.push_back(i);
  }
  return out;
}

}  // namespace wardwatch::detect::sigma
