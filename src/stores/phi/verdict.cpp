#include "stores/phi/verdict.hpp"

#include <array>
#include <utility>

namespace wardwatch::stores {

std::string Bases::text() const {
  using enum Basis;
  constexpr auto kWords = std::to_array<std::pair<Basis, std::string_view>>({{standard, "standard"},
                                                                             {name, "name"},
                                                                             {shape, "shape"},
                                                                             {checksum, "checksum"},
                                                                             {dictionary, "dictionary"},
                                                                             {Basis::text, "text"},
                                                                             {neighbours, "neighbours"}});
  std::string out;
  for (const auto& [basis, word] : kWords) {
    if (!has(basis)) continue;
    if (!out.empty()) out += ", ";
    out += word;
  }
  return out;
}

}  // namespace wardwatch::stores
