#pragma once

#include <string>
#include <vector>

#include "record/group_overlap.hpp"

namespace wardwatch::record {

/// One piece of evidence, for custody: what it is, what was read from it, and what could not be.
struct Evidence {
  std::string path;  ///< As the user named it.
  std::uint64_t size_bytes = 0;
  std::string sha256;     ///< Empty when the file could not be read.
  std::string kind;       ///< pcap, pcapng, pcap.gz, evtx, ..., unknown
  bool complete = false;  ///< Read to its end without a fault.
  std::string problem;    ///< What could not be read and where; empty when all was.
  std::uint64_t packets = 0;
  std::uint64_t events = 0;
  std::uint64_t stores = 0;
  std::uint64_t read_bytes = 0;
  std::optional<Timestamp> first_ts;
  std::optional<Timestamp> last_ts;
  std::uint64_t listings = 0;
  std::uint64_t objects = 0;
};
template <>
inline constexpr auto schema_of<Evidence> =
    schema("evidence", "One piece of evidence and what was read from it",
           field(1, "path", &Evidence::path, Unit::none, Content::account, "Where it lies"),
           field(2, "size_bytes", &Evidence::size_bytes, Unit::bytes, Content::technical, "Size of the file"),
           field(3, "sha256", &Evidence::sha256, Unit::none, Content::technical, "SHA-256 of the whole file"),
           field(4, "kind", &Evidence::kind, Unit::none, Content::technical, "Told by content, not by name"),
           field(5, "complete", &Evidence::complete, Unit::none, Content::technical, "Read to its end without a fault"),
           field(6, "problem", &Evidence::problem, Unit::none, Content::technical, "What could not be read, and where"),
           field(7, "packets", &Evidence::packets, Unit::packets, Content::technical, "Packets read"),
           field(8, "read_bytes", &Evidence::read_bytes, Unit::bytes, Content::technical, "Bytes read from it"),
           field(9, "first_ts", &Evidence::first_ts, Unit::time, Content::technical, "Earliest time in it"),
           field(10, "last_ts", &Evidence::last_ts, Unit::time, Content::technical, "Latest time in it"),
           field(11, "events", &Evidence::events, Unit::count, Content::technical, "Events read"),
           field(12, "stores", &Evidence::stores, Unit::count, Content::technical, "Data stores told in it"),
           field(13, "listings", &Evidence::listings, Unit::count, Content::technical, "Listings told in it"),
           field(14, "objects", &Evidence::objects, Unit::count, Content::technical, "STIX objects read"));

/// A number with a name: counts of records by log, of what was dropped by reason, of what was skipped.
struct Counter {
  std::string name;
  std::uint64_t count = 0;
};
template <>
inline constexpr auto schema_of<Counter> = schema(
    "counter", "A number with a name", field(1, "name", &Counter::name, Unit::none, Content::technical, "Of what"),
    field(2, "count", &Counter::count, Unit::count, Content::technical, "How many"));

/// CPU seconds of one stage of the run.
struct StageTime {
  std::string stage;
  double cpu_seconds = 0;
};
template <>
inline constexpr auto schema_of<StageTime> =
    schema("stage_time", "CPU seconds of one stage",
           field(1, "stage", &StageTime::stage, Unit::none, Content::technical, "Stage"),
           field(2, "cpu_seconds", &StageTime::cpu_seconds, Unit::seconds, Content::technical, "User and system time"));

/// One data store in few words, for the report; its record in the log has the rest.
struct StoreSummary {
  std::string path;
  std::string kind;
  std::string protection;
  std::string exposure;
  bool readable = false;
  bool contains_phi = false;
  std::vector<std::string> phi_classes;
  std::uint64_t rows = 0;
  std::uint64_t individuals = 0;
  std::uint64_t individuals_error = 0;
  std::optional<Timestamp> first_activity;
  std::optional<Timestamp> last_activity;
  std::string problem;
};
template <>
inline constexpr auto schema_of<StoreSummary> = schema(
    "store_summary", "One data store in few words",
    field(1, "path", &StoreSummary::path, Unit::none, Content::free, "Where it is"),
    field(2, "kind", &StoreSummary::kind, Unit::none, Content::technical, "Kind, as in its record"),
    field(3, "protection", &StoreSummary::protection, Unit::none, Content::technical, "Protection, as in its record"),
    field(4, "exposure", &StoreSummary::exposure, Unit::none, Content::technical, "The widest circle of readers"),
    field(5, "readable", &StoreSummary::readable, Unit::none, Content::technical, "Whether its content could be read"),
    field(6, "contains_phi", &StoreSummary::contains_phi, Unit::none, Content::technical,
          "Whether it holds what identifies patients"),
    field(7, "phi_classes", &StoreSummary::phi_classes, Unit::none, Content::technical, "Classes of personal data"),
    field(8, "rows", &StoreSummary::rows, Unit::count, Content::technical, "Rows"),
    field(9, "individuals", &StoreSummary::individuals, Unit::count, Content::technical, "Different people"),
    field(10, "individuals_error", &StoreSummary::individuals_error, Unit::count, Content::technical,
          "Half of the 95 % interval; 0 when counted exactly"),
    field(11, "first_activity", &StoreSummary::first_activity, Unit::time, Content::technical, "Earliest service"),
    field(12, "last_activity", &StoreSummary::last_activity, Unit::time, Content::technical, "Latest service"),
    field(13, "problem", &StoreSummary::problem, Unit::none, Content::technical, "What could not be read"));

/// One listing in few words, for the report; its record in the log has the rest.
struct ListingSummary {
  std::string path;
  std::string kind;
  std::string seller;
  std::string actor;
  std::string verdict;
  std::vector<std::string> verdict_reasons;
  std::vector<std::string> contacts;
  std::vector<std::string> wallets;
  std::optional<std::uint64_t> claimed_records;
  std::string price;
  std::string region;
  std::optional<Timestamp> date;
  std::string organisation;
  double organisation_score = 0;
  std::string origin;
  std::uint64_t sample_rows = 0;
  std::string sample_store;
};
template <>
inline constexpr auto schema_of<ListingSummary> = schema(
    "listing_summary", "One listing in few words",
    field(1, "path", &ListingSummary::path, Unit::none, Content::account, "Where it is"),
    field(2, "kind", &ListingSummary::kind, Unit::none, Content::technical, "offer or mention"),
    field(3, "seller", &ListingSummary::seller, Unit::none, Content::account, "Handle of who wrote it"),
    field(4, "actor", &ListingSummary::actor, Unit::none, Content::account, "The actor that it is grouped with"),
    field(5, "verdict", &ListingSummary::verdict, Unit::none, Content::technical, "As in its record"),
    field(6, "verdict_reasons", &ListingSummary::verdict_reasons, Unit::none, Content::account, "Why, in sentences"),
    field(7, "contacts", &ListingSummary::contacts, Unit::none, Content::account, "Contacts with their kind"),
    field(8, "wallets", &ListingSummary::wallets, Unit::none, Content::account, "Wallets with their check"),
    field(9, "claimed_records", &ListingSummary::claimed_records, Unit::count, Content::technical, "Records said"),
    field(10, "price", &ListingSummary::price, Unit::none, Content::technical, "Price with its currency"),
    field(11, "region", &ListingSummary::region, Unit::none, Content::technical, "Region said"),
    field(12, "date", &ListingSummary::date, Unit::time, Content::technical, "The day that it bears"),
    field(13, "organisation", &ListingSummary::organisation, Unit::none, Content::account,
          "Our organisation, if meant"),
    field(14, "organisation_score", &ListingSummary::organisation_score, Unit::ratio, Content::technical,
          "How well it fits, 0 to 1"),
    field(15, "origin", &ListingSummary::origin, Unit::none, Content::account, "Site or list where it stood"),
    field(16, "sample_rows", &ListingSummary::sample_rows, Unit::count, Content::technical, "Lines of people's data"),
    field(17, "sample_store", &ListingSummary::sample_store, Unit::none, Content::account,
          "The store that its sample is from"));

/// One actor in few words, for the report.
struct ActorSummary {
  std::string name;
  std::vector<std::string> aliases;
  std::uint64_t listings = 0;
  Timestamp first_seen;
  Timestamp last_seen;
  std::vector<std::string> contacts;
  std::vector<std::string> wallets;
  std::vector<std::string> victims;
  std::vector<std::string> prices;
  double confidence = 0;
  std::vector<std::string> links;
  std::vector<std::string> doubts;
  std::vector<std::string> incidents;
  std::vector<std::string> techniques;
  std::vector<GroupOverlap> similar_groups;
  std::vector<std::string> timeline;
};
template <>
inline constexpr auto schema_of<ActorSummary> = schema(
    "actor_summary", "One actor in few words",
    field(1, "name", &ActorSummary::name, Unit::none, Content::account, "The handle used first, else an id"),
    field(2, "aliases", &ActorSummary::aliases, Unit::none, Content::account, "All handles"),
    field(3, "listings", &ActorSummary::listings, Unit::count, Content::technical, "How many there are"),
    field(4, "first_seen", &ActorSummary::first_seen, Unit::time, Content::technical, "Date of the earliest"),
    field(5, "last_seen", &ActorSummary::last_seen, Unit::time, Content::technical, "Date of the latest"),
    field(6, "contacts", &ActorSummary::contacts, Unit::none, Content::account, "Contacts with their kind"),
    field(7, "wallets", &ActorSummary::wallets, Unit::none, Content::account, "Wallets with their check"),
    field(8, "victims", &ActorSummary::victims, Unit::none, Content::account, "Whom the data is said to be from"),
    field(9, "prices", &ActorSummary::prices, Unit::none, Content::technical, "Prices asked, by date"),
    field(10, "confidence", &ActorSummary::confidence, Unit::ratio, Content::technical, "How sure, 0 to 1"),
    field(11, "links", &ActorSummary::links, Unit::none, Content::account, "What joins the listings, in sentences"),
    field(12, "doubts", &ActorSummary::doubts, Unit::none, Content::account, "What speaks against it"),
    field(13, "incidents", &ActorSummary::incidents, Unit::none, Content::technical,
          "Ids of the incidents whose loot he offers"),
    field(14, "techniques", &ActorSummary::techniques, Unit::none, Content::technical,
          "ATT&CK techniques of their findings"),
    field(15, "similar_groups", &ActorSummary::similar_groups, Unit::none, Content::technical,
          "Groups of ATT&CK that work alike, if any stands out; this is no attribution"),
    field(16, "timeline", &ActorSummary::timeline, Unit::none, Content::account, "What he offered, by date"));

/// One sample beside one store in few words, for the report; its record in the log has the rest.
struct LeakSummary {
  std::string sample;
  std::string store;
  std::string verdict;
  std::uint64_t people_in_sample = 0;
  std::uint64_t people_in_store = 0;
  std::uint64_t matched = 0;
  std::uint64_t matched_low = 0;
  std::uint64_t matched_high = 0;
  double expected_by_chance = 0;
  std::uint64_t matched_elsewhere = 0;
  std::uint64_t own_facts = 0;
  std::optional<Timestamp> taken_after;
  std::optional<Timestamp> taken_before;
  std::uint64_t dated_people = 0;
  std::vector<std::string> fields;
};
template <>
inline constexpr auto schema_of<LeakSummary> = schema(
    "leak_summary", "One sample beside one store in few words",
    field(1, "sample", &LeakSummary::sample, Unit::none, Content::free, "Where the sample is"),
    field(2, "store", &LeakSummary::store, Unit::none, Content::free, "Where the store was"),
    field(3, "verdict", &LeakSummary::verdict, Unit::none, Content::technical, "Verdict, as in its record"),
    field(4, "people_in_sample", &LeakSummary::people_in_sample, Unit::count, Content::technical,
          "People in the sample"),
    field(5, "people_in_store", &LeakSummary::people_in_store, Unit::count, Content::technical, "People in the store"),
    field(6, "matched", &LeakSummary::matched, Unit::count, Content::technical, "People in both"),
    field(7, "matched_low", &LeakSummary::matched_low, Unit::count, Content::technical, "Least that are in both"),
    field(8, "matched_high", &LeakSummary::matched_high, Unit::count, Content::technical, "Most that are in both"),
    field(9, "expected_by_chance", &LeakSummary::expected_by_chance, Unit::count, Content::technical,
          "People whom chance alone would show"),
    field(10, "matched_elsewhere", &LeakSummary::matched_elsewhere, Unit::count, Content::technical,
          "Of the matched, those that a better store has too"),
    field(11, "own_facts", &LeakSummary::own_facts, Unit::count, Content::technical,
          "Of the matched, those with facts of this store alone"),
    field(12, "taken_after", &LeakSummary::taken_after, Unit::time, Content::technical, "Not copied before"),
    field(13, "taken_before", &LeakSummary::taken_before, Unit::time, Content::technical, "Not copied after"),
    field(14, "dated_people", &LeakSummary::dated_people, Unit::count, Content::technical, "People who date the copy"),
    field(15, "fields", &LeakSummary::fields, Unit::none, Content::technical, "Classes of personal data in it"));

/// What is known of ATT&CK's groups, as it was installed, and that incidents were compared with.
struct IntelSummary {
  std::string name;
  std::string title;
  std::string version;
  std::string changed;
  std::string sha256;
  std::string copyright;
  std::uint64_t techniques = 0;
  std::uint64_t groups = 0;
};
template <>
inline constexpr auto schema_of<IntelSummary> =
    schema("intel_summary", "Knowledge of ATT&CK's groups that incidents were compared with",
           field(1, "name", &IntelSummary::name, Unit::none, Content::technical, "Name that it is installed by"),
           field(2, "title", &IntelSummary::title, Unit::none, Content::technical, "What MITRE calls it"),
           field(3, "version", &IntelSummary::version, Unit::none, Content::technical,
                 "ATT&CK's version; empty when not told"),
           field(4, "changed", &IntelSummary::changed, Unit::none, Content::technical, "Day of its newest change"),
           field(5, "sha256", &IntelSummary::sha256, Unit::none, Content::technical, "SHA-256 of what was installed"),
           field(6, "copyright", &IntelSummary::copyright, Unit::none, Content::technical, "MITRE's line"),
           field(7, "techniques", &IntelSummary::techniques, Unit::count, Content::technical, "Techniques in it"),
           field(8, "groups", &IntelSummary::groups, Unit::count, Content::technical,
                 "Groups in it of whom a technique is known"));

/// manifest.json: what was examined, with what, under which assumptions, and how complete the answer is.
struct Manifest {
  std::string tool = "wardwatch";
  std::string version;
  std::uint64_t case_format = 1;
  std::string status;  ///< complete, interrupted
  std::string schema_hash;
  std::string rules_hash;
  std::string configuration;  ///< The configuration in force, as TOML.
  std::vector<std::string> assumptions;
  std::string key_id;  ///< Of the organisation's key; never the key.
  std::vector<Evidence> evidence;
  std::vector<Counter> records;
  std::vector<Counter> dropped;  ///< Limits that were hit: what was dropped and how often.
  std::vector<Counter> skipped;  ///< Packets and blocks of kinds that are not decoded.
  std::string started;           ///< Wall clock, RFC 3339: the only place where it stands.
  std::string ended;
  double cpu_seconds = 0;
  std::uint64_t peak_memory_bytes = 0;
  std::vector<StageTime> stages;
  std::vector<StoreSummary> stores;      ///< Those with the most people first, at most `kStoresToldMax`.
  std::uint64_t store_count = 0;         ///< All of them.
  std::vector<ListingSummary> listings;  ///< Those about us first, at most `kListingsToldMax`.
  std::uint64_t listing_count = 0;       ///< All of them.
  std::vector<ActorSummary> actors;      ///< Those about us first, at most `kActorsToldMax`.
  std::uint64_t actor_count = 0;         ///< All of them.
  std::vector<LeakSummary> leaks;        ///< Samples beside stores, those from a store first, at most `kLeaksToldMax`.
  std::uint64_t leak_count = 0;          ///< All of them.
  std::vector<IntelSummary> intel;       ///< What incidents were compared with; empty when nothing is installed.
  std::vector<std::string> refused_rules;  ///< What is wrong with each, by file, line and column; the others ran.
};
inline constexpr std::size_t kLeaksToldMax = 1'000;
inline constexpr std::size_t kStoresToldMax = 1'000;  // A page's table ends earlier; the log has all.
inline constexpr std::size_t kListingsToldMax = 500;
inline constexpr std::size_t kActorsToldMax = 200;

template <>
inline constexpr auto schema_of<Manifest> = schema(
    "manifest", "What was examined, with what, and how complete the answer is",
    field(1, "tool", &Manifest::tool, Unit::none, Content::technical, "Tool"),
    field(2, "version", &Manifest::version, Unit::none, Content::technical, "Version"),
    field(3, "case_format", &Manifest::case_format, Unit::none, Content::technical,
          "Version of the case folder's format"),
    field(4, "status", &Manifest::status, Unit::none, Content::technical, "complete or interrupted"),
    field(5, "schema_hash", &Manifest::schema_hash, Unit::none, Content::technical, "Hash of the records' description"),
    field(6, "rules_hash", &Manifest::rules_hash, Unit::none, Content::technical, "Hash of the rules in force"),
    field(7, "configuration", &Manifest::configuration, Unit::none, Content::account,
          "Configuration in force, as TOML"),
    field(8, "assumptions", &Manifest::assumptions, Unit::none, Content::account,
          "What was assumed where nothing was configured"),
    field(9, "key_id", &Manifest::key_id, Unit::none, Content::technical, "Id of the organisation's key"),
    field(10, "evidence", &Manifest::evidence, Unit::none, Content::account, "Each piece of evidence"),
    field(11, "records", &Manifest::records, Unit::none, Content::technical, "Records by log"),
    field(12, "dropped", &Manifest::dropped, Unit::none, Content::technical, "Limits that were hit"),
    field(13, "skipped", &Manifest::skipped, Unit::none, Content::technical, "What is not decoded"),
    field(14, "started", &Manifest::started, Unit::time, Content::technical, "Start of the run"),
    field(15, "ended", &Manifest::ended, Unit::time, Content::technical, "End of the run"),
    field(16, "cpu_seconds", &Manifest::cpu_seconds, Unit::seconds, Content::technical, "User and system time"),
    field(17, "peak_memory_bytes", &Manifest::peak_memory_bytes, Unit::bytes, Content::technical,
          "Peak resident memory"),
    field(18, "stages", &Manifest::stages, Unit::none, Content::technical, "CPU seconds by stage"),
    field(19, "refused_rules", &Manifest::refused_rules, Unit::none, Content::technical,
          "Rules that could not be read and did not run"),
    field(20, "stores", &Manifest::stores, Unit::none, Content::free,
          "Data stores in few words, those with the most people first"),
    field(21, "store_count", &Manifest::store_count, Unit::count, Content::technical, "Data stores in all"),
    field(22, "listings", &Manifest::listings, Unit::none, Content::account,
          "Listings in few words, those about us first"),
    field(23, "listing_count", &Manifest::listing_count, Unit::count, Content::technical, "Listings in all"),
    field(24, "actors", &Manifest::actors, Unit::none, Content::account, "Actors in few words, those about us first"),
    field(25, "actor_count", &Manifest::actor_count, Unit::count, Content::technical, "Actors in all"),
    field(26, "leaks", &Manifest::leaks, Unit::none, Content::free,
          "Samples beside stores whose fingerprints are known, those from a store first"),
    field(27, "leak_count", &Manifest::leak_count, Unit::count, Content::technical, "Samples beside stores in all"),
    field(28, "intel", &Manifest::intel, Unit::none, Content::technical,
          "What is installed of ATT&CK, that incidents were compared with"));

}  // namespace wardwatch::record
