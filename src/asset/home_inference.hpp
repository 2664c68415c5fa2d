#pragma once

#include <map>
#include <set>
#include <vector>

#include "record/connection.hpp"
#include "record/site.hpp"

namespace wardwatch::asset {

/// Finds out which addresses are the organisation's own, from connections alone and whatever their order: private
/// ranges, and public addresses that stand on the inner side of a gateway's Ethernet address, or answer many others.
class HomeInference {
 public:
  void observe(const record::Connection& row);
  void merge(HomeInference&& other);

  /// `configured` is the answer when it is not empty. Each inferred address is stated in the site's assumptions.
  [[nodiscard]] record::Site conclude(const std::vector<Cidr>& configured) const;

 private:
  /// What is known of a public address.
  struct Public {
    std::set<MacAddress> macs;       ///< That its packets came from.
    std::set<MacAddress> faced;      ///< Of whom it talked to.
    std::set<IpAddress> callers;     ///< Who called it and got an answer, up to a limit.
    std::set<IpAddress> called;
  };
  void note(const IpAddress& address, const std::optional<MacAddress>& mac, const std::optional<MacAddress>& faced);
  [[nodiscard]] std::string reason(const Public& facts, bool any_private) const;

  std::map<IpAddress, Public> publics_;
  std::map<MacAddress, std::set<IpAddress>> public_of_mac_;  ///< Public addresses behind each Ethernet address.
  std::set<MacAddress> private_macs_;                        ///< Ethernet addresses that carry a private address.
  bool any_private_ = false;
};

}  // namespace wardwatch::asset
