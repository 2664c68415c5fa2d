#include "record/person_tokens.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace wardwatch::record {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers stand in files in little endian order");

void put_count(std::string& out, std::size_t count) {
  const auto number = static_cast<std::uint32_t>(count);
  out.append(reinterpret_cast<const char*>(&number), sizeof number);  // NOLINT: bytes of a number.
}

template <class T>
void put(std::string& out, const std::vector<T>& numbers) {
  out.append(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(T));  // NOLINT: as above.
}

template <class T>
bool take(Reader& in, std::size_t count, std::vector<T>& numbers) {
  const Bytes bytes = in.bytes(count * sizeof(T), "numbers");
  if (!in.ok()) return false;
  numbers.resize(count);
  if (!bytes.empty()) std::memcpy(numbers.data(), bytes.data(), bytes.size());
  return true;
}

bool are_ends(const std::vector<std::uint32_t>& ends, std::size_t total) noexcept {
  return std::is_sorted(ends.begin(), ends.end()) && (ends.empty() ? total == 0 : ends.back() == total);
}

}  // namespace

void encode(std::string& out, const PersonSet& set) {
  put_count(out, set.size());
  put_count(out, set.tokens.size());
  put_count(out, set.days.size());
  put(out, set.token_ends);
  put(out, set.day_ends);
  put(out, set.kinds);
  put(out, set.tokens);
  put(out, set.days);
}

bool decode(Reader& in, PersonSet& set) {
  const std::uint32_t people = in.u32le("people");
  const std::uint32_t tokens = in.u32le("tokens");
  const std::uint32_t days = in.u32le("days");
  if (!in.ok() || people > kPeopleMax || tokens > kTokensMax || days > kTokensMax) return false;
  if (!take(in, people, set.token_ends) || !take(in, people, set.day_ends) || !take(in, tokens, set.kinds) ||
      !take(in, tokens, set.tokens) || !take(in, days, set.days))
    return false;
  const auto is_kind = [](TokenKind kind) {
    return kind >= TokenKind::ssn && static_cast<std::size_t>(kind) < kTokenKindCount;
  };
  return are_ends(set.token_ends, tokens) && are_ends(set.day_ends, days) &&
         std::all_of(set.kinds.begin(), set.kinds.end(), is_kind);
}

}  // namespace wardwatch::record
