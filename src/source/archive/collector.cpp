#include "source/archive/collector.hpp"

#include <algorithm>

namespace wardwatch::source {

Result<std::string> safe_path(std::string_view path) {
  if (path.empty()) return fail("has no name");
  if (path.size() > kEntryPathMaxBytes)
    return fail("has a path of more than " + std::to_string(kEntryPathMaxBytes) + " bytes");
  if (path.front() == '/' || (path.size() > 1 && path[1] == ':')) return fail("has an absolute path");
  if (path.find('\\') != std::string_view::npos) return fail("has a backslash in its path");
  if (std::any_of(path.begin(), path.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }))
    return fail("has control characters in its path");
  std::string clean;
  for (std::size_t at = 0; at < path.size();) {
    const std::string_view name = path.substr(at, path.find('/', at) - at);
    at += name.size() + 1;
    if (name == "..") return fail("leads out of the archive");
    if (name.size() > kEntryNameMaxBytes)
      return fail("has a name of more than " + std::to_string(kEntryNameMaxBytes) + " bytes");
    if (name.empty() || name == ".") continue;
    if (!clean.empty()) clean += '/';
    clean += name;
  }
  if (clean.empty()) return fail("has no name");
  return clean;
}

Result<void> Collector::count_entry() {
  if (++entry_count_ <= limits_.entries_max) return {};
  return fail("has more than " + std::to_string(limits_.entries_max) + " entries");
}

bool Collector::wants(std::string_view path) {
  const auto clean = safe_path(path);
  if (!clean) {
    refuse(path, clean.error().what);
    return false;
  }
  if (!wanted_(*clean)) {
    ++bundle_.passed_over_count;
    return false;
  }
  std::string why = take(*clean);
  if (why.empty()) return true;
  refuse(path, std::move(why));
  return false;
}

std::string Collector::take(const std::string& path) {
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const auto above = taken_.emplace(path.substr(0, slash), Taken::folder).first;
    if (above->second == Taken::file) return "lies below \"" + above->first + "\", which is a file";
  }
  const auto [known, is_new] = taken_.emplace(path, Taken::file);
  if (is_new) return {};
  return known->second == Taken::file ? "stands twice in the archive; the first one counts" : "is a folder too";
}

Result<void> Collector::keep(std::string_view path, std::string content) {
  kept_bytes_ += content.size();
  if (kept_bytes_ > limits_.bundle_max_bytes)
    return fail("has more than " + std::to_string(limits_.bundle_max_bytes >> 20U) + " MiB of rules");
  auto clean = safe_path(path);
  if (!clean) return tl::make_unexpected(clean.error());
  bundle_.files.push_back({std::move(*clean), std::move(content)});
  return {};
}

void Collector::refuse(std::string_view path, std::string why) {
  ++bundle_.refused_count;
  if (bundle_.refused.size() < kRefusedEntriesMax)
    bundle_.refused.push_back({std::string{path.substr(0, kEntryPathMaxBytes)}, std::move(why)});
}

void Collector::refuse_too_large(std::string_view path) {
  refuse(path, "has more than " + std::to_string(limits_.file_max_bytes) + " bytes");
}

Bundle Collector::finish() && {
  const auto by_path = [](const auto& a, const auto& b) { return a.path < b.path; };
  std::sort(bundle_.files.begin(), bundle_.files.end(), by_path);
  std::stable_sort(bundle_.refused.begin(), bundle_.refused.end(), by_path);  // A folder has no order of its own.
  return std::move(bundle_);
}

}  // namespace wardwatch::source
