#include "listing/advert.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "listing/ascii.hpp"
#include "listing/claim.hpp"
#include "listing/day.hpp"
#include "listing/fold.hpp"
#include "listing/sample_rows.hpp"
#include "listing/seller.hpp"

namespace wardwatch::listing {
namespace {

struct Habit {
  std::string_view words, name;
};
constexpr Habit kHabits[] = {
#include "listing/habits.inc"
};
enum class OfferWord : std::uint8_t { sale, data, leak };
struct Marked {
  std::string_view words;
  OfferWord what;
};
constexpr Marked kOfferWords[] = {
#include "listing/offer_words.inc"
};

constexpr std::size_t kAdvertBytesMax = 6U << 10U;  ///< Few adverts are longer.
constexpr std::size_t kLookBytes = 64U << 10U;      ///< Of prose, for words: an advert says what it is at its start.

/// Words in lower case with one blank before and behind each, so that phrases are found at the borders of words.
std::string spaced(const std::vector<Token>& tokens) {
  std::string out{" "};
  for (const Token& token : tokens) {
    if (out.size() > kLookBytes) break;
    if (token.kind != Token::Kind::sign) out.append(token.low).push_back(' ');
  }
  return out;
}

bool has_phrase(std::string_view spaced_text, std::string_view words) {
  std::string phrase{" "};
  phrase.append(words).push_back(' ');
  return spaced_text.find(phrase) != std::string_view::npos;
}

std::vector<std::string> habits_in(std::string_view spaced_text) {
  std::set<std::string> habits;
  for (const Habit& habit : kHabits) {
    if (has_phrase(spaced_text, habit.words)) habits.emplace(habit.name);
  }
  if (habits.contains("no-escrow")) habits.erase("escrow");
  return {habits.begin(), habits.end()};
}

void count_words(Advert& advert, std::string_view spaced_text) {
  for (const Marked& word : kOfferWords) {
    if (!has_phrase(spaced_text, word.words)) continue;
    switch (word.what) {
      case OfferWord::sale: ++advert.sale_words; break;
      case OfferWord::data: ++advert.data_words; break;
      case OfferWord::leak: ++advert.leak_words; break;
    }
  }
}

/// The host of an address, or a list's id.
std::string host_of(std::string_view address) {
  const std::size_t scheme = address.find("://");
  if (scheme != std::string_view::npos) address.remove_prefix(scheme + 3);
  std::string host = lower_ascii(address.substr(0, std::min(address.find_first_of("/?# \t\r\n"), std::size_t{120})));
  std::erase_if(host, [](char c) { return c == '<' || c == '>' || c == '"'; });
  return host;
}

/// Contacts of others: whom to beware of, who holds the money, where to complain.
constexpr std::array<std::string_view, 19> kOthers{
    "scammer",   "scam",       "beware",    "ripper",    "fake",    "impostor",       "not me",
    "not mine",  "impersonat", "avoid",     "escrow to", "escrow:", "escrow service", "guarantor",
    "moderator", "admin:",     "report to", "blacklist", "гарант:"};

/// Whether a line says that what stands on it is another's.
bool is_of_another(std::string_view prose, std::string_view value) {
  constexpr std::size_t kReach = 60;
  const std::size_t at = find_folded(prose, lower_ascii(value));
  if (at == std::string_view::npos) return false;
  const std::size_t from = at > kReach ? at - kReach : 0;
  std::string_view near = prose.substr(from, at - from);
  if (const std::size_t line = near.rfind('\n'); line != std::string_view::npos) near = near.substr(line + 1);
  // What is said before a full stop is said of something else.
  if (const std::size_t stop = near.rfind(". "); stop != std::string_view::npos) near = near.substr(stop + 2);
  return std::any_of(kOthers.begin(), kOthers.end(),
                     [&](std::string_view word) { return find_folded(near, word) != std::string_view::npos; });
}

std::string author_handle(std::string_view author) {
  author = trimmed(author);
  if (author.starts_with('@')) author.remove_prefix(1);
  if (is_handle(author)) return std::string{author};
  // "x@host (x)" of RSS.
  const std::size_t open = author.find('(');
  if (open != std::string_view::npos) {
    const std::string_view inner = trimmed(author.substr(open + 1, author.find(')', open) - open - 1));
    if (is_handle(inner)) return std::string{inner};
  }
  return {};
}

}  // namespace

bool Advert::is_offer() const noexcept {
  if (told != Told::by_its_words) return told == Told::offer;
  const bool can_answer = !contacts.empty() || !wallets.empty() || !seller.empty();
  const bool says_what =
      price.has_value() || claimed_records.has_value() || claimed_bytes.has_value() || sample.size() >= 2;
  if (sale_words < 1 || data_words < 1 || !says_what) return false;
  // A long text has every word somewhere: of a book about selling data it is not said that it sells any.
  const bool is_long = prose_bytes > kAdvertBytesMax;
  if (is_long && (sale_words < 3 || !price || (contacts.empty() && wallets.empty()))) return false;
  int points = std::min(sale_words, 3) + std::min(data_words, 3) + std::min(leak_words, 2);
  points += price.has_value() ? 1 : 0;
  points += claimed_records.has_value() ? 1 : 0;
  points += can_answer ? 1 : 0;
  points += !wallets.empty() ? 2 : 0;
  points += sample.size() >= 2 ? 1 : 0;
  return points >= 6;
}

Advert read_advert(const Post& post) {
  Advert advert;
  std::string whole = post.title.empty() ? post.text : post.title + "\n" + post.text;
  Parted parted = part_sample(whole);
  advert.sample = std::move(parted.rows);
  advert.sample_columns = parted.columns;
  advert.contacts = find_contacts(parted.prose);
  advert.wallets = find_wallets(parted.prose);
  std::erase_if(advert.contacts, [&](const Contact& contact) { return is_of_another(parted.prose, contact.value); });
  std::erase_if(advert.wallets, [&](const Wallet& wallet) { return is_of_another(parted.prose, wallet.value); });
  advert.readable = readable(parted.prose);
  advert.prose_bytes = advert.readable.size();
  const std::vector<Token> tokens = tokens_of(advert.readable);
  const Claim claim = find_claim(tokens);
  advert.claimed_records = claim.records;
  advert.claimed_bytes = claim.bytes;
  Price price = find_price(tokens);
  advert.price = price.amount;
  advert.currency = std::move(price.currency);
  advert.price_unit = std::move(price.unit);
  advert.region = find_region(advert.readable, tokens);
  advert.date = find_day(tokens);
  if (const auto told = container_day(post.date)) advert.date = told;
  advert.seller = author_handle(post.author);
  if (advert.seller.empty()) advert.seller = find_seller(parted.prose);
  advert.origin = host_of(post.origin);
  const std::string words = spaced(tokens);
  advert.habits = habits_in(words);
  count_words(advert, words);
  return advert;
}

bool may_hold_adverts(Bytes first_bytes) {
  switch (identify(first_bytes)) {
    case Format::none: return false;
    case Format::html:
    case Format::mail:
    case Format::mbox:
    case Format::rss:
    case Format::atom:
    case Format::json_feed:
    case Format::json: return true;
    case Format::text: break;
  }
  const Advert advert = read_advert({{}, {}, {}, {}, decode_text(first_bytes).text});
  return advert.is_offer() || advert.is_mention();
}

}  // namespace wardwatch::listing
