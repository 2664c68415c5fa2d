#include "pipeline/listings.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "actor/grouping.hpp"
#include "core/hash.hpp"
#include "listing/organisation.hpp"
#include "pipeline/listing_files.hpp"
#include "pipeline/listing_words.hpp"
#include "pipeline/repeated_samples.hpp"
#include "pipeline/stix_listings.hpp"
#include "record/uid.hpp"

namespace wardwatch::pipeline {
namespace {

using listing::Advert;

constexpr std::size_t kRowsOfStore = 500;  ///< So many people are a store, whatever stands around them.
constexpr std::size_t kListMax = 50;       ///< Contacts, prices and the like of one actor.

/// A listing, before it is a record.
struct Found {
  Advert advert;
  listing::Match match;
  std::string path;
  std::string format;
  std::string charset;
  std::string problem;
  std::string wording;
  std::string attribution;  ///< Id of the actor that a report names.
  SourceId source;
  Timestamp ts;
  std::vector<std::uint64_t> row_hashes;
  std::vector<std::string> seen_in;
  std::optional<SampleMatch> sample;
  std::string actor;
  std::optional<double> actor_confidence;
};

/// All of the work on one run's files.
class Reading {
 public:
  Reading(const Config& config, const MatchSample& match_sample)
      : config_{config},
        match_sample_{match_sample},
        matcher_{{config.organisation.empty() ? config.site_name : config.organisation, config.aliases, config.domains,
                  NetworkList{config.home}, config.region, config.patients, config.specialty}} {}

  void read(EvidenceFile& file, SourceId source) {
    ListingBytes contents{file};
    const std::string bytes = contents.all(listing::kPostsBytesMax + 1);
    listing::Posts posts = listing::read_posts(as_bytes(bytes));
    if (posts.problem.empty()) posts.problem = contents.problem();
    const bool is_one = posts.format == listing::Format::text || posts.format == listing::Format::html ||
                        posts.format == listing::Format::mail;
    const std::size_t before = found_.size();
    std::size_t most_rows = 0;
    for (std::size_t i = 0; i < posts.items.size(); ++i) {
      Found* one =
          take_told(file, source, listing::read_advert(posts.items[i]), is_one ? "" : "!/" + std::to_string(i + 1));
      if (one == nullptr) continue;
      one->format = listing::name_of(posts.format);
      one->charset = listing::name_of(posts.charset);
      one->problem = posts.problem;
      most_rows = std::max(most_rows, one->advert.sample.size());
    }
    const std::size_t told = found_.size() - before;
    if (told == 0) {
      // Out of an archive it was taken for what it may say: it was read, and says nothing.
      file.about.complete = file.about.complete || (!file.held.empty() && posts.problem.empty());
      return;
    }
    file.about.listings = told;
    file.about.kind = "listing-" + std::string{listing::name_of(posts.format)};
    file.about.read_bytes = bytes.size();
    file.about.problem = posts.problem;
    file.about.complete = posts.problem.empty();
    file.is_given_up = false;
    const bool is_mailbox = posts.format == listing::Format::mbox || posts.format == listing::Format::mail;
    file.is_only_listing = most_rows < kRowsOfStore && !is_mailbox;
    if (file.is_only_listing) file.may_hold_stores = false;
  }

  /// All bundles together: their objects refer to each other.
  void read_bundles(std::vector<EvidenceFile>& files, const std::atomic<bool>& stop) {
    stix::Collection objects;
    for (std::uint32_t i = 0; i < files.size() && !stop; ++i) {
      if (!files[i].is_stix) continue;
      ListingBytes contents{files[i]};
      const stix::ReadStatus status = objects.read([&] { return contents.next(); }, i, [&] { return !stop; });
      files[i].is_only_listing = true;
      record::Evidence& about = files[i].about;
      about.objects = status.objects;
      about.problem = contents.problem().empty() ? status.problem : contents.problem();
      about.complete = about.problem.empty();
      about.read_bytes = about.size_bytes;
    }
    objects.tell([&](stix::Telling&& telling) {
      if (stop) return;
      EvidenceFile& file = files[telling.source];
      Found* one = take_told(file, SourceId{telling.source}, advert_of(telling), "!/" + telling.id);
      if (one == nullptr) return;
      one->format = "stix";
      one->charset = listing::name_of(listing::Charset::utf8);
      one->wording.clear();
      one->attribution = telling.actor_id;
      ++file.about.listings;
    });
  }

  ListingsRead finish() {
    sort();
    find_repeated_samples();
    const std::vector<actor::Group> groups = actor::group(sightings(), decisions_of(config_.actors));
    for (const actor::Group& group : groups) take_group(group);
    for (const Found& one : found_) take(one);
    for (const actor::Group& group : groups) take_actor(group);
    summarise();
    out_.passed_over = passed_over;
    return std::move(out_);
  }

 private:
  /// Null when it is neither an offer nor a mention of us.
  Found* take_told(EvidenceFile& file, SourceId source, Advert&& advert, const std::string& place) {
    listing::Match match = matcher_.match(advert);
    const bool is_told =
        advert.is_offer() || (advert.is_mention() && match.is_named && match.score >= listing::kPerhapsAboutUs);
    if (!is_told) {
      ++passed_over;
      return nullptr;
    }
    Found& one = found_.emplace_back();
    one.path = file.about.path + place;
    one.source = source;
    one.ts = advert.date.value_or(changed_at(file.path));
    one.row_hashes = sample_hashes(advert.sample);
    one.wording = std::move(advert.readable);
    if (match_sample_ && !advert.sample.empty()) one.sample = match_sample_({one.path, advert.sample});
    one.match = std::move(match);
    one.advert = std::move(advert);
    // Only their number is needed from here on.
    for (std::string& line : one.advert.sample) line = {};
    note_times(file.about, one);
    return &one;
  }

  static void note_times(record::Evidence& about, const Found& one) {
    if (!one.advert.date) return;
    if (!about.first_ts || *one.advert.date < *about.first_ts) about.first_ts = one.advert.date;
    if (!about.last_ts || *about.last_ts < *one.advert.date) about.last_ts = one.advert.date;
  }

  void sort() {
    std::sort(found_.begin(), found_.end(),
              [](const Found& a, const Found& b) { return std::tie(a.ts, a.path) < std::tie(b.ts, b.path); });
  }

  void find_repeated_samples() {
    RepeatedSamples repeats;
    for (Found& one : found_) one.seen_in = repeats.earlier(one.path, one.row_hashes);
  }

  std::vector<actor::Sighting> sightings() {
    std::vector<actor::Sighting> out;
    for (Found& one : found_) {
      actor::Sighting& sighting = out.emplace_back();
      sighting.path = one.path;
      sighting.seller = one.advert.seller;
      sighting.date = one.advert.date;
      sighting.wording = std::move(one.wording);
      for (const listing::Contact& contact : one.advert.contacts)
        sighting.identifiers.push_back({std::string{listing::name_of(contact.kind)}, contact.value, contact.is_valid});
      for (const listing::Wallet& wallet : one.advert.wallets)
        sighting.identifiers.push_back({"wallet", wallet.value, wallet.is_valid});
      if (!one.attribution.empty()) sighting.identifiers.push_back({"attribution", one.attribution, true});
    }
    return out;
  }

  void take_group(const actor::Group& group) {
    const Found& first = found_[group.members.front()];
    std::string name;
    for (const std::size_t member : group.members) {
      if (name.empty()) name = found_[member].advert.seller;
    }
    if (name.empty()) name = "unnamed-" + std::string{record::uid_of_text('A', first.path, 0).view().substr(1, 6)};
    // Two actors may use one handle: the second has a number.
    const std::size_t number = ++names_[name];
    if (number > 1) name += " (" + std::to_string(number) + ")";
    for (const std::size_t member : group.members) {
      found_[member].actor = name;
      if (group.members.size() > 1) found_[member].actor_confidence = group.confidence;
    }
  }

  void take(const Found& one) {
    auto& batch = out_.records.of<record::Listing>();
    record::Listing row;
    const auto keep = [&](std::string_view text) -> std::optional<std::string_view> {
      if (text.empty()) return std::nullopt;
      return batch.keep(text);
    };
    row.at = {one.ts, record::uid_of_text('L', one.path, one.advert.sample.size()), one.source};
    row.path = batch.keep(one.path);
    row.format = batch.keep(one.format);
    row.charset = batch.keep(one.charset);
    row.kind = one.advert.is_offer() ? "offer" : "mention";
    row.seller = keep(one.advert.seller);
    row.contacts = batch.keep_list(values_of(one.advert.contacts));
    row.contact_kinds = batch.keep_list(checks_of(one.advert.contacts));
    row.wallets = batch.keep_list(values_of(one.advert.wallets));
    row.wallet_checks = batch.keep_list(checks_of(one.advert.wallets));
    row.claimed_records = one.advert.claimed_records;
    row.claimed_bytes = one.advert.claimed_bytes;
    row.price = one.advert.price;
    row.currency = keep(one.advert.currency);
    row.price_unit = keep(one.advert.price_unit);
    row.region = keep(one.advert.region.words);
    row.region_codes = batch.keep_list(one.advert.region.codes);
    row.date = one.advert.date;
    if (is_ours(one)) row.organisation = keep(matcher_.organisation().name);
    row.organisation_score = one.match.score;
    row.organisation_matched = batch.keep_list(one.match.matched);
    row.actor = keep(one.actor);
    row.actor_confidence = one.actor_confidence;
    row.verdict = verdict_of(one);
    row.verdict_reasons = batch.keep_list(reasons_of(one));
    row.habits = batch.keep_list(one.advert.habits);
    row.origin = keep(one.advert.origin);
    row.sample_rows = one.advert.sample.size();
    row.sample_columns = one.advert.sample_columns;
    row.sample_seen_in = batch.keep_list(one.seen_in);
    if (one.sample && one.sample->is_genuine) {
      row.sample_store = keep(one.sample->store);
      row.sample_matched = one.sample->matched;
      row.sample_taken_after = one.sample->taken_after;
      row.sample_taken_before = one.sample->taken_before;
    }
    row.problem = keep(one.problem);
    batch.add(row);
  }

  [[nodiscard]] static bool is_ours(const Found& one) {
    return one.match.score >= listing::kPerhapsAboutUs || (one.sample && one.sample->is_genuine);
  }

  [[nodiscard]] static std::string_view verdict_of(const Found& one) {
    if (one.sample && one.sample->is_genuine) return one.seen_in.empty() ? "genuine" : "recycled";
    if (!one.seen_in.empty()) return "recycled";
    if (one.sample && one.match.is_named && is_ours(one)) return "impostor";
    if (one.match.score >= listing::kAboutUs) return "about-us";
    return one.match.score >= listing::kPerhapsAboutUs ? "perhaps-about-us" : "unknown";
  }

  [[nodiscard]] std::vector<std::string> reasons_of(const Found& one) const {
    std::vector<std::string> reasons;
    if (one.match.score > 0)
      reasons.push_back(share_of(one.match.score) + " sure that " + matcher_.organisation().name +
                        " is meant: " + joined(one.match.matched) + ".");
    else reasons.emplace_back("Nothing in it hints at our organisation.");
    if (!one.seen_in.empty()) reasons.push_back("The same sample stood in " + joined(one.seen_in) + " before.");
    if (one.sample && one.sample->is_genuine)
      reasons.push_back(std::to_string(one.sample->matched) + " people of the sample are in " + one.sample->store +
                        ".");
    else if (one.sample) reasons.emplace_back("The sample is from none of the stores that there are fingerprints of.");
    else if (!one.advert.sample.empty()) reasons.emplace_back("The sample was not compared with any store.");
    else reasons.emplace_back("It shows no sample.");
    return reasons;
  }

  void take_actor(const actor::Group& group) {
    auto& batch = out_.records.of<record::Actor>();
    ActorFacts facts;
    for (const std::size_t member : group.members) gather(facts, found_[member]);
    const Found& first = found_[group.members.front()];
    record::Actor row;
    row.at = {first.ts, record::uid_of_text('A', first.path, group.members.size()), first.source};
    row.name = batch.keep(first.actor);
    row.aliases = batch.keep_list(facts.aliases);
    row.listings = group.members.size();
    row.listing_paths = batch.keep_list(facts.paths);
    row.first_seen = facts.first_seen;
    row.last_seen = facts.last_seen;
    row.contacts = batch.keep_list(facts.contacts);
    row.wallets = batch.keep_list(facts.wallets);
    row.victims = batch.keep_list(facts.victims);
    row.regions = batch.keep_list(facts.regions);
    row.prices = batch.keep_list(facts.prices);
    row.claimed_records = facts.claimed_records;
    row.habits = batch.keep_list(facts.habits);
    row.confidence = group.confidence;
    std::vector<record::ActorLink> links;
    for (const actor::Link& link : group.links)
      links.push_back({batch.keep(found_[link.first].path), batch.keep(found_[link.second].path),
                       batch.keep(link.reason), batch.keep(link.value), link.is_strong, link.confidence});
    row.links = batch.keep_rows(std::span<const record::ActorLink>{links});
    row.doubts = batch.keep_list(group.doubts);
    row.about_us = facts.about_us;
    timelines_[first.actor] = std::move(facts.timeline);
    batch.add(row);
  }

  /// What is known of an actor from his listings, each thing once, in the order of dates.
  struct ActorFacts {
    std::vector<std::string> aliases, paths, contacts, wallets, victims, regions, prices, habits, timeline;
    std::uint64_t claimed_records = 0;
    std::uint64_t about_us = 0;
    Timestamp first_seen, last_seen;
  };

  static void put(std::vector<std::string>& list, std::string text) {
    if (text.empty() || list.size() >= kListMax || std::find(list.begin(), list.end(), text) != list.end()) return;
    list.push_back(std::move(text));
  }

  void gather(ActorFacts& facts, const Found& one) const {
    if (facts.paths.empty()) facts.first_seen = facts.last_seen = one.ts;
    facts.first_seen = std::min(facts.first_seen, one.ts);
    facts.last_seen = std::max(facts.last_seen, one.ts);
    put(facts.aliases, one.advert.seller);
    put(facts.paths, one.path);
    for (const listing::Contact& contact : one.advert.contacts)
      put(facts.contacts, contact.check + ": " + contact.value);
    for (const listing::Wallet& wallet : one.advert.wallets)
      put(facts.wallets, wallet.value + " (" + wallet.check + ")");
    const std::string us = is_ours(one) ? matcher_.organisation().name : "";
    put(facts.victims, victim_words(us, one.advert));
    put(facts.timeline, timeline_words(us, one.advert, one.path));
    put(facts.regions, one.advert.region.words);
    put(facts.prices, price_words(one.advert));
    for (const std::string& habit : one.advert.habits) put(facts.habits, habit);
    facts.claimed_records += one.advert.claimed_records.value_or(0);
    facts.about_us += is_ours(one) ? 1 : 0;
  }

  void summarise();

  const Config& config_;
  const MatchSample& match_sample_;
  listing::OrganisationMatcher matcher_;
  std::vector<Found> found_;
  std::map<std::string, std::size_t> names_;
  std::map<std::string, std::vector<std::string>, std::less<>>
      timelines_;  ///< By actor: told, and no field of his record.
  std::uint64_t passed_over = 0;
  ListingsRead out_;
};

void Reading::summarise() {
  auto& rows = out_.records.of<record::Listing>().rows();
  out_.listing_count = rows.size();
  for (const record::Listing& row : rows) {
    const record::ListingSummary& told = out_.listings.emplace_back(summary_of(row));
    out_.seen.push_back({told.path, told.verdict, told.seller, told.price, !told.organisation.empty()});
  }
  std::stable_sort(out_.listings.begin(), out_.listings.end(),
                   [](const auto& a, const auto& b) { return a.organisation_score > b.organisation_score; });
  if (out_.listings.size() > record::kListingsToldMax) out_.listings.resize(record::kListingsToldMax);
  auto& actors = out_.records.of<record::Actor>().rows();
  out_.actor_count = actors.size();
  std::vector<const record::Actor*> sorted;
  for (const record::Actor& row : actors) sorted.push_back(&row);
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
    return std::pair{a->about_us, a->listings} > std::pair{b->about_us, b->listings};
  });
  if (sorted.size() > record::kActorsToldMax) sorted.resize(record::kActorsToldMax);
  for (const record::Actor* row : sorted) {
    out_.actors.push_back(summary_of(*row));
    out_.actors.back().timeline = std::move(timelines_.find(row->name)->second);
  }
}

}  // namespace

ListingsRead read_listings(std::vector<EvidenceFile>& files, const Config& config, Progress& progress,
                           const MatchSample& match_sample) {
  Reading reading{config, match_sample};
  for (std::uint32_t i = 0; i < files.size() && !progress.stop; ++i) {
    if (files[i].may_hold_listings) reading.read(files[i], SourceId{i});
  }
  reading.read_bundles(files, progress.stop);
  return reading.finish();
}

void tell_listings(ListingsRead&& listings, record::Manifest& manifest) {
  manifest.listings = std::move(listings.listings);
  manifest.listing_count = listings.listing_count;
  manifest.actors = std::move(listings.actors);
  manifest.actor_count = listings.actor_count;
  if (listings.passed_over > 0) manifest.skipped.push_back({"posts that offer nothing", listings.passed_over});
}

}  // namespace wardwatch::pipeline
