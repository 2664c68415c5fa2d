#pragma once

#include "core/load.hpp"
#include "core/packet.hpp"
#include "core/reader.hpp"

namespace wardwatch::source {

/// Largest packet taken, as in the field (tcpdump's and Wireshark's own limit for ordinary link types).
inline constexpr std::uint32_t kPacketMaxBytes = 256U << 10U;

inline constexpr std::size_t kPcapFileHeaderBytes = 24;
inline constexpr std::size_t kPcapRecordHeaderBytes = 16;

/// How the records of one pcap file are to be read; draft-ietf-opsawg-pcap and the dialects below.
struct PcapFormat {
  bool big_endian = false;
  bool nanoseconds = false;
  /// Kuznetzov's modified format puts 8 bytes (interface, protocol, packet type) behind the usual 16.
  std::size_t record_header_bytes = kPcapRecordHeaderBytes;
  /// What stands between the file header and the first record: IXIA's total length.
  std::size_t extra_header_bytes = 0;
  /// Files older than version 2.3 have the two lengths the other way round; those of 2.3 exactly either way.
  enum class Lengths : std::uint8_t { usual, swapped, either } lengths = Lengths::usual;
  LinkType link_type = LinkType::ethernet;
  std::uint32_t snap_bytes = 0;
};

/// Reads the file header; `malformed` when the magic number is none of pcap's.
[[nodiscard]] Parsed<PcapFormat> parse_pcap_header(Bytes header) noexcept;

struct PcapRecord {
  std::uint32_t seconds;
  std::uint32_t fraction;
  std::uint32_t captured_bytes;
  std::uint32_t wire_bytes;

  [[nodiscard]] bool is_zero() const noexcept { return (seconds | fraction | captured_bytes | wire_bytes) == 0; }
};

/// `header` holds at least kPcapRecordHeaderBytes.
[[nodiscard]] inline PcapRecord load_pcap_record(Bytes header, bool big_endian) noexcept {
  if (big_endian) return {load_u32be(header, 0), load_u32be(header, 4), load_u32be(header, 8), load_u32be(header, 12)};
  return {load_u32le(header, 0), load_u32le(header, 4), load_u32le(header, 8), load_u32le(header, 12)};
}

/// A fraction of a second beyond its unit (broken clocks write them) runs over into the seconds.
[[nodiscard]] inline Timestamp pcap_time(const PcapRecord& record, bool nanoseconds) noexcept {
  const std::uint64_t fraction_ns = nanoseconds ? record.fraction : std::uint64_t{record.fraction} * 1'000U;
  return Timestamp{Interval{static_cast<std::int64_t>(std::uint64_t{record.seconds} * 1'000'000'000U + fraction_ns)}};
}

/// How many of a record's values cannot be right: time far from the packet before it, fraction beyond a second, longer
/// captured than on the wire. One alone occurs in real captures; two are no record.
[[nodiscard]] int implausible_values(const PcapRecord& record, const PcapFormat& format, Timestamp previous) noexcept;

}  // namespace wardwatch::source
