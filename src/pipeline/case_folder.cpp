#include "pipeline/case_folder.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace wardwatch::pipeline {
namespace fs = std::filesystem;
namespace {

fs::path beside(const fs::path& target, std::string_view suffix) {
  fs::path path = target;
  path += suffix;
  return path;
}

}  // namespace

Result<CaseFolder> CaseFolder::open(fs::path target, bool force) {
  target = target.lexically_normal();
  if (!target.has_filename()) target = target.parent_path();
  std::error_code error;
  if (fs::exists(target, error)) {
    if (!force) {
      return fail("\"" + target.string() + "\" exists. Choose another --out, or replace it with --force.");
    }
    const bool ours = fs::is_directory(target) && (fs::exists(target / "manifest.json") || fs::is_empty(target, error));
    if (!ours) return fail("\"" + target.string() + "\" is not a case folder; --force replaces only those.");
  }
  fs::path work = beside(target, ".partial");
  fs::remove_all(work, error);
  if (!fs::create_directories(work / "logs", error) || !fs::create_directories(work / "tmp", error)) {
    return fail("cannot create \"" + work.string() + "\": " + error.message() +
                ". Choose an --out that can be written.");
  }
  return CaseFolder{std::move(target), std::move(work)};
}

Result<void> CaseFolder::publish() {
  std::error_code error;
  fs::remove_all(work_ / "tmp", error);
  const fs::path old = beside(target_, ".old");
  fs::remove_all(old, error);
  if (fs::exists(target_)) fs::rename(target_, old, error);
  fs::rename(work_, target_, error);
  if (error) {
    const std::string why = error.message();
    if (fs::exists(old)) fs::rename(old, target_, error);
    return fail("cannot rename \"" + work_.string() + "\" to \"" + target_.string() + "\": " + why);
  }
  fs::remove_all(old, error);
  return {};
}

void CaseFolder::discard() {
  std::error_code error;
  fs::remove_all(work_, error);
}

Result<void> write_file(const fs::path& path, std::string_view content) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  const bool written = file != nullptr && std::fwrite(content.data(), 1, content.size(), file) == content.size();
  const int write_error = errno;
  const bool closed = file != nullptr && std::fclose(file) == 0;
  if (written && closed) return {};
  return fail("cannot write \"" + path.string() + "\": " + std::strerror(written ? errno : write_error) +
              ". Free space there or choose another --out.");
}

}  // namespace wardwatch::pipeline
