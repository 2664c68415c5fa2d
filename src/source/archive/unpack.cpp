#include <algorithm>

#include "source/archive/collector.hpp"
#include "source/archive/reader.hpp"

namespace wardwatch::source {
namespace {

constexpr std::string_view kZipMagic{"PK\x03\x04", 4};
constexpr std::string_view kSevenZipMagic{"7z\xbc\xaf\x27\x1c", 6};
constexpr std::size_t kTarBlockBytes = 512;

Result<void> open(archive* in, Bytes bytes) {
  if (archive_read_open_memory(in, bytes.data(), bytes.size()) == ARCHIVE_OK) return {};
  return fail("is no archive that can be read: " + words_of(in));
}

/// The first header tells whether this is an archive at all. A zip and a 7z have their directory at the end.
Error no_archive(archive* in, Bytes bytes) {
  const std::string words = words_of(in);
  if (as_text(bytes).starts_with(kZipMagic)) return {"is cut short: the directory at the end of a zip is missing"};
  if (as_text(bytes).starts_with(kSevenZipMagic))
    return {"is cut short or damaged: the directory at the end of a 7z cannot be read (" + words + ")"};
  Error fault = fault_of(in, 0);
  if (fault.what.starts_with("is cut short") || archive_format(in) != 0) return fault;
  return {"is no archive of a kind that is read here: zip, 7z, or tar, also with gzip, bzip2, xz or Zstandard (" +
          words + ")"};
}

/// A tar ends with blocks of zeros. Without packing round it nothing else shows that the end is missing.
bool lacks_its_end(archive* in, Bytes bytes) {
  const bool is_plain_tar =
      (archive_format(in) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR && archive_filter_count(in) == 1;
  if (!is_plain_tar) return false;
  const Bytes end = bytes.last(std::min(bytes.size(), kTarBlockBytes));
  return std::any_of(end.begin(), end.end(), [](std::byte b) { return b != std::byte{0}; });
}

/// Goes through an archive once.
class Unpacking {
 public:
  Unpacking(archive* in, Wanted wanted, const BundleLimits& limits)
      : in_{in}, limits_{limits}, collector_{wanted, limits} {}

  Result<void> take(archive_entry* entry) {
    ++entry_count_;
    if (auto counted = collector_.count_entry(); !counted) return counted;
    const std::string path = path_of(entry);
    bool is_wanted = false;
    if (const std::string_view why = refusal_of(entry); !why.empty()) {
      collector_.refuse(path, std::string{why});
    } else if (archive_entry_filetype(entry) == AE_IFREG) {
      is_wanted = collector_.wants(path);
    }
    return read_data(path, is_wanted);
  }

  [[nodiscard]] std::size_t entry_count() const noexcept { return entry_count_; }
  [[nodiscard]] Bundle finish() { return std::move(collector_).finish(); }

 private:
  /// Reads the data of every entry, also of those that nobody wants: what is skipped is unpacked as well, and only what
  /// is read is counted.
  Result<void> read_data(const std::string& path, bool is_wanted) {
    std::string content;
    bool is_too_large = false, is_sparse = false;
    for (;;) {
      const void* block = nullptr;
      std::size_t size = 0;
      la_int64_t offset = 0;
      const int status = archive_read_data_block(in_, &block, &size, &offset);
      if (status == ARCHIVE_EOF) break;
      if (status != ARCHIVE_OK) return tl::make_unexpected(fault_of(in_, entry_count_ - 1));
      unpacked_bytes_ += size;
      if (unpacked_bytes_ > limits_.unpacked_max_bytes)
        return fail("unpacks to more than " + std::to_string(limits_.unpacked_max_bytes >> 20U) + " MiB");
      if (!is_wanted) continue;
      is_sparse |= offset != static_cast<la_int64_t>(content.size()) && !is_too_large;
      is_too_large |= content.size() + size > collector_.file_max_bytes();
      if (!is_too_large) content.append(static_cast<const char*>(block), size);
    }
    if (!is_wanted) return {};
    if (!is_too_large && !is_sparse) return collector_.keep(path, std::move(content));
    if (is_too_large) collector_.refuse_too_large(path);
    else collector_.refuse(path, "is a file with holes");
    return {};
  }

  archive* in_;
  BundleLimits limits_;
  Collector collector_;
  std::size_t entry_count_ = 0, unpacked_bytes_ = 0;
};

}  // namespace

Result<Bundle> unpack(Bytes bytes, Wanted wanted, const BundleLimits& limits) {
  const Archive in = archive_reader();
  if (auto opened = open(in.get(), bytes); !opened) return tl::make_unexpected(no_archive(in.get(), bytes));
  Unpacking unpacking{in.get(), wanted, limits};
  archive_entry* entry = nullptr;
  for (;;) {
    const int status = archive_read_next_header(in.get(), &entry);
    if (status == ARCHIVE_EOF) break;
    // A warning is about what we do not use: owners, or names in other alphabets.
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
      const bool is_first = unpacking.entry_count() == 0;
      return tl::make_unexpected(is_first ? no_archive(in.get(), bytes) : fault_of(in.get(), unpacking.entry_count()));
    }
    if (auto taken = unpacking.take(entry); !taken) return tl::make_unexpected(taken.error());
  }
  if (lacks_its_end(in.get(), bytes))
    return fail("is cut short behind entry " + std::to_string(unpacking.entry_count()) +
                ": the end of a tar is missing");
  return unpacking.finish();
}

}  // namespace wardwatch::source
