#include "stores/audit/audit.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <set>

#include "stores/access/access_store.hpp"
#include "stores/audit/input.hpp"
#include "stores/delimited/delimited_store.hpp"

namespace wardwatch::stores {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kFilesMax = 1'000'000;  ///< A folder with more is given in parts.

std::string_view protection_name(access::Protection protection) noexcept {
  switch (protection) {
    case access::Protection::none: return "none";
    case access::Protection::header_password: return "header-password";
    case access::Protection::encoded: return "encoded";
    case access::Protection::encrypted: return "encrypted";
  }
  return "none";
}

void take(StoreReport& report, const ReadStatus& status) { report.note(status.problem); }

void audit_access(Input& input, StoreReport& report, Classifier& classifier) {
  const RandomFile* file = input.file();
  if (file == nullptr) return report.note(input.problem());
  const auto store = access::read_access(*file, classifier);
  if (!store) return report.note(store.error().what);
  report.format_version = store->header.version;
  report.protection = protection_name(store->header.protection);
  report.protection_strength = store->header.strength;
  report.linked_to = store->linked_to;
  report.readable = store->is_readable;
  take(report, store->status);
}

void audit_text(Input& input, StoreReport& report, Classifier& classifier) {
  const std::string name = fs::path{report.path}.stem().string();
  const auto store = delimited::read_delimited(input.stream(), name, classifier);
  switch (store.dialect.layout) {
    case delimited::Layout::separated: report.kind = Kind::delimited; break;
    case delimited::Layout::fixed_width: report.kind = Kind::fixed_width; break;
    case delimited::Layout::prose: report.kind = Kind::text; break;
  }
  report.format_version = delimited::describe(store.dialect);
  report.readable = true;
  take(report, store.status);
}

void audit_input(const std::string& path, Input& input, std::vector<StoreReport>& reports) {
  StoreReport report;
  report.path = path;
  report.kind = identify(input.first());
  Classifier classifier;
  switch (report.kind) {
    case Kind::unknown: return;
    case Kind::access: audit_access(input, report, classifier); break;
    case Kind::delimited: audit_text(input, report, classifier); break;
    default: report.note("this kind is told but not read"); break;
  }
  report.content = classifier.finish();
  reports.push_back(std::move(report));
}

/// Who has the database open: Access keeps a file beside it while someone has.
std::vector<std::string> open_by(const fs::path& path) {
  for (const std::string_view extension : {".laccdb", ".ldb"}) {
    fs::path lock = path;
    lock.replace_extension(extension);
    constexpr std::size_t kLockBytesMax = 16'384;  // 255 holders of 64 bytes.
    const auto file = RandomFile::open(lock);
    if (!file) continue;
    std::array<std::byte, kLockBytesMax> bytes{};
    return access::lock_holders(file->read_at(0, bytes));
  }
  return {};
}

void add_about_file(const fs::path& path, StoreReport& report) {
  report.permissions = permissions_of(path);
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return;
  report.size_bytes = static_cast<std::uint64_t>(status.st_size);
  report.modified_ns = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
  if (report.kind == Kind::access) report.open_by = open_by(path);
}

}  // namespace

std::vector<StoreReport> audit_file(const fs::path& path) {
  std::vector<StoreReport> reports;
  const auto file = RandomFile::open(path);
  if (!file) return reports;
  Input input{*file};
  audit_input(path.string(), input, reports);
  for (StoreReport& report : reports) add_about_file(path, report);
  return reports;
}

std::vector<StoreReport> audit_folder(const fs::path& folder) {
  std::set<fs::path> files;
  std::error_code error;
  const auto options = fs::directory_options::skip_permission_denied;
  for (auto at = fs::recursive_directory_iterator(folder, options, error);
       !error && at != fs::recursive_directory_iterator() && files.size() < kFilesMax; at.increment(error)) {
    std::error_code ignored;
    if (at->is_regular_file(ignored) && !at->is_symlink(ignored)) files.insert(at->path().lexically_normal());
  }
  std::vector<StoreReport> reports;
  for (const fs::path& file : files) {
    for (StoreReport& report : audit_file(file)) reports.push_back(std::move(report));
  }
  return reports;
}

}  // namespace wardwatch::stores
