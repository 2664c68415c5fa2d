#include <algorithm>
#include <cmath>

#include "detect/sigma/encode.hpp"
#include "detect/sigma/limits.hpp"
#include "detect/sigma/modifiers.hpp"
#include "detect/sigma/number.hpp"

namespace wardwatch::detect::sigma {
namespace {

/// Replaces placeholders by each of their values; `\%` is a per cent sign ("Placeholders").
std::vector<std::string> filled_in(const std::string& text, const Placeholders& placeholders,
                                   std::vector<std::string>& unknown) {
  std::vector<std::string> all{std::string{}};
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 1 < text.size() && text[at + 1] == '%') {
      for (std::string& one : all) one += '%';
      ++at;
      continue;
    }
    const std::size_t end = text[at] == '%' ? text.find('%', at + 1) : std::string::npos;
    if (end == std::string::npos) {
      for (std::string& one : all) one += text[at];
      continue;
    }
    const std::string name = text.substr(at + 1, end - at - 1);
    const auto values = placeholders.find(name);
    if (values == placeholders.end() || values->second.empty()) unknown.push_back(name);
    std::vector<std::string> more;
    for (const std::string& one : all) {
      if (values == placeholders.end()) continue;
      for (const std::string& value : values->second) more.push_back(one + value);
      if (more.size() > kTestsMax) return {};
    }
    all = std::move(more);
    at = end;
  }
  return all;
}

Test regex_test(const Modifiers& m, std::string expression) {
  Test test;
  test.kind = Test::Kind::regex;
  test.expression = std::move(expression);
  test.is_cased = !m.re_i;
  test.is_multi_line = m.re_m;
  test.dot_takes_all = m.re_s;
  return test;
}

Read<Test> typed_test(const Modifiers& m, const Node& value) {
  Test test;
  if (m.exists) {
    if (value.text != "true" && value.text != "false" && value.text != "yes" && value.text != "no" &&
        value.text != "True" && value.text != "False")
      return fault_at(value.place, "\"exists\" takes true or false, not \"" + value.text + "\"");
    test.kind = Test::Kind::present;
  } else if (m.cidr) {
    const auto network = Cidr::parse(value.text);
    if (!network) return fault_at(value.place, "expected a network such as 10.0.0.0/8, not \"" + value.text + "\"");
    test.kind = Test::Kind::network;
    test.lowest = network->first();
    test.highest = network->last();
  } else if (m.fieldref) {
    if (value.text.empty()) return fault_at(value.place, "expected the name of a field");
    test.kind = Test::Kind::field;
    test.other = value.text;
    test.is_cased = m.cased;
    test.reach = m.contains     ? Test::Reach::anywhere
                 : m.startswith ? Test::Reach::start
                 : m.endswith   ? Test::Reach::end
                                : Test::Reach::whole;
  } else {
    const auto number = number_of(value.text);
    if (!number) return fault_at(value.place, "expected a number, not \"" + value.text + "\"");
    test.kind = m.part ? Test::Kind::time : Test::Kind::number;
    test.number = *number;
    test.compare = m.compare.value_or(Compare::equal);
    if (m.part) test.part = *m.part;
  }
  return test;
}

Test text_test(const Modifiers& m, Pattern pattern) {
  if (m.contains || m.endswith) pattern.open_start();
  if (m.contains || m.startswith) pattern.open_end();
  Test test;
  test.is_cased = m.cased;
  test.pattern = std::move(pattern);
  return test;
}

/// The value after its steps, in order; each may make several of one.
Read<std::vector<Pattern>> patterns_of(const Modifiers& m, const std::string& text, Place place) {
  std::vector<Pattern> patterns{parse_pattern(text)};
  for (const Step step : m.steps) {
    std::vector<Pattern> next;
    for (const Pattern& pattern : patterns) {
      auto made = encoded(step, pattern);
      if (!made) return fault_at(place, made.error());
      next.insert(next.end(), made->begin(), made->end());
      if (next.size() > kTestsMax)
        return fault_at(place, "the value becomes more than " + std::to_string(kTestsMax) + " values");
    }
    patterns = std::move(next);
  }
  return patterns;
}

/// A plain 0x1F is a number to YAML, and events may hold it in either form.
void add_other_spelling(const Node& value, std::vector<Test>& tests) {
  if (!value.is_plain || !value.text.starts_with("0x")) return;
  const auto number = number_of(value.text);
  if (!number || std::floor(*number) != *number || *number > 9e15) return;
  Test test;
  test.pattern = parse_pattern(std::to_string(static_cast<std::int64_t>(*number)));
  tests.push_back(std::move(test));
}

}  // namespace

Read<std::vector<Test>> tests_of(const Modifiers& m, const Node& value, const Placeholders& placeholders,
                                 std::vector<std::string>& unknown) {
  if (value.is_list() || value.is_map()) return fault_at(value.place, "expected a value, not a list or map");
  if (value.is_null()) {
    Test test;
    test.kind = Test::Kind::null;
    return std::vector{test};
  }
  if (m.exists || m.cidr || m.fieldref || m.compare || m.part) {
    const auto test = typed_test(m, value);
    if (!test) return tl::make_unexpected(test.error());
    return std::vector{*test};
  }
  const bool expands = !m.steps.empty() && std::find(m.steps.begin(), m.steps.end(), Step::expand) != m.steps.end();
  std::vector<std::string> texts{value.text};
  if (expands) texts = filled_in(value.text, placeholders, unknown);
  std::vector<Test> tests;
  for (const std::string& text : texts) {
    if (m.re) {
      if (text.size() > kExpressionMaxBytes)
        return fault_at(value.place,
                        "a regular expression longer than " + std::to_string(kExpressionMaxBytes) + " bytes");
      tests.push_back(regex_test(m, text));
      continue;
    }
    const auto patterns = patterns_of(m, text, value.place);
    if (!patterns) return tl::make_unexpected(patterns.error());
    for (const Pattern& pattern : *patterns) tests.push_back(text_test(m, pattern));
  }
  if (m.steps.empty() && !m.re && !m.contains && !m.startswith && !m.endswith) add_other_spelling(value, tests);
  return tests;
}

}  // namespace wardwatch::detect::sigma
