#include "source/capture_file/digest_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "core/digest.hpp"

namespace wardwatch::source {

Result<FileDigest> digest_file(const std::filesystem::path& path, const std::atomic<bool>& stop) {
  constexpr std::size_t kPieceBytes = 256U << 10U;  // Stays in the second-level cache between read and hash.
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return fail(std::string{"cannot be hashed: "} + std::strerror(errno));
  std::vector<std::byte> piece(kPieceBytes);
  Sha256 digest;
  FileDigest result;
  for (;;) {
    const ssize_t got = stop ? -1 : read(descriptor, piece.data(), piece.size());
    if (got < 0 && !stop && errno == EINTR) continue;
    if (got < 0) {
      const std::string why = stop ? "interrupted" : std::strerror(errno);
      close(descriptor);
      return fail("could not be hashed: " + why);
    }
    if (got == 0) break;
    digest.update(Bytes{piece}.first(static_cast<std::size_t>(got)));
    result.bytes += static_cast<std::uint64_t>(got);
  }
  close(descriptor);
  result.sha256 = hex(digest.finish());
  return result;
}

}  // namespace wardwatch::source
