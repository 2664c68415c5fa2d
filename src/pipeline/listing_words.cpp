#include "pipeline/listing_words.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace wardwatch::pipeline {
namespace {

std::string number_text(double number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.10g", number);
  return text.data();
}

std::vector<std::string> copies_of(record::TextList list) { return {list.begin(), list.end()}; }

std::vector<std::string> paired(record::TextList values, record::TextList words) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < values.size(); ++i)
    out.push_back(std::string{values[i]} + (i < words.size() ? " (" + std::string{words[i]} + ")" : ""));
  return out;
}

std::string sentence_of(const record::ActorLink& link) {
  return std::string{link.first} + " and " + std::string{link.second} + ": " + std::string{link.reason} + " " +
         std::string{link.value} + (link.strong ? ", " : ", weak, ") + share_of(link.confidence);
}

}  // namespace

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out.append(out.empty() ? "" : ", ").append(text);
  return out;
}

std::string share_of(double ratio) { return std::to_string(std::lround(ratio * 100)) + " %"; }

std::string price_words(const listing::Advert& advert) {
  if (!advert.price) return {};
  return number_text(*advert.price) + " " + advert.currency +
         (advert.price_unit.empty() ? "" : " " + advert.price_unit);
}

std::string victim_words(const std::string& organisation, const listing::Advert& advert) {
  std::string said;
  if (advert.claimed_records) said = std::to_string(*advert.claimed_records) + " records";
  if (!advert.region.words.empty()) said.append(said.empty() ? "" : ", ").append(advert.region.words);
  if (organisation.empty()) return said.empty() ? "" : "not named (" + said + ")";
  return organisation + (said.empty() ? "" : " (" + said + ")");
}

std::string timeline_words(const std::string& organisation, const listing::Advert& advert, const std::string& path) {
  std::string out = advert.date ? utc_day(*advert.date) : "no date";
  const std::string victim = victim_words(organisation, advert), price = price_words(advert);
  for (const std::string* part : {&victim, &price}) {
    if (!part->empty()) out += (part == &victim ? ": " : ", ") + *part;
  }
  if (!advert.seller.empty()) out += ", as " + advert.seller;
  return out + " (" + path + ")";
}

std::vector<actor::Decision> decisions_of(const std::vector<ActorDecision>& decided) {
  std::vector<actor::Decision> out;
  const auto add = [&](const std::vector<std::string>& names, actor::Decision::Kind kind) {
    for (std::size_t a = 0; a < names.size(); ++a) {
      for (std::size_t b = a + 1; b < names.size(); ++b) out.push_back({kind, names[a], names[b]});
    }
  };
  for (const ActorDecision& decision : decided) {
    add(decision.same, actor::Decision::Kind::pin);
    add(decision.different, actor::Decision::Kind::forbid);
  }
  return out;
}

record::ListingSummary summary_of(const record::Listing& row) {
  record::ListingSummary told;
  told.path = row.path;
  told.kind = row.kind;
  told.seller = row.seller.value_or("");
  told.actor = row.actor.value_or("");
  told.verdict = row.verdict;
  told.verdict_reasons = copies_of(row.verdict_reasons);
  told.contacts = paired(row.contacts, row.contact_kinds);
  told.wallets = paired(row.wallets, row.wallet_checks);
  told.claimed_records = row.claimed_records;
  if (row.price) told.price = number_text(*row.price) + " " + std::string{row.currency.value_or("")};
  if (row.price_unit) told.price += " " + std::string{*row.price_unit};
  told.region = row.region.value_or("");
  told.date = row.date;
  told.organisation = row.organisation.value_or("");
  told.organisation_score = row.organisation_score;
  told.origin = row.origin.value_or("");
  told.sample_rows = row.sample_rows;
  told.sample_store = row.sample_store.value_or("");
  return told;
}

record::ActorSummary summary_of(const record::Actor& row) {
  constexpr std::size_t kLinksShown = 20;
  record::ActorSummary told;
  told.name = row.name;
  told.aliases = copies_of(row.aliases);
  told.listings = row.listings;
  told.first_seen = row.first_seen;
  told.last_seen = row.last_seen;
  told.contacts = copies_of(row.contacts);
  told.wallets = copies_of(row.wallets);
  told.victims = copies_of(row.victims);
  told.prices = copies_of(row.prices);
  told.confidence = row.confidence;
  for (const record::ActorLink& link : row.links.first(std::min(row.links.size(), kLinksShown)))
    told.links.push_back(sentence_of(link));
  told.doubts = copies_of(row.doubts);
  return told;
}

}  // namespace wardwatch::pipeline
