#pragma once

#include <sys/types.h>

#include <atomic>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "record/batch.hpp"
#include "record/datastore.hpp"
#include "record/person_tokens.hpp"
#include "stores/sandbox/nursery.hpp"

namespace wardwatch::stores {

/// Audits files in processes of their own, one a file, each shut in (jail.hpp) before it reads a byte: a file that breaks
/// a reader, or never ends, costs only itself. What comes back is counts, classes, names of tables and columns, and how
/// they were concluded; anything else is refused here.
///
/// The processes are children of a small one that is started once, while this program has no other thread.
class Auditor {
 public:
  static constexpr std::size_t kObjectsMax = 512;  // A process may have 1,024 files open by default.

  /// Only the processes that read know the passwords and the key.
  [[nodiscard]] static Result<Auditor> start(const ReaderOrders& orders = {});

  Auditor(Auditor&& other) noexcept
      : pid_{std::exchange(other.pid_, -1)},
        with_tokens_{other.with_tokens_},
        request_{std::exchange(other.request_, -1)},
        reply_{std::exchange(other.reply_, -1)} {}
  Auditor& operator=(Auditor&&) = delete;
  Auditor(const Auditor&) = delete;
  Auditor& operator=(const Auditor&) = delete;
  ~Auditor();

  /// The stores in the file: rows of `batch`, in which path, permissions and evidence are still to be filled in; `path`
  /// is what stands behind the file's own ("!/member" in an archive). Fails with the reason when the reading broke, took
  /// too long, or was stopped.
  /// Where tokens were ordered, `people` has for each row of the answer its people; elsewhere it is left as it was.
  /// Several files are DICOM objects of one folder, at most `kObjectsMax`, and one store.
  [[nodiscard]] Result<void> audit(std::span<const std::filesystem::path> files, const std::atomic<bool>& stop,
                                   record::Batch<record::Datastore>& batch,
                                   std::vector<record::StorePersons>* people = nullptr);

 private:
  Auditor(pid_t pid, bool with_tokens, int request, int reply) noexcept
      : pid_{pid}, with_tokens_{with_tokens}, request_{request}, reply_{reply} {}
  [[nodiscard]] bool read(std::byte* to, std::size_t size, const std::atomic<bool>& stop) noexcept;
  void end() noexcept;

  pid_t pid_ = -1;
  bool with_tokens_ = false;
  int request_ = -1;
  int reply_ = -1;
};

/// As many as there are threads that audit.
[[nodiscard]] Result<std::vector<Auditor>> start_auditors(unsigned count, const ReaderOrders& orders = {});

}  // namespace wardwatch::stores
