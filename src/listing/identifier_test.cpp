#include <doctest/doctest.h>

#include "core/digest.hpp"
#include "listing/contact.hpp"
#include "listing/keccak.hpp"
#include "listing/wallet.hpp"

namespace wardwatch::listing {
namespace {

/// Every single character changed to another of the same alphabet.
std::string with_change(std::string text, std::size_t at) {
  text[at] = text[at] == 'q' ? 'p' : 'q';
  return text;
}

TEST_CASE("SHA3-256 and Keccak-256 of nothing and of 200 bytes are what their specifications say") {
  CHECK(hex(sha3_256({})) == "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
  CHECK(hex(keccak_256({})) == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  const std::string long_text(200, '\xa3');
  CHECK(hex(sha3_256(as_bytes(long_text))) == "79f38adec5c20307a98ef76e8324afbfd46cfd81b22e3973c65fa1bd9de31787");
}

TEST_CASE("wallets whose checksum holds are valid, and told by kind") {
  const auto check = [](std::string_view word) { return check_wallet(word).check; };
  CHECK(check("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2") == "bitcoin p2pkh, Base58Check holds");
  CHECK(check("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy") == "bitcoin p2sh, Base58Check holds");
  CHECK(check("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4") == "bitcoin p2wpkh, bech32 holds");  // BIP 173
  CHECK(check("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0") ==
        "bitcoin p2tr, bech32m holds");  // BIP 350
  CHECK(check("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed") == "ethereum, EIP-55 checksum holds");
  CHECK(check("44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A") ==
        "monero, checksum holds");
}

TEST_CASE("a wallet with any one character changed is not valid") {
  const std::string wallet = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
  for (std::size_t at = 4; at < wallet.size(); ++at) {
    const Wallet changed = check_wallet(with_change(wallet, at));
    CHECK_FALSE(changed.is_valid);
    CHECK_FALSE(changed.value.empty());
  }
  CHECK_FALSE(check_wallet("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3").is_valid);
  CHECK_FALSE(check_wallet("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed").is_valid);
}

TEST_CASE("a version 0 program under bech32m, and a version 1 program under bech32, cannot be paid") {
  CHECK_FALSE(check_wallet("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd").is_valid);  // BIP 350
  CHECK_FALSE(check_wallet("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh").is_valid);
}

TEST_CASE("words, file names and identifiers of another kind are no wallets") {
  CHECK(find_wallets("The-quick-brown-fox-jumps-over-the-lazy-dog 12345678901234567890123456").empty());
  CHECK(find_wallets("pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion").empty());
  CHECK(find_wallets("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4, again bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")
            .size() == 1);
}

TEST_CASE("contacts are told by kind, and those that have a checksum are checked") {
  const auto found = find_contacts(
      "mail a.b@post.example, jabber: c@chat.example, https://t.me/Some_Shop or @other_shop\n"
      "tox 56A1ADE4B65B86BCD51CC73E2CD4E542179F47959FE3E0E21B4B0ACDADE51855D34D34D37CB5\n"
      "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion\n"
      "session 05aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899\n"
      "PGP 0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567");
  std::vector<std::string> told;
  for (const Contact& contact : found) {
    CHECK(contact.is_valid);
    told.push_back(contact.check + " " + contact.value.substr(0, 12));
  }
  CHECK(told == std::vector<std::string>{"email a.b@post.exa", "xmpp c@chat.examp", "telegram @some_shop",
                                         "telegram @other_shop", "tox, checksum holds 56A1ADE4B65B",
                                         "onion v3, checksum holds pg6mmjiyjmcr", "session 05aabbccddee",
                                         "pgp fingerprint 0123456789AB"});
}

TEST_CASE("an onion name, and a Tox ID, with one character changed are told not to hold") {
  const std::string onion = "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd";
  CHECK(is_onion_v3(onion));
  for (std::size_t at = 0; at < onion.size(); ++at) CHECK_FALSE(is_onion_v3(with_change(onion, at)));
  CHECK_FALSE(is_tox_id("56A1ADE4B65B86BCD51CC73E2CD4E542179F47959FE3E0E21B4B0ACDADE51855D34D34D37CB6"));
}

TEST_CASE("an address in disguise is one") {
  const auto found = find_contacts("write to quiet (at) post [dot] example");
  REQUIRE(found.size() == 1);
  CHECK(found[0].value == "quiet@post.example");
}

TEST_CASE("a sentence with a price per piece and an @ alone has no contacts") {
  CHECK(find_contacts("5 @ 10 each, me@, @me, a@b, c@d.1 and 14:30").empty());
}

}  // namespace
}  // namespace wardwatch::listing
