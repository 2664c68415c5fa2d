#include "pipeline/store_worker.hpp"

#include <algorithm>
#include <utility>

#include "pipeline/fingerprint_build.hpp"
#include "pipeline/leak_rows.hpp"
#include "stores/audit/record_maker.hpp"

namespace wardwatch::pipeline {
namespace {

/// Whether `path` is `folder` or lies below it.
bool is_below(std::string_view path, std::string_view folder) noexcept {
  while (folder.size() > 1 && folder.ends_with('/')) folder.remove_suffix(1);
  if (folder.empty() || !path.starts_with(folder)) return false;
  return path.size() == folder.size() || path[folder.size()] == '/' || folder.ends_with('/');
}

}  // namespace

StoreFiles::StoreFiles(const std::vector<EvidenceFile>& files) {
  bool is_folder = false;  // The last one is the DICOM objects of a folder; the walk is in the order of paths.
  for (std::uint32_t i = 0; i < files.size(); ++i) {
    const EvidenceFile& file = files[i];
    if (!file.may_hold_stores) continue;
    const std::string folder = std::filesystem::path{file.about.path}.parent_path().string() + "/";
    const bool is_more = file.is_dicom_object && is_folder && files_.back().told_path == folder &&
                         files_.back().paths.size() < stores::Auditor::kObjectsMax;
    if (!is_more) files_.emplace_back();
    File& to = files_.back();
    to.paths.push_back(file.path);
    to.sources.push_back(SourceId{i});
    to.told_path = file.is_dicom_object ? folder : file.about.path;
    to.size_bytes += file.about.size_bytes;
    is_folder = file.is_dicom_object;
    // What was unpacked of an archive stands behind it.
    const std::string inside = file.about.path + "/";
    for (std::size_t next = i + 1; next < files.size() && files[next].about.path.starts_with(inside); ++next) {
      if (files[next].is_only_listing)
        to.listings.insert(file.about.path + "!/" + files[next].about.path.substr(inside.size()));
    }
  }
  for (File& file : files_) {
    if (file.paths.size() == 1) file.told_path = files[file.sources.front().value].about.path;
  }
}

std::optional<bool> StoreWorker::is_declared(std::string_view path) const {
  if (config_.stores.empty()) return std::nullopt;
  std::error_code error;
  const std::string full = std::filesystem::absolute(path, error).lexically_normal().string();
  return std::any_of(config_.stores.begin(), config_.stores.end(), [&](const DeclaredStore& store) {
    return is_below(path, store.path) || is_below(full, store.path);
  });
}

void StoreWorker::audit(const StoreFiles::File& file) {
  auto& batch = batches_.of<record::Datastore>();
  const std::size_t before = batch.rows().size();
  people_.clear();
  const auto done = auditor_.audit(file.paths, progress_.stop, batch, &people_);
  if (!done && file.paths.size() > 1 && !progress_.stop) return audit_one_by_one(file);
  take(file, before, done ? std::string{} : done.error().what);
}

/// One of them broke the reader of all: which one, and the others are read.
void StoreWorker::audit_one_by_one(const StoreFiles::File& file) {
  for (std::size_t i = 0; i < file.paths.size(); ++i)
    audit({{file.paths[i]}, {file.sources[i]}, file.told_path + file.paths[i].filename().string(), 0});
}

/// What an advert shows of people is no place where the organisation keeps them.
void StoreWorker::leave_out_listings(const StoreFiles::File& file, std::size_t before) {
  auto& rows = batches_.of<record::Datastore>().rows();
  for (std::size_t i = rows.size(); i-- > before && !file.listings.empty();) {
    if (!file.listings.contains(std::string{rows[i].path})) continue;
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(i));
    if (i - before < people_.size()) people_.erase(people_.begin() + static_cast<std::ptrdiff_t>(i - before));
  }
}

void StoreWorker::take(const StoreFiles::File& file, std::size_t before, std::string problem) {
  auto& batch = batches_.of<record::Datastore>();
  Status status{file.sources.front(), batch.rows().size() - before, {}, std::move(problem)};
  const stores::FileFacts facts = stores::facts_of_file(file.paths.front());
  for (std::size_t i = before; i < batch.rows().size(); ++i) {
    record::Datastore& row = batch.rows()[i];
    stores::complete_record(row, file.told_path, facts, file.sources.front(), batch);
    row.size_bytes = file.paths.size() > 1 ? file.size_bytes : row.size_bytes;
    row.declared = is_declared(row.path);
    if (status.kind.empty()) status.kind = row.kind;
    if (status.problem.empty() && row.problem) status.problem = *row.problem;
  }
  leave_out_listings(file, before);
  status.stores = batch.rows().size() - before;
  if (fingerprints_ != nullptr) compare(file, before);
  progress_.stores += status.stores;
  for (const SourceId source : file.sources) {
    status.source = source;
    statuses_.push_back(status);
  }
}

/// What was read beside the stores whose fingerprints are known. A store is no sample of itself.
void StoreWorker::compare(const StoreFiles::File& file, std::size_t before) {
  const FileIdentity identity = identity_of(file.paths);
  for (const leak::StoreFingerprints& store : fingerprints_->stores()) {
    if (identity_of(store) == identity) return;
  }
  const auto& rows = batches_.of<record::Datastore>().rows();
  for (std::size_t i = 0; i < people_.size() && before + i < rows.size(); ++i)
    add_leak_rows(rows[before + i], people_[i], *fingerprints_, batches_.of<record::LeakMatch>());
}

void StoreWorker::run(StoreFiles& files) {
  while (const StoreFiles::File* file = progress_.stop ? nullptr : files.take()) {
    audit(*file);
    progress_.bytes_done += file->size_bytes;
    if (batches_.of<record::Datastore>().held_bytes() + batches_.of<record::LeakMatch>().held_bytes() > kRunBytes)
      runs_.add(std::exchange(batches_, record::Batches{}), run_limits_);
  }
  runs_.add(std::exchange(batches_, record::Batches{}), run_limits_);
}

}  // namespace wardwatch::pipeline
