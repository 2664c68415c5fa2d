#include "pipeline/fingerprint_build.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>

#include "pipeline/evidence.hpp"
#include "pipeline/store_worker.hpp"
#include "stores/input/random_file.hpp"
#include "stores/sandbox/pipe.hpp"

namespace wardwatch::pipeline {
namespace fs = std::filesystem;
namespace {

using leak::StoreFingerprints;

/// What one worker made.
struct Share {
  std::vector<StoreFingerprints> stores;
  std::vector<FingerprintedStore> told;
  std::vector<std::string> problems;
};

class Builder {
 public:
  Builder(const FingerprintOptions& options, std::vector<StoreFingerprints> known, Progress& progress)
      : options_{options}, known_{std::move(known)}, progress_{progress} {}

  /// Takes files until there are none; each worker has its own share.
  void work(stores::Auditor& auditor, StoreFiles& files, Share& share) {
    while (const StoreFiles::File* file = progress_.stop ? nullptr : files.take()) {
      const FileIdentity identity = identity_of(file->paths);
      if (!keep(identity, share)) read(auditor, *file, identity, share);
      progress_.bytes_done += file->size_bytes;
      ++progress_.stores;
    }
  }

 private:
  static void tell(const StoreFingerprints& store, bool is_kept, Share& share) {
    if (store.people.size() > 0) share.told.push_back({store.path(), store.kind, store.people.size(), is_kept});
  }

  bool keep(const FileIdentity& identity, Share& share) const {
    bool is_known = false;
    for (const StoreFingerprints& store : known_) {
      if (options_.is_anew || identity_of(store) != identity) continue;
      is_known = true;
      share.stores.push_back(store);
      tell(store, true, share);
    }
    return is_known;
  }

  void read(stores::Auditor& auditor, const StoreFiles::File& file, const FileIdentity& identity, Share& share) {
    record::Batch<record::Datastore> rows;
    std::vector<record::StorePersons> people;
    const auto done = auditor.audit(file.paths, progress_.stop, rows, &people);
    if (!done) {
      share.problems.push_back("\"" + file.told_path + "\" " + done.error().what);
      return;
    }
    for (std::size_t i = 0; i < rows.rows().size() && i < people.size(); ++i) {
      const record::Datastore& row = rows.rows()[i];
      if (row.problem)
        share.problems.push_back("\"" + file.told_path + std::string{row.path} + "\": " + std::string{*row.problem});
      StoreFingerprints& store = share.stores.emplace_back();
      store.file = identity.file;
      store.member = row.path;
      store.kind = row.kind;
      store.size_bytes = identity.size_bytes;
      store.modified_ns = identity.modified_ns;
      store.people = std::move(people[i].people);
      tell(store, false, share);
    }
  }

  const FingerprintOptions& options_;
  std::vector<StoreFingerprints> known_;
  Progress& progress_;
};

Result<void> write_whole(const fs::path& place, const std::string& bytes) {
  const fs::path draft = place.string() + ".partial";
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return fail("cannot write \"" + draft.string() + "\": " + std::strerror(errno));
  const bool is_written = stores::write_all(file, bytes.data(), bytes.size()) && ::fsync(file) == 0;
  const int error = errno;
  ::close(file);
  if (is_written && ::rename(draft.c_str(), place.c_str()) == 0) return {};
  const std::string why = std::strerror(is_written ? errno : error);
  ::unlink(draft.c_str());
  return fail("cannot write \"" + place.string() + "\": " + why);
}

}  // namespace

stores::TokensWanted tokens_wanted(const TokenKey& key, stores::persons::Purpose purpose) {
  return {leak::FingerprintFile::token_key(key), purpose};
}

FileIdentity identity_of(const std::vector<fs::path>& files) {
  FileIdentity identity;
  for (const fs::path& file : files) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) continue;
    constexpr std::int64_t kSecondsMax = 9'000'000'000;
    const std::int64_t seconds = std::clamp<std::int64_t>(status.st_mtim.tv_sec, -kSecondsMax, kSecondsMax);
    identity.size_bytes += static_cast<std::uint64_t>(status.st_size);
    identity.modified_ns =
        std::max<std::int64_t>(identity.modified_ns, seconds * 1'000'000'000 + status.st_mtim.tv_nsec);
  }
  std::error_code error;
  const fs::path place = files.size() == 1 ? files.front() : files.front().parent_path();
  identity.file = fs::weakly_canonical(place, error).string();
  if (error) identity.file = place.string();
  return identity;
}

FileIdentity identity_of(const StoreFingerprints& store) { return {store.file, store.size_bytes, store.modified_ns}; }

Result<std::vector<StoreFingerprints>> read_fingerprints(const fs::path& file, const TokenKey& key) {
  const auto opened = stores::RandomFile::open(file);
  if (!opened) return fail("cannot read fingerprints from \"" + file.string() + "\": " + opened.error().what);
  if (opened->size_bytes() > leak::FingerprintFile::kBodyBytesMax)
    return fail("\"" + file.string() + "\" is larger than any file of fingerprints");
  std::vector<std::byte> bytes(opened->size_bytes());
  bytes.resize(opened->read_at(0, bytes).size());
  auto stores = leak::FingerprintFile::read(bytes, key);
  if (!stores) return fail("\"" + file.string() + "\" " + stores.error().what);
  return stores;
}

Result<FingerprintsBuilt> build_fingerprints(const FingerprintOptions& options, Progress& progress) {
  progress.stage = Progress::Stage::decoding;
  std::vector<StoreFingerprints> known;
  std::error_code error;
  if (!options.is_anew && fs::exists(options.out, error)) {
    auto read = read_fingerprints(options.out, *options.key);
    if (!read) return fail(read.error().what + ". With --anew the file is made from nothing");
    known = std::move(*read);
  }
  std::vector<EvidenceFile> found = collect_evidence(options.stores);
  FingerprintsBuilt built;
  for (const EvidenceFile& file : found) {
    if (file.may_hold_stores) progress.bytes_total += file.about.size_bytes;
    else if (!file.about.problem.empty()) built.problems.push_back("\"" + file.about.path + "\" " + file.about.problem);
  }
  StoreFiles files{found};
  Builder builder{options, std::move(known), progress};
  std::vector<Share> shares(options.auditors->size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < shares.size(); ++i)
      threads.emplace_back([&, i] { builder.work((*options.auditors)[i], files, shares[i]); });
    builder.work(options.auditors->front(), files, shares.front());
  }
  std::vector<StoreFingerprints> stores;
  for (Share& share : shares) {
    std::move(share.stores.begin(), share.stores.end(), std::back_inserter(stores));
    built.stores.insert(built.stores.end(), share.told.begin(), share.told.end());
    built.problems.insert(built.problems.end(), share.problems.begin(), share.problems.end());
  }
  // Whoever read what: the file is the same.
  std::sort(stores.begin(), stores.end(), [](const auto& a, const auto& b) { return a.path() < b.path(); });
  std::sort(built.stores.begin(), built.stores.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  std::sort(built.problems.begin(), built.problems.end());
  for (const StoreFingerprints& store : stores) {
    built.people += store.people.size();
    built.tokens += store.people.tokens.size();
  }
  built.is_interrupted = progress.stop;
  if (built.is_interrupted || built.people == 0) return built;
  if (stores.size() > leak::FingerprintFile::kStoresMax) return fail("more stores than one file of fingerprints holds");
  const std::string bytes = leak::FingerprintFile::written(stores, *options.key);
  built.file_bytes = bytes.size();
  if (auto written = write_whole(options.out, bytes); !written) return tl::make_unexpected(written.error());
  return built;
}

}  // namespace wardwatch::pipeline
