#include "source/capture_file/window.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace wardwatch::source {
namespace {

constexpr std::size_t kPackedBytes = 256U << 10U;

enum class Packing : std::uint8_t { none, gzip, zstd };

Packing packing_of(Bytes first) noexcept {
  const std::string_view text = as_text(first);
  if (text.starts_with("\x1f\x8b")) return Packing::gzip;
  if (text.starts_with("\x28\xb5\x2f\xfd")) return Packing::zstd;
  return Packing::none;
}

}  // namespace

/// Unpacks a stream piece by piece: a bomb is only a long stream.
struct Window::Unpacker {
  Packing packing;
  std::vector<std::byte> packed = std::vector<std::byte>(kPackedBytes);
  std::size_t begin = 0, end = 0;
  bool ended = false;
  z_stream zlib{};
  ZSTD_DCtx* zstd = nullptr;

  explicit Unpacker(Packing kind) : packing{kind} {
    if (kind == Packing::gzip) inflateInit2(&zlib, 15 + 16);
    else zstd = ZSTD_createDCtx();
  }
  ~Unpacker() {
    if (packing == Packing::gzip) inflateEnd(&zlib);
    else ZSTD_freeDCtx(zstd);
  }
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;

  /// Unpacks what it has into `into`; an empty problem means that it went on.
  std::size_t step(std::byte* into, std::size_t room_bytes, std::string& problem) {
    return packing == Packing::gzip ? step_gzip(into, room_bytes, problem) : step_zstd(into, room_bytes, problem);
  }

 private:
  std::size_t step_gzip(std::byte* into, std::size_t room_bytes, std::string& problem) {
    zlib.next_in = static_cast<Bytef*>(static_cast<void*>(packed.data() + begin));
    zlib.avail_in = static_cast<uInt>(end - begin);
    zlib.next_out = static_cast<Bytef*>(static_cast<void*>(into));
    zlib.avail_out = static_cast<uInt>(room_bytes);
    const int state = inflate(&zlib, Z_NO_FLUSH);
    begin = end - zlib.avail_in;
    if (state == Z_STREAM_END) inflateReset(&zlib);  // Members may follow one another (RFC 1952 2.2).
    else if (state != Z_OK && state != Z_BUF_ERROR) problem = "the gzip stream is damaged";
    return room_bytes - zlib.avail_out;
  }
  std::size_t step_zstd(std::byte* into, std::size_t room_bytes, std::string& problem) {
    ZSTD_inBuffer in{packed.data() + begin, end - begin, 0};
    ZSTD_outBuffer out{into, room_bytes, 0};
    const std::size_t state = ZSTD_decompressStream(zstd, &out, &in);
    begin += in.pos;
    if (ZSTD_isError(state) != 0U)
      problem = std::string{"the Zstandard stream is damaged: "} + ZSTD_getErrorName(state);
    return out.pos;
  }
};

Window::Window(Window&& other) noexcept { *this = std::move(other); }
Window& Window::operator=(Window&& other) noexcept {
  if (this == &other) return *this;
  if (descriptor_ >= 0) close(descriptor_);
  descriptor_ = std::exchange(other.descriptor_, -1);
  unpacker_ = std::move(other.unpacker_);
  buffer_ = std::move(other.buffer_);
  begin_ = std::exchange(other.begin_, 0);
  end_ = std::exchange(other.end_, 0);
  offset_ = other.offset_;
  file_bytes_ = other.file_bytes_;
  problem_ = std::move(other.problem_);
  return *this;
}
Window::~Window() {
  if (descriptor_ >= 0) close(descriptor_);
}

Result<Window> Window::open(const std::filesystem::path& path) {
  Window window;
  window.descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (window.descriptor_ < 0) return fail(std::string{"cannot be opened: "} + std::strerror(errno));
  posix_fadvise(window.descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
  std::byte first[4]{};
  const ssize_t got = pread(window.descriptor_, first, sizeof first, 0);
  if (got < 0) return fail(std::string{"cannot be read: "} + std::strerror(errno));
  const Packing packing = packing_of(Bytes{first}.first(static_cast<std::size_t>(got)));
  if (packing != Packing::none) window.unpacker_ = std::make_unique<Unpacker>(packing);
  window.buffer_.resize(kCapacityBytes);
  return window;
}

std::string_view Window::packing() const noexcept {
  if (!unpacker_) return "";
  return unpacker_->packing == Packing::gzip ? ".gz" : ".zst";
}

std::size_t Window::read_file(std::byte* into, std::size_t room_bytes) {
  for (;;) {
    const ssize_t got = read(descriptor_, into, room_bytes);
    if (got >= 0) {
      file_bytes_ += static_cast<std::uint64_t>(got);
      return static_cast<std::size_t>(got);
    }
    if (errno == EINTR) continue;
    problem_ = std::string{"reading failed: "} + std::strerror(errno);
    return 0;
  }
}

std::size_t Window::read_some(std::byte* into, std::size_t room_bytes) {
  if (!unpacker_) return read_file(into, room_bytes);
  while (problem_.empty()) {
    if (unpacker_->begin == unpacker_->end && !unpacker_->ended) {
      unpacker_->begin = 0;
      unpacker_->end = read_file(unpacker_->packed.data(), unpacker_->packed.size());
      unpacker_->ended = unpacker_->end == 0;
    }
    const bool starved = unpacker_->begin == unpacker_->end;
    const std::size_t got = unpacker_->step(into, room_bytes, problem_);
    if (got > 0) return got;
    if (starved) return 0;
  }
  return 0;
}

bool Window::refill(std::size_t count_bytes) {
  if (count_bytes > buffer_.size()) return false;
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  while (end_ < count_bytes) {
    const std::size_t got = read_some(buffer_.data() + end_, buffer_.size() - end_);
    if (got == 0) return false;
    end_ += got;
  }
  return true;
}

bool Window::skip(std::uint64_t count_bytes) {
  while (count_bytes > 0) {
    if (begin_ == end_ && !refill(1)) return false;
    const auto step = static_cast<std::size_t>(std::min<std::uint64_t>(count_bytes, end_ - begin_));
    consume(step);
    count_bytes -= step;
  }
  return true;
}

}  // namespace wardwatch::source
