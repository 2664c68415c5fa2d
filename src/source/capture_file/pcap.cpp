#include "source/capture_file/pcap.hpp"

#include <utility>

namespace wardwatch::source {
namespace {

constexpr std::uint32_t kMicroseconds = 0xa1b2c3d4;
constexpr std::uint32_t kNanoseconds = 0xa1b23c4d;
constexpr std::uint32_t kModified = 0xa1b2cd34;
constexpr std::uint32_t kIxiaHardware = 0x1c0001ac;
constexpr std::uint32_t kIxiaSoftware = 0x1c0001ab;
constexpr std::size_t kModifiedRecordHeaderBytes = 24;
constexpr std::size_t kIxiaLengthBytes = 4;
/// DG/UX's tcpdump writes this version, and the lengths the old way.
constexpr std::uint16_t kDguxVersionMajor = 543;
/// The upper half of the last header field tells of frame check sequences, the lower is the link type.
constexpr std::uint32_t kLinkTypeMask = 0xffff;
/// A capture with a longer pause than this exists, but not beside a second value that cannot be right.
constexpr Interval kPauseMax = std::chrono::hours{24 * 365};

bool is_magic(std::uint32_t magic) noexcept {
  return magic == kMicroseconds || magic == kNanoseconds || magic == kModified || magic == kIxiaHardware ||
         magic == kIxiaSoftware;
}

PcapFormat::Lengths lengths_of(std::uint16_t major, std::uint16_t minor) noexcept {
  if (major == kDguxVersionMajor || (major == 2 && minor < 3)) return PcapFormat::Lengths::swapped;
  return major == 2 && minor == 3 ? PcapFormat::Lengths::either : PcapFormat::Lengths::usual;
}

Interval distance(Timestamp a, Timestamp b) noexcept { return a < b ? b - a : a - b; }

std::uint32_t fraction_end(const PcapFormat& format) noexcept {
  return format.nanoseconds ? 1'000'000'000U : 1'000'000U;
}

}  // namespace

Parsed<PcapFormat> parse_pcap_header(Bytes header) noexcept {
  PcapFormat format;
  format.big_endian = header.size() >= 4 && is_magic(load_u32be(header, 0));
  Reader in{header};
  const auto u16 = [&](FieldName name) { return format.big_endian ? in.u16be(name) : in.u16le(name); };
  const auto u32 = [&](FieldName name) { return format.big_endian ? in.u32be(name) : in.u32le(name); };
  const std::uint32_t magic = u32("magic");
  in.require(is_magic(magic), "magic");
  const std::uint16_t major = u16("version_major");
  const std::uint16_t minor = u16("version_minor");
  in.skip(8, "reserved");
  format.snap_bytes = u32("snap_length");
  format.link_type = static_cast<LinkType>(u32("link_type") & kLinkTypeMask);
  const bool is_ixia = magic == kIxiaHardware || magic == kIxiaSoftware;
  format.nanoseconds = magic == kNanoseconds || is_ixia;
  if (magic == kModified) format.record_header_bytes = kModifiedRecordHeaderBytes;
  if (is_ixia) format.extra_header_bytes = kIxiaLengthBytes;
  format.lengths = lengths_of(major, minor);
  return in.finish([&] { return format; });
}

int implausible_values(const PcapRecord& record, const PcapFormat& format, Timestamp previous) noexcept {
  const bool has_previous = previous != Timestamp{};
  return static_cast<int>(record.fraction >= fraction_end(format)) +
         static_cast<int>(record.wire_bytes < record.captured_bytes) +
         static_cast<int>(has_previous && distance(pcap_time(record, format.nanoseconds), previous) > kPauseMax);
}

}  // namespace wardwatch::source
