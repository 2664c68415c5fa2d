#include "source/capture_file/capture_file.hpp"

namespace wardwatch::source {

Result<CaptureFile> CaptureFile::open(const CapturePath& capture, const ByteStream::Options& options) {
  auto stream = ByteStream::open(capture.path.string(), options);
  if (!stream) return tl::make_unexpected(stream.error());
  CaptureFile file{std::move(*stream)};
  file.status_.source = capture.source;
  file.status_.file_bytes = file.stream_.file_bytes();
  file.start();
  return file;
}

void CaptureFile::start() {
  const FileKind outer = stream_.outer_kind();
  const bool is_packed = outer == FileKind::gzip || outer == FileKind::zstd;
  std::ignore = stream_.fill(kIdentifyBytes);
  const Identified inside = identify(stream_.window());
  status_.kind = inside.name;
  if (is_packed) status_.kind += outer == FileKind::gzip ? ".gz" : ".zst";
  kind_ = inside.kind;
  if (kind_ == FileKind::pcapng) return;
  if (kind_ != FileKind::pcap) {
    std::string problem = is_packed ? "holds no capture but " : "is no capture but ";
    if (kind_ == FileKind::empty) problem = is_packed ? "holds nothing" : "is empty";
    else problem += inside.name;
    stop(stream_.fault().empty() ? StopReason::malformed : StopReason::unreadable, std::move(problem));
    return;
  }
  const auto format = parse_pcap_header(at_most(stream_.window(), kPcapFileHeaderBytes));
  if (!format) {
    stop(StopReason::truncated, "is truncated in its file header");
    return;
  }
  format_ = *format;
  stream_.consume(kPcapFileHeaderBytes);
  std::ignore = stream_.skip(format_.extra_header_bytes);
  fraction_end_ = format_.nanoseconds ? 1'000'000'000 : 1'000'000;
  is_plain_pcap_ =
      format_.record_header_bytes == kPcapRecordHeaderBytes && format_.lengths == PcapFormat::Lengths::usual;
}

const CaptureStatus& CaptureFile::status() noexcept {
  if (status_.stop == StopReason::not_stopped) {
    status_.bytes_consumed = stream_.file_offset_bytes();
    status_.stream_bytes = stream_.offset_bytes();
  }
  return status_;
}

std::uint64_t CaptureFile::bytes_consumed() const noexcept {
  return status_.stop == StopReason::not_stopped ? stream_.file_offset_bytes() : status_.bytes_consumed;
}

bool CaptureFile::next_slowly(Packet& packet) {
  if (status_.stop != StopReason::not_stopped) return false;
  if (kind_ == FileKind::pcap) return next_pcap(packet);
  if (pcapng_.next(stream_, status_, packet)) {
    packet.source = status_.source;
    count(packet);
    return true;
  }
  const StopReason reason = std::exchange(status_.stop, StopReason::not_stopped);
  return stop(reason, std::move(status_.problem));
}

/// Takes down why and where reading ended; nothing is given out afterwards.
bool CaptureFile::stop(StopReason reason, std::string problem) {
  std::ignore = status();
  is_plain_pcap_ = false;
  status_.stop = reason;
  status_.complete = reason == StopReason::end_of_file;
  if (!stream_.fault().empty()) problem += (problem.empty() ? "cannot be read to its end: " : "; ") + stream_.fault();
  status_.problem = std::move(problem);
  return false;
}

/// "packet 17 at byte 1234", of what comes next.
std::string CaptureFile::place() const {
  return "packet " + std::to_string(number_ + 1) + " at byte " + std::to_string(stream_.offset_bytes()) +
         (stream_.outer_kind() == kind_ ? "" : " of what is unpacked");
}

/// The file ended where `need_bytes` were wanted: between two records all is well.
bool CaptureFile::end_of_file(std::size_t need_bytes) {
  const std::size_t left_bytes = stream_.window().size();
  const bool is_broken = !stream_.fault().empty();
  if (left_bytes == 0) return stop(is_broken ? StopReason::unreadable : StopReason::end_of_file, "");
  return stop(is_broken ? StopReason::unreadable : StopReason::truncated,
              "is truncated in " + place() + ": the record needs " + std::to_string(need_bytes) + " bytes, " +
                  std::to_string(left_bytes) + " are left");
}

PcapRecord CaptureFile::next_record() const noexcept {
  PcapRecord record = load_pcap_record(stream_.window(), format_.big_endian);
  const bool swapped = format_.lengths == PcapFormat::Lengths::swapped ||
                       (format_.lengths == PcapFormat::Lengths::either && record.captured_bytes > record.wire_bytes);
  if (swapped) std::swap(record.captured_bytes, record.wire_bytes);
  return record;
}

bool CaptureFile::next_pcap(Packet& packet) {
  for (;;) {
    const std::size_t header_bytes = format_.record_header_bytes;
    if (!stream_.fill(header_bytes)) return end_of_file(header_bytes);
    const PcapRecord record = next_record();
    if (record.is_zero()) {
      if (!pass_zeros()) return false;
      continue;
    }
    if (record.captured_bytes > kPacketMaxBytes) {
      return stop(StopReason::malformed, "is damaged in " + place() + ": the record says " +
                                             std::to_string(record.captured_bytes) +
                                             " bytes, more than any packet has");
    }
    if (implausible_values(record, format_, previous_) > 1) {
      return stop(StopReason::malformed, "is damaged in " + place() + ": what stands there is no packet record");
    }
    if (!stream_.fill(header_bytes + record.captured_bytes)) return end_of_file(header_bytes + record.captured_bytes);
    give(packet, record, header_bytes);
    return true;
  }
}

/// Steps over records of zeros only. They count in the packet numbers, as everyone counts them, and are no packets.
bool CaptureFile::pass_zeros() {
  const std::string start = place();
  std::uint64_t count = 0;
  while (stream_.fill(format_.record_header_bytes) && next_record().is_zero()) {
    if (++count > kZeroRecordsMax)
      return stop(StopReason::zeros, "is all zeros from " + start + " on; reading ends there");
    stream_.consume(format_.record_header_bytes);
  }
  number_ += count;
  status_.empty_records += count;
  return true;
}

}  // namespace wardwatch::source
