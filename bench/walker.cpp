// bench_walker CAPTURE: the least that any reader of a capture must do, and so the yardstick for what more costs.
// It maps the file, reads Ethernet, VLAN, IP, TCP and UDP headers and counts packets and bytes in a table by
// five-tuple. It looks into no payload, follows no state, writes nothing but one line of JSON.

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

#include "bytes.hpp"

namespace wardwatch::bench {
namespace {

constexpr std::uint32_t kMagicMicroseconds = 0xa1b2c3d4;
constexpr std::size_t kFileHeaderBytes = 24;
constexpr std::size_t kPacketHeaderBytes = 16;
constexpr std::size_t kSlots = std::size_t{1} << 20U;  // 64 MiB of flows
constexpr std::size_t kFlowsMax = kSlots / 4 * 3;      // above this, probing would be what is measured
constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;

/// A file in memory, read from start to end.
class MappedFile {
 public:
  explicit MappedFile(const char* path) {
    const int descriptor = ::open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return;
    struct stat status {};
    if (::fstat(descriptor, &status) == 0 && status.st_size > 0) {
      length_bytes_ = static_cast<std::size_t>(status.st_size);
      void* const mapped = ::mmap(nullptr, length_bytes_, PROT_READ, MAP_PRIVATE, descriptor, 0);
      if (mapped != MAP_FAILED) {
        ::madvise(mapped, length_bytes_, MADV_SEQUENTIAL);
        mapped_ = mapped;
      }
    }
    ::close(descriptor);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile() {
    if (mapped_ != nullptr) ::munmap(mapped_, length_bytes_);
  }

  /// Empty when the file could not be opened or mapped.
  [[nodiscard]] Bytes bytes() const {
    return mapped_ == nullptr ? Bytes{} : Bytes{static_cast<const std::uint8_t*>(mapped_), length_bytes_};
  }

 private:
  void* mapped_ = nullptr;
  std::size_t length_bytes_ = 0;
};

/// Both addresses (an IPv4 address fills the low half of the first word), then protocol and ports. Both directions of
/// a connection have one key. The last word of a real key is never zero.
struct FlowKey {
  std::array<std::uint64_t, 5> words{};
  /// Compared as one block, which is faster here than word by word.
  bool operator==(const FlowKey& other) const {
    return std::memcmp(words.data(), other.words.data(), sizeof words) == 0;
  }
};

struct alignas(64) Flow {
  FlowKey key;
  std::uint32_t packet_count;
  std::uint32_t byte_count;
  std::uint64_t last_us;
};
static_assert(sizeof(Flow) == 64, "One flow is one cache line.");

/// What the headers of one frame say.
struct Headers {
  FlowKey key;
  bool opens_connection = false;
};

std::uint64_t hash_of(const FlowKey& key) {
  const auto& w = key.words;
  std::uint64_t hash = w[0] * 3 + w[1] * 5 + w[2] * 7 + w[3] * 11 + w[4];
  hash ^= hash >> 32U;
  hash *= 0xd6e8feb86659fd93ULL;
  hash ^= hash >> 32U;
  hash *= 0xd6e8feb86659fd93ULL;
  hash ^= hash >> 32U;
  return hash;
}

/// Open addressing with linear probing; flows are never removed.
class FlowTable {
 public:
  /// The flow of `key`, new or known; nullptr when the table is full.
  Flow* find_or_add(const FlowKey& key) {
    Flow* const slots = slots_.data();
    std::size_t slot = hash_of(key) & (kSlots - 1);
    while (slots[slot].key.words[4] != 0 && slots[slot].key != key) slot = (slot + 1) & (kSlots - 1);
    if (slots[slot].key.words[4] == 0) {
      if (flow_count_ == kFlowsMax) return nullptr;
      slots[slot].key = key;
      ++flow_count_;
    }
    return &slots[slot];
  }

  [[nodiscard]] std::size_t flow_count() const { return flow_count_; }

 private:
  std::vector<Flow> slots_{kSlots};
  std::size_t flow_count_ = 0;
};

/// Reads ports, puts the key's ends in order and sets its last word.
void read_transport(Bytes segment, std::uint8_t protocol, Headers& headers) {
  std::uint16_t from_port = 0;
  std::uint16_t to_port = 0;
  if ((protocol == kTcp || protocol == kUdp) && segment.size() >= 8) {
    from_port = load_native<std::uint16_t>(segment, 0);
    to_port = load_native<std::uint16_t>(segment, 2);
    if (protocol == kTcp && segment.size() >= 14) headers.opens_connection = (segment[13] & 0x12U) == 0x02;
  }
  auto& words = headers.key.words;
  if (words[0] > words[2] || (words[0] == words[2] && from_port > to_port)) {
    std::swap(words[0], words[2]);
    std::swap(words[1], words[3]);
    std::swap(from_port, to_port);
  }
  words[4] = std::uint64_t{1} << 40U | std::uint64_t{protocol} << 32U | std::uint64_t{from_port} << 16U | to_port;
}

/// False for frames that are not IP or are cut short before its header ends. Fills `headers`, which is fresh, in place:
/// returned as an optional it is copied, which costs the walker a tenth of its time.
bool read_headers(Bytes frame, Headers& headers) {
  if (frame.size() < 14) return false;
  std::uint16_t ether_type = load_u16be(frame, 12);
  std::size_t at = 14;
  while ((ether_type == 0x8100 || ether_type == 0x88a8) && at + 4 <= frame.size()) {
    ether_type = load_u16be(frame, at + 2);
    at += 4;
  }
  const Bytes packet = frame.subspan(at);
  auto& words = headers.key.words;
  if (ether_type == 0x0800 && packet.size() >= 20) {
    words[0] = load_native<std::uint32_t>(packet, 12);
    words[2] = load_native<std::uint32_t>(packet, 16);
    const std::size_t header_bytes = (packet[0] & 15U) * std::size_t{4};
    const bool has_transport = (load_u16be(packet, 6) & 0x1fffU) == 0 && header_bytes <= packet.size();
    read_transport(has_transport ? packet.subspan(header_bytes) : Bytes{}, packet[9], headers);
    return true;
  }
  if (ether_type == 0x86dd && packet.size() >= 40) {
    words[0] = load_native<std::uint64_t>(packet, 8);
    words[1] = load_native<std::uint64_t>(packet, 16);
    words[2] = load_native<std::uint64_t>(packet, 24);
    words[3] = load_native<std::uint64_t>(packet, 32);
    read_transport(packet.subspan(40), packet[6], headers);
    return true;
  }
  return false;
}

struct Totals {
  std::uint64_t packet_count = 0;
  std::uint64_t byte_count = 0;
  std::uint64_t syn_count = 0;
};

/// False when the flows do not fit the table.
bool walk(Bytes file, FlowTable& flows, Totals& totals) {
  std::size_t at = kFileHeaderBytes;
  while (at + kPacketHeaderBytes <= file.size()) {
    const auto seconds = load_native<std::uint32_t>(file, at);
    const auto microseconds = load_native<std::uint32_t>(file, at + 4);
    const auto captured_bytes = load_native<std::uint32_t>(file, at + 8);
    at += kPacketHeaderBytes;
    if (captured_bytes > file.size() - at) return true;
    Headers headers;
    const bool is_ip = read_headers(file.subspan(at, captured_bytes), headers);
    at += captured_bytes;
    ++totals.packet_count;
    totals.byte_count += captured_bytes;
    if (!is_ip) continue;
    totals.syn_count += headers.opens_connection ? 1U : 0U;
    Flow* const flow = flows.find_or_add(headers.key);
    if (flow == nullptr) return false;
    ++flow->packet_count;
    flow->byte_count += captured_bytes;
    flow->last_us = seconds * std::uint64_t{1'000'000} + microseconds;
  }
  return true;
}

int run(const char* path) {
  const MappedFile file{path};
  const bool is_capture =
      file.bytes().size() >= kFileHeaderBytes && load_native<std::uint32_t>(file.bytes(), 0) == kMagicMicroseconds;
  if (!is_capture) {
    std::fprintf(stderr, "error: %s is not a little-endian pcap with microsecond times\n", path);
    return 2;
  }
  FlowTable flows;
  Totals totals;
  if (!walk(file.bytes(), flows, totals)) {
    std::fprintf(stderr, "error: more than %zu flows; the walker's table is sized for less\n", kFlowsMax);
    return 1;
  }
  std::printf("{\"packets\": %lu, \"bytes\": %lu, \"flows\": %zu, \"syns\": %lu}\n", totals.packet_count,
              totals.byte_count, flows.flow_count(), totals.syn_count);
  return 0;
}

}  // namespace
}  // namespace wardwatch::bench

int main(int argument_count, char** arguments) {
  if (argument_count != 2) {
    std::fputs("usage: bench_walker CAPTURE\n", stderr);
    return 2;
  }
  return wardwatch::bench::run(arguments[1]);
}
