#include "source/capture_file/pcapng.hpp"

#include <algorithm>

#include "core/load.hpp"
#include "core/reader.hpp"
#include "source/capture_file/pcap.hpp"

namespace wardwatch::source {
namespace {

// draft-ietf-opsawg-pcapng 4, block types.
constexpr std::uint32_t kSectionHeader = 0x0a0d0d0a;
constexpr std::uint32_t kInterfaceDescription = 1;
constexpr std::uint32_t kObsoletePacket = 2;
constexpr std::uint32_t kSimplePacket = 3;
constexpr std::uint32_t kInterfaceStatistics = 5;
constexpr std::uint32_t kEnhancedPacket = 6;

constexpr std::uint32_t kByteOrderMagic = 0x1a2b3c4d;
constexpr std::uint32_t kBlockFrameBytes = 12;  // Type, length, and the length again at the end.
constexpr std::uint32_t kTrailerBytes = 4;
constexpr std::uint32_t kSectionHeaderMinBytes = 28;
constexpr std::size_t kPacketDataOffset = 28;
constexpr std::size_t kSimplePacketDataOffset = 12;

constexpr std::uint16_t kOptionEnd = 0;
constexpr std::uint16_t kOptionTimeResolution = 9;
constexpr std::uint16_t kOptionTimeOffset = 14;
constexpr std::uint16_t kOptionInterfaceDropped = 5;

/// Calls `visit(code, value)` for each option; a damaged list ends where it is damaged, what came before counts.
template <class Visit>
void for_each_option(Reader in, bool big_endian, Visit visit) {
  while (in.ok() && !in.empty()) {
    const std::uint16_t code = big_endian ? in.u16be("option_code") : in.u16le("option_code");
    const std::uint16_t length_bytes = big_endian ? in.u16be("option_length") : in.u16le("option_length");
    const Bytes value = in.bytes(length_bytes, "option_value");
    if (!in.ok() || code == kOptionEnd) return;
    visit(code, value);
    in.skip((4U - length_bytes % 4U) % 4U, "option_padding");
  }
}

std::uint64_t u64_of(Bytes value, bool big_endian) noexcept {
  if (value.size() < sizeof(std::uint64_t)) return 0;
  return big_endian ? load_u64be(value, 0) : load_u64le(value, 0);
}

std::uint64_t power_of_ten(unsigned exponent) noexcept {
  std::uint64_t power = 1;
  for (unsigned i = 0; i < exponent; ++i) power *= 10U;
  return power;
}

constexpr std::uint64_t kNsPerSecond = 1'000'000'000;
/// Largest exponent for which 10^n fits 64 bits.
constexpr unsigned kDecimalExponentMax = 19;

/// Whole seconds and nanoseconds in `units` of 10^-exponent seconds.
std::pair<std::uint64_t, std::uint64_t> split_decimal(std::uint64_t units, unsigned exponent) noexcept {
  if (exponent > kDecimalExponentMax) return {0, 0};
  const std::uint64_t per_second = power_of_ten(exponent);
  const std::uint64_t rest = units % per_second;
  const std::uint64_t ns = exponent <= 9 ? rest * power_of_ten(9 - exponent) : rest / power_of_ten(exponent - 9);
  return {units / per_second, ns};
}

std::pair<std::uint64_t, std::uint64_t> split_binary(std::uint64_t units, unsigned exponent) noexcept {
  if (exponent == 0) return {units, 0};
  const std::uint64_t seconds = exponent < 64 ? units >> exponent : 0;
  std::uint64_t rest = exponent < 64 ? units & ((std::uint64_t{1} << exponent) - 1U) : units;
  // 32 bits of fraction are finer than a nanosecond, and their product fits.
  if (exponent > 32) {
    rest = exponent - 32 < 64 ? rest >> (exponent - 32) : 0;
    exponent = 32;
  }
  return {seconds, rest * kNsPerSecond >> exponent};
}

}  // namespace

InterfaceClock InterfaceClock::of(std::uint8_t resolution, std::int64_t offset_seconds) noexcept {
  InterfaceClock clock{resolution, offset_seconds, 0};
  if (resolution <= 9 && offset_seconds == 0) clock.whole_ns = power_of_ten(9U - resolution);
  return clock;
}

Timestamp InterfaceClock::at(std::uint64_t units) const noexcept {
  constexpr std::uint64_t kNsMax = 9'000'000'000'000'000'000U;
  if (whole_ns != 0 && units <= kNsMax / whole_ns)
    return Timestamp{Interval{static_cast<std::int64_t>(units * whole_ns)}};
  const unsigned exponent = resolution & 0x7fU;
  auto [seconds, ns] = (resolution & 0x80U) != 0 ? split_binary(units, exponent) : split_decimal(units, exponent);
  const std::uint64_t magnitude = offset_seconds < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(offset_seconds)
                                                     : static_cast<std::uint64_t>(offset_seconds);
  if (offset_seconds < 0) return seconds < magnitude ? Timestamp{} : timestamp_of(seconds - magnitude, ns);
  return timestamp_of(seconds > ~magnitude ? ~std::uint64_t{0} : seconds + magnitude, ns);
}

std::uint32_t PcapngReader::u32(Bytes bytes, std::size_t offset) const noexcept {
  return big_endian_ ? load_u32be(bytes, offset) : load_u32le(bytes, offset);
}

std::uint16_t PcapngReader::u16(Bytes bytes, std::size_t offset) const noexcept {
  return big_endian_ ? load_u16be(bytes, offset) : load_u16le(bytes, offset);
}

bool PcapngReader::next(ByteStream& stream, CaptureStatus& status, Packet& packet) {
  for (;;) {
    const Outcome outcome = read_block(stream, status, packet);
    if (outcome == Outcome::packet) return true;
    if (outcome == Outcome::stopped) return false;
  }
}

PcapngReader::Outcome PcapngReader::read_block(ByteStream& stream, CaptureStatus& status, Packet& packet) {
  const std::uint64_t offset_bytes = stream.offset_bytes();
  if (!stream.fill(kBlockFrameBytes)) {
    if (!stream.window().empty()) {
      return cut_short(stream, status, offset_bytes, kBlockFrameBytes, stream.window().size());
    }
    status.stop = stream.fault().empty() ? StopReason::end_of_file : StopReason::unreadable;
    return Outcome::stopped;
  }
  // The section header's type reads the same in both byte orders; only behind it is the order known.
  if (load_u32le(stream.window(), 0) == kSectionHeader) return read_section(stream, status);
  const std::uint32_t type = u32(stream.window(), 0);
  const std::uint32_t block_bytes = u32(stream.window(), 4);
  if (block_bytes < kBlockFrameBytes || block_bytes % 4 != 0) {
    return stop_malformed(status, offset_bytes,
                          "a block that says it is " + std::to_string(block_bytes) + " bytes long");
  }
  const auto buffered_bytes = std::min(block_bytes, kDescriptionMaxBytes);
  switch (type) {
    case kEnhancedPacket:
    case kObsoletePacket:
    case kSimplePacket: ++number_; return read_packet(stream, status, packet, block_bytes);
    case kInterfaceDescription:
      if (stream.fill(buffered_bytes)) add_interface(stream.window().first(buffered_bytes));
      return pass_over(stream, status, block_bytes);
    case kInterfaceStatistics:
      if (stream.fill(buffered_bytes)) add_statistics(stream.window().first(buffered_bytes), status);
      return pass_over(stream, status, block_bytes);
    default: status.count_skipped(type); return pass_over(stream, status, block_bytes);
  }
}

PcapngReader::Outcome PcapngReader::read_section(ByteStream& stream, CaptureStatus& status) {
  const std::uint64_t offset_bytes = stream.offset_bytes();
  if (!stream.fill(kSectionHeaderMinBytes)) {
    return cut_short(stream, status, offset_bytes, kSectionHeaderMinBytes, stream.window().size());
  }
  const Bytes header = stream.window();
  big_endian_ = load_u32be(header, 8) == kByteOrderMagic;
  if (!big_endian_ && load_u32le(header, 8) != kByteOrderMagic) {
    return stop_malformed(status, offset_bytes, "a section without a byte-order magic");
  }
  const std::uint32_t block_bytes = u32(header, 4);
  if (block_bytes < kSectionHeaderMinBytes || block_bytes % 4 != 0) {
    return stop_malformed(status, offset_bytes, "a section header of " + std::to_string(block_bytes) + " bytes");
  }
  if (u16(header, 12) != 1) {
    return stop_malformed(status, offset_bytes, "a section of version " + std::to_string(u16(header, 12)));
  }
  interface_base_ += static_cast<std::uint32_t>(interfaces_.size());
  interfaces_.clear();
  return pass_over(stream, status, block_bytes);
}

/// Moves behind the block and compares its two lengths.
PcapngReader::Outcome PcapngReader::pass_over(ByteStream& stream, CaptureStatus& status,
                                              std::uint32_t block_bytes) const {
  const std::uint64_t offset_bytes = stream.offset_bytes();
  const std::uint64_t passed_bytes = stream.skip(block_bytes - kTrailerBytes);
  if (!stream.fill(kTrailerBytes)) {
    return cut_short(stream, status, offset_bytes, block_bytes, passed_bytes + stream.window().size());
  }
  const std::uint32_t again_bytes = u32(stream.window(), 0);
  if (again_bytes != block_bytes) {
    return stop_malformed(
        status, offset_bytes,
        "a block whose lengths are " + std::to_string(block_bytes) + " and " + std::to_string(again_bytes));
  }
  stream.consume(kTrailerBytes);
  return Outcome::no_packet;
}

PcapngReader::Outcome PcapngReader::read_packet(ByteStream& stream, CaptureStatus& status, Packet& packet,
                                                std::uint32_t block_bytes) {
  const std::uint64_t offset_bytes = stream.offset_bytes();
  const std::uint32_t type = u32(stream.window(), 0);
  if (block_bytes > kPacketBlockMaxBytes) {
    status.count_skipped(type);
    return pass_over(stream, status, block_bytes);
  }
  if (!stream.fill(block_bytes)) return cut_short(stream, status, offset_bytes, block_bytes, stream.window().size());
  const Bytes block = stream.window().first(block_bytes);
  const std::uint32_t again_bytes = u32(block, block_bytes - kTrailerBytes);
  if (again_bytes != block_bytes) {
    return stop_malformed(
        status, offset_bytes,
        "a block whose lengths are " + std::to_string(block_bytes) + " and " + std::to_string(again_bytes));
  }
  const Bytes body = block.first(block_bytes - kTrailerBytes);
  const bool taken = type == kSimplePacket ? simple_packet_of(body, status, packet) : packet_of(body, status, packet);
  stream.consume(block_bytes);
  if (!taken) return Outcome::no_packet;
  packet.number = number_;
  previous_ = packet.ts;
  return Outcome::packet;
}

/// Enhanced and obsolete Packet Blocks differ only in how wide the interface's number is (4.3, appendix A).
bool PcapngReader::packet_of(Bytes block, CaptureStatus& status, Packet& packet) {
  const std::uint32_t type = u32(block, 0);
  if (block.size() < kPacketDataOffset) {
    status.count_skipped(type);
    return false;
  }
  const std::uint32_t captured_bytes = u32(block, 20);
  if (captured_bytes > block.size() - kPacketDataOffset || captured_bytes > kPacketMaxBytes) {
    status.count_skipped(type);
    return false;
  }
  const std::uint32_t id = type == kEnhancedPacket ? u32(block, 8) : u16(block, 8);
  if (id >= interfaces_.size()) {
    ++status.packets_without_interface;
    return false;
  }
  const Interface& interface = interfaces_[id];
  packet.ts = interface.clock.at(std::uint64_t{u32(block, 12)} << 32U | u32(block, 16));
  packet.link_type = interface.link_type;
  packet.interface = interface_base_ + id;
  packet.wire_bytes = u32(block, 24);
  packet.frame = block.subspan(kPacketDataOffset, captured_bytes);
  return true;
}

/// 4.4: no time, no interface but the section's first, and the captured length is what fits.
bool PcapngReader::simple_packet_of(Bytes block, CaptureStatus& status, Packet& packet) {
  if (block.size() < kSimplePacketDataOffset || interfaces_.empty()) {
    ++(interfaces_.empty() ? status.packets_without_interface : status.packets_without_time);
    return false;
  }
  const Interface& interface = interfaces_.front();
  const std::uint32_t wire_bytes = u32(block, 8);
  std::size_t captured_bytes = std::min<std::size_t>(wire_bytes, block.size() - kSimplePacketDataOffset);
  if (interface.snap_bytes != 0) captured_bytes = std::min<std::size_t>(captured_bytes, interface.snap_bytes);
  packet.ts = previous_;
  packet.link_type = interface.link_type;
  packet.interface = interface_base_;
  packet.wire_bytes = wire_bytes;
  packet.frame = block.subspan(kSimplePacketDataOffset, std::min<std::size_t>(captured_bytes, kPacketMaxBytes));
  ++status.packets_without_time;
  return true;
}

void PcapngReader::add_interface(Bytes block) {
  if (interfaces_.size() >= kInterfacesMax) return;
  Reader in{block};
  in.skip(8, "type_and_length");
  const auto u16_of = [&](FieldName name) { return big_endian_ ? in.u16be(name) : in.u16le(name); };
  Interface interface {};
  interface.link_type = static_cast<LinkType>(u16_of("link_type"));
  in.skip(2, "reserved");
  interface.snap_bytes = big_endian_ ? in.u32be("snap_length") : in.u32le("snap_length");
  std::uint8_t resolution = 6;
  std::int64_t offset_seconds = 0;
  for_each_option(in, big_endian_, [&](std::uint16_t code, Bytes value) {
    if (code == kOptionTimeResolution && !value.empty()) resolution = load_u8(value, 0);
    if (code == kOptionTimeOffset) offset_seconds = static_cast<std::int64_t>(u64_of(value, big_endian_));
  });
  interface.clock = InterfaceClock::of(resolution, offset_seconds);
  interfaces_.push_back(interface);
}

/// 4.6: the counters run on, so only what was added since the interface's last statistics is new.
void PcapngReader::add_statistics(Bytes block, CaptureStatus& status) {
  constexpr std::size_t kOptionsOffset = 20;
  if (block.size() < kOptionsOffset) return;
  const std::uint32_t id = u32(block, 8);
  if (id >= interfaces_.size()) return;
  Interface& interface = interfaces_[id];
  for_each_option(Reader{block.subspan(kOptionsOffset)}, big_endian_, [&](std::uint16_t code, Bytes value) {
    const std::uint64_t dropped = u64_of(value, big_endian_);
    if (code != kOptionInterfaceDropped || dropped <= interface.dropped) return;
    status.dropped_by_capture += dropped - interface.dropped;
    interface.dropped = dropped;
  });
}

PcapngReader::Outcome PcapngReader::cut_short(const ByteStream& stream, CaptureStatus& status,
                                              std::uint64_t block_offset_bytes, std::uint32_t block_bytes,
                                              std::uint64_t left_bytes) const {
  status.stop = stream.fault().empty() ? StopReason::truncated : StopReason::unreadable;
  status.problem = "is truncated behind packet " + std::to_string(number_) + " at byte " +
                   std::to_string(block_offset_bytes) + ": the block says " + std::to_string(block_bytes) + " bytes, " +
                   std::to_string(left_bytes) + " are left";
  return Outcome::stopped;
}

PcapngReader::Outcome PcapngReader::stop_malformed(CaptureStatus& status, std::uint64_t block_offset_bytes,
                                                   const std::string& what) const {
  status.stop = StopReason::malformed;
  status.problem = "is damaged behind packet " + std::to_string(number_) + " at byte " +
                   std::to_string(block_offset_bytes) + ": " + what;
  return Outcome::stopped;
}

}  // namespace wardwatch::source
