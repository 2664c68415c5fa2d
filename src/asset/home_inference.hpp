#pragma once

#include <string>
#include <vector>

#include "asset/smallest.hpp"
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
  [[nodiscard]] record::Site conclude(const std::vector<Cidr>& configured);

  /// Groups of addresses that are one machine's: public ones that are inferred to be home and private ones, behind one
  /// Ethernet address that carries few.
  [[nodiscard]] std::vector<std::vector<std::string>> same_host();

 private:
  static constexpr std::size_t kPublicsMax = 200'000;  ///< Followed: more than any site talks with in a week.
  static constexpr std::size_t kMacsMax = 65'536;      ///< Followed: more than any one segment holds.
  static constexpr std::size_t kSetMax = 64;  ///< Of one address or Ethernet address: enough to tell few from many.

  /// What is known of a public address that was seen in a conversation.
  struct Public {
    SmallestSet<MacAddress, kSetMax> macs;    ///< That its packets came from.
    SmallestSet<MacAddress, kSetMax> faced;   ///< Of whom it talked to.
    SmallestSet<IpAddress, kSetMax> callers;  ///< Public addresses that called it and got an answer.
    SmallestSet<IpAddress, kSetMax> called;   ///< Public addresses that answered it.
    bool serves = false;  ///< It answered on a port that is not one of the public services every desk calls.
  };
  /// What an Ethernet address carries.
  struct Carried {
    SmallestSet<IpAddress, kSetMax> publics;
    SmallestSet<IpAddress, kSetMax> privates;
  };

  void settle();
  void carry(const IpAddress& address, const std::optional<MacAddress>& mac);
  Public* converse(const IpAddress& address, const std::optional<MacAddress>& own,
                   const std::optional<MacAddress>& faced);
  [[nodiscard]] static std::string counted(std::size_t count);
  [[nodiscard]] std::size_t publics_behind(const MacAddress& mac) const;
  [[nodiscard]] std::size_t privates_behind(const MacAddress& mac) const;
  [[nodiscard]] std::string reason(const Public& facts) const;
  [[nodiscard]] std::string reason_by_ethernet(const Public& facts) const;

  SmallestMap<IpAddress, Public, kPublicsMax> publics_;
  SmallestMap<MacAddress, Carried, kMacsMax> carried_;
  bool any_private_ = false;
};

}  // namespace wardwatch::asset
