#include "detect/sigma/condition.hpp"

#include <algorithm>
#include <cctype>

#include "detect/sigma/limits.hpp"

namespace wardwatch::detect::sigma {
namespace {

struct Token {
  std::string text;  ///< Empty at the end.
  Place place;
};

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '*' || c == '-' || c == '.';
}

std::string lower(std::string_view text) {
  std::string out{text};
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

/// `*` stands for any number of characters, at any place.
bool fits(std::string_view pattern, std::string_view name) {
  std::size_t star = std::string_view::npos, resume = 0, at = 0, p = 0;
  while (at < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = at;
    } else if (p < pattern.size() && pattern[p] == name[at]) {
      ++p;
      ++at;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  return std::all_of(pattern.begin() + static_cast<std::ptrdiff_t>(p), pattern.end(), [](char c) { return c == '*'; });
}

Expression joined(Expression::Kind kind, std::vector<Expression> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  Expression out;
  out.kind = kind;
  out.parts = std::move(parts);
  return out;
}

/// Reads by descent: or, and, not, operand. The first fault is kept, and everything after it is passed over.
class Parser {
 public:
  Parser(std::string_view text, Place place, const std::vector<Selection>& selections)
      : text_{text}, place_{place}, selections_{selections} {
    advance();
  }

  Read<Expression> parse() {
    Expression all = alternatives(0);
    if (!fault_ && !now_.text.empty()) fail(now_, "expected \"and\", \"or\" or the end, not \"" + now_.text + "\"");
    if (fault_) return tl::make_unexpected(*fault_);
    return all;
  }

 private:
  void advance() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) step();
    now_ = {{}, here_};
    now_.place = {place_.line + here_.line - 1, here_.line == 1 ? place_.column + here_.column - 1 : here_.column};
    if (at_ == text_.size()) return;
    do {
      now_.text.push_back(text_[at_]);
      step();
    } while (at_ < text_.size() && is_word_character(now_.text.back()) && is_word_character(text_[at_]));
  }
  void step() {
    if (text_[at_] == '\n') here_ = {here_.line + 1, 0};
    ++here_.column;
    ++at_;
  }

  [[nodiscard]] bool is_word(std::string_view word) const { return lower(now_.text) == word; }

  Expression alternatives(std::size_t depth) {
    std::vector<Expression> parts;
    parts.push_back(conjunction(depth));
    while (!fault_ && is_word("or")) {
      advance();
      parts.push_back(conjunction(depth));
    }
    return joined(Expression::Kind::any, std::move(parts));
  }

  Expression conjunction(std::size_t depth) {
    std::vector<Expression> parts;
    parts.push_back(operand(depth));
    while (!fault_ && is_word("and")) {
      advance();
      parts.push_back(operand(depth));
    }
    return joined(Expression::Kind::all, std::move(parts));
  }

  Expression operand(std::size_t depth) {
    if (depth >= kConditionDepthMax) {
      fail(now_, "brackets and \"not\" more than " + std::to_string(kConditionDepthMax) + " deep");
      return {};
    }
    if (fault_) return {};
    const Token token = now_;
    if (is_word("not")) {
      advance();
      Expression out;
      out.kind = Expression::Kind::negation;
      out.parts.push_back(operand(depth + 1));
      return out;
    }
    if (token.text == "(") {
      advance();
      Expression inside = alternatives(depth + 1);
      if (!fault_ && now_.text != ")") fail(now_, "expected \")\"" + seen());
      advance();
      return inside;
    }
    if (token.text.empty() || !is_word_character(token.text.front())) {
      fail(token, token.text == "|" ? "aggregations after \"|\" are gone from Sigma; write a correlation rule"
                                    : "expected a selection, \"not\", \"(\", \"1 of\" or \"all of\"" + seen());
      return {};
    }
    advance();
    if (is_word("of") && !is_selection(token.text)) return several(token);
    return named(token);
  }

  Expression named(const Token& token) {
    for (const Selection& selection : selections_) {
      if (selection.name == token.text) return counted(selection.meaning, token);
    }
    fail(token, "no selection is called \"" + token.text + "\"");
    return {};
  }

  /// `1 of them`, `all of selection*`. Names that start with an underscore take part only when the pattern does.
  Expression several(const Token& quantity) {
    const std::string how = lower(quantity.text);
    if (how != "1" && how != "any" && how != "all") {
      fail(quantity, "expected \"1 of\" or \"all of\", not \"" + quantity.text + " of\"");
      return {};
    }
    advance();
    const Token token = now_;
    if (token.text.empty() || !is_word_character(token.text.front())) {
      fail(token, "expected \"them\" or a pattern of selections' names" + seen());
      return {};
    }
    advance();
    const std::string pattern = lower(token.text) == "them" ? "*" : token.text;
    std::vector<Expression> parts;
    for (const Selection& selection : selections_) {
      if (selection.name.starts_with("_") && !pattern.starts_with("_")) continue;
      if (fits(pattern, selection.name)) parts.push_back(counted(selection.meaning, token));
      if (fault_) return {};
    }
    if (parts.empty()) fail(token, "no selection fits \"" + token.text + "\"");
    return joined(how == "all" ? Expression::Kind::all : Expression::Kind::any, std::move(parts));
  }

  Expression counted(const Expression& meaning, const Token& token) {
    size_ += meaning.size();
    if (size_ <= kExpressionMax) return meaning;
    fail(token, "the condition unfolds to more than " + std::to_string(kExpressionMax) + " terms");
    return {};
  }

  [[nodiscard]] bool is_selection(std::string_view name) const {
    return std::any_of(selections_.begin(), selections_.end(), [&](const auto& each) { return each.name == name; });
  }
  [[nodiscard]] std::string seen() const { return now_.text.empty() ? ", not the end" : ", not \"" + now_.text + "\""; }
  void fail(const Token& token, std::string what) {
    if (!fault_) fault_ = Fault{token.place, std::move(what)};
  }

  std::string_view text_;
  Place place_;
  const std::vector<Selection>& selections_;
  Token now_;
  Place here_;
  std::size_t at_ = 0, size_ = 0;
  std::optional<Fault> fault_;
};

}  // namespace

std::size_t Expression::size() const noexcept {
  std::size_t count = 1;
  for (const Expression& part : parts) count += part.size();
  return count;
}

Read<Expression> parse_condition(std::string_view text, Place place, const std::vector<Selection>& selections) {
  if (text.size() > kConditionMaxBytes)
    return fault_at(place, "a condition longer than " + std::to_string(kConditionMaxBytes) + " bytes");
  return Parser{text, place, selections}.parse();
}

}  // namespace wardwatch::detect::sigma
