#pragma once

#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/hash.hpp"
#include "core/ip_address.hpp"
#include "core/timestamp.hpp"

namespace wardwatch::flow {

/// Which datagram a fragment belongs to (RFC 791 3.2, RFC 8200 4.5).
struct FragmentKey {
  IpAddress src, dst;
  std::uint32_t id = 0;
  std::uint8_t protocol = 0;
  [[nodiscard]] friend bool operator==(const FragmentKey&, const FragmentKey&) = default;
};

/// Joins IP fragments. Where fragments overlap, the bytes that came first stay (as Zeek does); a fragment that lies
/// beyond the datagram's known end is dropped. Bounded in datagrams, bytes and time.
class Defragmenter {
 public:
  static constexpr std::size_t kDatagramsMax = 1024;  ///< Open at once; the oldest goes.
  static constexpr std::size_t kDatagramBytesMax = 65'535;
  static constexpr std::size_t kPiecesMax = 256;       ///< Of one datagram; 64 KiB in pieces of the least MTU need 121.
  static constexpr std::chrono::seconds kWaitMax{30};  ///< RFC 1122 3.3.2 wants 60 to 120 s; Linux gives 30.

  struct Result {
    bool dropped = false;           ///< The fragment could not be kept, or closed a datagram that makes no sense.
    std::optional<Bytes> complete;  ///< Payload of the whole datagram, until the next call.
    std::uint32_t evicted = 0;      ///< Fragments of datagrams that were given up.
  };
  /// `offset_bytes` within the datagram's payload.
  [[nodiscard]] Result add(const FragmentKey& key, std::uint32_t offset_bytes, bool more, Bytes payload, Timestamp ts);

 private:
  struct Piece {
    std::uint32_t from, to;
  };
  struct Open {
    Timestamp first;
    std::uint64_t serial = 0;
    std::optional<std::uint32_t> total_bytes;
    std::vector<Piece> pieces;  ///< Sorted, apart from each other.
    std::vector<std::byte> bytes;
    std::uint32_t fragments = 0;
  };
  struct KeyHash {
    std::size_t operator()(const FragmentKey& key) const noexcept;
  };

  [[nodiscard]] static bool keep(Open& open, std::uint32_t offset_bytes, Bytes payload);
  void make_room(Timestamp ts, Result& result);

  std::unordered_map<FragmentKey, Open, KeyHash> open_;  ///< Looked up only, never walked.
  std::deque<std::pair<std::uint64_t, FragmentKey>> by_age_;
  std::uint64_t next_serial_ = 0;
  std::vector<std::byte> complete_;
};

}  // namespace wardwatch::flow
