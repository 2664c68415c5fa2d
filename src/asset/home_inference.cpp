#include "asset/home_inference.hpp"

#include <array>

namespace wardwatch::asset {
namespace {

constexpr std::size_t kPublicsMax = 200'000;  ///< Addresses followed; a scan of the whole internet has more.
constexpr std::size_t kSetMax = 64;           ///< Of one address or one Ethernet address: enough to tell few from many.
constexpr std::size_t kGatewayMin = 3;        ///< Public addresses behind one Ethernet address that make it a gateway.
constexpr std::size_t kOwnMax = 4;            ///< Public addresses that one machine of ours may have itself.
constexpr std::size_t kCallersMin = 3;

constexpr std::array<std::string_view, 9> kPrivate{"10.0.0.0/8",   "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16",
                                                   "127.0.0.0/8", "fc00::/7",      "fe80::/10",      "::1"};

template <class T>
void insert_up_to(std::set<T>& set, const T& value) {
  if (set.size() < kSetMax) set.insert(value);
}

bool is_public(const IpAddress& address) noexcept {
  return !address.is_private() && !address.is_multicast() && !address.is_unspecified();
}

}  // namespace

void HomeInference::note(const IpAddress& address, const std::optional<MacAddress>& mac, const std::optional<MacAddress>& faced) {
  if (address.is_private()) {
    any_private_ = true;
    if (mac) insert_up_to(private_macs_, *mac);
    return;
  }
  if (!is_public(address)) return;
  if (publics_.size() >= kPublicsMax && !publics_.contains(address)) return;
  Public& facts = publics_[address];
  if (!mac || mac->is_group() || !mac->is_set()) return;
  insert_up_to(facts.macs, *mac);
  insert_up_to(public_of_mac_[*mac], address);
  if (faced) insert_up_to(facts.faced, *faced);
}

void HomeInference::observe(const record::Connection& row) {
  // Who never answered has shown nothing of itself: a scanned address may not even exist.
  const bool answered = row.resp_pkts > 0;
  note(row.at.orig_h, row.orig_l2_addr, answered ? row.resp_l2_addr : std::nullopt);
  if (!answered) return;
  note(row.at.resp_h, row.resp_l2_addr, row.orig_l2_addr);
  if (const auto server = publics_.find(row.at.resp_h); server != publics_.end()) insert_up_to(server->second.callers, row.at.orig_h);
  if (const auto client = publics_.find(row.at.orig_h); client != publics_.end()) insert_up_to(client->second.called, row.at.resp_h);
}

void HomeInference::merge(HomeInference&& other) {
  any_private_ = any_private_ || other.any_private_;
  for (const MacAddress& mac : other.private_macs_) insert_up_to(private_macs_, mac);
  for (const auto& [mac, addresses] : other.public_of_mac_) {
    for (const IpAddress& address : addresses) insert_up_to(public_of_mac_[mac], address);
  }
  for (const auto& [address, facts] : other.publics_) {
    if (publics_.size() >= kPublicsMax && !publics_.contains(address)) continue;
    Public& mine = publics_[address];
    for (const MacAddress& mac : facts.macs) insert_up_to(mine.macs, mac);
    for (const MacAddress& mac : facts.faced) insert_up_to(mine.faced, mac);
    for (const IpAddress& caller : facts.callers) insert_up_to(mine.callers, caller);
    for (const IpAddress& called : facts.called) insert_up_to(mine.called, called);
  }
}

/// Why a public address is held to be home; empty when it is not.
std::string HomeInference::reason(const Public& facts, bool any_private) const {
  const auto behind = [&](const MacAddress& mac) {
    const auto found = public_of_mac_.find(mac);
    return found == public_of_mac_.end() ? std::size_t{0} : found->second.size();
  };
  if (facts.macs.size() == 1) {
    const MacAddress& own = *facts.macs.begin();
    // A lone guesser from outside faces many servers too: without a private address in sight, only who answers is ours.
    if (behind(own) <= kOwnMax && (any_private || !facts.callers.empty())) {
      for (const MacAddress& faced : facts.faced) {
        if (faced == own || behind(faced) < kGatewayMin || behind(faced) <= behind(own)) continue;
        return "its Ethernet address " + own.text() + " carries " + std::to_string(behind(own)) + " public " + (behind(own) == 1 ? "address" : "addresses") +
               " and faces " + faced.text() + ", behind which at least " + std::to_string(behind(faced)) + " others stand (the gateway)";
      }
    }
    // Two routers face each other where a provider's line was tapped: the side that is called is ours.
    if (!any_private && facts.faced.size() == 1 && !facts.callers.empty() && facts.called.empty()) {
      return "it answered callers across the tapped line and called nobody, in evidence that holds no private address";
    }
    return {};
  }
  if (any_private || facts.callers.size() < kCallersMin || facts.callers.size() <= facts.called.size()) return {};
  return "it answered " + std::to_string(facts.callers.size()) + " callers or more, in evidence that holds no private address";
}

record::Site HomeInference::conclude(const std::vector<Cidr>& configured) const {
  record::Site site;
  if (!configured.empty()) {
    site.home = configured;
    return site;
  }
  for (const std::string_view text : kPrivate) site.home.push_back(*Cidr::parse(text));
  site.assumptions.push_back("No home networks are configured: private address ranges are held to be home.");
  for (const auto& [address, facts] : publics_) {
    const std::string why = reason(facts, any_private_);
    if (why.empty()) continue;
    site.home.push_back(*Cidr::parse(address.text()));
    site.assumptions.push_back(address.text() + " is held to be home: " + why + ".");
  }
  return site;
}

}  // namespace wardwatch::asset
