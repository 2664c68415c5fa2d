#pragma once

#include <vector>

#include "core/packet.hpp"
#include "source/capture_file/byte_stream.hpp"
#include "source/capture_file/capture_status.hpp"

namespace wardwatch::source {

/// The clock of one pcapng interface: what a unit of its timestamps is, and what is added (if_tsresol, if_tsoffset).
struct InterfaceClock {
  /// Bit 7 clear: a unit is 10^-n seconds, set: 2^-n (draft-ietf-opsawg-pcapng 4.2).
  std::uint8_t resolution = 6;
  std::int64_t offset_seconds = 0;
  /// Nanoseconds in a unit when that is a whole number and nothing is added; 0 otherwise. Saves two divisions a packet.
  std::uint64_t whole_ns = 1'000;

  [[nodiscard]] static InterfaceClock of(std::uint8_t resolution, std::int64_t offset_seconds) noexcept;
  /// Times before 1970 and after 2262 saturate.
  [[nodiscard]] Timestamp at(std::uint64_t units) const noexcept;
};

/// Reads the blocks of a pcapng stream: several sections, each with its own byte order and interfaces. Packets come
/// from Enhanced, Simple and the obsolete Packet Blocks; blocks of other types are passed over and counted.
class PcapngReader {
 public:
  /// Interfaces described in one section; further ones are passed over, and so are their packets.
  static constexpr std::size_t kInterfacesMax = 65'536;
  /// A packet block that is longer is passed over: no packet of at most kPacketMaxBytes needs it.
  static constexpr std::uint32_t kPacketBlockMaxBytes = ByteStream::kFillMaxBytes;
  /// Options are looked for in this much of an interface's description.
  static constexpr std::uint32_t kDescriptionMaxBytes = 64U << 10U;

  /// The next packet; false at the end, and `status` then says which. Sets all of `packet` but its source.
  [[nodiscard]] bool next(ByteStream& stream, CaptureStatus& status, Packet& packet);
  [[nodiscard]] std::uint64_t packet_number() const noexcept { return number_; }

 private:
  struct Interface {
    LinkType link_type;
    std::uint32_t snap_bytes;
    std::uint64_t dropped;
    InterfaceClock clock;
  };
  /// What one block came to.
  enum class Outcome : std::uint8_t { packet, no_packet, stopped };

  [[nodiscard]] std::uint32_t u32(Bytes bytes, std::size_t offset) const noexcept;
  [[nodiscard]] std::uint16_t u16(Bytes bytes, std::size_t offset) const noexcept;
  Outcome read_block(ByteStream& stream, CaptureStatus& status, Packet& packet);
  Outcome read_section(ByteStream& stream, CaptureStatus& status);
  Outcome read_packet(ByteStream& stream, CaptureStatus& status, Packet& packet, std::uint32_t block_bytes);
  Outcome pass_over(ByteStream& stream, CaptureStatus& status, std::uint32_t block_bytes) const;
  void add_interface(Bytes block);
  void add_statistics(Bytes block, CaptureStatus& status);
  bool packet_of(Bytes block, CaptureStatus& status, Packet& packet);
  bool simple_packet_of(Bytes block, CaptureStatus& status, Packet& packet);
  Outcome cut_short(const ByteStream& stream, CaptureStatus& status, std::uint64_t block_offset_bytes,
                    std::uint32_t block_bytes, std::uint64_t left_bytes) const;
  Outcome stop_malformed(CaptureStatus& status, std::uint64_t block_offset_bytes, const std::string& what) const;

  bool big_endian_ = false;
  std::vector<Interface> interfaces_;  ///< Of this section.
  std::uint32_t interface_base_ = 0;   ///< Interfaces of the sections before.
  std::uint64_t number_ = 0;
  Timestamp previous_;
};

}  // namespace wardwatch::source
