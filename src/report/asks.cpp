#include <algorithm>
#include <array>

#include "report/parts.hpp"
#include "report/words.hpp"

namespace wardwatch::report {
namespace {

using record::ListingSummary;

constexpr std::size_t kAsksOfKindMax = 5;

/// What stands behind an identifier, by the first word of its kind, and who can say it.
struct Ask {
  std::string_view kind, who, what;
};
constexpr std::array<Ask, 7> kContactAsks{
    {{"email", "Its mail provider, through the police",
      "who registered it and when, the addresses it was used from, recovery addresses and telephone, payments"},
     {"xmpp", "The operator of its XMPP server, through the police",
      "address and day of registration, addresses of logins, the contact list; many operators keep days only"},
     {"telegram", "Telegram, through the police",
      "telephone number and addresses of logins; keep the numeric id as well, since names change hands"},
     {"tox", "Nobody: Tox has no provider", "compare the id with other adverts; it stays the same on one device"},
     {"session", "Nobody: Session has no provider that knows it", "compare the id with other adverts"},
     {"pgp", "Key servers, open to all", "the names and addresses that the key bears, and who signed it"},
     {"onion", "Nobody knows where it stands",
      "have the police archive the pages; other sites with the same key or code"}}};
constexpr std::array<Ask, 3> kWalletAsks{
    {{"monero", "Hardly anybody: Monero hides payments", "only an exchange that paid out for it can help"},
     {"bitcoin", "Whoever traces payments; then the exchange, through the police",
      "where payments went to, whose account they reached, what proof of identity that has"},
     {"", "Whoever traces payments; then the exchange, through the police",
      "where payments went to, whose account they reached, what proof of identity that has"}}};

/// "tox, checksum holds" of "ABCD (tox, checksum holds)".
std::string_view kind_in(std::string_view item) noexcept {
  const std::size_t open = item.rfind(" (");
  if (open == std::string_view::npos || item.back() != ')') return {};
  return item.substr(open + 2, item.size() - open - 3);
}
std::string_view value_in(std::string_view item) noexcept { return item.substr(0, item.rfind(" (")); }

bool is_dead(std::string_view kind) noexcept {
  return kind.find("fails") != std::string_view::npos || kind.find("cannot be paid") != std::string_view::npos ||
         kind.find("no longer") != std::string_view::npos || kind.find("there is not") != std::string_view::npos;
}

template <std::size_t n>
const Ask& ask_for(const std::array<Ask, n>& asks, std::string_view kind) {
  const auto found = std::find_if(asks.begin(), asks.end(), [&](const Ask& ask) { return kind.starts_with(ask.kind); });
  return found == asks.end() ? asks.back() : *found;
}

/// Collects the list, by whom to ask.
class AskList {
 public:
  void add(std::string_view who, const std::string& what_html) {
    out_ += "<li><b>" + std::string{who} + ":</b> " + what_html + "</li>";
  }

  template <std::size_t n>
  void add_items(const std::vector<std::string>& items, const std::array<Ask, n>& asks) {
    std::size_t shown = 0;
    for (const std::string& item : items) {
      const std::string_view kind = kind_in(item);
      if (is_dead(kind)) {
        dead_.push_back(item);
        continue;
      }
      if (++shown > kAsksOfKindMax) continue;
      const Ask& ask = ask_for(asks, kind);
      add(ask.who, "of <code>" + escaped(value_in(item), kNameMax) + "</code> (" + escaped(kind, kNameMax) +
                       "): " + std::string{ask.what});
    }
    if (shown > kAsksOfKindMax)
      add("And the same", "of " + grouped(shown - kAsksOfKindMax) + " more in logs/listing.log");
  }

  /// What cannot be asked for: an identifier that nobody can have.
  void add_dead() {
    for (std::size_t i = 0; i < std::min(dead_.size(), kAsksOfKindMax); ++i)
      add("Whoever sent the advert", "the text as it was posted: <code>" + escaped(value_in(dead_[i]), kNameMax) +
                                         "</code> leads to nobody (" + escaped(kind_in(dead_[i]), kNameMax) +
                                         "), so a letter may be wrong");
  }

  std::string take() { return std::move(out_); }

 private:
  std::string out_;
  std::vector<std::string> dead_;
};

/// The piece of evidence that the listing stood in; null when it is not in the list.
const record::Evidence* evidence_of(const ListingSummary& listing, const record::Manifest& manifest) {
  const auto found =
      std::find_if(manifest.evidence.begin(), manifest.evidence.end(), [&](const record::Evidence& item) {
        return listing.path == item.path || listing.path.starts_with(item.path + "!/");
      });
  return found == manifest.evidence.end() ? nullptr : &*found;
}

/// What to hand over, so that who is asked need not ask back.
std::string handed_over(const ListingSummary& listing, const record::Manifest& manifest) {
  std::string out = "the file " + path_html(listing.path);
  if (!listing.seller.empty()) out += ", the handle <b>" + escaped(listing.seller, kNameMax) + "</b>";
  if (listing.date) out += ", its date " + utc_day(*listing.date);
  if (!listing.origin.empty()) out += ", the place where it stood: " + escaped(listing.origin, kNameMax);
  if (const record::Evidence* item = evidence_of(listing, manifest); item != nullptr && !item->sha256.empty())
    out += "; SHA-256 <span class=\"hash\">" + escaped(item->sha256, kNameMax) + "</span>";
  return out;
}

}  // namespace

std::string asks_of(const ListingSummary& listing, const record::Manifest& manifest) {
  AskList asks;
  asks.add("The police, today",
           "to order what follows kept (in the United States 18 U.S.C. 2703(f): 90 days, no court needed); logs of "
           "logins are often deleted within weeks");
  if (!listing.origin.empty())
    asks.add(
        "The platform, " + escaped(listing.origin, kNameMax),
        "take the advert down, and keep the seller's account: registration, addresses of logins, messages, buyers, "
        "payments, other adverts");
  else
    asks.add("Whoever sent the advert",
             "where it stood: that platform can take it down and keep the seller's account, messages and payments");
  asks.add_items(listing.contacts, kContactAsks);
  asks.add_items(listing.wallets, kWalletAsks);
  if (listing.sample_rows == 0)
    asks.add("Whoever sent the advert", "the sample, if there was one: only a sample shows whether it is true");
  else if (listing.sample_store.empty() && manifest.leaks.empty())
    asks.add("Yourself", "from which store its sample is: <code>wardwatch investigate --fingerprints</code>");
  asks.add_dead();
  asks.add("Hand over", handed_over(listing, manifest));
  return "<details class=\"asks\" open><summary>What to ask, and whom</summary><ul class=\"ask\">" + asks.take() +
         "</ul></details>";
}

}  // namespace wardwatch::report
