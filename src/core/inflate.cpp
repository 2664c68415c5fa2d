#include "core/inflate.hpp"

#define ZLIB_CONST
#include <zlib.h>

#include <array>

#include "core/assert.hpp"

namespace wardwatch {
namespace {

constexpr std::size_t kOutBytes = 4096;
constexpr int kRawWindowBits = -15;  ///< Negative: no zlib header and no checksum.

}  // namespace

struct Inflater::State {
  z_stream stream{};
  std::array<std::byte, kOutBytes> out{};

  State() { WW_ASSERT(inflateInit2(&stream, kRawWindowBits) == Z_OK); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { inflateEnd(&stream); }
};

Inflater::Inflater() : state_{std::make_unique<State>()} {}
Inflater::Inflater(Inflater&&) noexcept = default;
Inflater& Inflater::operator=(Inflater&&) noexcept = default;
Inflater::~Inflater() = default;

Bytes Inflater::next(Bytes& packed) {
  if (is_finished_ || is_damaged_) return {};
  z_stream& stream = state_->stream;
  stream.next_in = reinterpret_cast<const Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(at_most(packed, 1U << 20U).size());
  const uInt given = stream.avail_in;
  stream.next_out = reinterpret_cast<Bytef*>(state_->out.data());
  stream.avail_out = static_cast<uInt>(kOutBytes);
  const int status = inflate(&stream, Z_NO_FLUSH);
  packed = packed.subspan(given - stream.avail_in);
  is_finished_ = status == Z_STREAM_END;
  // Z_BUF_ERROR asks for more input and is no fault.
  is_damaged_ = status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR;
  return Bytes{state_->out}.first(kOutBytes - stream.avail_out);
}

}  // namespace wardwatch
