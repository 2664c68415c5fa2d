#pragma once

#include <optional>
#include <vector>

#include "core/timestamp.hpp"
#include "listing/token_list.hpp"

namespace wardwatch::listing {

/// The day that an advert bears: one that is called so ("date:", "posted"), else the first near its top. When the person
/// joined the forum, or what time the data is of, is not meant. 06/07/2016 is June: where the two cannot be told apart the
/// month comes first behind slashes, and the day behind dots.
[[nodiscard]] std::optional<Timestamp> find_day(const std::vector<Token>& tokens);

/// The moment in a container's date: RFC 5322, RFC 3339, or seconds since 1970.
[[nodiscard]] std::optional<Timestamp> container_day(std::string_view text);

/// A date at a token, and how many tokens it takes; 0 when there is none.
struct DayAt {
  Timestamp day;
  std::size_t tokens = 0;
};
[[nodiscard]] DayAt day_at(const std::vector<Token>& tokens, std::size_t at);

}  // namespace wardwatch::listing
