#include "detect/sigma/search.hpp"

#include <hs/hs.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "detect/sigma/fold.hpp"
#include "detect/sigma/limits.hpp"

namespace wardwatch::detect::sigma {
namespace {

/// Expressions compiled into one database; more are split, so that no build is refused for its size.
constexpr std::size_t kPartMax = 20'000;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

int on_found(unsigned id, unsigned long long /*from*/, unsigned long long /*to*/, unsigned /*flags*/, void* context) {
  static_cast<std::vector<std::uint32_t>*>(context)->push_back(id);
  return 0;
}

std::string message_of(hs_compile_error_t* error) {
  std::string message = error != nullptr && error->message != nullptr ? error->message : "it cannot be compiled";
  hs_free_compile_error(error);
  while (!message.empty() && message.back() == '.') message.pop_back();
  return message;
}

}  // namespace

Wanted wanted_text(std::string text, std::uint32_t id) { return {std::move(text), HS_FLAG_SINGLEMATCH, id}; }

Wanted wanted_of(const Test& test, std::uint32_t id) {
  Wanted wanted;
  wanted.id = id;
  wanted.flags = HS_FLAG_SINGLEMATCH | HS_FLAG_ALLOWEMPTY;
  if (!test.is_cased) wanted.flags |= HS_FLAG_CASELESS;
  if (test.kind == Test::Kind::text) {
    wanted.flags |= HS_FLAG_DOTALL;
    wanted.expression = expression_of(test.pattern, test.is_cased);
    return wanted;
  }
  if (test.is_multi_line) wanted.flags |= HS_FLAG_MULTILINE;
  if (test.dot_takes_all) wanted.flags |= HS_FLAG_DOTALL;
  if (!is_ascii(test.expression)) wanted.flags |= HS_FLAG_UTF8 | HS_FLAG_UCP;
  wanted.expression = test.expression;
  return wanted;
}

std::string refusal_of(const Test& test, bool compiles) {
  const Wanted wanted = wanted_of(test, 0);
  if (wanted.expression.find('\0') != std::string::npos) return "it holds a zero byte";
  hs_compile_error_t* error = nullptr;
  if (!compiles) {
    hs_expr_info_t* info = nullptr;
    if (hs_expression_info(wanted.expression.c_str(), wanted.flags, &info, &error) != HS_SUCCESS)
      return message_of(error);
    std::free(info);
    return {};
  }
  hs_database_t* database = nullptr;
  if (hs_compile(wanted.expression.c_str(), wanted.flags, HS_MODE_BLOCK, nullptr, &database, &error) != HS_SUCCESS)
    return message_of(error);
  hs_free_database(database);
  return {};
}

SearchMemory::SearchMemory(SearchMemory&& other) noexcept : scratch_{std::exchange(other.scratch_, nullptr)} {}

SearchMemory& SearchMemory::operator=(SearchMemory&& other) noexcept {
  std::swap(scratch_, other.scratch_);
  return *this;
}

SearchMemory::~SearchMemory() { hs_free_scratch(scratch_); }

void Search::Free::operator()(hs_database* database) const noexcept { hs_free_database(database); }

Search::Search(const std::vector<Wanted>& wanted, SearchMemory& memory, std::vector<std::uint32_t>& refused) {
  // Expressions in UTF-8 need a text that is UTF-8 all through, so they are searched for apart.
  for (const bool needs_utf8 : {false, true}) {
    const Kind kind = needs_utf8 ? Kind::utf8 : Kind::bytes;
    std::vector<Wanted> some;
    for (const Wanted& one : wanted) {
      if (((one.flags & HS_FLAG_UTF8) != 0) != needs_utf8) continue;
      some.push_back(one);
      if (some.size() == kPartMax) compile(std::exchange(some, {}), kind, memory, refused);
    }
    if (!some.empty()) compile(std::move(some), kind, memory, refused);
  }
}

Search Search::of_texts(std::vector<Wanted> texts, SearchMemory& memory, std::vector<std::uint32_t>& refused) {
  Search search;
  if (!texts.empty()) search.compile(std::move(texts), Kind::texts, memory, refused);
  return search;
}

void Search::compile(std::vector<Wanted> wanted, Kind kind, SearchMemory& memory, std::vector<std::uint32_t>& refused) {
  while (!wanted.empty()) {
    std::vector<const char*> expressions;
    std::vector<unsigned> flags, ids;
    std::vector<std::size_t> lengths;
    for (const Wanted& one : wanted) {
      expressions.push_back(one.expression.c_str());
      flags.push_back(one.flags);
      ids.push_back(one.id);
      lengths.push_back(one.expression.size());
    }
    hs_database_t* database = nullptr;
    hs_compile_error_t* error = nullptr;
    const auto count = static_cast<unsigned>(wanted.size());
    const auto status = kind == Kind::texts
                            ? hs_compile_lit_multi(expressions.data(), flags.data(), ids.data(), lengths.data(), count,
                                                   HS_MODE_BLOCK, nullptr, &database, &error)
                            : hs_compile_multi(expressions.data(), flags.data(), ids.data(), count, HS_MODE_BLOCK,
                                               nullptr, &database, &error);
    if (status == HS_SUCCESS) {
      if (hs_alloc_scratch(database, &memory.scratch_) == HS_SUCCESS) {
        parts_.push_back({std::unique_ptr<hs_database, Free>{database}, kind == Kind::utf8});
        return;
      }
      hs_free_database(database);
      for (const Wanted& one : wanted) refused.push_back(one.id);
      return;
    }
    const int at = error != nullptr ? error->expression : -1;
    hs_free_compile_error(error);
    if (at >= 0 && static_cast<std::size_t>(at) < wanted.size()) {
      refused.push_back(wanted[static_cast<std::size_t>(at)].id);
      wanted.erase(wanted.begin() + at);
    } else if (wanted.size() == 1) {
      refused.push_back(wanted.front().id);
      return;
    } else {
      const auto middle = wanted.begin() + static_cast<std::ptrdiff_t>(wanted.size() / 2);
      compile({wanted.begin(), middle}, kind, memory, refused);
      wanted.erase(wanted.begin(), middle);
    }
  }
}

std::size_t Search::size_bytes() const noexcept {
  std::size_t total = 0;
  for (const Part& part : parts_) {
    std::size_t size = 0;
    if (hs_database_size(part.database.get(), &size) == HS_SUCCESS) total += size;
  }
  return total;
}

void Search::find(std::string_view text, SearchMemory& memory, std::vector<std::uint32_t>& found) const {
  const std::string_view searched = text.substr(0, kSearchedMaxBytes);
  for (const Part& part : parts_) {
    if (part.needs_utf8 && !is_utf8(searched)) continue;
    // An empty view may have no address, which Hyperscan refuses.
    const char* data = searched.empty() ? "" : searched.data();
    hs_scan(part.database.get(), data, static_cast<unsigned>(searched.size()), 0, memory.scratch_, &on_found, &found);
  }
}

const Search& LateSearch::get(SearchMemory& memory) const {
  if (!search_) {
    std::vector<std::uint32_t> refused;
    search_.emplace(std::vector{wanted_}, memory, refused);
  }
  return *search_;
}

}  // namespace wardwatch::detect::sigma
