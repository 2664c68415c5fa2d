#include "stores/input/random_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace wardwatch::stores {

Result<RandomFile> RandomFile::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (descriptor < 0) return fail(std::string{"cannot be opened: "} + std::strerror(errno));
  RandomFile file{descriptor, 0};
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return fail(std::string{"cannot be looked at: "} + std::strerror(errno));
  if (!S_ISREG(status.st_mode)) return fail("is not a regular file");
  file.size_bytes_ = static_cast<std::uint64_t>(status.st_size);
  return file;
}

Result<RandomFile> RandomFile::in_memory() {
  const int descriptor = ::memfd_create("store", MFD_CLOEXEC);
  if (descriptor < 0) return fail(std::string{"no file in memory can be made: "} + std::strerror(errno));
  return RandomFile{descriptor, 0};
}

RandomFile::~RandomFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Bytes RandomFile::read_at(std::uint64_t offset_bytes, std::span<std::byte> buffer) const noexcept {
  std::size_t have = 0;
  while (have < buffer.size()) {
    const ssize_t got =
        ::pread(descriptor_, &buffer[have], buffer.size() - have, static_cast<off_t>(offset_bytes + have));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    have += static_cast<std::size_t>(got);
  }
  return buffer.first(have);
}

std::uint64_t RandomFile::next_data(std::uint64_t offset_bytes) const noexcept {
  if (offset_bytes >= size_bytes_) return offset_bytes;
  const off_t data = ::lseek(descriptor_, static_cast<off_t>(offset_bytes), SEEK_DATA);
  if (data >= 0) return static_cast<std::uint64_t>(data);
  return errno == ENXIO ? size_bytes_ : offset_bytes;  // No data behind; or the file system knows of no holes.
}

bool RandomFile::append(Bytes bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    size_bytes_ += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace wardwatch::stores
