#include "report/report.hpp"

#include "report/parts.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <regex>
#include <string>
#include <vector>

#include "report/testing/hostile_case.hpp"

using namespace wardwatch;
using namespace wardwatch::report;
using testing::hostile_case;
using testing::sample_case;

namespace {

constexpr std::size_t kPageMax_bytes = 5'000'000;

/// Tags in order, "/" before those that close.
std::vector<std::string> tags_of(const std::string& page) {
  std::vector<std::string> tags;
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    const std::size_t end = page.find('>', at);
    REQUIRE(end != std::string::npos);
    const std::string tag = page.substr(at + 1, end - at - 1);
    if (tag.empty() || tag[0] == '!' || tag.back() == '/') continue;
    tags.push_back(tag.substr(0, tag.find(' ')));
  }
  return tags;
}

/// The first tag that does not close what was opened last; empty when all do.
std::string badly_nested(const std::string& page) {
  std::vector<std::string> open;
  for (const std::string& tag : tags_of(page)) {
    if (tag == "meta" || tag == "br" || tag == "wbr") continue;
    if (tag[0] != '/') {
      open.push_back(tag);
    } else if (open.empty() || open.back() != tag.substr(1)) {
      return tag;
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : open.back();
}

std::size_t count_of(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

}  // namespace

TEST_CASE("page one says what happened, how sure, since when, how far it got and what to do") {
  const auto sample = sample_case();
  const std::string page = html(sample.material());
  const std::string front = page.substr(0, page.find("class=\"incident\""));
  CHECK(front.find("An outside attacker guessed a password") != std::string::npos);
  CHECK(front.find("88\u00a0%") != std::string::npos);
  CHECK(front.find("Tue 24 Nov 2026, 08:02 UTC") != std::string::npos);
  CHECK(front.find("<b>Data out</b><span>Large transfer") != std::string::npos);
  CHECK(front.find("<b>Open door</b><span>Remote desktop answers") != std::string::npos);
  CHECK(front.find("<b>Inside</b><span>no sign in this evidence") != std::string::npos);
  CHECK(front.find("Take 198.51.100.20 off the network") != std::string::npos);
  CHECK(front.find("2 of 3 pieces of evidence could not be read to the end") != std::string::npos);
}

TEST_CASE("the page leads from a step to its finding and from there to its records") {
  const std::string page = html(sample_case().material());
  CHECK(page.find("href=\"#fa1f0c3\"") != std::string::npos);
  CHECK(page.find("<article id=\"fa1f0c3\">") != std::string::npos);
  CHECK(page.find("<code>rdp/CsZ21e1aTq0bWxkP4c</code>") != std::string::npos);
}

TEST_CASE("the page is well formed, with headings in order and nothing from elsewhere") {
  const std::string page = html(sample_case().material());
  CHECK(badly_nested(page) == "");
  int level = 0, first_level = 0;
  for (const std::string& tag : tags_of(page)) {
    if (tag.size() != 2 || tag[0] != 'h' || tag[1] < '1' || tag[1] > '6') continue;
    CHECK(tag[1] - '0' <= level + 1);
    level = tag[1] - '0';
    first_level += level == 1 ? 1 : 0;
  }
  CHECK(first_level == 1);
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("http://") == std::string::npos);
  CHECK(page.find("https://") == std::string::npos);
  CHECK(page.find("default-src 'none'; style-src 'sha256-") != std::string::npos);
  CHECK(count_of(page, "style=") == 0);
  CHECK(count_of(page, "role=\"img\"") == count_of(page, "role=\"img\" aria-label=\""));
}

TEST_CASE("the same case gives the same page") {
  CHECK(html(sample_case().material()) == html(sample_case().material()));
}

TEST_CASE("no text of the evidence becomes markup, in whichever field it stands") {
  for (const std::string payload :
       {"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</style><script>1</script>", "' onclick='a",
        "--><b>", "</title></svg></section>", "&lt;script&gt;", "]]>"}) {
    CAPTURE(payload);
    const std::string page = html(hostile_case(payload).material());
    CHECK(badly_nested(page) == "");
    CHECK(page.find(payload) == std::string::npos);
    CHECK(page.find("<script") == std::string::npos);
    CHECK(page.find("<img") == std::string::npos);
  }
}

TEST_CASE("control characters and directional overrides of the evidence are written out") {
  const std::string page = html(hostile_case("a\x1b[2J\x01\u202eb\xff\u2028").material());
  CHECK(page.find("\\x1b[2J\\x01\\u202eb\\xff\\u2028") != std::string::npos);
  for (const char c : page) CHECK_FALSE((static_cast<unsigned char>(c) < 0x20 && c != '\n'));
  CHECK(page.find("\u202e") == std::string::npos);
}

TEST_CASE("the page stays below 5 MB with thousands of findings and texts of 10,000 characters") {
  const std::string page = html(hostile_case(std::string(10'000, '"'), 3000).material());
  CHECK(page.size() < kPageMax_bytes);
  CHECK(badly_nested(page) == "");
  CHECK(page.find("in findings.jsonl") != std::string::npos);
}

TEST_CASE("the page stays below 5 MB with thousands of everything in one incident") {
  auto sample = sample_case();
  record::Incident& incident = sample.incidents[0];
  for (int i = 0; i < 20'000; ++i) {
    const std::string name = "<" + std::to_string(i) + std::string(200, '&') + ">";
    incident.path.push_back({name, name + "b", name, {}, {}, 1, {}});
    incident.entities.push_back({"host", name, "victim"});
    sample.findings[0].entities.push_back({"host", name, "victim"});
    sample.manifest.evidence.push_back({name, 1, name, name, false, name, 1, 0, 0, 1, {}, {}});
    sample.manifest.assumptions.push_back(name);
    sample.manifest.records.push_back({name, 1});
    incident.advice.push_back(name);
  }
  const std::string page = html(sample.material());
  CHECK(page.size() < kPageMax_bytes);
  CHECK(badly_nested(page) == "");
}

TEST_CASE("a case without incidents says that this is no proof") {
  auto sample = sample_case();
  sample.incidents.clear();
  const std::string page = html(sample.material());
  CHECK(page.find("No attack was found in this evidence") != std::string::npos);
  CHECK(page.find("not proof") != std::string::npos);
  CHECK(badly_nested(page) == "");
  sample.findings.clear();
  sample.manifest = {};
  CHECK(badly_nested(html(sample.material())) == "");
}

TEST_CASE(
    "a case of open stores alone says how many patients lie open, in no green, and that it could not show an attack") {
  auto sample = sample_case();
  sample.incidents.clear();
  testing::add_stores(sample);
  for (record::Evidence& item : sample.manifest.evidence) item.packets = item.events = 0;
  const std::string page = html(sample.material());
  CHECK(page.find("<section class=\"verdict high\"><h1>5,000 patients lie open in 1 data store</h1>") !=
        std::string::npos);
  CHECK(page.find("verdict calm") == std::string::npos);
  CHECK(page.find("It can be read by everyone") != std::string::npos);
  CHECK(page.find("it has no network captures and no event logs") != std::string::npos);
  CHECK(badly_nested(page) == "");
  const std::string screen = text(sample.material(), false);
  CHECK(screen.find("5,000 patients lie open in 1 data store") != std::string::npos);
  CHECK(screen.find("No attack was found") == std::string::npos);

  sample.manifest.stores[0].exposure = "owner";
  sample.manifest.stores.push_back(sample.manifest.stores[0]);
  const std::string amber = html(sample.material());
  CHECK(amber.find("<section class=\"verdict medium\"><h1>Up to 10,000 patients lie open in 2 data stores</h1>") !=
        std::string::npos);
  sample.manifest.leaks.resize(1);
  sample.manifest.leaks[0].sample = sample.manifest.stores[0].path;
  CHECK(open_patients(sample.manifest).stores == 0);
  sample.manifest.leaks.clear();
  for (record::StoreSummary& store : sample.manifest.stores) store.protection = "encrypted";
  CHECK(html(sample.material()).find("verdict calm") != std::string::npos);
}

TEST_CASE("who works alike is told with what that does not prove, and is left out where nothing was compared") {
  auto sample = sample_case();
  CHECK(html(sample.material()).find("Who works like this?") == std::string::npos);
  record::IntelSummary& set = sample.manifest.intel.emplace_back();
  set.title = "Enterprise ATT&CK";
  set.version = "18.0";
  set.groups = 168;
  set.copyright = "Copyright 2015-2025, The MITRE Corporation.";
  CHECK(html(sample.material()).find("Enterprise ATT&amp;CK 18.0 (168 groups) knows. No group stands out") !=
        std::string::npos);
  record::GroupOverlap& alike = sample.incidents[0].similar_groups.emplace_back();
  alike.group = "G1016";
  alike.name = "FIN13";
  alike.by_chance = 0.004;
  alike.seen = 9;
  alike.groups_compared = 168;
  alike.shared = {{"T1003.003", "NTDS", true, 12}, {"T1110", "Brute Force", false, 24}};
  alike.not_seen = {"T1657 Financial Theft"};
  const std::string page = html(sample.material());
  CHECK(page.find("<b>T1003.003</b> NTDS: 12 of 168 groups") != std::string::npos);
  CHECK(page.find("by its parent or a relative: 24 of 168") != std::string::npos);
  CHECK(page.find("1 in 250") != std::string::npos);
  CHECK(page.find("This is no attribution.") != std::string::npos);
  CHECK(page.find("The MITRE Corporation") != std::string::npos);
  CHECK(badly_nested(page) == "");
  CHECK(incident_text(sample.material(), sample.incidents[0], false).find("FIN13 (G1016) shares 2 of 9 techniques") !=
        std::string::npos);
}

TEST_CASE("an attack whose signs last to the end of the evidence may go on") {
  auto sample = sample_case();
  sample.incidents[0].last_seen = testing::at(9, 58);
  CHECK(html(sample.material()).find("it may go on") != std::string::npos);
  CHECK(html(sample_case().material()).find("it may go on") == std::string::npos);
}

TEST_CASE("patient data at rest is told in a sentence and a table, what lies open first") {
  auto sample = sample_case();
  CHECK(html(sample.material()).find("Patient data at rest") == std::string::npos);
  testing::add_stores(sample);
  const std::string page = html(sample.material());
  CHECK(page.find("<h2>Patient data at rest</h2>") != std::string::npos);
  CHECK(page.find("1 data store of 3 holds what identifies patients, the largest of them of 5,000 people.") !=
        std::string::npos);
  CHECK(page.find("1 of them has no protection and can be read by everyone.") != std::string::npos);
  CHECK(page.find("45 CFR 164.406") != std::string::npos);
  CHECK(page.find("names, social security numbers, birth dates, diagnoses") != std::string::npos);
  CHECK(page.find("no password was given") != std::string::npos);
  CHECK(badly_nested(page) == "");
}

TEST_CASE("a store's path from hostile evidence is shown, never run") {
  auto sample = sample_case();
  testing::add_stores(sample);
  sample.manifest.stores[0].path = "<script>x</script>";
  const std::string page = html(sample.material());
  CHECK(page.find("<script>") == std::string::npos);
  CHECK(page.find("&lt;script&gt;") != std::string::npos);
}

TEST_CASE(
    "what is on sale is told with verdict, seller and whom to ask; what means us first, and what is fake as such") {
  auto sample = sample_case();
  CHECK(html(sample.material()).find("On sale") == std::string::npos);
  record::ListingSummary listing;
  listing.path = "intake/<b>.txt";
  listing.verdict = "about-us";
  listing.organisation = "Example Clinic";
  listing.organisation_score = 0.83;
  listing.seller = "palefox";
  listing.actor = "graywolf";
  listing.claimed_records = 48'000;
  listing.price = "151 BTC";
  listing.origin = "market.example";
  listing.wallets = {"bc1qx (bitcoin bech32, neither bech32 nor bech32m checksum holds: cannot be paid)"};
  listing.contacts = {"fox@post.example (email)", "ABCD (tox, checksum holds)"};
  sample.manifest.evidence.push_back({});
  sample.manifest.evidence.back().path = listing.path;
  sample.manifest.evidence.back().sha256 = "00ff00ff";
  sample.manifest.listings = {listing};
  sample.manifest.listing_count = 1;
  record::ActorSummary actor;
  actor.name = "graywolf";
  actor.listings = 2;
  actor.confidence = 0.95;
  actor.links = {"a and b: xmpp q@x.example, 95 %"};
  sample.manifest.actors = {actor};
  sample.manifest.actor_count = 1;
  const std::string page = html(sample.material());
  CHECK(page.find("<h2>On sale</h2>") != std::string::npos);
  CHECK(page.find("1 means us, or may.") != std::string::npos);
  CHECK(page.find("intake/&lt;b&gt;.txt") != std::string::npos);
  CHECK(page.find("The platform, market.example:</b> take the advert down") != std::string::npos);
  CHECK(page.find("Its mail provider, through the police:</b> of <code>fox@post.example</code>") != std::string::npos);
  CHECK(page.find("Nobody: Tox has no provider:</b>") != std::string::npos);
  CHECK(page.find("<code>bc1qx</code> leads to nobody") != std::string::npos);
  CHECK(page.find("SHA-256 <span class=\"hash\">00ff00ff</span>") != std::string::npos);
  CHECK(page.find("almost certain one actor") != std::string::npos);
  CHECK(page.find("48,000") != std::string::npos);
  CHECK(badly_nested(page) == "");
}
