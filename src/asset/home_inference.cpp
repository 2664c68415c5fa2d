#include "asset/home_inference.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace wardwatch::asset {
namespace {

constexpr std::size_t kGatewayMin = 3;  ///< Public addresses behind one Ethernet address that make it a gateway.
constexpr std::size_t kGatewayOwnMax =
    2;                              ///< Private addresses that a gateway has itself; more is a network behind a router.
constexpr std::size_t kOwnMax = 4;  ///< Addresses of one kind that one machine of ours may have itself.
constexpr std::size_t kCallersMin = 3;
constexpr std::size_t kInferredMax =
    256;  ///< Networks inferred; each address that is judged is compared with all of them.

constexpr std::array<std::string_view, 9> kPrivate{"10.0.0.0/8",    "172.16.0.0/12",  "192.168.0.0/16",
                                                   "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8",
                                                   "fc00::/7",      "fe80::/10",      "::1"};

bool is_public(const IpAddress& address) noexcept {
  return !address.is_private() && !address.is_multicast() && !address.is_unspecified();
}

/// DNS, HTTP, NTP, HTTPS: what every desk calls somewhere outside, so that an answer there says little of who is ours.
bool is_everyday(Port port) noexcept {
  constexpr std::array<std::uint16_t, 4> kEveryday{53, 80, 123, 443};
  return std::any_of(kEveryday.begin(), kEveryday.end(),
                     [&](std::uint16_t everyday) { return port == Port{everyday}; });
}

bool is_one_machines(const std::optional<MacAddress>& mac) noexcept { return mac && mac->is_set() && !mac->is_group(); }

/// Too many single addresses: the networks that hold most of them are home, an IPv4 /24 or an IPv6 /64 each.
void aggregate(record::Site& site, const std::vector<IpAddress>& inferred) {
  std::map<Cidr, std::size_t> networks;
  for (const IpAddress& address : inferred) {
    auto octets = address.octets();
    const std::size_t kept = address.is_v4() ? 15 : 8;
    std::fill(octets.begin() + static_cast<std::ptrdiff_t>(kept), octets.end(), std::uint8_t{0});
    ++networks[Cidr{IpAddress::from_bytes(std::as_bytes(std::span{octets})), static_cast<std::uint8_t>(8 * kept)}];
  }
  std::vector<std::pair<std::size_t, Cidr>> fullest;
  for (const auto& [network, count] : networks) fullest.emplace_back(count, network);
  std::stable_sort(fullest.begin(), fullest.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  const std::size_t dropped = fullest.size() - std::min(fullest.size(), kInferredMax);
  fullest.resize(fullest.size() - dropped);
  std::sort(fullest.begin(), fullest.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  for (const auto& [count, network] : fullest) {
    site.home.push_back(network);
    site.assumptions.push_back(
        network.text() + " is held to be home: " + std::to_string(count) +
        " of its addresses stand on the inner side of a gateway or answer callers from outside.");
  }
  if (dropped > 0) {
    site.assumptions.push_back("Addresses in " + std::to_string(dropped) +
                               " more networks look like home and are not held to be, because there are too many to "
                               "infer: configure the home networks.");
  }
}

}  // namespace

std::string HomeInference::counted(std::size_t count) {
  return count >= kSetMax ? std::to_string(kSetMax) + " or more" : std::to_string(count);
}

void HomeInference::carry(const IpAddress& address, const std::optional<MacAddress>& mac) {
  if (address.is_private()) any_private_ = true;
  if (!is_one_machines(mac) || address.is_multicast() || address.is_unspecified()) return;
  Carried* carried = carried_.at(*mac);
  if (carried != nullptr) (address.is_private() ? carried->privates : carried->publics).insert(address);
}

HomeInference::Public* HomeInference::converse(const IpAddress& address, const std::optional<MacAddress>& own,
                                               const std::optional<MacAddress>& faced) {
  Public* facts = is_public(address) ? publics_.at(address) : nullptr;
  if (facts == nullptr || !is_one_machines(own)) return facts;
  facts->macs.insert(*own);
  if (is_one_machines(faced)) facts->faced.insert(*faced);
  return facts;
}

void HomeInference::observe(const record::Connection& row) {
  carry(row.at.orig_h, row.orig_l2_addr);
  // Who never answered has shown nothing of itself: a scanned address may not even exist.
  if (row.resp_pkts == 0) return;
  carry(row.at.resp_h, row.resp_l2_addr);
  if (Public* client = converse(row.at.orig_h, row.orig_l2_addr, row.resp_l2_addr);
      client != nullptr && is_public(row.at.resp_h)) {
    client->called.insert(row.at.resp_h);
  }
  if (Public* server = converse(row.at.resp_h, row.resp_l2_addr, row.orig_l2_addr);
      server != nullptr && is_public(row.at.orig_h)) {
    server->callers.insert(row.at.orig_h);
    server->serves = server->serves || !is_everyday(row.at.resp_p);
  }
}

void HomeInference::merge(HomeInference&& other) {
  if (publics_.size() == 0 && carried_.size() == 0) {
    other.any_private_ = other.any_private_ || any_private_;
    *this = std::move(other);
    settle();
    return;
  }
  any_private_ = any_private_ || other.any_private_;
  for (const auto& [mac, theirs] : other.carried_.entries()) {
    Carried* mine = carried_.at(mac);
    if (mine == nullptr) continue;
    mine->publics.insert_all(theirs.publics);
    mine->privates.insert_all(theirs.privates);
  }
  for (const auto& [address, theirs] : other.publics_.entries()) {
    Public* mine = publics_.at(address);
    if (mine == nullptr) continue;
    mine->macs.insert_all(theirs.macs);
    mine->faced.insert_all(theirs.faced);
    mine->callers.insert_all(theirs.callers);
    mine->called.insert_all(theirs.called);
    mine->serves = mine->serves || theirs.serves;
  }
}

void HomeInference::settle() {
  carried_.settle();
  publics_.settle();
}

std::size_t HomeInference::publics_behind(const MacAddress& mac) const {
  const Carried* carried = carried_.find(mac);
  return carried == nullptr ? 0 : carried->publics.size();
}

std::size_t HomeInference::privates_behind(const MacAddress& mac) const {
  const Carried* carried = carried_.find(mac);
  return carried == nullptr ? 0 : carried->privates.size();
}

/// Why the Ethernet addresses say that a public address is ours; empty when they do not.
std::string HomeInference::reason_by_ethernet(const Public& facts) const {
  const MacAddress& own = *facts.macs.begin();
  const std::size_t publics = publics_behind(own), privates = privates_behind(own);
  if (publics > kOwnMax || privates > kOwnMax) return {};
  for (const MacAddress& faced : facts.faced) {
    const std::size_t others = publics_behind(faced);
    if (faced == own || others < kGatewayMin || others <= publics) continue;
    // A lone guesser from outside, seen between two routers, faces many of our servers too. Then only who answers is
    // ours, unless what is faced is plainly no network of ours: private addresses exist, and not behind it.
    if (facts.callers.empty() && privates == 0 && (!any_private_ || privates_behind(faced) > kGatewayOwnMax)) continue;
    return "its Ethernet address " + own.text() +
           (publics == 1 ? " carries no other public address"
                         : " carries only " + std::to_string(publics) + " public addresses") +
           " and faces " + faced.text() + ", which carries " + counted(others) + " (the gateway)";
  }
  if (privates == 0) return {};
  for (const MacAddress& faced : facts.faced) {
    if (faced == own || privates_behind(faced) > 0 || publics_behind(faced) == 0) continue;
    return "its Ethernet address " + own.text() + " carries the private address " +
           carried_.find(own)->privates.begin()->text() + " too, and faces " + faced.text() +
           ", behind which only public addresses stand";
  }
  return {};
}

/// Why a public address is held to be home; empty when it is not.
std::string HomeInference::reason(const Public& facts) const {
  if (facts.macs.size() == 1) {
    if (std::string why = reason_by_ethernet(facts); !why.empty()) return why;
    // Behind a gateway, in a network whose own addresses are private: outside, however many it answers.
    if (any_private_ && publics_behind(*facts.macs.begin()) > kOwnMax) return {};
    // Two routers face each other where a provider's line was tapped: the side that is called is ours.
    if (!any_private_ && facts.faced.size() == 1 && !facts.callers.empty() && facts.called.empty() && facts.serves) {
      return "it answered callers across the tapped line and called nobody, in evidence that holds no private address";
    }
  }
  if (facts.callers.size() < kCallersMin || facts.callers.size() <= facts.called.size()) return {};
  return "it answered " + counted(facts.callers.size()) + " public addresses and called " +
         (facts.called.empty() ? "none" : counted(facts.called.size()));
}

record::Site HomeInference::conclude(const std::vector<Cidr>& configured) {
  settle();
  record::Site site;
  if (!configured.empty()) {
    site.home = configured;
    site.assumptions.push_back("Home networks are configured; no other address is held to be home.");
    return site;
  }
  std::string ranges;
  for (const std::string_view text : kPrivate) {
    site.home.push_back(*Cidr::parse(text));
    ranges += (ranges.empty() ? "" : ", ") + site.home.back().text();
  }
  site.assumptions.push_back("No home networks are configured: private address ranges are held to be home (" + ranges +
                             ").");
  std::vector<IpAddress> inferred;
  std::vector<std::string> words;
  const auto is_inferred = [this](const IpAddress&, const Public& facts) { return !reason(facts).empty(); };
  for (const auto* entry : publics_.sorted(is_inferred)) {
    const auto& [address, facts] = *entry;
    inferred.push_back(address);
    if (inferred.size() > kInferredMax) continue;
    const std::string why = reason(facts);
    words.push_back(address.text() + " is held to be home: " + why + ". In a configuration: " + address.text() +
                    (address.is_v4() ? "/32." : "/128."));
  }
  if (inferred.size() > kInferredMax) {
    aggregate(site, inferred);
    return site;
  }
  for (const IpAddress& address : inferred) site.home.push_back({address, 128});
  site.assumptions.insert(site.assumptions.end(), words.begin(), words.end());
  return site;
}

std::vector<std::vector<std::string>> HomeInference::same_host() {
  settle();
  std::vector<std::vector<std::string>> groups;
  const auto is_one_machines_own = [](const MacAddress&, const Carried& carried) {
    return !carried.privates.empty() && !carried.publics.empty() && carried.privates.size() <= kOwnMax &&
           carried.publics.size() <= kOwnMax;
  };
  for (const auto* entry : carried_.sorted(is_one_machines_own)) {
    const Carried& carried = entry->second;
    std::vector<std::string> group;
    for (const IpAddress& address : carried.publics) {
      const Public* facts = publics_.find(address);
      if (facts != nullptr && facts->macs.size() == 1 && !reason_by_ethernet(*facts).empty())
        group.push_back(address.text());
    }
    if (group.empty()) continue;
    for (const IpAddress& address : carried.privates) group.push_back(address.text());
    groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace wardwatch::asset
