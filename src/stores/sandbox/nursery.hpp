#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/keyed_hash.hpp"
#include "stores/persons/collector.hpp"

namespace wardwatch::stores {

/// What is made of a store's people, and with which key.
struct TokensWanted {
  KeyedHash::Key key{};
  persons::Purpose purpose = persons::Purpose::store;
};

/// What the processes that read are told once.
struct ReaderOrders {
  std::vector<std::string> passwords;  ///< Tried on encrypted stores.
  std::optional<TokensWanted> tokens;  ///< Nothing: people are counted and no more.
};

/// The life of the small process: takes paths from `request`, has a child read each, and says on `reply` what came of
/// it. Ends the process when the other side is gone.
[[noreturn]] void run_nursery(int request, int reply, const ReaderOrders& orders) noexcept;

}  // namespace wardwatch::stores
