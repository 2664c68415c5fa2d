#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "core/hash.hpp"
#include "flow/datagram.hpp"

namespace wardwatch::flow {

/// Recognises the same packet in two captures (two taps, or two interfaces of one capture): same flow and headers,
/// another tap, within 1 ms. Remembers the latest packets of all connections, four to a cache line. While only one tap
/// has been heard, nothing can be a copy: then it only notes what it will have to remember when another one comes.
class TapCopies {
 public:
  static constexpr Interval kApartMax = std::chrono::milliseconds{1};
  static constexpr std::size_t kBuckets = 1024;  ///< 64 KiB; at a million packets a second a thousand are within reach.

  /// Whether another tap has shown this packet; remembers it when not.
  [[nodiscard]] bool is_copy(const Datagram& datagram) {
    const std::uint32_t tap = datagram.source.value << 8U ^ datagram.interface;
    const std::uint64_t mark = mark_of(datagram);
    const std::int64_t ts = nanoseconds_of(datagram.ts);
    if (buckets_.empty()) [[likely]] {
      if (noted_ == 0) first_tap_ = tap;
      if (tap == first_tap_) {
        latest_[noted_++ % latest_.size()] = {ts, mark};
        return false;
      }
      start();
    }
    Bucket& bucket = buckets_[mark % kBuckets];
    for (Seen& seen : bucket.seen) {
      if (seen.mark == static_cast<std::uint32_t>(mark >> 32U) && seen.tap != tap &&
          ts - seen.ts <= kApartMax.count() && ts >= seen.ts) {
        return true;
      }
    }
    remember(bucket, mark, ts, tap);
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
  struct Noted {
    std::int64_t ts = 0;
    std::uint64_t mark = 0;
  };

  static void remember(Bucket& bucket, std::uint64_t mark, std::int64_t ts, std::uint32_t tap) noexcept {
    Seen* oldest = bucket.seen.data();
    for (Seen& seen : bucket.seen) oldest = seen.ts < oldest->ts ? &seen : oldest;
    *oldest = {ts, static_cast<std::uint32_t>(mark >> 32U), tap};
  }
  void start() {
    buckets_.resize(kBuckets);
    const std::uint64_t count = std::min<std::uint64_t>(noted_, latest_.size());
    for (std::uint64_t i = noted_ - count; i < noted_; ++i) {
      const Noted& noted = latest_[i % latest_.size()];
      remember(buckets_[noted.mark % kBuckets], noted.mark, noted.ts, first_tap_);
    }
  }
  [[nodiscard]] static std::uint64_t mark_of(const Datagram& d) noexcept {
    std::uint64_t mark = d.flow_hash ^ (std::uint64_t{d.src_port} << 48U | std::uint64_t{d.ip_id} << 32U | d.ip_bytes);
    if (d.transport == Transport::tcp) mark = combine64(mark, (std::uint64_t{d.seq} << 32U | d.ack) + d.tcp_flags);
    else mark = hash_bytes(at_most(d.payload, 64), mark);
    return mix64(mark);
  }

  std::vector<Bucket> buckets_;  ///< Empty until a second tap is heard.
  std::array<Noted, 256> latest_;
  std::uint64_t noted_ = 0;
  std::uint32_t first_tap_ = 0;
};

}  // namespace wardwatch::flow
