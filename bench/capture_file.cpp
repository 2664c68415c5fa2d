#include "capture_file.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace wardwatch::bench {
namespace {

constexpr std::uint32_t kMagicMicrosecondsSwapped = 0xd4c3b2a1;
constexpr std::uint32_t kMagicNanoseconds = 0xa1b23c4d;
constexpr std::uint32_t kLinkEthernet = 1;
constexpr std::uint32_t kLinkRawIp = 101;
constexpr std::uint32_t kLinkRawIpOpenBsd = 12;
constexpr std::uint32_t kSnapLengthBytes = 262'144;
constexpr std::size_t kWriteBufferBytes = std::size_t{1} << 22U;
/// Shortest frame that can hold Ethernet and IPv4.
constexpr std::size_t kFrameMinBytes = 34;
constexpr std::size_t kTracePacketMaxBytes = kFrameMaxBytes - kEthernetHeaderBytes;
/// Longest pause that is kept: traces wait for minutes, a benchmark does not.
constexpr std::uint64_t kGapMaxUs = 300'000;

struct Layout {
  bool swapped = false;
  std::uint32_t ticks_per_us = 1;
  std::uint32_t link_type = kLinkEthernet;
};

std::uint32_t load_u32(Bytes file, std::size_t offset_bytes, const Layout& layout) {
  const auto value = load_native<std::uint32_t>(file, offset_bytes);
  return layout.swapped ? __builtin_bswap32(value) : value;
}

std::optional<Layout> layout_of(Bytes file) {
  if (file.size() < kFileHeaderBytes) return std::nullopt;
  Layout layout;
  switch (load_native<std::uint32_t>(file, 0)) {
    case kMagicMicroseconds: break;
    case kMagicMicrosecondsSwapped: layout.swapped = true; break;
    case kMagicNanoseconds: layout.ticks_per_us = 1000; break;
    default: return std::nullopt;
  }
  layout.link_type = load_u32(file, 20, layout);
  const bool known =
      layout.link_type == kLinkEthernet || layout.link_type == kLinkRawIp || layout.link_type == kLinkRawIpOpenBsd;
  return known ? std::optional{layout} : std::nullopt;
}

/// Appends one packet, with an Ethernet header in front when it was captured without one.
void append(Trace& trace, std::uint64_t since_start_us, Bytes packet, std::uint32_t link_type) {
  const std::size_t offset_bytes = trace.bytes.size();
  if (link_type != kLinkEthernet) {
    const bool is_ipv6 = packet[0] >> 4U == 6;
    const std::array<std::uint8_t, kEthernetHeaderBytes> header{2,
                                                                0,
                                                                0,
                                                                0,
                                                                0,
                                                                1,
                                                                2,
                                                                0,
                                                                0,
                                                                0,
                                                                0,
                                                                2,
                                                                static_cast<std::uint8_t>(is_ipv6 ? 0x86 : 0x08),
                                                                static_cast<std::uint8_t>(is_ipv6 ? 0xdd : 0x00)};
    trace.bytes.insert(trace.bytes.end(), header.begin(), header.end());
  }
  trace.bytes.insert(trace.bytes.end(), packet.begin(), packet.end());
  trace.frames.push_back({.since_start_us = since_start_us,
                          .offset_bytes = offset_bytes,
                          .length_bytes = trace.bytes.size() - offset_bytes});
}

}  // namespace

std::optional<Trace> load_trace(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  if (!in) return std::nullopt;
  const std::vector<std::uint8_t> contents{std::istreambuf_iterator<char>{in}, {}};
  const Bytes file{contents};
  const std::optional<Layout> layout = layout_of(file);
  if (!layout) return std::nullopt;

  Trace trace;
  std::uint64_t previous_us = 0;
  std::uint64_t since_start_us = 0;
  std::size_t at = kFileHeaderBytes;
  while (at + kPacketHeaderBytes <= file.size()) {
    const std::uint64_t time_us =
        load_u32(file, at, *layout) * std::uint64_t{1'000'000} + load_u32(file, at + 4, *layout) / layout->ticks_per_us;
    const std::size_t captured_bytes = load_u32(file, at + 8, *layout);
    const std::size_t original_bytes = load_u32(file, at + 12, *layout);
    at += kPacketHeaderBytes;
    if (captured_bytes > file.size() - at) break;
    if (previous_us != 0 && time_us > previous_us) since_start_us += std::min(time_us - previous_us, kGapMaxUs);
    previous_us = time_us;
    if (captured_bytes == original_bytes && captured_bytes >= kFrameMinBytes &&
        captured_bytes <= kTracePacketMaxBytes) {
      append(trace, since_start_us, file.subspan(at, captured_bytes), layout->link_type);
    }
    at += captured_bytes;
  }
  return trace.frames.empty() ? std::nullopt : std::optional{std::move(trace)};
}

CaptureWriter::CaptureWriter(const std::string& path) : file_{std::fopen(path.c_str(), "wb")} {
  if (!file_) return;
  std::setvbuf(file_.get(), nullptr, _IOFBF, kWriteBufferBytes);
  constexpr std::uint32_t kVersion2Dot4 = 0x00040002;
  const std::array<std::uint32_t, 6> header{kMagicMicroseconds, kVersion2Dot4, 0, 0, kSnapLengthBytes, kLinkEthernet};
  put(header.data(), sizeof header);
}

void CaptureWriter::write(std::uint64_t at_us, Bytes frame) {
  const auto length_bytes = static_cast<std::uint32_t>(frame.size());
  const std::array<std::uint32_t, 4> header{static_cast<std::uint32_t>(at_us / 1'000'000),
                                            static_cast<std::uint32_t>(at_us % 1'000'000), length_bytes, length_bytes};
  put(header.data(), sizeof header);
  put(frame.data(), frame.size());
  ++packet_count_;
}

bool CaptureWriter::close() {
  if (!file_) return false;
  const bool closed = std::fclose(file_.release()) == 0;
  return closed && !failed_;
}

void CaptureWriter::put(const void* data, std::size_t length_bytes) {
  if (std::fwrite(data, 1, length_bytes, file_.get()) != length_bytes) failed_ = true;
  written_bytes_ += length_bytes;
}

}  // namespace wardwatch::bench
