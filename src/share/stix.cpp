#include "share/stix.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "core/digest.hpp"
#include "core/redact.hpp"

namespace wardwatch::share {
namespace {

using Json = nlohmann::ordered_json;
using record::ActorSummary;
using record::ListingSummary;

constexpr std::string_view kNamespace = "b6f1c0de-7d0f-5a3b-9d7e-4f1a2c3d5e60 wardwatch stix 2.1 ";

/// RFC 4122 4.3, with a namespace of our own.
std::string id_of(std::string_view type, std::string_view content) {
  const auto digest = sha1(as_bytes(std::string{kNamespace} + std::string{type} + "\n" + std::string{content}));
  std::string digits = hex(Bytes{digest}.first(16));
  digits[12] = '5';
  constexpr std::string_view kVariant = "89ab";
  digits[16] = kVariant[static_cast<std::size_t>(digits[16]) % kVariant.size()];
  return std::string{type} + "--" + digits.substr(0, 8) + "-" + digits.substr(8, 4) + "-" + digits.substr(12, 4) + "-" +
         digits.substr(16, 4) + "-" + digits.substr(20);
}

/// Of a group that works alike.
constexpr std::size_t kTechniquesNamed = 10;
/// Of the extension in which a report says what its listing says; another Wardwatch reads it back (src/stix/object.hpp).
constexpr std::string_view kListingExtension = "extension-definition--2fd4bd44-5a27-5b0c-9c65-0a2d6f0c8e15";

int percent(double share) { return static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * 100)); }

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out.append(out.empty() ? "" : "\n").append(line);
  return out;
}

class Bundle {
 public:
  explicit Bundle(const record::Manifest& manifest) : manifest_{manifest} {}

  Result<std::string> write() {
    source();
    for (const ActorSummary& actor : manifest_.actors) threat_actor(actor);
    for (const ListingSummary& listing : manifest_.listings) report(listing);
    for (const auto& [actor, confidence] : targets_) target(actor, confidence);
    if (!leak_.empty())
      return fail("the bundle was not written: " + leak_ + " looks like patient data. Please report this as a fault.");
    Json bundle{{"type", "bundle"}, {"id", id_of("bundle", ids_)}, {"objects", std::move(objects_)}};
    return bundle.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
  }

 private:
  Json object(std::string_view type, std::string_view content) {
    Json out{{"type", type}, {"spec_version", "2.1"}, {"id", id_of(type, content)}};
    if (!source_.empty() && type != "identity") out["created_by_ref"] = source_;
    out["created"] = manifest_.ended;
    out["modified"] = manifest_.ended;
    return out;
  }

  /// The lint: what looks like a patient's number or a password is in no bundle.
  void look(const Json& value, const std::string& where) {
    std::string clean;
    if (value.is_string() && redact(value.get_ref<const std::string&>(), clean) && leak_.empty()) leak_ = where;
    if (!value.is_structured()) return;
    for (const auto& [key, part] : value.items()) look(part, where + "." + key);
  }

  void add(Json one) {
    const std::string id = one["id"];
    if (!known_.insert(id).second) return;
    look(one, id);
    ids_ += id;
    objects_.push_back(std::move(one));
  }

  /// Who made the bundle; our organisation is another object, named only where a listing means it.
  void source() {
    Json one = object("identity", "wardwatch");
    one["name"] = "Wardwatch";
    one["identity_class"] = "system";
    const std::string id = one["id"];
    add(std::move(one));
    source_ = id;
  }

  std::string victim(const std::string& organisation) {
    Json one = object("identity", "organisation " + organisation);
    one["name"] = organisation;
    one["identity_class"] = "organization";
    one["sectors"] = {"healthcare"};
    std::string id = one["id"];
    add(std::move(one));
    return id;
  }

  void threat_actor(const ActorSummary& actor) {
    Json one = object("threat-actor", "actor " + actor.name);
    one["name"] = actor.name;
    one["description"] =
        std::to_string(actor.listings) + (actor.listings == 1 ? " listing" : " listings") + " of people's data.";
    one["threat_actor_types"] = {"criminal"};
    std::vector<std::string> aliases;
    std::copy_if(actor.aliases.begin(), actor.aliases.end(), std::back_inserter(aliases),
                 [&](const std::string& alias) { return alias != actor.name; });
    if (!aliases.empty()) one["aliases"] = aliases;
    one["first_seen"] = rfc3339(actor.first_seen);
    one["last_seen"] = rfc3339(actor.last_seen);
    one["primary_motivation"] = "personal-gain";
    one["confidence"] = percent(actor.confidence);
    const std::string id = one["id"];
    actors_[actor.name] = id;
    add(std::move(one));
    reasons(actor, id);
    alike(actor, id);
  }

  /// Who works alike is a note and never `attributed-to`: techniques are shared, copied and sold.
  void alike(const ActorSummary& actor, const std::string& id) {
    std::vector<std::string> lines;
    for (const record::GroupOverlap& group : actor.similar_groups) {
      std::string rarest;
      for (std::size_t i = 0; i < group.shared.size() && i < kTechniquesNamed; ++i)
        rarest += (i > 0 ? ", " : "") + group.shared[i].technique;
      lines.push_back(group.name + " (" + group.group + ", " + group.known_from +
                      "): " + std::to_string(group.shared.size()) + " of " + std::to_string(group.seen) +
                      " techniques, the rarest: " + rarest);
    }
    if (lines.empty()) return;
    lines.emplace_back(
        "This is no attribution: techniques and tools are shared, copied and sold, and ATT&CK knows of a group only "
        "what "
        "was published.");
    Json one = object("note", "groups like " + actor.name);
    one["abstract"] = "Groups of ATT&CK that use the techniques of the incidents whose loot " + actor.name + " offers";
    one["content"] = joined(lines);
    one["object_refs"] = {id};
    add(std::move(one));
  }

  void reasons(const ActorSummary& actor, const std::string& id) {
    std::vector<std::string> lines;
    const auto put = [&](std::string_view title, const std::vector<std::string>& texts) {
      for (const std::string& text : texts) lines.push_back(std::string{title} + ": " + text);
    };
    put("Contact", actor.contacts);
    put("Wallet", actor.wallets);
    put("Price", actor.prices);
    put("Joined by", actor.links);
    put("Doubt", actor.doubts);
    if (lines.empty()) return;
    Json one = object("note", "actor " + actor.name);
    one["abstract"] = "What is known of " + actor.name + ", and what joins and parts his listings";
    one["content"] = joined(lines);
    one["object_refs"] = {id};
    add(std::move(one));
  }

  /// Once, before the first report that has it.
  void define_extension() {
    Json one = object("extension-definition", "");
    one["id"] = kListingExtension;
    one["name"] = "Wardwatch listing";
    one["description"] = "What an advert of people's data says of its seller and of the goods, word by word.";
    one["schema"] =
        "kind: offer or mention; seller; contacts, each with its kind before it; wallets; claimed_records; price with "
        "its currency; region; date; origin; sample_rows. All but kind may be missing.";
    one["version"] = "1.0";
    one["extension_types"] = {"property-extension"};
    add(std::move(one));
  }

  /// "a@b (xmpp)" as "xmpp: a@b", and without what was checked: whoever reads it checks it again.
  static std::string kind_first(const std::string& contact) {
    const std::size_t open = contact.rfind(" (");
    if (open == std::string::npos || !contact.ends_with(')')) return contact;
    const std::string kind = contact.substr(open + 2, contact.size() - open - 3);
    return kind.substr(0, kind.find(',')) + ": " + contact.substr(0, open);
  }

  Json extension(const ListingSummary& listing) {
    Json ours{{"extension_type", "property-extension"}, {"kind", listing.kind}};
    const auto put = [&](const char* name, const std::string& text) {
      if (!text.empty()) ours[name] = text;
    };
    put("seller", listing.seller);
    for (const std::string& contact : listing.contacts) ours["contacts"].push_back(kind_first(contact));
    for (const std::string& wallet : listing.wallets) ours["wallets"].push_back(wallet.substr(0, wallet.find(" (")));
    if (listing.claimed_records) ours["claimed_records"] = *listing.claimed_records;
    put("price", listing.price);
    put("region", listing.region);
    if (listing.date) ours["date"] = rfc3339(*listing.date);
    put("origin", listing.origin);
    if (listing.sample_rows > 0) ours["sample_rows"] = listing.sample_rows;
    return Json{{std::string{kListingExtension}, std::move(ours)}};
  }

  void report(const ListingSummary& listing) {
    define_extension();
    std::vector<std::string> refs;
    if (const auto found = actors_.find(listing.actor); found != actors_.end()) refs.push_back(found->second);
    if (!listing.organisation.empty()) {
      victim_ = victim(listing.organisation);
      refs.push_back(victim_);
      if (!refs.empty() && refs.front() != victim_)
        targets_[refs.front()] = std::max(targets_[refs.front()], listing.organisation_score);
    }
    if (refs.empty()) refs.push_back(source_);
    Json one = object("report", "listing " + listing.path);
    one["name"] = listing.kind + ": " + listing.path;
    one["description"] = joined(listing.verdict_reasons);
    one["report_types"] = {"threat-actor"};
    one["published"] = listing.date ? rfc3339(*listing.date) : manifest_.ended;
    one["object_refs"] = refs;
    one["labels"] = {listing.verdict};
    if (listing.organisation_score > 0) one["confidence"] = percent(listing.organisation_score);
    one["extensions"] = extension(listing);
    add(std::move(one));
  }

  void target(const std::string& actor, double confidence) {
    Json one = object("relationship", actor + " targets " + victim_);
    one["relationship_type"] = "targets";
    one["source_ref"] = actor;
    one["target_ref"] = victim_;
    one["confidence"] = percent(confidence);
    add(std::move(one));
  }

  const record::Manifest& manifest_;
  Json objects_ = Json::array();
  std::set<std::string> known_;
  std::map<std::string, std::string> actors_;
  std::map<std::string, double> targets_;
  std::string source_, victim_, ids_, leak_;
};

}  // namespace

Result<std::string> stix_bundle(const record::Manifest& manifest) { return Bundle{manifest}.write(); }

}  // namespace wardwatch::share
