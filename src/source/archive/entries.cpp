#include "source/archive/entries.hpp"

#include "source/archive/collector.hpp"
#include "source/archive/reader.hpp"

namespace wardwatch::source {
namespace {

constexpr std::size_t kBlockBytes = 256U << 10U;

}  // namespace

struct ArchiveEntries::State {
  Archive in;
  std::size_t entry_count = 0;
  std::uint64_t unpacked_bytes = 0;
  std::uint64_t entry_bytes = 0;  ///< Of the file that is being read.
};

ArchiveEntries::ArchiveEntries(std::unique_ptr<State> state) noexcept : state_{std::move(state)} {}
ArchiveEntries::~ArchiveEntries() = default;
ArchiveEntries::ArchiveEntries(ArchiveEntries&&) noexcept = default;
ArchiveEntries& ArchiveEntries::operator=(ArchiveEntries&&) noexcept = default;

Result<ArchiveEntries> ArchiveEntries::open(const std::filesystem::path& path) {
  auto state = std::make_unique<State>();
  state->in = archive_reader();
  if (archive_read_open_filename(state->in.get(), path.c_str(), kBlockBytes) != ARCHIVE_OK)
    return fail("is no archive that can be read: " + words_of(state->in.get()));
  return ArchiveEntries{std::move(state)};
}

Result<std::optional<std::string>> ArchiveEntries::next() {
  for (archive_entry* entry = nullptr;;) {
    const int status = archive_read_next_header(state_->in.get(), &entry);
    if (status == ARCHIVE_EOF) return std::optional<std::string>{};
    // A warning is about what we do not use: owners, or names in other alphabets.
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
      return tl::make_unexpected(fault_of(state_->in.get(), state_->entry_count));
    if (++state_->entry_count > kArchiveEntriesMax)
      return fail("has more than " + std::to_string(kArchiveEntriesMax) + " entries");
    state_->entry_bytes = 0;
    if (!refusal_of(entry).empty() || archive_entry_filetype(entry) != AE_IFREG) continue;
    if (auto path = safe_path(path_of(entry))) return std::optional{std::move(*path)};
  }
}

Result<Bytes> ArchiveEntries::read() {
  const void* block = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;
  int status = ARCHIVE_OK;
  do {  // An empty block is not the end.
    status = archive_read_data_block(state_->in.get(), &block, &size, &offset);
  } while (status == ARCHIVE_OK && size == 0);
  if (status == ARCHIVE_EOF) return Bytes{};
  if (status != ARCHIVE_OK) return tl::make_unexpected(fault_of(state_->in.get(), state_->entry_count - 1));
  if (static_cast<std::uint64_t>(offset) != state_->entry_bytes) return fail("holds a file with holes");
  state_->entry_bytes += size;
  state_->unpacked_bytes += size;
  if (state_->unpacked_bytes > kArchiveUnpackedMaxBytes)
    return fail("unpacks to more than " + std::to_string(kArchiveUnpackedMaxBytes >> 30U) + " GiB");
  return Bytes{static_cast<const std::byte*>(block), size};
}

}  // namespace wardwatch::source
