#pragma once

#include <string_view>

#include "core/flat_map.hpp"
#include "core/hash.hpp"
#include "record/connection.hpp"
#include "record/rdp.hpp"

namespace wardwatch::zeeklog {

/// Volumes of the connections that carried RDP, by Zeek's uid, and what they say of the logon. Zeek's rdp.log tells how a
/// session was negotiated and not what came of it; its conn.log tells how much went over it, and that is all there is.
class RdpSizes {
 public:
  static constexpr std::size_t kConnectionsMax = 2'000'000;  ///< Some 150 MB; further ones are judged without.

  void on(const record::Connection& row);
  /// Fills transport, duration, bytes and outcome.
  void judge(record::Rdp& row) const;

 private:
  struct Sizes {
    Interval duration{};
    std::uint64_t orig_bytes = 0;
    std::uint64_t resp_bytes = 0;
  };
  struct Key {
    record::Uid uid;
    friend bool operator==(const Key&, const Key&) = default;
    friend std::uint64_t hash_of(const Key& key) noexcept { return hash_text(key.uid.view()); }
  };

  FlatMap<Key, Sizes> by_uid_;
};

}  // namespace wardwatch::zeeklog
