#pragma once

#include <functional>

#include "stores/persons/person_fields.hpp"

namespace wardwatch::stores::persons {

/// Finds people in text that is no table: a screenful that somebody has copied, a list without columns, a letter. A
/// person is what stands together: he ends where a blank line is, or where another name or number of the kind that he
/// has already begins.
class TextPeople {
 public:
  using Take = std::function<void(const PersonFields&)>;

  explicit TextPeople(Take take) : take_{std::move(take)} {}

  /// The text in order, in pieces that end with lines.
  void on(std::string_view text);
  /// The last person of the text.
  void end();

 private:
  /// What a label says of the words behind it.
  enum class Expects : std::uint8_t { anything, name, ssn, birth, phone, mrn, insurer, other };

  void on_line(std::string_view line);
  void on_word(std::string_view word, std::string_view rest);
  [[nodiscard]] bool take_label(std::string_view word);
  [[nodiscard]] bool take_number(std::string_view word);
  [[nodiscard]] bool take_date(std::string_view word, std::string_view rest);
  void take_name_word(std::string_view word);
  void close_name();
  /// Begins another person where this one has such a value already, and it is another.
  template <class Value>
  void put(Value PersonFields::*place, const Value& value);

  Take take_;
  PersonFields person_;
  Expects expects_ = Expects::anything;
  std::string_view before_;  ///< The last word of digits, of which this one may be the rest.
  InlineText<96> name_;      ///< Words of a name that has not ended yet.
  std::size_t name_words_ = 0;
  bool name_is_known_ = false;  ///< A word of it is in the dictionary, or a label said it.
};

}  // namespace wardwatch::stores::persons
