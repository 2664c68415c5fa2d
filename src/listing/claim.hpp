#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "listing/token_list.hpp"

namespace wardwatch::listing {

/// What somebody says that he has.
struct Claim {
  std::optional<std::uint64_t> records;
  std::optional<std::uint64_t> bytes;
};
[[nodiscard]] Claim find_claim(const std::vector<Token>& tokens);

struct Price {
  std::optional<double> amount;
  std::string currency;  ///< ISO 4217 or the exchanges' code: BTC, XMR, USD.
  std::string unit;      ///< "per 1000 records"; empty when it is for all.
};
/// The price asked: not a minimum for escrow, not that of a lot, a step of an auction or a ransom that was refused.
[[nodiscard]] Price find_price(const std::vector<Token>& tokens);

}  // namespace wardwatch::listing
