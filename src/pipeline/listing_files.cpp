#include "pipeline/listing_files.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

namespace wardwatch::pipeline {

ListingBytes::ListingBytes(const EvidenceFile& file) : file_{file} {
  if (!file.held.empty()) return;
  auto opened = source::ByteStream::open(file.path, {.file_bytes_max = file.about.size_bytes});
  if (opened) stream_.emplace(std::move(*opened));
  else problem_ = opened.error().what;
}

Bytes ListingBytes::next() {
  const std::size_t given_bytes = std::exchange(given_bytes_, 0);
  if (!file_.held.empty()) {
    given_bytes_ = file_.held.size();
    return given_bytes > 0 ? Bytes{} : as_bytes(file_.held);
  }
  if (!stream_) return {};
  stream_->consume(given_bytes);
  if (!stream_->fill(1)) problem_ = stream_->fault();
  given_bytes_ = stream_->window().size();
  return stream_->window();
}

Timestamp changed_at(const std::filesystem::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return {};
  return timestamp_of(static_cast<std::uint64_t>(std::max<time_t>(status.st_mtim.tv_sec, 0)),
                      static_cast<std::uint64_t>(status.st_mtim.tv_nsec));
}

std::string ListingBytes::all(std::size_t bytes_max) {
  std::string bytes;
  while (bytes.size() < bytes_max) {
    const Bytes piece = at_most(next(), bytes_max - bytes.size());
    if (piece.empty()) break;
    bytes += as_text(piece);
  }
  return bytes;
}

}  // namespace wardwatch::pipeline
