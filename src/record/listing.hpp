#pragma once

#include "record/schema.hpp"

namespace wardwatch::record {

/// What the record of a listing or an actor says first: when it was written, which it is, and where it stood.
struct ListingRef {
  Timestamp ts;
  Uid uid;  ///< Made from path and content: the same advert has the same uid in each run.
  SourceId source;
};

/// An advert, post or report in which somebody says that he has people's data. What he says of himself and of his goods;
/// of the people in his sample only how many there are.
struct Listing {
  ListingRef at;
  std::string_view path;
  std::string_view format;
  std::string_view charset;
  std::string_view kind;
  std::optional<std::string_view> seller;
  TextList contacts;
  TextList contact_kinds;
  TextList wallets;
  TextList wallet_checks;
  std::optional<std::uint64_t> claimed_records;
  std::optional<std::uint64_t> claimed_bytes;
  std::optional<double> price;
  std::optional<std::string_view> currency;
  std::optional<std::string_view> price_unit;
  std::optional<std::string_view> region;
  TextList region_codes;
  std::optional<Timestamp> date;
  std::optional<std::string_view> organisation;
  double organisation_score = 0;
  TextList organisation_matched;
  std::optional<std::string_view> actor;
  std::optional<double> actor_confidence;
  std::string_view verdict;
  TextList verdict_reasons;
  TextList habits;
  std::optional<std::string_view> origin;
  std::uint64_t sample_rows = 0;
  std::uint64_t sample_columns = 0;
  TextList sample_seen_in;
  std::optional<std::string_view> sample_store;
  std::optional<std::uint64_t> sample_matched;
  std::optional<Timestamp> sample_taken_after;
  std::optional<Timestamp> sample_taken_before;
  std::optional<std::string_view> problem;
};

template <>
inline constexpr auto schema_of<Listing> = schema(
    "listing", "One advert, post or report that says that people's data is to be had",
    field(1, "ts", &Listing::at, &ListingRef::ts, Unit::time, Content::technical,
          "The date that it bears, else when its file was last changed"),
    field(2, "uid", &Listing::at, &ListingRef::uid, Unit::none, Content::technical,
          "Id of the listing, made from its path and content"),
    field(3, "source", &Listing::at, &ListingRef::source, Unit::none, Content::technical,
          "Index into the manifest's evidence"),
    field(4, "path", &Listing::path, Unit::none, Content::account,
          "Where it is; the post of a mailbox or feed, and the object of a bundle, stands behind !/"),
    field(5, "format", &Listing::format, Unit::none, Content::technical,
          "text, html, mail, mbox, rss, atom, json-feed, json, stix"),
    field(6, "charset", &Listing::charset, Unit::none, Content::technical,
          "utf-8, utf-16le, utf-16be, koi8-r, windows-1251, windows-1252"),
    field(7, "kind", &Listing::kind, Unit::none, Content::technical,
          "offer: something is for sale; mention: somebody tells of a leak"),
    field(8, "seller", &Listing::seller, Unit::none, Content::account, "Handle of who wrote it"),
    field(9, "contacts", &Listing::contacts, Unit::none, Content::account, "Where he wants to be written to"),
    field(10, "contact_kinds", &Listing::contact_kinds, Unit::none, Content::technical,
          "What each contact is, in the same order: email, xmpp, tox, session, telegram, pgp, onion, and whether its "
          "checksum holds"),
    field(11, "wallets", &Listing::wallets, Unit::none, Content::account, "Where he wants to be paid"),
    field(12, "wallet_checks", &Listing::wallet_checks, Unit::none, Content::technical,
          "What each wallet is, in the same order, and whether its checksum holds"),
    field(13, "claimed_records", &Listing::claimed_records, Unit::count, Content::technical,
          "Records or people that are said to be in it"),
    field(14, "claimed_bytes", &Listing::claimed_bytes, Unit::bytes, Content::technical, "Size that is said"),
    field(15, "price", &Listing::price, Unit::none, Content::technical, "Price asked for all, or for price_unit"),
    field(16, "currency", &Listing::currency, Unit::none, Content::technical, "BTC, XMR, USD, ..."),
    field(17, "price_unit", &Listing::price_unit, Unit::none, Content::technical,
          "What the price is for, such as per 1000 records; missing when it is for all"),
    field(18, "region", &Listing::region, Unit::none, Content::technical,
          "Where the people are said to live, in its words"),
    field(19, "region_codes", &Listing::region_codes, Unit::none, Content::technical,
          "The same as ISO 3166 codes, and US-midwest and the like"),
    field(20, "date", &Listing::date, Unit::time, Content::technical, "The day that it bears"),
    field(21, "organisation", &Listing::organisation, Unit::none, Content::account,
          "Our organisation, when the listing is about it"),
    field(22, "organisation_score", &Listing::organisation_score, Unit::ratio, Content::technical,
          "How well it fits our organisation, 0 to 1"),
    field(23, "organisation_matched", &Listing::organisation_matched, Unit::none, Content::account,
          "What of the configuration was met, and how"),
    field(24, "actor", &Listing::actor, Unit::none, Content::account, "The actor that it is grouped with"),
    field(25, "actor_confidence", &Listing::actor_confidence, Unit::ratio, Content::technical,
          "How sure that is, 0 to 1; missing when it stands alone"),
    field(26, "verdict", &Listing::verdict, Unit::none, Content::technical,
          "genuine, recycled, impostor, about-us, perhaps-about-us, unknown"),
    field(27, "verdict_reasons", &Listing::verdict_reasons, Unit::none, Content::account, "Why, in sentences"),
    field(
        28, "habits", &Listing::habits, Unit::none, Content::technical,
        "How he deals: escrow, no-escrow, one-buyer, resale, lots, test-lines, replacement, ransom, private-messages"),
    field(29, "origin", &Listing::origin, Unit::none, Content::account, "Site or list where it stood"),
    field(30, "sample_rows", &Listing::sample_rows, Unit::count, Content::technical, "Lines of people's data in it"),
    field(31, "sample_columns", &Listing::sample_columns, Unit::count, Content::technical, "Columns of those lines"),
    field(32, "sample_seen_in", &Listing::sample_seen_in, Unit::none, Content::account,
          "Earlier listings that show the same lines"),
    field(33, "sample_store", &Listing::sample_store, Unit::none, Content::account,
          "The store that its sample is from, by fingerprints"),
    field(34, "sample_matched", &Listing::sample_matched, Unit::count, Content::technical,
          "People of the sample who are in that store"),
    field(35, "sample_taken_after", &Listing::sample_taken_after, Unit::time, Content::technical,
          "The data was taken after this"),
    field(36, "sample_taken_before", &Listing::sample_taken_before, Unit::time, Content::technical,
          "The data was taken before this"),
    field(37, "problem", &Listing::problem, Unit::none, Content::technical,
          "What could not be read; missing when all was"));

}  // namespace wardwatch::record
