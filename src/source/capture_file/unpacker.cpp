#include "source/capture_file/unpacker.hpp"

#include <algorithm>
#include <limits>

// zlib then takes its input as const.
#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>

namespace wardwatch::source {
namespace {

/// zlib's byte type is unsigned char, which may alias anything.
const unsigned char* zlib_bytes(Bytes bytes) noexcept {
  return static_cast<const unsigned char*>(static_cast<const void*>(bytes.data()));
}
unsigned char* zlib_bytes(std::span<std::byte> bytes) noexcept {
  return static_cast<unsigned char*>(static_cast<void*>(bytes.data()));
}

/// zlib's request for the gzip wrapper, added to the largest window of 2^15 bytes.
constexpr int kGzipOnly = 16;
constexpr std::size_t kZstdBlockHeaderBytes = 3;  // RFC 8878 3.1.1.2.

}  // namespace

StreamUnpacker::StreamUnpacker(FileKind kind) {
  if (kind == FileKind::zstd) {
    zstd_ = ZSTD_createDCtx();
    ready_ =
        zstd_ != nullptr && ZSTD_isError(ZSTD_DCtx_setParameter(zstd_, ZSTD_d_windowLogMax, kZstdWindowLogMax)) == 0;
    return;
  }
  gzip_ = std::make_unique<z_stream_s>();
  ready_ = inflateInit2(gzip_.get(), MAX_WBITS + kGzipOnly) == Z_OK;
}

StreamUnpacker::~StreamUnpacker() {
  if (gzip_) inflateEnd(gzip_.get());
  ZSTD_freeDCtx(zstd_);
}

StreamUnpacker::Step StreamUnpacker::step(Bytes packed, std::span<std::byte> into) {
  if (!ready_) {
    fault_ = "no memory to unpack";
    return {State::failed, 0, 0};
  }
  return gzip_ ? step_gzip(packed, into) : step_zstd(packed, into);
}

StreamUnpacker::Step StreamUnpacker::step_gzip(Bytes packed, std::span<std::byte> into) {
  constexpr std::size_t kPieceMaxBytes = std::numeric_limits<unsigned>::max();
  const Bytes piece = at_most(packed, kPieceMaxBytes);
  gzip_->next_in = zlib_bytes(piece);
  gzip_->avail_in = static_cast<unsigned>(piece.size());
  gzip_->next_out = zlib_bytes(into);
  gzip_->avail_out = static_cast<unsigned>(into.size() < kPieceMaxBytes ? into.size() : kPieceMaxBytes);
  const std::size_t room_bytes = gzip_->avail_out;
  const int result = inflate(gzip_.get(), Z_NO_FLUSH);
  Step step{State::more, piece.size() - gzip_->avail_in, room_bytes - gzip_->avail_out};
  if (result == Z_STREAM_END) {
    step.state = State::frame_ended;
    ready_ = inflateReset(gzip_.get()) == Z_OK;
  } else if (result != Z_OK && result != Z_BUF_ERROR) {
    step.state = State::failed;
    fault_ = std::string{"the gzip stream is damaged ("} + (gzip_->msg != nullptr ? gzip_->msg : "no detail") + ")";
  }
  return step;
}

StreamUnpacker::Step StreamUnpacker::step_zstd(Bytes packed, std::span<std::byte> into) {
  // Of a call that fails zstd gives nothing, also of what stands before the damage: so never more than one block a call,
  // and none before the last one is given out.
  const std::size_t piece_bytes = zstd_holds_output_ ? 0 : std::min(packed.size(), zstd_wanted_bytes_);
  ZSTD_inBuffer in{packed.data(), piece_bytes, 0};
  ZSTD_outBuffer out{into.data(), into.size(), 0};
  const std::size_t left = ZSTD_decompressStream(zstd_, &out, &in);
  Step step{State::more, in.pos, out.pos};
  zstd_holds_output_ = out.pos == out.size;
  // What it asks for goes to the end of a block and over the header of the next, which is a call of its own here.
  zstd_wanted_bytes_ = left > kZstdBlockHeaderBytes ? left - kZstdBlockHeaderBytes : left;
  if (left == 0) zstd_wanted_bytes_ = kZstdStartBytes;
  if (ZSTD_isError(left) != 0) {
    step.state = State::failed;
    fault_ = std::string{"the zstd stream is damaged or beyond our limits ("} + ZSTD_getErrorName(left) + ")";
  } else if (left == 0) {
    step.state = State::frame_ended;
  }
  return step;
}

}  // namespace wardwatch::source
