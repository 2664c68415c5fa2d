#include <algorithm>
#include <array>

#include "report/parts.hpp"
#include "report/words.hpp"

namespace wardwatch::report {
namespace {

using record::ActorSummary;
using record::ListingSummary;
using record::Manifest;

constexpr std::size_t kListingsShown = 100, kActorsShown = 40, kItemsShown = 8;

struct Verdict {
  std::string_view name, words;
  bool is_bad;
};
constexpr std::array<Verdict, 6> kVerdicts{{{"genuine", "genuine: the sample is ours", true},
                                            {"recycled", "the sample stood in an earlier listing", false},
                                            {"impostor", "names us, the sample is not ours", false},
                                            {"about-us", "about us", true},
                                            {"perhaps-about-us", "perhaps about us", true},
                                            {"unknown", "not about us, as far as it shows", false}}};

const Verdict& verdict_of(const ListingSummary& listing) {
  const auto found =
      std::find_if(kVerdicts.begin(), kVerdicts.end(), [&](const Verdict& v) { return v.name == listing.verdict; });
  return found == kVerdicts.end() ? kVerdicts.back() : *found;
}

bool is_ours(const ListingSummary& listing) { return !listing.organisation.empty(); }

std::string items(const std::vector<std::string>& texts, std::string_view where) {
  std::string out;
  for (std::size_t i = 0; i < std::min(texts.size(), kItemsShown); ++i)
    out += (i > 0 ? "<br>" : "") + escaped(with_short_paths(texts[i]), kSentenceMax);
  if (texts.size() > kItemsShown)
    out += "<br>" + grouped(texts.size() - kItemsShown) + " more in " + std::string{where};
  return out;
}

std::string row_of(const ListingSummary& listing, const Manifest& manifest) {
  const Verdict& verdict = verdict_of(listing);
  std::string out = "<tr><td><b>" + path_html(listing.path) + "</b>";
  if (listing.date) out += "<br><span class=\"when\">" + utc_day(*listing.date) + "</span>";
  out += std::string{"</td><td"} + (verdict.is_bad ? " class=\"bad\">" : ">") + std::string{verdict.words};
  if (is_ours(listing) && listing.organisation_score > 0)
    out += "<br>" + percent(listing.organisation_score) + " sure that we are meant";
  if (!listing.sample_store.empty()) out += "<br>from " + path_html(listing.sample_store);
  out += "</td><td>" + (listing.seller.empty() ? std::string{"not named"} : escaped(listing.seller, kNameMax));
  if (!listing.actor.empty() && listing.actor != listing.seller) out += "<br>actor " + escaped(listing.actor, kNameMax);
  out += "</td><td class=\"n\">" +
         (listing.claimed_records ? grouped(*listing.claimed_records) : std::string{"not said"}) + "</td><td>" +
         (listing.price.empty() ? std::string{"not said"} : escaped(listing.price, kNameMax)) + "</td><td>" +
         escaped(listing.region, kNameMax) + "</td><td class=\"n\">" + grouped(listing.sample_rows) + "</td></tr>";
  if (!is_ours(listing)) return out;
  out += "<tr class=\"asks\"><td colspan=\"7\">";
  for (const std::string& reason : listing.verdict_reasons)
    out += escaped(with_short_paths(reason), kSentenceMax) + " ";
  return out + asks_of(listing, manifest) + "</td></tr>";
}

/// "FIN13 (G1016): 8 of 9 techniques, 3 of them rare"
std::vector<std::string> alike_of(const ActorSummary& actor) {
  std::vector<std::string> out;
  for (const record::GroupOverlap& alike : actor.similar_groups)
    out.push_back(alike.name + " (" + alike.group + "): " + grouped(alike.shared.size()) + " of " +
                  counted(alike.seen, "technique", "techniques") + ", " + grouped(alike.rare) + " of them rare");
  return out;
}

std::string actor_of(const ActorSummary& actor) {
  std::string out = "<details><summary><b>" + escaped(actor.name, kNameMax) +
                    "</b>: " + counted(actor.listings, "listing", "listings") + ", " + utc_day(actor.first_seen) +
                    " to " + utc_day(actor.last_seen);
  if (actor.listings > 1)
    out += ", " + std::string{confidence_word(actor.confidence)} + " one actor (" + percent(actor.confidence) + ")";
  out += "</summary><table><tbody>";
  const auto row = [&](std::string_view title, const std::vector<std::string>& texts) {
    if (!texts.empty())
      out += "<tr><td>" + std::string{title} + "</td><td>" + items(texts, "logs/actor.log") + "</td></tr>";
  };
  row("Handles", actor.aliases);
  row("Contacts", actor.contacts);
  row("Wallets", actor.wallets);
  row("Sells data of", actor.victims);
  row("Prices", actor.prices);
  row("What he did when", actor.timeline);
  row("What joins them", actor.links);
  row("Techniques of the incidents whose loot he offers", actor.techniques);
  row("Works like, which is no attribution", alike_of(actor));
  row("What speaks against it", actor.doubts);
  return out + "</tbody></table></details>";
}

std::string told_first(const Manifest& manifest) {
  std::uint64_t ours = 0, genuine = 0;
  for (const ListingSummary& listing : manifest.listings) {
    ours += is_ours(listing) ? 1 : 0;
    genuine += listing.verdict == "genuine" ? 1 : 0;
  }
  std::string text = counted(manifest.listing_count, "listing", "listings") + " by " +
                     counted(manifest.actor_count, "actor", "actors") + " " +
                     (manifest.listing_count == 1 ? "was" : "were") + " read. ";
  if (ours == 0) return text + "None of them means us, as far as they show.";
  text += "<b>" + grouped(ours) + (ours == 1 ? " means us, or may.</b>" : " mean us, or may.</b>");
  if (genuine > 0) text += " <b>Of " + grouped(genuine) + " the sample is ours: the data is out.</b>";
  return text;
}

}  // namespace

std::string sale_section(const Manifest& manifest) {
  if (manifest.listings.empty()) return {};
  std::string out =
      "<section id=\"sale\"><h2>On sale</h2><p>" + told_first(manifest) +
      "</p><div class=\"scroll\"><table "
      "class=\"evidence sale\"><thead><tr><th>Listing</th><th>Verdict</th><th>Seller</th><th "
      "class=\"n\">Records</th><th>Price</th><th>Region</th><th class=\"n\">Sample</th></tr></thead><tbody>";
  const std::size_t shown = std::min(manifest.listings.size(), kListingsShown);
  for (std::size_t i = 0; i < shown; ++i) out += row_of(manifest.listings[i], manifest);
  out += "</tbody></table></div>";
  out += more_in(manifest.listing_count, shown, "logs/listing.log");
  out += "<h3>Who sells</h3>";
  const std::size_t actors = std::min(manifest.actors.size(), kActorsShown);
  for (std::size_t i = 0; i < actors; ++i) out += actor_of(manifest.actors[i]);
  out += more_in(manifest.actor_count, actors, "logs/actor.log");
  return out +
         "<p class=\"quiet\">What sellers say is their word, not a fact. Of samples only the number of lines was kept. "
         "Do not write "
         "to a seller: it tells him that you know, and may be a crime; the police may.</p></section>";
}

}  // namespace wardwatch::report
