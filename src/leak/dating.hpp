#pragma once

#include <optional>

#include "leak/matcher.hpp"

namespace wardwatch::leak {

/// When a copy was taken, from the days of service that it knows and those that it does not know yet.
struct Window {
  std::optional<std::int32_t> after;   ///< Day since 1970: taken on it or later.
  std::optional<std::int32_t> before;  ///< Taken on it or earlier: from then on it would show something else.
  std::vector<std::uint32_t> dated;    ///< People of the sample whose days agree with the store's, in order.
};

/// `pairs` are people of the sample who are in the store. A date column of the sample counts when its days are the
/// store's own for most people; which column of the store it was copied from, and whether day or month comes first in
/// it, is found by trying.
[[nodiscard]] Window window_of(const std::vector<Pair>& pairs, const record::PersonSet& sample,
                               const record::PersonSet& store);

}  // namespace wardwatch::leak
