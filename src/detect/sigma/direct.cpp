#include "detect/sigma/binding.hpp"
#include "detect/sigma/fold.hpp"
#include "detect/sigma/number.hpp"

namespace wardwatch::detect::sigma {
namespace {

bool compares(const Test& test, std::string_view text, const Value& other) {
  if (other.kind != Value::Kind::text) return false;
  std::string mine, theirs;
  if (!test.is_cased) {
    fold_case(text, mine);
    fold_case(other.text, theirs);
    text = mine;
  } else {
    theirs = other.text;
  }
  switch (test.reach) {
    case Test::Reach::whole: return text == theirs;
    case Test::Reach::start: return text.starts_with(theirs);
    case Test::Reach::end: return text.ends_with(theirs);
    case Test::Reach::anywhere: return text.find(theirs) != std::string_view::npos;
  }
  return false;
}

bool answers(const Test& test, std::string_view text, const Value& other) {
  switch (test.kind) {
    case Test::Kind::text: return true;  // `*`, which any value is.
    case Test::Kind::network: {
      const auto address = IpAddress::parse(text);
      return address && !(*address < test.lowest) && !(test.highest < *address);
    }
    case Test::Kind::number: {
      const auto number = number_of(text);
      return number && holds(test.compare, *number, test.number);
    }
    case Test::Kind::time: {
      const auto part = part_of(text, test.part);
      return part && holds(test.compare, *part, test.number);
    }
    case Test::Kind::field: return compares(test, text, other);
    case Test::Kind::regex:
    case Test::Kind::null:
    case Test::Kind::present: break;
  }
  return false;
}

}  // namespace

bool direct_answer(const Test& test, const Value& value, const Value& other) {
  if (test.kind == Test::Kind::null) return value.kind != Value::Kind::text;
  if (test.kind == Test::Kind::present) return value.kind != Value::Kind::absent;
  if (value.kind != Value::Kind::text) return false;
  if (answers(test, value.text, other)) return true;
  for (const std::string_view more : value.more) {
    if (answers(test, more, other)) return true;
  }
  return false;
}

}  // namespace wardwatch::detect::sigma
