#pragma once

#include <array>
#include <vector>

#include "core/hash.hpp"
#include "flow/datagram.hpp"

namespace wardwatch::flow {

/// Recognises the same packet in two captures (two taps, or two interfaces of one capture): same flow and headers,
/// another tap, within 1 ms. Remembers the latest packets of all connections, four to a cache line.
class TapCopies {
 public:
  static constexpr Interval kApartMax = std::chrono::milliseconds{1};
  static constexpr std::size_t kBuckets = 1024;  ///< 64 KiB; at a million packets a second a thousand are within reach.

  TapCopies() : buckets_(kBuckets) {}

  /// Whether another tap has shown this packet; remembers it when not.
  [[nodiscard]] bool is_copy(const Datagram& datagram) noexcept {
    const std::uint32_t tap = datagram.source.value << 8U ^ datagram.interface;
    const std::uint64_t mark = mark_of(datagram);
    const std::int64_t ts = nanoseconds_of(datagram.ts);
    Bucket& bucket = buckets_[mark % kBuckets];
    for (Seen& seen : bucket.seen) {
      if (seen.mark == static_cast<std::uint32_t>(mark >> 32U) && seen.tap != tap &&
          ts - seen.ts <= kApartMax.count() && ts >= seen.ts) {
        return true;
      }
    }
    Seen* oldest = bucket.seen.data();
    for (Seen& seen : bucket.seen) oldest = seen.ts < oldest->ts ? &seen : oldest;
    *oldest = {ts, static_cast<std::uint32_t>(mark >> 32U), tap};
    return false;
  }

 private:
  struct Seen {
    std::int64_t ts = 0;
    std::uint32_t mark = 0;
    std::uint32_t tap = 0;
  };
  struct alignas(64) Bucket {
    std::array<Seen, 4> seen;
  };
  [[nodiscard]] static std::uint64_t mark_of(const Datagram& d) noexcept {
    std::uint64_t mark = d.flow_hash ^ (std::uint64_t{d.src_port} << 48U | std::uint64_t{d.ip_id} << 32U | d.ip_bytes);
    if (d.transport == Transport::tcp) mark = combine64(mark, (std::uint64_t{d.seq} << 32U | d.ack) + d.tcp_flags);
    else mark = hash_bytes(at_most(d.payload, 64), mark);
    return mix64(mark);
  }

  std::vector<Bucket> buckets_;
};

}  // namespace wardwatch::flow
