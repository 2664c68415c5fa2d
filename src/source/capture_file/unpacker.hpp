#pragma once

#include <memory>
#include <span>
#include <string>

#include "core/bytes.hpp"
#include "source/capture_file/identify.hpp"

struct z_stream_s;
struct ZSTD_DCtx_s;

namespace wardwatch::source {

/// Unpacks a gzip (RFC 1952, several members) or zstd (RFC 8878, several frames) stream piece by piece. Memory is
/// bounded by the format's window; how much comes out is not, which is why nothing is ever unpacked whole.
class StreamUnpacker {
 public:
  /// Largest zstd window taken, as the zstd program's own default: 2^27 bytes.
  static constexpr int kZstdWindowLogMax = 27;
  /// What zstd asks for at the start of a frame: its magic number and how long its header is.
  static constexpr std::size_t kZstdStartBytes = 5;

  enum class State : std::uint8_t { more, frame_ended, failed };
  struct Step {
    State state;
    std::size_t taken_bytes;  ///< Of the packed input.
    std::size_t made_bytes;
  };

  /// `kind` is gzip or zstd.
  explicit StreamUnpacker(FileKind kind);
  ~StreamUnpacker();
  StreamUnpacker(const StreamUnpacker&) = delete;
  StreamUnpacker& operator=(const StreamUnpacker&) = delete;

  [[nodiscard]] Step step(Bytes packed, std::span<std::byte> into);
  /// After `failed`: why, as the end of a sentence.
  [[nodiscard]] const std::string& fault() const noexcept { return fault_; }

 private:
  [[nodiscard]] Step step_gzip(Bytes packed, std::span<std::byte> into);
  [[nodiscard]] Step step_zstd(Bytes packed, std::span<std::byte> into);

  std::unique_ptr<z_stream_s> gzip_;
  ZSTD_DCtx_s* zstd_ = nullptr;
  std::size_t zstd_wanted_bytes_ = kZstdStartBytes;  ///< As far as the next block ends.
  bool zstd_holds_output_ = false;                   ///< Perhaps: the last output was filled.
  bool ready_ = false;
  std::string fault_;
};

}  // namespace wardwatch::source
