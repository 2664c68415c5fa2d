#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/packet.hpp"
#include "core/result.hpp"
#include "source/capture_file/window.hpp"

namespace wardwatch::source {

struct CapturePath {
  std::filesystem::path path;
  SourceId source;
};

/// What was read of one capture, and why it stopped where it did.
struct CaptureStatus {
  SourceId source;
  bool complete = false;
  std::string problem;  ///< Empty when the file was read to its end.
  std::uint64_t packets = 0;
  std::uint64_t cut_packets = 0;  ///< Longer on the wire than in the capture.
  std::uint64_t bytes_consumed = 0;
  std::string kind;
  Timestamp first_ts;
  Timestamp last_ts;
};

/// Longest packet that is believed: tcpdump's own maximum snapshot length (MAXIMUM_SNAPLEN).
inline constexpr std::uint32_t kPacketBytesMax = 256U << 10U;

/// Reads one capture, pcap or pcapng, packed or not, from front to back.
class CaptureFile {
 public:
  [[nodiscard]] static Result<CaptureFile> open(const CapturePath& capture);

  /// The next packet; its frame holds until the next call. False at the end, whose reason `status` tells.
  [[nodiscard]] bool next(Packet& packet) {
    const bool got = is_pcapng_ ? next_pcapng(packet) : next_pcap(packet);
    if (got) count(packet);
    return got;
  }

  [[nodiscard]] const CaptureStatus& status() noexcept {
    status_.bytes_consumed = window_.file_bytes();
    return status_;
  }
  [[nodiscard]] std::uint64_t bytes_consumed() const noexcept { return window_.file_bytes(); }

 private:
  /// One interface of a pcapng section (4.2).
  struct Interface {
    LinkType link_type = LinkType::ethernet;
    std::uint32_t snap_bytes = 0;
    std::uint64_t units_per_second = 1'000'000;
    std::int64_t offset_seconds = 0;
  };

  explicit CaptureFile(Window window) noexcept : window_{std::move(window)} {}

  void start();
  bool start_pcap();
  bool next_pcap(Packet& packet);
  bool next_pcapng(Packet& packet);
  bool read_block(std::uint32_t type, Bytes body, Packet& packet);
  bool read_section(Bytes head);
  void read_interface(Bytes body);
  bool read_enhanced(Bytes body, bool obsolete, Packet& packet);
  bool read_simple(Bytes body, Packet& packet);
  bool end_of_file(std::string_view what, std::uint64_t need_bytes);
  bool stop(std::string problem);
  [[nodiscard]] std::uint32_t u32(Bytes bytes, std::size_t offset) const noexcept;
  [[nodiscard]] std::uint16_t u16(Bytes bytes, std::size_t offset) const noexcept;
  void count(const Packet& packet) noexcept {
    if (status_.packets++ == 0) status_.first_ts = status_.last_ts = packet.ts;
    if (packet.ts > status_.last_ts) status_.last_ts = packet.ts;
    if (packet.ts < status_.first_ts) status_.first_ts = packet.ts;
    if (packet.wire_bytes > packet.frame.size()) ++status_.cut_packets;
  }

  Window window_;
  CaptureStatus status_;
  bool is_pcapng_ = false;
  bool ended_ = false;
  bool big_endian_ = false;
  bool nanoseconds_ = false;
  std::size_t header_bytes_ = 16;  ///< Of a pcap record; 24 in Kuznetzov's variant.
  LinkType link_type_ = LinkType::ethernet;
  std::size_t held_ = 0;  ///< Bytes of the packet given out last, still in front of the cursor.
  std::uint32_t zero_headers_ = 0;
  std::vector<Interface> interfaces_;
  std::map<std::uint32_t, std::uint64_t> skipped_blocks_;
};

}  // namespace wardwatch::source
