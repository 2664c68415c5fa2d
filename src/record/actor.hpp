#pragma once

#include "record/listing.hpp"

namespace wardwatch::record {

/// Why two listings are held to be one actor's.
struct ActorLink {
  std::string_view first;
  std::string_view second;
  std::string_view reason;
  std::string_view value;
  bool strong = false;
  double confidence = 0;
};

template <>
inline constexpr auto schema_of<ActorLink> =
    schema("actor_link", "Why two listings are held to be one actor's",
           field(1, "first", &ActorLink::first, Unit::none, Content::account, "Path of the one listing"),
           field(2, "second", &ActorLink::second, Unit::none, Content::account, "Path of the other"),
           field(3, "reason", &ActorLink::reason, Unit::none, Content::technical,
                 "wallet, pgp, email, xmpp, tox, session, telegram, onion, handle, wording, unproven-wallet, pinned"),
           field(4, "value", &ActorLink::value, Unit::none, Content::account, "What they share"),
           field(5, "strong", &ActorLink::strong, Unit::none, Content::technical,
                 "Whether it alone makes them one: an exact, validated identifier"),
           field(6, "confidence", &ActorLink::confidence, Unit::ratio, Content::technical, "How sure, 0 to 1"));

/// Who is held to be behind one or more listings, and what is known of him from them.
struct Actor {
  ListingRef at;
  std::string_view name;
  TextList aliases;
  std::uint64_t listings = 0;
  TextList listing_paths;
  Timestamp first_seen;
  Timestamp last_seen;
  TextList contacts;
  TextList wallets;
  TextList victims;
  TextList regions;
  TextList prices;
  std::uint64_t claimed_records = 0;
  TextList habits;
  double confidence = 0;
  std::span<const ActorLink> links;
  TextList doubts;
  std::uint64_t about_us = 0;
};

template <>
inline constexpr auto schema_of<Actor> = schema(
    "actor", "Who is held to be behind one or more listings",
    field(1, "ts", &Actor::at, &ListingRef::ts, Unit::time, Content::technical, "Date of the earliest listing"),
    field(2, "uid", &Actor::at, &ListingRef::uid, Unit::none, Content::technical, "Id of the actor"),
    field(3, "source", &Actor::at, &ListingRef::source, Unit::none, Content::technical,
          "Index into the manifest's evidence, of the earliest listing"),
    field(4, "name", &Actor::name, Unit::none, Content::account, "The handle used first, else the uid"),
    field(5, "aliases", &Actor::aliases, Unit::none, Content::account, "All handles"),
    field(6, "listings", &Actor::listings, Unit::count, Content::technical, "How many there are"),
    field(7, "listing_paths", &Actor::listing_paths, Unit::none, Content::account, "Where they are, by date"),
    field(8, "first_seen", &Actor::first_seen, Unit::time, Content::technical, "Date of the earliest"),
    field(9, "last_seen", &Actor::last_seen, Unit::time, Content::technical, "Date of the latest"),
    field(10, "contacts", &Actor::contacts, Unit::none, Content::account, "Contacts, each once, with their kind"),
    field(11, "wallets", &Actor::wallets, Unit::none, Content::account, "Wallets, each once, with their check"),
    field(12, "victims", &Actor::victims, Unit::none, Content::account,
          "Our organisation where it is meant, and what else is said of whom the data is from"),
    field(13, "regions", &Actor::regions, Unit::none, Content::technical, "Regions said"),
    field(14, "prices", &Actor::prices, Unit::none, Content::technical, "Prices asked, by date"),
    field(15, "claimed_records", &Actor::claimed_records, Unit::count, Content::technical,
          "Records said in all listings together"),
    field(16, "habits", &Actor::habits, Unit::none, Content::technical, "How he deals, as in the listings"),
    field(17, "confidence", &Actor::confidence, Unit::ratio, Content::technical,
          "How sure it is that all of it is one actor: that of the weakest link needed; 1 for a single listing"),
    field(18, "links", &Actor::links, Unit::none, Content::account, "What joins the listings"),
    field(19, "doubts", &Actor::doubts, Unit::none, Content::account,
          "What was not joined though it looks alike, or was joined and may be planted, in sentences"),
    field(20, "about_us", &Actor::about_us, Unit::count, Content::technical,
          "How many of the listings mean our organisation, if only perhaps"));

}  // namespace wardwatch::record
