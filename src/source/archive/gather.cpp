#include <array>
#include <fstream>

#include "source/archive/collector.hpp"

namespace wardwatch::source {
namespace fs = std::filesystem;
namespace {

/// The content up to one byte beyond the limit, which shows that there is more.
Result<std::string> content_of(const fs::path& path, std::size_t bytes_max) {
  std::ifstream in{path, std::ios::binary};
  std::string content;
  std::array<char, 16'384> part;
  while (content.size() <= bytes_max && (in.read(part.data(), part.size()) || in.gcount() > 0))
    content.append(part.data(), static_cast<std::size_t>(in.gcount()));
  if (!in.is_open() || in.bad()) return fail("has \"" + path.string() + "\", which cannot be read");
  return content;
}

Result<void> take(const fs::directory_entry& entry, const std::string& path, Collector& collector) {
  if (auto counted = collector.count_entry(); !counted) return counted;
  std::error_code error;
  if (entry.is_symlink(error)) {
    collector.refuse(path, "is a symbolic link");
    return {};
  }
  if (entry.is_directory(error)) return {};
  if (!entry.is_regular_file(error)) {
    collector.refuse(path, "is no plain file");
    return {};
  }
  if (!collector.wants(path)) return {};
  auto content = content_of(entry.path(), collector.file_max_bytes());
  if (!content) return tl::make_unexpected(content.error());
  if (content->size() <= collector.file_max_bytes()) return collector.keep(path, std::move(*content));
  collector.refuse_too_large(path);
  return {};
}

}  // namespace

Result<Bundle> gather(const fs::path& folder, Wanted wanted, const BundleLimits& limits) {
  std::error_code error;
  Collector collector{wanted, limits};
  for (auto at = fs::recursive_directory_iterator{folder, error}; !error && at != fs::recursive_directory_iterator{};
       at.increment(error)) {
    const std::string path = at->path().lexically_relative(folder).generic_string();
    if (auto taken = take(*at, path, collector); !taken) return tl::make_unexpected(taken.error());
  }
  if (error) return fail("cannot be read: " + error.message());
  return std::move(collector).finish();
}

}  // namespace wardwatch::source
