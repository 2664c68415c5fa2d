#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/token.hpp"
#include "leak/fingerprints.hpp"
#include "pipeline/progress.hpp"
#include "stores/sandbox/auditor.hpp"

namespace wardwatch::pipeline {

struct FingerprintOptions {
  std::vector<std::filesystem::path> stores;
  std::filesystem::path out;
  const TokenKey* key = nullptr;                     ///< Not owned.
  std::vector<stores::Auditor>* auditors = nullptr;  ///< Not owned; started with the key's orders.
  bool is_anew = false;                              ///< Reads also what has not changed since `out` was made.
};

/// What was done with one store.
struct FingerprintedStore {
  std::string path;
  std::string kind;
  std::uint64_t people = 0;
  bool is_kept = false;  ///< Unchanged since the last time, and not read again.
};

struct FingerprintsBuilt {
  std::vector<FingerprintedStore> stores;  ///< By path; those with people.
  std::vector<std::string> problems;       ///< What could not be read, and why.
  std::uint64_t people = 0;
  std::uint64_t tokens = 0;
  std::uint64_t file_bytes = 0;
  bool is_interrupted = false;  ///< Then no file was written.
};

/// The orders under which fingerprints are taken (`Purpose::store`) or samples read (`Purpose::sample`).
[[nodiscard]] stores::TokensWanted tokens_wanted(const TokenKey& key, stores::persons::Purpose purpose);

/// Reads stores and writes their fingerprints to `out`, whole or not at all. What is in `out` already, of files that have
/// the same path, size and time of change, is kept; what was not named any more is left out.
[[nodiscard]] Result<FingerprintsBuilt> build_fingerprints(const FingerprintOptions& options, Progress& progress);

/// The fingerprints in a file. The error names file and remedy.
[[nodiscard]] Result<std::vector<leak::StoreFingerprints>> read_fingerprints(const std::filesystem::path& file,
                                                                             const TokenKey& key);

/// Where a file is, and how large and how old: by which it is known again.
struct FileIdentity {
  std::string file;
  std::uint64_t size_bytes = 0;
  std::int64_t modified_ns = 0;
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};
[[nodiscard]] FileIdentity identity_of(const std::vector<std::filesystem::path>& files);
[[nodiscard]] FileIdentity identity_of(const leak::StoreFingerprints& store);

}  // namespace wardwatch::pipeline
