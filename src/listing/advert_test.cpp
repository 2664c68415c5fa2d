#include <doctest/doctest.h>

#include "listing/advert.hpp"
#include "listing/claim.hpp"
#include "listing/day.hpp"
#include "listing/organisation.hpp"
#include "listing/seller.hpp"

namespace wardwatch::listing {
namespace {

std::uint64_t records_in(std::string_view text) { return find_claim(tokens_of(text)).records.value_or(0); }

std::string price_in(std::string_view text) {
  const Price price = find_price(tokens_of(text));
  if (!price.amount) return "none";
  std::string amount = std::to_string(*price.amount);
  amount.erase(amount.find_last_not_of('0') + 1);
  if (amount.ends_with('.')) amount.pop_back();
  return amount + " " + price.currency + (price.unit.empty() ? "" : " " + price.unit);
}

std::string day_in(std::string_view text) {
  const auto day = find_day(tokens_of(text));
  return day ? utc_day(*day) : "none";
}

std::string region_in(std::string_view text) { return find_region(text, tokens_of(text)).words; }

Advert advert_of(std::string_view text) { return read_advert({{}, {}, {}, {}, std::string{text}}); }

TEST_CASE("counts of records are read in every habit of writing them") {
  CHECK(records_in("48,000 patients") == 48'000);
  CHECK(records_in("210 000 rec") == 210'000);
  CHECK(records_in("1.200.000 lines") == 1'200'000);
  CHECK(records_in("9.3M lines") == 9'300'000);
  CHECK(records_in("clinic db (31k)") == 31'000);
  CHECK(records_in("around sixty thousand patient records") == 60'000);
  CHECK(records_in("one hundred and twenty thousand people") == 120'000);
  CHECK(records_in("half a million fullz") == 500'000);
  CHECK(records_in("1,5kk строк") == 1'500'000);
  CHECK(records_in("база 300 тыс записей") == 300'000);
  CHECK(records_in("total: 61k") == 61'000);
}

TEST_CASE("a year, a price, a lot, a sample and a part of a handle are no counts of records") {
  CHECK(records_in("database 2016") == 0);
  CHECK(records_in("for 500 btc") == 0);
  CHECK(records_in("i send 1 000 lines for check") == 0);
  CHECK(records_in("lots of 5k lines") == 0);
  CHECK(records_in("2 BTC per 1000 records, sample of 20 lines") == 0);
  CHECK(records_in("by vossel77 records") == 0);
}

TEST_CASE("sizes are read beside counts") {
  const Claim claim = find_claim(tokens_of("3TB dump, 1.5 GB of scans, 12k patients"));
  CHECK(claim.bytes == 3'000'000'000'000);
  CHECK(claim.records == 12'000);
}

TEST_CASE("the price asked is told from other sums") {
  CHECK(price_in("Price: 151 BTC") == "151 BTC");
  CHECK(price_in("asking 12.5 BTC OBO, no escrow under 5 btc") == "12.5 BTC");
  CHECK(price_in("$5,000 per 1k") == "5000 USD per 1000 records");
  CHECK(price_in("5k usd each") == "5000 USD per record");
  CHECK(price_in("цена 0,5 btc") == "0.5 BTC");
  CHECK(price_in("€300") == "300 EUR");
  CHECK(price_in("no price, 48,000 patients") == "none");
}

TEST_CASE("days are read in the usual forms, and the one that is the advert's own is taken") {
  CHECK(day_in("Date: 2016-06-25") == "2016-06-25");
  CHECK(day_in("x // 14 Aug 2016") == "2016-08-14");
  CHECK(day_in("August 14th, 2016") == "2016-08-14");
  CHECK(day_in("14 августа 2016") == "2016-08-14");
  CHECK(day_in("25.06.2016") == "2016-06-25");
  CHECK(day_in("06/25/2016") == "2016-06-25");
  CHECK(day_in("25/06/2016") == "2016-06-25");
  CHECK(day_in("Joined: 2014-01-01\nPosted: 2016-06-25") == "2016-06-25");
  CHECK(day_in("2016-13-40, 99.99.2016, may be 5, march on") == "none");
}

TEST_CASE("moments of containers are read") {
  CHECK(utc_day(*container_day("Thu, 14 Aug 2025 10:00:00 +0000")) == "2025-08-14");
  CHECK(utc_day(*container_day("2016-06-25T10:00:00Z")) == "2016-06-25");
  CHECK(utc_day(*container_day("1466848800")) == "2016-06-25");
  CHECK_FALSE(container_day("yesterday").has_value());
}

TEST_CASE("places are told in the advert's words, without a country that a state implies") {
  CHECK(region_in("Midwest / Missouri, USA") == "Midwest / Missouri");
  CHECK(region_in("central/midwest US") == "central/midwest US");
  CHECK(region_in("fullz - MO - mixed") == "MO");
  CHECK(region_in("insurance from USA") == "USA");
  CHECK(region_in("contact us or write me in north hall, OR ELSE") == "");
}

TEST_CASE("sellers are found by label, before a date, and by who wrote") {
  CHECK(find_seller("Posted by: cobalt_moth   Date: x") == "cobalt_moth");
  CHECK(find_seller("seller: pale | 2016-07-09") == "pale");
  CHECK(find_seller("title\nby vossel77 on 14 Aug 2016") == "vossel77");
  CHECK(find_seller("title\ntin_harbor // 2016-09-02") == "tin_harbor");
  CHECK(find_seller("darkfox wrote:") == "darkfox");
  CHECK(find_seller("seller pays all fees; the date is 2016-09-02") == "");
  CHECK(find_seller("seller: mail@host.example") == "");
}

TEST_CASE("a contact that is said to be another's is not the seller's") {
  const Advert advert = advert_of(
      "selling patients database, 500 records, 5 btc\nbeware of scammer thief@post.example\nmail me@own.example");
  REQUIRE(advert.contacts.size() == 1);
  CHECK(advert.contacts[0].value == "me@own.example");
}

TEST_CASE("an offer is one, and a letter, a table and a report of a visit are none") {
  CHECK(advert_of("[SELLING] clinic database, 48,000 patients\nPrice: 5 BTC\nmail a@post.example").is_offer());
  CHECK(advert_of("ПРОДАМ базу, 300 тыс записей, цена 2 btc, гарант\n@shop_one").is_offer());
  CHECK_FALSE(advert_of("Dear Ms. Doe, your insurance paid $120 for the visit of 2016-06-25. Call us with questions.")
                  .is_offer());
  CHECK_FALSE(advert_of("id,name,insurance,price\n1,DOE JOHN,A1234,120\n2,ROE JANE,A1235,130\n").is_offer());
  CHECK_FALSE(advert_of("The clinic's records are kept for ten years. The database holds 48,000 patients.").is_offer());
}

TEST_CASE("a long text in which the words of an advert stand somewhere is none, one with price and contact is") {
  std::string text = "[SELLING] clinic database, 48,000 patients, escrow, fresh base, one buyer\n";
  for (int i = 0; i < 200; ++i) text += "and then a sentence that says nothing of it at all.\n";
  CHECK_FALSE(advert_of(text).is_offer());
  CHECK(advert_of(text + "Price: 5 BTC, mail a@post.example\n").is_offer());
}

Organisation us() {
  return {"Halvorsen Creek Family Clinic",
          {"HCFC", "Halvorsen Creek Clinic"},
          {"halvorsencreek.example"},
          NetworkList{{*Cidr::parse("192.0.2.0/26"), *Cidr::parse("10.0.0.0/8")}},
          "Missouri",
          48'000,
          "family medicine"};
}

TEST_CASE("names, aliases, domains and addresses hint at us, disguised or not") {
  const OrganisationMatcher matcher{us()};
  const auto score = [&](std::string_view text) { return matcher.match(advert_of(text)).score; };
  CHECK(score("base of Halvorsen Creek Family Clinic") >= kAboutUs);
  CHECK(score("base of HALV0RSEN CREEK family clinic") >= kAboutUs);
  CHECK(score("base of H\xd0\xb0lvorsen Cr\xd0\xb5\xd0\xb5k Clinic") >= kAboutUs);
  CHECK(score("dump of portal.halvorsencreek.example") >= kAboutUs);
  CHECK(score("rdp on 192.0.2.17 for sale") >= kAboutUs);
  CHECK(score("H.C.F.C. patients") >= kPerhapsAboutUs);
  CHECK(score("Halvorsan Creek patients") > 0.4);
}

TEST_CASE("size and region alone make a perhaps, and one of them makes nothing") {
  const OrganisationMatcher matcher{us()};
  const auto score = [&](std::string_view text) { return matcher.match(advert_of(text)).score; };
  CHECK(score("48,000 patients, Missouri") >= kPerhapsAboutUs);
  CHECK(score("48,000 patients, Missouri") < kAboutUs);
  CHECK(score("48,000 patients, Texas") < kPerhapsAboutUs);
  CHECK(score("12,000 patients, Missouri") < kPerhapsAboutUs);
}

TEST_CASE("what is alike but another's does not hint at us") {
  const OrganisationMatcher matcher{us()};
  const auto score = [&](std::string_view text) { return matcher.match(advert_of(text)).score; };
  CHECK(score("Cedar Creek Family Clinic base") < kPerhapsAboutUs);
  CHECK(score("halvorsencreek.example.other.test") < kAboutUs);
  CHECK(score("nothalvorsencreek.example") < kPerhapsAboutUs);
  CHECK(score("10.0.0.5 and 192.0.2.200") < kPerhapsAboutUs);
  CHECK(score("we found hcfc in small letters") < kPerhapsAboutUs);
}

TEST_CASE("the words that matched are told") {
  const Match match = OrganisationMatcher{us()}.match(advert_of("HCFC, 47,900 patients, Missouri"));
  CHECK(match.is_named);
  CHECK(match.matched ==
        std::vector<std::string>{"acronym \"HCFC\"", "size: 47900 claimed, 48000 ours (0.2 % off)", "region US-MO"});
}

TEST_CASE("an organisation of which nothing is configured is met nowhere") {
  CHECK(OrganisationMatcher{Organisation{}}.match(advert_of("48,000 patients, Missouri, family clinic")).score == 0);
}

}  // namespace
}  // namespace wardwatch::listing
