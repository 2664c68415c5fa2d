#pragma once

#include <doctest/doctest.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "source/capture_file/capture_file.hpp"

/// Captures made by the tests, in every dialect.
namespace wardwatch::source::testing {

/// A file that goes with the test.
class Written {
 public:
  explicit Written(const std::string& content) {
    static int count = 0;
    const std::string name = "wardwatch-capture-" + std::to_string(getpid()) + "-" + std::to_string(count++);
    path_ = std::filesystem::temp_directory_path() / name;
    std::ofstream{path_, std::ios::binary} << content;
  }
  ~Written() { std::filesystem::remove(path_); }
  Written(const Written&) = delete;
  Written& operator=(const Written&) = delete;
  [[nodiscard]] CapturePath path(std::uint32_t source = 0) const { return {path_, SourceId{source}}; }

 private:
  std::filesystem::path path_;
};

enum class Order { little, big };

inline std::string number(std::uint64_t value, int bytes, Order order) {
  std::string out;
  for (int i = 0; i < bytes; ++i)
    out.push_back(static_cast<char>(value >> (8 * (order == Order::big ? bytes - 1 - i : i))));
  return out;
}

/// Writes pcap in one dialect.
struct PcapMaker {
  Order order = Order::little;
  std::uint32_t magic = 0xa1b2c3d4;
  std::uint16_t minor = 4;
  std::string after_record_header = {};  ///< Kuznetzov's further fields.
  std::string after_file_header = {};    ///< IXIA's length.

  [[nodiscard]] std::string u32(std::uint64_t value) const { return number(value, 4, order); }
  [[nodiscard]] std::string header(std::uint32_t link_type = 1) const {
    return u32(magic) + number(2, 2, order) + number(minor, 2, order) + u32(0) + u32(0) + u32(65'535) + u32(link_type) +
           after_file_header;
  }
  [[nodiscard]] std::string record(std::uint32_t second, std::uint32_t fraction, const std::string& frame,
                                   std::uint32_t wire_bytes) const {
    return u32(second) + u32(fraction) + u32(frame.size()) + u32(wire_bytes) + after_record_header + frame;
  }
  /// `count` packets of 20 bytes, one a second.
  [[nodiscard]] std::string capture(int count, std::uint32_t first_second = 100) const {
    std::string file = header();
    for (int i = 0; i < count; ++i) {
      file +=
          record(first_second + static_cast<std::uint32_t>(i), 5, std::string(20, static_cast<char>('a' + i % 26)), 60);
    }
    return file;
  }
};

/// Writes pcapng in one byte order.
struct PcapngMaker {
  Order order = Order::little;

  [[nodiscard]] std::string u16(std::uint64_t value) const { return number(value, 2, order); }
  [[nodiscard]] std::string u32(std::uint64_t value) const { return number(value, 4, order); }
  [[nodiscard]] std::string u64(std::uint64_t value) const { return number(value, 8, order); }
  static std::string padded(std::string bytes) {
    bytes.resize((bytes.size() + 3) / 4 * 4);
    return bytes;
  }
  [[nodiscard]] std::string block(std::uint32_t type, const std::string& body) const {
    return u32(type) + u32(body.size() + 12) + body + u32(body.size() + 12);
  }
  [[nodiscard]] std::string section() const {
    return block(0x0a0d0d0a, u32(0x1a2b3c4d) + u16(1) + u16(0) + u64(0xffffffffffffffffULL));
  }
  [[nodiscard]] std::string option(std::uint16_t code, const std::string& value) const {
    return u16(code) + u16(value.size()) + padded(value);
  }
  [[nodiscard]] std::string interface(std::uint16_t link_type, const std::string& options = "",
                                      std::uint32_t snap = 0) const {
    return block(1, u16(link_type) + u16(0) + u32(snap) + options);
  }
  [[nodiscard]] std::string enhanced(std::uint32_t id, std::uint64_t units, const std::string& frame,
                                     std::uint32_t wire_bytes = 60, const std::string& options = "") const {
    return block(6, u32(id) + u32(units >> 32U) + u32(units & 0xffffffffU) + u32(frame.size()) + u32(wire_bytes) +
                        padded(frame) + options);
  }
  [[nodiscard]] std::string obsolete(std::uint16_t id, std::uint64_t units, const std::string& frame) const {
    return block(2, u16(id) + u16(7) + u32(units >> 32U) + u32(units & 0xffffffffU) + u32(frame.size()) + u32(60) +
                        padded(frame));
  }
  [[nodiscard]] std::string simple(std::uint32_t wire_bytes, const std::string& frame) const {
    return block(3, u32(wire_bytes) + padded(frame));
  }
};

inline std::string gzipped(std::string plain) {
  std::string packed(plain.size() + plain.size() / 1000 + 1000, '\0');
  z_stream zlib{};
  deflateInit2(&zlib, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
  zlib.next_in = reinterpret_cast<Bytef*>(plain.data());
  zlib.avail_in = static_cast<uInt>(plain.size());
  zlib.next_out = reinterpret_cast<Bytef*>(packed.data());
  zlib.avail_out = static_cast<uInt>(packed.size());
  deflate(&zlib, Z_FINISH);
  packed.resize(zlib.total_out);
  deflateEnd(&zlib);
  return packed;
}

/// With a checksum, as the zstd program writes it.
inline std::string zstd_packed(const std::string& plain) {
  std::string packed(ZSTD_compressBound(plain.size()) + 4, '\0');
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  packed.resize(ZSTD_compress2(context, packed.data(), packed.size(), plain.data(), plain.size()));
  ZSTD_freeCCtx(context);
  return packed;
}

struct Read {
  std::vector<Packet> packets;  ///< Their frames are gone: they stand in `frames`.
  std::vector<std::string> frames;
  CaptureStatus status;
};

inline Read read(const CapturePath& path, const ByteStream::Options& options = {}) {
  Read result;
  auto capture = CaptureFile::open(path, options);
  REQUIRE(capture.has_value());
  Packet packet;
  while (capture->next(packet)) {
    result.packets.push_back(packet);
    result.frames.emplace_back(as_text(packet.frame));
  }
  CHECK_FALSE(capture->next(packet));
  result.status = capture->status();
  CHECK(result.status.packets == result.packets.size());
  CHECK(result.status.complete == result.status.problem.empty());
  return result;
}

inline Read read(const std::string& content, const ByteStream::Options& options = {}) {
  const Written file{content};
  return read(file.path(), options);
}

}  // namespace wardwatch::source::testing
