#include "pipeline/stix_listings.hpp"

#include <algorithm>

#include "listing/claim.hpp"
#include "listing/day.hpp"
#include "listing/fold.hpp"

namespace wardwatch::pipeline {
namespace {

std::string lines_of(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out.append(text).push_back('\n');
  return out;
}

template <class Items>
void add_new(Items& items, Items&& more, std::size_t count_max) {
  for (auto& one : more) {
    const bool is_known =
        std::any_of(items.begin(), items.end(), [&](const auto& known) { return known.value == one.value; });
    if (!is_known && items.size() < count_max) items.push_back(std::move(one));
  }
}

void take_declared(const stix::Declared& declared, listing::Advert& advert) {
  using Told = listing::Advert::Told;
  advert.told = declared.kind == "offer" ? Told::offer : Told::mention;
  advert.seller = declared.seller;
  advert.contacts = listing::find_contacts(lines_of(declared.contacts));
  advert.wallets = listing::find_wallets(lines_of(declared.wallets));
  advert.claimed_records = declared.claimed_records;
  advert.claimed_bytes.reset();
  listing::Price price = listing::find_price(listing::tokens_of("Price: " + declared.price));
  advert.price = price.amount;
  advert.currency = std::move(price.currency);
  advert.price_unit = std::move(price.unit);
  advert.region = listing::find_region(declared.region, listing::tokens_of(declared.region));
  advert.date = listing::container_day(declared.date);
  advert.origin = declared.origin;
  advert.habits.clear();
}

}  // namespace

listing::Advert advert_of(const stix::Telling& telling) {
  listing::Advert advert = listing::read_advert({telling.title, {}, telling.date, telling.origin, telling.text});
  if (!telling.seller.empty()) advert.seller = telling.seller;
  if (telling.declared) {
    take_declared(*telling.declared, advert);
    // Its text says why it was held to mean somebody or not, in which every name stands: whom it means it refers to.
    advert.readable = listing::readable(lines_of(telling.organisations));
    return advert;
  }
  add_new(advert.contacts, listing::find_contacts(telling.beside), listing::kContactsMax);
  add_new(advert.wallets, listing::find_wallets(telling.beside), listing::kContactsMax);
  return advert;
}

}  // namespace wardwatch::pipeline
