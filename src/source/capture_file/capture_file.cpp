#include "source/capture_file/capture_file.hpp"

#include "core/load.hpp"

namespace wardwatch::source {
namespace {

constexpr std::size_t kPcapHeaderBytes = 24;
constexpr std::uint32_t kZeroHeadersMax =
    1024;  ///< A sparse file is zeros for ever; no capture has so many empty packets of 1970.

}  // namespace

Result<CaptureFile> CaptureFile::open(const CapturePath& capture) {
  auto window = Window::open(capture.path);
  if (!window) return tl::make_unexpected(window.error());
  CaptureFile file{std::move(*window)};
  file.status_.source = capture.source;
  file.start();
  return file;
}

std::uint32_t CaptureFile::u32(Bytes bytes, std::size_t offset) const noexcept {
  return big_endian_ ? load_u32be(bytes, offset) : load_u32le(bytes, offset);
}
std::uint16_t CaptureFile::u16(Bytes bytes, std::size_t offset) const noexcept {
  return big_endian_ ? load_u16be(bytes, offset) : load_u16le(bytes, offset);
}

bool CaptureFile::stop(std::string problem) {
  ended_ = true;
  status_.problem = std::move(problem);
  if (!window_.problem().empty()) status_.problem = window_.problem() + " (" + status_.problem + ")";
  return false;
}

/// The file ended where more was expected.
bool CaptureFile::end_of_file(std::string_view what, std::uint64_t need_bytes) {
  ended_ = true;
  if (window_.view().empty() && window_.problem().empty()) {
    status_.complete = true;
    return false;
  }
  return stop("truncated in packet " + std::to_string(status_.packets + 1) + " at byte " +
              std::to_string(window_.offset()) + ": the " + std::string{what} + " needs " + std::to_string(need_bytes) +
              " bytes, " + std::to_string(window_.view().size()) + " are left");
}

void CaptureFile::start() {
  status_.kind = "unknown";
  if (!window_.ensure(4)) {
    std::ignore = stop(window_.view().empty() ? "is empty" : "is too short to be a capture");
    return;
  }
  const std::uint32_t magic = load_u32le(window_.view(), 0);
  is_pcapng_ = magic == 0x0a0d0d0aU;
  if (is_pcapng_) {
    status_.kind = "pcapng" + std::string{window_.packing()};
    return;
  }
  switch (magic) {
    case 0xa1b2c3d4U: break;
    case 0xd4c3b2a1U: big_endian_ = true; break;
    case 0xa1b23c4dU: nanoseconds_ = true; break;
    case 0x4d3cb2a1U: big_endian_ = nanoseconds_ = true; break;
    case 0xa1b2cd34U: header_bytes_ = 24; break;
    case 0x34cdb2a1U:
      big_endian_ = true;
      header_bytes_ = 24;
      break;
    default: std::ignore = stop("is no capture: its first bytes are none of pcap's or pcapng's"); return;
  }
  status_.kind = "pcap" + std::string{window_.packing()};
  if (!window_.ensure(kPcapHeaderBytes)) {
    std::ignore = stop("is cut inside its file header");
    return;
  }
  link_type_ = static_cast<LinkType>(u32(window_.view(), 20) & 0xffffU);
  window_.consume(kPcapHeaderBytes);
}

bool CaptureFile::next_pcap(Packet& packet) {
  if (ended_) return false;
  window_.consume(held_);
  held_ = 0;
  if (!window_.ensure(header_bytes_)) return end_of_file("record header", header_bytes_);
  Bytes view = window_.view();
  const std::uint32_t seconds = u32(view, 0), fraction = u32(view, 4), cap_bytes = u32(view, 8),
                      wire_bytes = u32(view, 12);
  if (cap_bytes > kPacketBytesMax) {
    return stop("damaged in packet " + std::to_string(status_.packets + 1) + " at byte " +
                std::to_string(window_.offset()) + ": it claims to be " + std::to_string(cap_bytes) +
                " bytes long; what follows cannot be told apart");
  }
  if (seconds == 0 && fraction == 0 && cap_bytes == 0 && wire_bytes == 0) {
    if (++zero_headers_ > kZeroHeadersMax)
      return stop("is all zeros up to byte " + std::to_string(window_.offset()) + "; reading ends there");
  } else {
    zero_headers_ = 0;
  }
  if (!window_.ensure(header_bytes_ + cap_bytes)) return end_of_file("packet", header_bytes_ + cap_bytes);
  view = window_.view();
  packet.ts = timestamp_of(seconds, nanoseconds_ ? fraction : std::uint64_t{fraction} * 1000U);
  packet.source = status_.source;
  packet.number = status_.packets + 1;
  packet.link_type = link_type_;
  packet.interface = 0;
  packet.wire_bytes = wire_bytes;
  packet.frame = view.subspan(header_bytes_, cap_bytes);
  held_ = header_bytes_ + cap_bytes;
  return true;
}

}  // namespace wardwatch::source
