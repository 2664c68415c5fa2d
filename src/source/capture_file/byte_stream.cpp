#include "source/capture_file/byte_stream.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/assert.hpp"
#include "source/capture_file/unpacker.hpp"

namespace wardwatch::source {
namespace {

constexpr std::size_t kPackedBytes = 64U << 10U;

std::string reason_of(int error) { return std::strerror(error); }

}  // namespace

/// The packed bytes on their way to the unpacker.
struct ByteStream::Unpacker {
  explicit Unpacker(FileKind kind) : stream{kind} {}
  StreamUnpacker stream;
  std::unique_ptr<std::byte[]> buffer = std::make_unique_for_overwrite<std::byte[]>(kPackedBytes);
  Bytes packed;
  bool in_frame = false;
};

ByteStream::ByteStream() noexcept = default;
ByteStream::~ByteStream() { close(); }

ByteStream::ByteStream(ByteStream&& other) noexcept { *this = std::move(other); }

ByteStream& ByteStream::operator=(ByteStream&& other) noexcept {
  if (this == &other) return *this;
  close();
  window_ = std::exchange(other.window_, {});
  window_end_offset_bytes_ = other.window_end_offset_bytes_;
  buffer_ = std::move(other.buffer_);
  buffer_bytes_ = std::exchange(other.buffer_bytes_, 0);
  window_bytes_ = other.window_bytes_;
  descriptor_ = std::exchange(other.descriptor_, -1);
  file_read_bytes_ = other.file_read_bytes_;
  file_bytes_ = other.file_bytes_;
  file_bytes_max_ = other.file_bytes_max_;
  outer_kind_ = other.outer_kind_;
  ended_ = std::exchange(other.ended_, true);
  fault_ = std::move(other.fault_);
  unpacker_ = std::move(other.unpacker_);
  return *this;
}

void ByteStream::close() noexcept {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

Result<ByteStream> ByteStream::open(const std::filesystem::path& path, const Options& options) {
  ByteStream stream;
  // O_NONBLOCK: a FIFO in an evidence folder must not make us wait for its writer.
  stream.descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (stream.descriptor_ < 0) return fail("cannot be opened: " + reason_of(errno));
  struct stat about {};
  if (::fstat(stream.descriptor_, &about) != 0) return fail("cannot be opened: " + reason_of(errno));
  if (!S_ISREG(about.st_mode)) return fail("is not a plain file");
  ::posix_fadvise(stream.descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
  stream.file_bytes_max_ = options.file_bytes_max;
  stream.file_bytes_ = std::min(static_cast<std::uint64_t>(about.st_size), options.file_bytes_max);
  stream.window_bytes_ = std::min(options.window_bytes, kFillMaxBytes);
  std::ignore = stream.fill(kIdentifyBytes);
  stream.outer_kind_ = identify(stream.window()).kind;
  if (stream.outer_kind_ != FileKind::gzip && stream.outer_kind_ != FileKind::zstd) return stream;
  stream.unpacker_ = std::make_unique<Unpacker>(stream.outer_kind_);
  stream.unpacker_->in_frame = true;
  // What was read to tell the kind is packed: hand it over and begin again.
  const Bytes first = at_most(stream.window_, kPackedBytes);
  std::memcpy(stream.unpacker_->buffer.get(), first.data(), first.size());
  stream.unpacker_->packed = {stream.unpacker_->buffer.get(), first.size()};
  stream.file_read_bytes_ = first.size();
  if (::lseek(stream.descriptor_, static_cast<off_t>(first.size()), SEEK_SET) < 0) {
    return fail("cannot be read: " + reason_of(errno));
  }
  stream.window_ = {};
  stream.window_end_offset_bytes_ = 0;
  stream.ended_ = false;
  return stream;
}

std::uint64_t ByteStream::file_offset_bytes() const noexcept {
  return unpacker_ ? file_read_bytes_ - unpacker_->packed.size() : file_read_bytes_ - window_.size();
}

/// Moves what is left to the front of a buffer of at least `need_bytes`; returns the room behind it.
std::span<std::byte> ByteStream::room(std::size_t need_bytes) {
  const std::size_t rest_bytes = window_.size();
  const std::size_t want_bytes = std::max(need_bytes, window_bytes_);
  if (buffer_bytes_ < want_bytes) {
    auto larger = std::make_unique_for_overwrite<std::byte[]>(want_bytes);
    if (rest_bytes > 0) std::memcpy(larger.get(), window_.data(), rest_bytes);
    buffer_ = std::move(larger);
    buffer_bytes_ = want_bytes;
  } else if (rest_bytes > 0) {
    std::memmove(buffer_.get(), window_.data(), rest_bytes);
  }
  const std::span<std::byte> all{buffer_.get(), buffer_bytes_};
  window_ = all.first(rest_bytes);
  return all.subspan(rest_bytes);
}

bool ByteStream::fill(std::size_t need_bytes) {
  if (window_.size() >= need_bytes) return true;
  WW_ASSERT(need_bytes <= kFillMaxBytes);
  if (ended_) return false;
  std::span<std::byte> free = room(need_bytes);
  while (window_.size() < need_bytes && !ended_) {
    const std::size_t got_bytes = unpacker_ ? unpack(free) : read_file(free);
    if (got_bytes == 0 && !unpacker_) ended_ = true;
    window_ = Bytes{buffer_.get(), window_.size() + got_bytes};
    window_end_offset_bytes_ += got_bytes;
    free = free.subspan(got_bytes);
  }
  return window_.size() >= need_bytes;
}

std::uint64_t ByteStream::skip(std::uint64_t count_bytes) {
  std::uint64_t skipped_bytes = std::min<std::uint64_t>(count_bytes, window_.size());
  consume(static_cast<std::size_t>(skipped_bytes));
  // A plain file is stepped over, not read: a record that claims 4 GiB of a sparse file costs nothing.
  const std::uint64_t left_bytes = count_bytes - skipped_bytes;
  if (left_bytes > window_bytes_ && !unpacker_ && !ended_) {
    const std::uint64_t there_bytes = file_bytes_ > file_read_bytes_ ? file_bytes_ - file_read_bytes_ : 0;
    const std::uint64_t step_bytes = std::min(left_bytes, there_bytes);
    if (::lseek(descriptor_, static_cast<off_t>(step_bytes), SEEK_CUR) >= 0) {
      file_read_bytes_ += step_bytes;
      window_end_offset_bytes_ += step_bytes;
      skipped_bytes += step_bytes;
    }
  }
  while (skipped_bytes < count_bytes && fill(1)) {
    const std::uint64_t step_bytes = std::min<std::uint64_t>(count_bytes - skipped_bytes, window_.size());
    consume(static_cast<std::size_t>(step_bytes));
    skipped_bytes += step_bytes;
  }
  return skipped_bytes;
}

std::size_t ByteStream::read_file(std::span<std::byte> into) {
  const std::uint64_t allowed_bytes = file_bytes_max_ - file_read_bytes_;
  const std::size_t want_bytes = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), allowed_bytes));
  ssize_t got = 0;
  do {
    got = ::read(descriptor_, into.data(), want_bytes);
  } while (got < 0 && errno == EINTR);
  if (got < 0) fault_ = "the file cannot be read further (" + reason_of(errno) + ")";
  if (got == 0 && file_read_bytes_ < file_bytes_) fault_ = "the file became shorter while it was read";
  if (got <= 0) return 0;
  file_read_bytes_ += static_cast<std::uint64_t>(got);
  return static_cast<std::size_t>(got);
}

/// Behind a whole member or frame only another one counts; anything else is padding, as gzip and zstd treat it too.
bool ByteStream::another_frame_begins() {
  const auto first = std::to_integer<unsigned>(unpacker_->packed.front());
  return outer_kind_ == FileKind::gzip ? first == 0x1fU : first == 0x28U || (first & 0xf0U) == 0x50U;
}

std::size_t ByteStream::unpack(std::span<std::byte> into) {
  Unpacker& unpacker = *unpacker_;
  if (unpacker.packed.empty()) {
    const std::span<std::byte> room_for_packed{unpacker.buffer.get(), kPackedBytes};
    unpacker.packed = room_for_packed.first(read_file(room_for_packed));
  }
  const bool file_ended = unpacker.packed.empty();
  if (!unpacker.in_frame) {
    ended_ = file_ended || !another_frame_begins();
    if (ended_) return 0;
    unpacker.in_frame = true;
  }
  // Also with nothing new to give it: it may still hold output.
  const StreamUnpacker::Step step = unpacker.stream.step(unpacker.packed, into);
  unpacker.packed = unpacker.packed.subspan(step.taken_bytes);
  if (step.state == StreamUnpacker::State::frame_ended) unpacker.in_frame = false;
  if (step.state == StreamUnpacker::State::failed) {
    ended_ = true;
    fault_ = unpacker.stream.fault();
  } else if (file_ended && step.made_bytes == 0 && unpacker.in_frame) {
    ended_ = true;
    if (fault_.empty()) fault_ = "the " + std::string{name_of(outer_kind_)} + " stream is cut short";
  }
  return step.made_bytes;
}

}  // namespace wardwatch::source
