#include "source/capture_file/digest_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "core/digest.hpp"

namespace wardwatch::source {
namespace {

/// Large enough that a call costs nothing, small enough to be in the second-level cache when it is hashed.
constexpr std::size_t kPieceBytes = 256U << 10U;

class Descriptor {
 public:
  explicit Descriptor(const std::filesystem::path& path) noexcept
      : value_{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)} {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int value() const noexcept { return value_; }

 private:
  int value_;
};

}  // namespace

Result<FileDigest> digest_file(const std::filesystem::path& path, const std::atomic<bool>& stop,
                               const DigestOptions& options) {
  const Descriptor file{path};
  if (file.value() < 0) return fail(std::string{"cannot be hashed: "} + std::strerror(errno));
  ::posix_fadvise(file.value(), 0, 0, POSIX_FADV_SEQUENTIAL);
  const auto piece = std::make_unique_for_overwrite<std::byte[]>(kPieceBytes);
  Sha256 digest;
  FileDigest result;
  while (result.bytes < options.bytes_max) {
    if (stop.load(std::memory_order_relaxed)) return fail("was not hashed: interrupted");
    const std::size_t want_bytes = std::min<std::uint64_t>(kPieceBytes, options.bytes_max - result.bytes);
    const ssize_t got = ::read(file.value(), piece.get(), want_bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(std::string{"cannot be hashed: "} + std::strerror(errno));
    if (got == 0) break;
    const auto got_bytes = static_cast<std::size_t>(got);
    digest.update({piece.get(), got_bytes});
    result.bytes += got_bytes;
    if (options.progress_bytes != nullptr) options.progress_bytes->fetch_add(got_bytes, std::memory_order_relaxed);
  }
  result.sha256 = hex(digest.finish());
  return result;
}

}  // namespace wardwatch::source
