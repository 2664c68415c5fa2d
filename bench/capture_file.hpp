#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bytes.hpp"

/// Reading small captures whole, and writing large ones. Classic pcap only: `editcap -F pcap` makes the rest into it.
namespace wardwatch::bench {

inline constexpr std::uint32_t kMagicMicroseconds = 0xa1b2c3d4;
inline constexpr std::size_t kFileHeaderBytes = 24;
inline constexpr std::size_t kPacketHeaderBytes = 16;
inline constexpr std::size_t kEthernetHeaderBytes = 14;
/// Longest frame that is taken from a trace or written: a jumbo frame, and the Ethernet header that raw IP is given.
inline constexpr std::size_t kFrameMaxBytes = 9000 + kEthernetHeaderBytes;

/// One captured session: the frames of one small trace, as Ethernet, with gaps between them shortened.
struct Trace {
  struct Frame {
    std::uint64_t since_start_us;
    std::size_t offset_bytes;
    std::size_t length_bytes;
  };
  std::vector<std::uint8_t> bytes;
  std::vector<Frame> frames;

  [[nodiscard]] Bytes frame_bytes(const Frame& frame) const {
    return Bytes{bytes}.subspan(frame.offset_bytes, frame.length_bytes);
  }
};

/// Loads a trace of link type Ethernet or raw IP. Nothing when the file cannot be read, is of another kind or link
/// type, or holds no frame that was captured whole.
std::optional<Trace> load_trace(const std::string& path);

/// Writes a capture with microsecond times and link type Ethernet.
class CaptureWriter {
 public:
  /// Creates or replaces `path`; `ok()` tells whether that was possible.
  explicit CaptureWriter(const std::string& path);

  void write(std::uint64_t at_us, Bytes frame);
  /// Flushes and closes; false when anything since the start failed to reach the file.
  [[nodiscard]] bool close();

  [[nodiscard]] bool ok() const { return file_ != nullptr && !failed_; }
  [[nodiscard]] std::uint64_t written_bytes() const { return written_bytes_; }
  [[nodiscard]] std::uint64_t packet_count() const { return packet_count_; }

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  void put(const void* data, std::size_t length_bytes);

  std::unique_ptr<std::FILE, Closer> file_;
  std::uint64_t written_bytes_ = 0;
  std::uint64_t packet_count_ = 0;
  bool failed_ = false;
};

}  // namespace wardwatch::bench
