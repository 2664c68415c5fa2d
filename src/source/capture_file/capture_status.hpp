#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/strong.hpp"
#include "core/timestamp.hpp"
#include "source/capture_file/identify.hpp"

namespace wardwatch::source {

/// Why reading a capture stopped.
enum class StopReason : std::uint8_t {
  not_stopped,  ///< There is more.
  end_of_file,  ///< Read whole.
  truncated,    ///< The file ends inside a record.
  malformed,    ///< What stands there is no record.
  over_limit,   ///< A record that may be right, but larger than we take.
  zeros,        ///< Nothing but zeros from here on: a file that was allocated and not written.
  unreadable,   ///< The disk or the compression failed.
};

/// Blocks of one pcapng type that were passed over.
struct SkippedBlocks {
  std::uint32_t type;
  std::uint64_t count;
};

/// What was read from a capture, what was not and why.
struct CaptureStatus {
  SourceId source;
  std::string kind = "unknown";      ///< "pcap", "pcapng.gz", "pcap.zst"; what else the file is when it is no capture.
  std::uint64_t packets = 0;         ///< Given out.
  Timestamp first_ts;                ///< The earliest and the latest time of a packet, which need not be the
  Timestamp last_ts;                 ///< first and the last packet's.
  std::uint64_t file_bytes = 0;      ///< Size on disk.
  std::uint64_t bytes_consumed = 0;  ///< Of these, read.
  std::uint64_t stream_bytes = 0;    ///< Read, unpacked.
  std::uint64_t cut_packets = 0;     ///< Captured shorter than they were on the wire (snap length).
  std::uint64_t empty_records = 0;   ///< pcap records of zeros only; they count in the packet numbers.
  std::uint64_t packets_without_time = 0;       ///< Simple Packet Blocks; they take the time of the packet before.
  std::uint64_t packets_without_interface = 0;  ///< Of an interface that was never described; not given out.
  std::uint64_t dropped_by_capture =
      0;  ///< What the capturing program says that it lost (Interface Statistics Blocks).
  std::vector<SkippedBlocks> skipped_blocks;  ///< By type, in the order in which they were met.

  StopReason stop = StopReason::not_stopped;
  bool complete = false;  ///< Read to its end.
  /// What is wrong, as a sentence about the file ("is truncated in packet 17 at byte 1234: ..."); empty when complete.
  std::string problem;

  void count_skipped(std::uint32_t block_type);
};

}  // namespace wardwatch::source
