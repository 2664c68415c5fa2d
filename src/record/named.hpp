#pragma once

#include <map>
#include <set>
#include <string>

#include "record/schema.hpp"

namespace wardwatch::record {

/// Finds names that no item has for those that come again: `Name_1`, `Name_2`, as people know it from other programs
/// that write events as JSON. A name that the evidence itself ends so keeps it; the number goes on.
class RepeatedNames {
 public:
  explicit RepeatedNames(TextMap items) : items_{items} {}

  /// Holds until the next call.
  [[nodiscard]] std::string_view next(std::string_view name) {
    if (taken_.empty()) {
      for (const NamedText& item : items_) taken_.insert(item.name);
    }
    std::uint64_t& number = numbers_[name];
    do text_.assign(name).append("_").append(std::to_string(++number));
    while (taken_.contains(text_));
    return text_;
  }

 private:
  TextMap items_;
  std::set<std::string_view> taken_;
  std::map<std::string_view, std::uint64_t> numbers_;
  std::string text_;
};

/// Calls `visit(name, value)` for each item, with names of which none comes twice. The name holds during the call.
template <class Visit>
void for_each_named(TextMap items, Visit&& visit) {
  std::uint64_t seen = 0;  // Sixty-four drawers: a name whose drawer is empty has not come before.
  RepeatedNames repeated{items};
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string_view name = items[i].name;
    const auto octet = [&](std::size_t at) { return static_cast<unsigned>(static_cast<unsigned char>(name[at])); };
    std::size_t drawer = 0;
    if (!name.empty()) {
      const unsigned ends = octet(0) + octet(name.size() / 2) * 3 + octet(name.size() - 1) * 5;
      drawer = (name.size() * 7 + ends) % 64;
    }
    bool is_repeat = false;
    if (((seen >> drawer) & 1U) != 0) {
      for (std::size_t j = 0; j < i && !is_repeat; ++j) is_repeat = items[j].name == name;
    }
    seen |= std::uint64_t{1} << drawer;
    visit(is_repeat ? repeated.next(name) : name, items[i].value);
  }
}

}  // namespace wardwatch::record
