// pcapng, draft-ietf-opsawg-pcapng. Section numbers below are the draft's.
#include "core/load.hpp"
#include "source/capture_file/capture_file.hpp"

namespace wardwatch::source {
namespace {

enum Block : std::uint32_t { kSection = 0x0a0d0d0a, kInterface = 1, kPacket = 2, kSimple = 3, kEnhanced = 6 };

constexpr std::uint32_t kByteOrder = 0x1a2b3c4d;
constexpr std::size_t kInterfacesMax = 65'536;
constexpr std::uint32_t kBlockBytesMax = 64U << 20U;  ///< Name and secrets blocks may be long; longer ones are damage.
constexpr std::uint16_t kOptionEnd = 0, kOptionResolution = 9, kOptionOffset = 14;

/// 4.2, if_tsresol: a power of ten, or of two when the top bit is set.
std::uint64_t units_per_second(std::uint8_t resolution) noexcept {
  const unsigned exponent = resolution & 0x7fU;
  if ((resolution & 0x80U) != 0) return exponent < 63 ? std::uint64_t{1} << exponent : 0;
  std::uint64_t units = 1;
  for (unsigned i = 0; i < exponent; ++i) {
    if (units > 1'000'000'000'000'000'000ULL) return 0;
    units *= 10;
  }
  return units;
}

Timestamp time_of(std::uint64_t ticks, std::uint64_t units, std::int64_t offset_seconds) noexcept {
  if (units == 0) return {};
  const std::uint64_t seconds = ticks / units;
  const std::uint64_t rest = ticks % units;
  // Units finer than a nanosecond by far do not fit the product into 64 bits: the quotient is taken first.
  const std::uint64_t part =
      units <= 18'000'000'000ULL ? rest * 1'000'000'000ULL / units : rest / (units / 1'000'000'000ULL);
  const std::int64_t shifted = static_cast<std::int64_t>(seconds & 0x7fff'ffff'ffff'ffffULL) + offset_seconds;
  return timestamp_of(shifted < 0 ? 0 : static_cast<std::uint64_t>(shifted), part);
}

}  // namespace

bool CaptureFile::next_pcapng(Packet& packet) {
  while (!ended_) {
    window_.consume(held_);
    held_ = 0;
    if (!window_.ensure(12)) return end_of_file("block header", 12);
    Bytes view = window_.view();
    if (load_u32le(view, 0) == kSection) {
      if (!window_.ensure(28)) return end_of_file("section header", 28);
      view = window_.view();
      if (!read_section(view)) return false;
    }
    const std::uint32_t type = u32(view, 0), size_bytes = u32(view, 4);
    if (size_bytes < 12 || size_bytes % 4 != 0 || size_bytes > kBlockBytesMax) {
      return stop("damaged after packet " + std::to_string(status_.packets) + " at byte " +
                  std::to_string(window_.offset()) + ": a block claims to be " + std::to_string(size_bytes) +
                  " bytes long");
    }
    const bool wanted = type == kInterface || type == kPacket || type == kSimple || type == kEnhanced;
    if (!wanted || size_bytes > Window::kCapacityBytes) {
      ++skipped_blocks_[type];
      if (!window_.skip(size_bytes)) return end_of_file("block", size_bytes);
      continue;
    }
    if (!window_.ensure(size_bytes)) return end_of_file("block", size_bytes);
    held_ = size_bytes;
    if (read_block(type, window_.view().subspan(8, size_bytes - 12), packet)) return true;
  }
  return false;
}

bool CaptureFile::read_section(Bytes head) {
  const std::uint32_t order = load_u32le(head, 8);
  if (order != kByteOrder && order != __builtin_bswap32(kByteOrder)) {
    return stop("damaged at byte " + std::to_string(window_.offset()) + ": the section has no byte order");
  }
  big_endian_ = order != kByteOrder;
  interfaces_.clear();  // 4.1: interfaces are numbered within their section.
  return true;
}

bool CaptureFile::read_block(std::uint32_t type, Bytes body, Packet& packet) {
  switch (type) {
    case kInterface: read_interface(body); return false;
    case kPacket: return read_enhanced(body, true, packet);
    case kSimple: return read_simple(body, packet);
    case kEnhanced: return read_enhanced(body, false, packet);
    default: return false;
  }
}

void CaptureFile::read_interface(Bytes body) {
  if (body.size() < 8 || interfaces_.size() >= kInterfacesMax) return;
  Interface interface;
  interface.link_type = static_cast<LinkType>(u16(body, 0));
  interface.snap_bytes = u32(body, 4);
  for (Bytes options = body.subspan(8); options.size() >= 4;) {
    const std::uint16_t code = u16(options, 0), size_bytes = u16(options, 2);
    const std::size_t padded = (std::size_t{size_bytes} + 3U) & ~std::size_t{3};
    if (code == kOptionEnd || options.size() < 4 + padded) break;
    if (code == kOptionResolution && size_bytes >= 1)
      interface.units_per_second = units_per_second(load_u8(options, 4));
    if (code == kOptionOffset && size_bytes >= 8) {
      const std::uint64_t offset = big_endian_ ? load_u64be(options, 4) : load_u64le(options, 4);
      interface.offset_seconds = static_cast<std::int64_t>(offset);
    }
    options = options.subspan(4 + padded);
  }
  interfaces_.push_back(interface);
}

bool CaptureFile::read_enhanced(Bytes body, bool obsolete, Packet& packet) {
  if (body.size() < 20) return false;
  const std::uint32_t index = obsolete ? u16(body, 0) : u32(body, 0);
  const std::uint32_t cap_bytes = u32(body, 12);
  if (index >= interfaces_.size() || cap_bytes > body.size() - 20) {
    ++skipped_blocks_[obsolete ? kPacket : kEnhanced];
    return false;
  }
  const Interface& interface = interfaces_[index];
  const std::uint64_t ticks = std::uint64_t{u32(body, 4)} << 32U | u32(body, 8);
  packet.ts = time_of(ticks, interface.units_per_second, interface.offset_seconds);
  packet.source = status_.source;
  packet.number = status_.packets + 1;
  packet.link_type = interface.link_type;
  packet.interface = index;
  packet.wire_bytes = u32(body, 16);
  packet.frame = body.subspan(20, cap_bytes);
  return true;
}

bool CaptureFile::read_simple(Bytes body, Packet& packet) {
  if (body.size() < 4 || interfaces_.empty()) return false;
  const Interface& interface = interfaces_.front();  // 4.4: the section's first interface; it bears no time.
  const std::uint32_t wire_bytes = u32(body, 0);
  const std::uint32_t snap = interface.snap_bytes == 0 ? wire_bytes : std::min(interface.snap_bytes, wire_bytes);
  packet.ts = status_.packets > 0 ? status_.last_ts : Timestamp{};
  packet.source = status_.source;
  packet.number = status_.packets + 1;
  packet.link_type = interface.link_type;
  packet.interface = 0;
  packet.wire_bytes = wire_bytes;
  packet.frame = at_most(body.subspan(4), snap);
  return true;
}

}  // namespace wardwatch::source
