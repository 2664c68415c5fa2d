#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wardwatch::listing {

/// An address that money can be sent to, or something that looks like one.
struct Wallet {
  std::string value;  ///< As written; of bech32 in lower case, so that the same address is the same text.
  std::string check;  ///< "bitcoin p2wpkh, bech32 holds" or "bitcoin bech32, no checksum holds: cannot be paid".
  bool is_valid = false;
};

inline constexpr std::size_t kWalletsMax = 50;  ///< Of one text; an advert has one or two.

/// Every wallet in a text, in its order, each once: Base58Check (Bitcoin, Litecoin, Dogecoin, Dash, Tron, Zcash), bech32 and
/// bech32m (BIP 173, BIP 350), CashAddr is not read; Ethereum (EIP-55) and Monero. What has the shape and fails its
/// checksum is given too, as not valid.
[[nodiscard]] std::vector<Wallet> find_wallets(std::string_view text);

/// Of one word. Nothing when it does not have the shape of a wallet.
[[nodiscard]] Wallet check_wallet(std::string_view word);

}  // namespace wardwatch::listing
