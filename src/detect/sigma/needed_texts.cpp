#include "detect/sigma/needed_texts.hpp"

#include <algorithm>
#include <optional>

namespace wardwatch::detect::sigma {
namespace {

constexpr unsigned kDepthMax = 32;     ///< Groups within groups.
constexpr std::size_t kTextsMax = 64;  ///< Of one expression; with more a search for them all helps little.

/// Texts of which one is needed; nothing when it may match without any.
using Texts = std::optional<std::vector<std::string>>;

/// What one piece of an expression matches: one byte that is known, or texts inside it.
struct Atom {
  bool is_byte = false;
  char byte = 0;
  Texts texts;
};

std::size_t shortest(const std::vector<std::string>& texts) {
  std::size_t least = texts.front().size();
  for (const std::string& text : texts) least = std::min(least, text.size());
  return least;
}

/// The longer the shortest of them, the rarer one is found.
void take_better(Texts& best, Texts other) {
  if (!other) return;
  const bool is_better = !best || shortest(*other) > shortest(*best) ||
                         (shortest(*other) == shortest(*best) && other->size() < best->size());
  if (is_better) best = std::move(other);
}

bool is_letter_or_digit(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Reads an expression by descent; `failed` when it holds what is not understood.
class Reading {
 public:
  explicit Reading(std::string_view expression) : text_{expression} {}

  Texts whole() {
    Texts texts = alternatives(0);
    if (failed_ || at_ != text_.size()) return std::nullopt;
    return texts;
  }

 private:
  [[nodiscard]] bool at_end() const noexcept { return at_ >= text_.size(); }
  [[nodiscard]] char peek() const noexcept { return text_[at_]; }
  bool take(char c) {
    if (at_end() || peek() != c) return false;
    ++at_;
    return true;
  }
  Atom give_up() {
    failed_ = true;
    return {};
  }

  Texts alternatives(unsigned depth) {
    Texts all = sequence(depth);
    while (!failed_ && take('|')) {
      Texts other = sequence(depth);
      if (!all || !other || all->size() + other->size() > kTextsMax) all.reset();
      else all->insert(all->end(), other->begin(), other->end());
    }
    return all;
  }

  Texts sequence(unsigned depth) {
    Texts best;
    std::string run;
    const auto end_run = [&] {
      if (!run.empty()) take_better(best, std::vector{run});
      run.clear();
    };
    while (!failed_ && !at_end() && peek() != '|' && peek() != ')') {
      const Atom atom = read_atom(depth);
      const std::size_t before = at_;
      const bool is_needed = read_quantifier();
      const bool is_repeated = at_ != before;
      if (atom.is_byte && is_needed) {
        run.push_back(atom.byte);
        if (is_repeated) end_run();  // Another one may stand before what follows.
        continue;
      }
      end_run();
      if (is_needed) take_better(best, atom.texts);
    }
    end_run();
    return best;
  }

  Atom read_atom(unsigned depth) {
    const char c = peek();
    ++at_;
    if (static_cast<unsigned char>(c) >= 0x80) return give_up();  // Letters of several bytes, with cases of their own.
    switch (c) {
      case '(': return group(depth);
      case '[': return set();
      case '\\': return escape();
      case '.':
      case '^':
      case '$': return {};
      case '*':
      case '+':
      case '?': return give_up();
      default: return {true, c, {}};
    }
  }

  Atom group(unsigned depth) {
    if (depth >= kDepthMax) return give_up();
    if (take('?')) {
      while (!at_end() && (peek() == 'i' || peek() == 's' || peek() == 'm' || peek() == '-')) ++at_;
      if (take(')')) return {};  // Flags for what follows.
      if (!take(':')) return give_up();
    } else if (!at_end() && peek() == '*') {
      return give_up();  // A verb.
    }
    Texts texts = alternatives(depth + 1);
    if (!take(')')) return give_up();
    return {false, 0, std::move(texts)};
  }

  Atom set() {
    take('^');
    take(']');  // As the first it is one of the set.
    while (!at_end() && peek() != ']') {
      if (peek() == '[') return give_up();  // A named class, whose end looks like the set's.
      at_ += peek() == '\\' ? 2 : 1;
    }
    return take(']') ? Atom{} : give_up();
  }

  Atom escape() {
    if (at_end()) return give_up();
    const char c = peek();
    ++at_;
    constexpr std::string_view kClasses = "sSwWdDbBAzZ";
    if (kClasses.find(c) != std::string_view::npos) return {};
    if (is_letter_or_digit(c) || static_cast<unsigned char>(c) >= 0x80) return give_up();
    return {true, c, {}};
  }

  /// Passes over a quantifier, if there is one; whether what stands before it must be there at least once.
  bool read_quantifier() {
    if (at_end()) return true;
    bool is_needed = true;
    if (peek() == '*' || peek() == '?') is_needed = false;
    else if (peek() == '{') return read_counts();
    else if (peek() != '+') return true;
    ++at_;
    end_quantifier();
    return is_needed;
  }

  bool read_counts() {
    std::size_t at = at_ + 1;
    const std::size_t digits = at;
    bool is_some = false;
    for (; at < text_.size() && is_digit(text_[at]); ++at) is_some = is_some || text_[at] != '0';
    if (at == digits) {  // Not a quantifier to every reader.
      failed_ = true;
      return false;
    }
    while (at < text_.size() && (text_[at] == ',' || is_digit(text_[at]))) ++at;
    if (at >= text_.size() || text_[at] != '}') {
      failed_ = true;
      return false;
    }
    at_ = at + 1;
    end_quantifier();
    return is_some;
  }

  /// Lazy or possessive, and never two in a row.
  void end_quantifier() {
    if (!take('?')) take('+');
    if (!at_end() && (peek() == '*' || peek() == '+' || peek() == '?' || peek() == '{')) failed_ = true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace

std::vector<std::string> needed_texts(std::string_view expression, std::size_t min_bytes) {
  Texts texts = Reading{expression}.whole();
  if (!texts || shortest(*texts) < min_bytes) return {};
  std::sort(texts->begin(), texts->end());
  texts->erase(std::unique(texts->begin(), texts->end()), texts->end());
  return std::move(*texts);
}

}  // namespace wardwatch::detect::sigma
