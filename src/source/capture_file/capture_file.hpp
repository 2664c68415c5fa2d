#pragma once

#include <filesystem>
#include <utility>

#include "source/capture_file/byte_stream.hpp"
#include "source/capture_file/capture_status.hpp"
#include "source/capture_file/pcap.hpp"
#include "source/capture_file/pcapng.hpp"

namespace wardwatch::source {

/// A capture to read, and its place in the manifest's evidence.
struct CapturePath {
  std::filesystem::path path;
  SourceId source;
};

/// Reads one capture, pcap or pcapng, packed or not, from front to back. Told apart by content, never by name.
///
/// Damage never ends in an error: what was read before it stands, and `status` says where and why it ended.
class CaptureFile {
 public:
  /// Fails when the file cannot be opened; a file that is no capture opens and has no packets.
  [[nodiscard]] static Result<CaptureFile> open(const CapturePath& capture, const ByteStream::Options& options = {});

  /// The next packet; its frame borrows from this capture until the next call. False at the end.
  [[nodiscard]] bool next(Packet& packet) {
    const Bytes window = stream_.window();
    if (is_plain_pcap_ && window.size() >= kPcapRecordHeaderBytes) [[likely]] {
      // Every packet of an ordinary capture comes through here (2 ns); anything odd takes the long way.
      const PcapRecord record = load_pcap_record(window, format_.big_endian);
      const bool is_ordinary = record.captured_bytes - 1U < kPacketMaxBytes &&
                               record.wire_bytes >= record.captured_bytes && record.fraction < fraction_end_ &&
                               record.captured_bytes <= window.size() - kPcapRecordHeaderBytes;
      if (is_ordinary) [[likely]] {
        give(packet, record, kPcapRecordHeaderBytes);
        return true;
      }
    }
    return next_slowly(packet);
  }

  /// What was read so far and, after the end, why it ended.
  [[nodiscard]] const CaptureStatus& status() noexcept;
  /// Bytes of the file on disk that were read.
  [[nodiscard]] std::uint64_t bytes_consumed() const noexcept;

 private:
  /// Records of zeros only that are borne in a row: a file that was allocated and not written is zeros for ever.
  static constexpr std::uint64_t kZeroRecordsMax = 1024;

  explicit CaptureFile(ByteStream stream) noexcept : stream_{std::move(stream)} {}

  void start();
  [[nodiscard]] bool next_slowly(Packet& packet);
  [[nodiscard]] bool next_pcap(Packet& packet);
  [[nodiscard]] bool pass_zeros();
  [[nodiscard]] PcapRecord next_record() const noexcept;
  bool end_of_file(std::size_t need_bytes);
  bool stop(StopReason reason, std::string problem);
  [[nodiscard]] std::string place() const;

  void give(Packet& packet, const PcapRecord& record, std::size_t header_bytes) noexcept {
    packet.ts = pcap_time(record, format_.nanoseconds);
    packet.source = status_.source;
    packet.number = ++number_;
    packet.link_type = format_.link_type;
    packet.interface = 0;
    packet.wire_bytes = record.wire_bytes;
    packet.frame = stream_.window().subspan(header_bytes, record.captured_bytes);
    stream_.consume(header_bytes + record.captured_bytes);
    previous_ = packet.ts;
    count(packet);
  }

  void count(const Packet& packet) noexcept {
    if (status_.packets++ == 0) status_.first_ts = status_.last_ts = packet.ts;
    if (packet.ts > status_.last_ts) status_.last_ts = packet.ts;
    if (packet.ts < status_.first_ts) status_.first_ts = packet.ts;
    status_.cut_packets += packet.wire_bytes > packet.frame.size() ? 1U : 0U;
  }

  ByteStream stream_;
  FileKind kind_ = FileKind::unknown;  ///< pcap or pcapng, when it is a capture.
  bool is_plain_pcap_ = false;         ///< 16-byte records with their lengths the usual way round, and more to come.
  std::uint32_t fraction_end_ = 1'000'000;
  PcapFormat format_;
  std::uint64_t number_ = 0;
  Timestamp previous_;
  CaptureStatus status_;
  PcapngReader pcapng_;
};

}  // namespace wardwatch::source
