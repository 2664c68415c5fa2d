#include "stores/packed/archive_reader.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>

namespace wardwatch::stores::packed {
namespace {

constexpr std::size_t kBlockBytes = 256U << 10U;

struct Closer {
  void operator()(archive* in) const noexcept { archive_read_free(in); }
};
using Archive = std::unique_ptr<archive, Closer>;

/// A file as libarchive reads it: piece by piece, and anywhere, which zip and 7z need.
struct Source {
  const RandomFile& file;
  std::uint64_t offset_bytes = 0;
  std::unique_ptr<std::byte[]> buffer = std::make_unique_for_overwrite<std::byte[]>(kBlockBytes);

  static la_ssize_t read(archive* /*in*/, void* of, const void** piece) {
    auto& source = *static_cast<Source*>(of);
    const Bytes got = source.file.read_at(source.offset_bytes, {source.buffer.get(), kBlockBytes});
    source.offset_bytes += got.size();
    *piece = got.data();
    return static_cast<la_ssize_t>(got.size());
  }
  static la_int64_t skip(archive* /*in*/, void* of, la_int64_t wanted) {
    auto& source = *static_cast<Source*>(of);
    const std::uint64_t left = source.file.size_bytes() - std::min(source.offset_bytes, source.file.size_bytes());
    const std::uint64_t step =
        std::min<std::uint64_t>(left, static_cast<std::uint64_t>(std::max<la_int64_t>(wanted, 0)));
    source.offset_bytes += step;
    return static_cast<la_int64_t>(step);
  }
  static la_int64_t seek(archive* /*in*/, void* of, la_int64_t offset, int from) {
    auto& source = *static_cast<Source*>(of);
    const auto size = static_cast<la_int64_t>(source.file.size_bytes());
    const la_int64_t base = from == SEEK_SET   ? 0
                            : from == SEEK_END ? size
                                               : static_cast<la_int64_t>(source.offset_bytes);
    source.offset_bytes = static_cast<std::uint64_t>(std::clamp<la_int64_t>(base + offset, 0, size));
    return static_cast<la_int64_t>(source.offset_bytes);
  }
};

Archive opened(Source& source, std::string& fault) {
  Archive in{archive_read_new()};
  archive_read_support_filter_gzip(in.get());
  archive_read_support_filter_bzip2(in.get());
  archive_read_support_filter_xz(in.get());
  archive_read_support_filter_zstd(in.get());
  archive_read_support_format_tar(in.get());
  archive_read_support_format_zip_seekable(in.get());
  archive_read_support_format_7zip(in.get());
  archive_read_support_format_raw(in.get());  // One packed file, such as x.csv.gz.
  archive_read_set_callback_data(in.get(), &source);
  archive_read_set_read_callback(in.get(), &Source::read);
  archive_read_set_skip_callback(in.get(), &Source::skip);
  archive_read_set_seek_callback(in.get(), &Source::seek);
  if (archive_read_open1(in.get()) != ARCHIVE_OK) fault = "is no archive that can be read";
  return in;
}

/// One member as it is unpacked.
class Member final : public ByteStream {
 public:
  Member(archive* in, std::uint64_t& unpacked_bytes) : in_{in}, unpacked_bytes_{unpacked_bytes} {}

  [[nodiscard]] Bytes next() override {
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    int status = ARCHIVE_OK;
    while (status == ARCHIVE_OK && size == 0 && problem_.empty())
      status = archive_read_data_block(in_, &block, &size, &offset);
    if (status == ARCHIVE_EOF || !problem_.empty()) return {};
    unpacked_bytes_ += size;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) problem_ = "is damaged or encrypted within its archive";
    else if (unpacked_bytes_ > kUnpackedBytesMax) problem_ = "unpacks to more than is read of one archive";
    if (!problem_.empty()) return {};
    return {static_cast<const std::byte*>(block), size};
  }
  [[nodiscard]] const std::string& problem() const noexcept override { return problem_; }

 private:
  archive* in_;
  std::uint64_t& unpacked_bytes_;
  std::string problem_;
};

std::string path_of(archive_entry* entry) {
  const char* path = archive_entry_pathname_utf8(entry);
  if (path == nullptr) path = archive_entry_pathname(entry);  // Names that are no UTF-8, as they are.
  constexpr std::size_t kPathBytesMax = 1'024;
  return std::string{path != nullptr ? path : ""}.substr(0, kPathBytesMax);
}

}  // namespace

std::string for_each_member(const RandomFile& file,
                            const std::function<bool(const std::string& path, ByteStream&)>& visit) {
  std::string fault;
  Source source{file};
  const Archive in = opened(source, fault);
  if (!fault.empty()) return fault;
  std::uint64_t unpacked_bytes = 0;
  for (std::size_t count = 0; count < kMembersMax; ++count) {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(in.get(), &entry);
    if (status == ARCHIVE_EOF) return fault;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return "is damaged behind its member " + std::to_string(count);
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr) continue;
    Member member{in.get(), unpacked_bytes};
    const bool goes_on = visit(path_of(entry), member);
    if (!member.problem().empty() && fault.empty()) fault = member.problem();
    if (!goes_on || unpacked_bytes > kUnpackedBytesMax) return fault;
  }
  return "has more than " + std::to_string(kMembersMax) + " members";
}

}  // namespace wardwatch::stores::packed
