#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/ip_address.hpp"
#include "core/timestamp.hpp"
#include "detect/common/yaml.hpp"
#include "detect/sigma/pattern.hpp"
#include "record/finding.hpp"

namespace wardwatch::detect::sigma {

enum class Compare : std::uint8_t { equal, less, at_most, greater, at_least };
enum class TimePart : std::uint8_t { minute, hour, day, week, month, year };

/// One question about the value of one field.
struct Test {
  enum class Kind : std::uint8_t {
    text,     ///< The value looks like `pattern`.
    regex,    ///< `expression` is found in the value.
    network,  ///< The value is an address from `lowest` to `highest`.
    number,   ///< The value is a number that compares so.
    time,     ///< A part of the value, a date, compares so.
    null,     ///< There is no such field, or it has no value.
    present,  ///< There is such a field, with or without a value.
    field,    ///< The value compares so with that of the field `other`.
  };
  /// Which part of this field the other field's value must be.
  enum class Reach : std::uint8_t { whole, start, end, anywhere };

  Kind kind = Kind::text;
  bool is_cased = false;
  Pattern pattern;
  std::string expression;
  bool is_multi_line = false, dot_takes_all = false;
  IpAddress lowest, highest;
  Compare compare = Compare::equal;
  double number = 0;
  TimePart part = TimePart::minute;
  std::string other;
  Reach reach = Reach::whole;

  /// The same text for the same question: what makes equal tests of many rules one.
  [[nodiscard]] std::string key() const;
};

/// A field, and tests of which one must hold. With no field it is a search in the whole event (keywords).
struct Term {
  std::string field;
  bool is_keyword = false;
  std::vector<Test> tests;
};

/// A condition as a tree over a rule's terms.
struct Expression {
  enum class Kind : std::uint8_t { term, all, any, negation };
  Kind kind = Kind::all;
  std::uint32_t term = 0;
  std::vector<Expression> parts;

  [[nodiscard]] std::size_t size() const noexcept;
};

/// What a rule says it is for; empty means any.
struct LogSource {
  std::string product, category, service;
  friend auto operator<=>(const LogSource&, const LogSource&) = default;
};

/// A field as a correlation sees it: in the events of one rule, or of all.
struct Alias {
  std::string name;                                         ///< As group-by has it.
  std::vector<std::pair<std::string, std::string>> fields;  ///< Rule (id or name), field.
};

struct Correlation {
  enum class Type : std::uint8_t {
    event_count,
    value_count,
    value_sum,
    value_avg,
    value_percentile,
    value_median,
    temporal,
    temporal_ordered
  };
  struct Bound {
    Compare compare = Compare::at_least;
    bool is_negated = false;  ///< `neq`.
    double number = 0;
  };

  Type type = Type::event_count;
  std::vector<std::string> references;  ///< As written: ids or names.
  std::vector<Place> reference_places;
  std::vector<std::uint32_t> rules;  ///< What they mean, in the set.
  std::vector<std::string> group_by;
  std::vector<Alias> aliases;
  std::vector<std::string> fields;  ///< Of value_*: the field that counts; value_count may have several.
  Interval timespan{};
  std::vector<Bound> bounds;           ///< All must hold.
  double percentile = 50;              ///< Of value_percentile with a key of that name.
  bool is_rarity = false;              ///< value_percentile without it: how common a value is, in per cent.
  std::optional<Expression> extended;  ///< temporal with a condition over rule names; terms index `rules`.
  bool generates = false;              ///< The rules it refers to are findings of their own too.
};

/// What our own rules say for people, below `wardwatch:`; published rules have nothing of it.
struct Telling {
  std::string stage;  ///< `exposure`, an ATT&CK tactic, or `leak`.
  std::string explain_plain, advice, innocent_explanation;
};

/// A rule as read.
struct Rule {
  std::string file;
  Place place;
  std::string id, name, title, author, description, status, version;
  Telling telling;
  record::Severity level = record::Severity::informational;
  std::vector<std::string> techniques;  ///< T1110.001
  std::vector<std::string> tags;
  std::vector<std::string> references, false_positives;
  LogSource source;
  Place source_place;
  std::vector<Term> terms;
  Expression condition;
  std::optional<Correlation> correlation;
  /// Placeholders of `expand` that nobody gave values for: the rule is kept and waits.
  std::vector<std::string> placeholders;
  /// Its hits feed correlations and are no findings of their own ("generate").
  bool is_silent = false;
  /// It only describes one of our analytics (`wardwatch:` without a detection); nothing is matched.
  bool is_description = false;
};

}  // namespace wardwatch::detect::sigma
