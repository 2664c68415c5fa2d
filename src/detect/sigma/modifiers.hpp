#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detect/sigma/rule.hpp"

namespace wardwatch::detect::sigma {

/// Values for the placeholders of `expand`, by name without the per cent signs.
using Placeholders = std::map<std::string, std::vector<std::string>, std::less<>>;

/// A step that changes a value, in the order written ("applied in the given order", section "Value Modifiers").
enum class Step : std::uint8_t { windash, base64, base64offset, utf16le, utf16be, utf16, expand };

/// The modifiers of one field, as `field|modifier|modifier` has them.
struct Modifiers {
  std::string field;
  std::vector<Step> steps;
  bool all = false, contains = false, startswith = false, endswith = false;
  bool exists = false, cased = false, neq = false, cidr = false, fieldref = false;
  bool re = false, re_i = false, re_m = false, re_s = false;
  std::optional<Compare> compare;
  std::optional<TimePart> part;
};

/// Reads the key of a detection's map; unknown modifiers and those that contradict one another are faults.
[[nodiscard]] Read<Modifiers> read_modifiers(std::string_view key, Place place);

/// What one value of a rule becomes: tests of which one must hold. Names placeholders that nobody gave values for.
[[nodiscard]] Read<std::vector<Test>> tests_of(const Modifiers& modifiers, const Node& value,
                                               const Placeholders& placeholders, std::vector<std::string>& unknown);

}  // namespace wardwatch::detect::sigma
