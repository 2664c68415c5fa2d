#pragma once

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "core/ip_address.hpp"

namespace wardwatch {

/// Networks in the order in which they were given, and a quick answer to whether an address is in any of them: it is
/// asked twice for each connection, and hundreds of single addresses may have been inferred.
class NetworkList {
 public:
  NetworkList() = default;
  NetworkList(std::vector<Cidr> networks) : networks_{std::move(networks)} { index(); }  // NOLINT: implicit on purpose.
  NetworkList(std::initializer_list<Cidr> networks) : NetworkList{std::vector<Cidr>{networks}} {}

  void push_back(const Cidr& network) {
    networks_.push_back(network);
    index();
  }
  [[nodiscard]] bool contains(const IpAddress& address) const noexcept {
    const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), address,
                                        [](const IpAddress& value, const Range& range) { return value < range.first; });
    return after != ranges_.begin() && !(std::prev(after)->last < address);
  }

  [[nodiscard]] auto begin() const noexcept { return networks_.begin(); }
  [[nodiscard]] auto end() const noexcept { return networks_.end(); }
  [[nodiscard]] const Cidr& back() const noexcept { return networks_.back(); }
  [[nodiscard]] std::size_t size() const noexcept { return networks_.size(); }
  [[nodiscard]] bool empty() const noexcept { return networks_.empty(); }
  [[nodiscard]] friend bool operator==(const NetworkList& a, const NetworkList& b) noexcept {
    return a.networks_ == b.networks_;
  }

 private:
  struct Range {
    IpAddress first, last;
  };

  void index() {
    ranges_.clear();
    for (const Cidr& network : networks_) ranges_.push_back({network.first(), network.last()});
    std::sort(ranges_.begin(), ranges_.end(), [](const Range& a, const Range& b) { return a.first < b.first; });
    // One network may hold another: what is left does not overlap, so that one comparison answers.
    std::size_t kept = 0;
    for (const Range& range : ranges_) {
      if (kept > 0 && !(ranges_[kept - 1].last < range.first))
        ranges_[kept - 1].last = std::max(ranges_[kept - 1].last, range.last);
      else ranges_[kept++] = range;
    }
    ranges_.resize(kept);
  }

  std::vector<Cidr> networks_;
  std::vector<Range> ranges_;  ///< Disjoint, in order.
};

}  // namespace wardwatch
