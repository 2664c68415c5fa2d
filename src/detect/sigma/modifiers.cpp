#include "detect/sigma/modifiers.hpp"

#include <array>

namespace wardwatch::detect::sigma {
namespace {

struct FlagName {
  std::string_view name;
  bool Modifiers::*flag;
};
constexpr std::array<FlagName, 13> kFlags{{{"all", &Modifiers::all},
                                           {"contains", &Modifiers::contains},
                                           {"startswith", &Modifiers::startswith},
                                           {"endswith", &Modifiers::endswith},
                                           {"exists", &Modifiers::exists},
                                           {"cased", &Modifiers::cased},
                                           {"neq", &Modifiers::neq},
                                           {"cidr", &Modifiers::cidr},
                                           {"fieldref", &Modifiers::fieldref},
                                           {"re", &Modifiers::re},
                                           {"i", &Modifiers::re_i},
                                           {"m", &Modifiers::re_m},
                                           {"s", &Modifiers::re_s}}};

template <class T>
struct Named {
  std::string_view name;
  T value;
};
constexpr std::array<Named<Step>, 8> kSteps{{{"windash", Step::windash},
                                             {"base64", Step::base64},
                                             {"base64offset", Step::base64offset},
                                             {"utf16le", Step::utf16le},
                                             {"wide", Step::utf16le},
                                             {"utf16be", Step::utf16be},
                                             {"utf16", Step::utf16},
                                             {"expand", Step::expand}}};
constexpr std::array<Named<Compare>, 4> kCompares{
    {{"lt", Compare::less}, {"lte", Compare::at_most}, {"gt", Compare::greater}, {"gte", Compare::at_least}}};
constexpr std::array<Named<TimePart>, 6> kParts{{{"minute", TimePart::minute},
                                                 {"hour", TimePart::hour},
                                                 {"day", TimePart::day},
                                                 {"week", TimePart::week},
                                                 {"month", TimePart::month},
                                                 {"year", TimePart::year}}};

template <class Names>
auto find_named(const Names& names, std::string_view name) {
  auto at = names.begin();
  while (at != names.end() && at->name != name) ++at;
  return at;
}

/// Takes one modifier; what is wrong with it, or nothing.
std::string take(Modifiers& modifiers, std::string_view name) {
  const std::string quoted = "\"" + std::string{name} + "\"";
  if (const auto flag = find_named(kFlags, name); flag != kFlags.end()) {
    if (name.size() == 1 && !modifiers.re) return "modifier " + quoted + " belongs after \"re\"";
    if (modifiers.*flag->flag) return "modifier " + quoted + " stands twice";
    modifiers.*flag->flag = true;
  } else if (const auto step = find_named(kSteps, name); step != kSteps.end()) {
    modifiers.steps.push_back(step->value);
  } else if (const auto compare = find_named(kCompares, name); compare != kCompares.end()) {
    if (modifiers.compare) return "only one of lt, lte, gt and gte can hold, not also " + quoted;
    modifiers.compare = compare->value;
  } else if (const auto part = find_named(kParts, name); part != kParts.end()) {
    if (modifiers.part) return "only one part of a date can be compared, not also " + quoted;
    modifiers.part = part->value;
  } else {
    return "unknown modifier " + quoted +
           "; expected all, base64, base64offset, cased, cidr, contains, day, endswith, exists, expand, fieldref, gt, "
           "gte, hour, lt, lte, minute, month, neq, re, startswith, utf16, utf16be, utf16le, week, wide, windash or "
           "year";
  }
  return {};
}

/// What contradicts what, or nothing.
std::string contradiction(const Modifiers& m) {
  const int places = int{m.contains} + int{m.startswith} + int{m.endswith};
  const int types = int{m.re} + int{m.cidr} + int{m.exists} + int{m.fieldref} + int{m.compare || m.part};
  if (types > 1) return "re, cidr, exists, fieldref and comparisons exclude one another";
  if (m.contains && places > 1) return "contains already covers startswith and endswith";
  if (places > 0 && types > 0 && !m.fieldref) return "contains, startswith and endswith are for strings";
  if (!m.steps.empty() && (m.cidr || m.exists || m.fieldref || m.compare || m.part))
    return "a value that is no string cannot be encoded";
  if (m.re) {
    for (const Step step : m.steps) {
      if (step != Step::expand) return "a regular expression cannot be encoded";
    }
  }
  return {};
}

}  // namespace

Read<Modifiers> read_modifiers(std::string_view key, Place place) {
  Modifiers modifiers;
  std::size_t at = key.find('|');
  modifiers.field = std::string{key.substr(0, at)};
  while (at != std::string_view::npos) {
    const std::size_t next = key.find('|', at + 1);
    const std::string_view name = key.substr(at + 1, next == std::string_view::npos ? next : next - at - 1);
    if (std::string wrong = take(modifiers, name); !wrong.empty()) return fault_at(place, std::move(wrong));
    at = next;
  }
  if (std::string wrong = contradiction(modifiers); !wrong.empty()) return fault_at(place, std::move(wrong));
  return modifiers;
}

}  // namespace wardwatch::detect::sigma
