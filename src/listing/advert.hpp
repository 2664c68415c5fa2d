#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/timestamp.hpp"
#include "listing/contact.hpp"
#include "listing/post.hpp"
#include "listing/region.hpp"
#include "listing/wallet.hpp"

namespace wardwatch::listing {

/// Everything that one post says. What of it may be written out is in the `listing` record; `readable` and `sample` are
/// not: they hold people's data.
struct Advert {
  std::string seller;
  std::vector<Contact> contacts;
  std::vector<Wallet> wallets;
  std::optional<std::uint64_t> claimed_records;
  std::optional<std::uint64_t> claimed_bytes;
  std::optional<double> price;
  std::string currency;
  std::string price_unit;
  Region region;
  std::optional<Timestamp> date;
  std::vector<std::string> habits;  ///< In order, each once.
  std::string origin;               ///< Host that it stood at.
  std::vector<std::string> sample;  ///< Its lines as they stand, for matching with fingerprints.
  std::size_t sample_columns = 0;
  std::string readable;         ///< The prose, homoglyphs and spaced-out words undone.
  std::size_t prose_bytes = 0;  ///< Of `readable`, also once that was moved away.
  int sale_words = 0;           ///< Different words of each kind.
  int data_words = 0;
  int leak_words = 0;
  /// What it is, where somebody who has read it before says so; else its words decide.
  enum class Told : std::uint8_t { by_its_words, offer, mention };
  Told told = Told::by_its_words;

  /// Somebody offers data: words of selling and of data, and a way to pay or to answer, or what is for sale.
  [[nodiscard]] bool is_offer() const noexcept;
  /// Somebody tells of a leak.
  [[nodiscard]] bool is_mention() const noexcept {
    return told == Told::mention || (told == Told::by_its_words && leak_words >= 1 && data_words >= 1);
  }
};

[[nodiscard]] Advert read_advert(const Post& post);

/// A quick look at the first bytes of a file: whether reading it whole may show an offer or a mention.
[[nodiscard]] bool may_hold_adverts(Bytes first_bytes);

}  // namespace wardwatch::listing
