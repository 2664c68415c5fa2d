#include "pipeline/archived_evidence.hpp"

#include <algorithm>
#include <fstream>

#include "core/digest.hpp"
#include "source/archive/entries.hpp"
#include "source/capture_file/identify.hpp"

namespace wardwatch::pipeline {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kHeadBytes = 64U << 10U;  ///< What tells the kind of a file; written only when it is wanted.
/// Of one text, and of all texts of all archives: adverts are short, and are held in memory.
constexpr std::size_t kTextBytesMax = 64U << 20U, kTextsBytesMax = 256U << 20U;

bool is_archive(const EvidenceFile& file) {
  using source::FileKind;
  if (file.about.size_bytes == 0 || file.is_event_json) return false;
  const auto identity = source::identify_file(file.path);
  if (!identity) return false;
  const FileKind kind = identity->inner.kind;
  return kind == FileKind::zip || kind == FileKind::seven_zip || kind == FileKind::tar;
}

/// Packed, and something else than a capture or events in it.
bool is_packed_store(const EvidenceFile& file) {
  if (!file.is_capture || (file.about.kind != "gzip" && file.about.kind != "zstd")) return false;
  const auto identity = source::identify_file(file.path);
  return identity && !identity->inner.is_capture && identity->inner.kind != source::FileKind::json;
}

/// Goes through one archive.
class Unpacking {
 public:
  /// `held_bytes` are those of the texts that are held already.
  Unpacking(EvidenceFile& archive, const fs::path& folder, std::size_t& held_bytes)
      : archive_{archive}, folder_{folder}, held_bytes_{held_bytes} {}

  std::vector<EvidenceFile> run() {
    archive_.is_capture = false;
    archive_.may_hold_stores = true;
    std::string fault;
    auto entries = source::ArchiveEntries::open(archive_.path);
    if (!entries) fault = entries.error().what;
    while (fault.empty()) {
      auto path = entries->next();
      if (!path) fault = path.error().what;
      else if (!*path) break;
      else if (auto taken = take(*entries, **path); !taken) fault = taken.error().what;
    }
    conclude(fault);
    std::sort(found_.begin(), found_.end(),
              [](const EvidenceFile& a, const EvidenceFile& b) { return a.about.path < b.about.path; });
    return std::move(found_);
  }

 private:
  Result<void> take(source::ArchiveEntries& entries, const std::string& path) {
    std::string head;
    while (head.size() < kHeadBytes) {
      const auto piece = entries.read();
      if (!piece) return tl::make_unexpected(piece.error());
      if (piece->empty()) break;
      head += as_text(*piece);
    }
    EvidenceFile file = look_at_bytes(as_bytes(head));
    const bool is_text = file.is_stix || file.may_hold_listings;
    if (!file.is_readable() && !is_text) {
      ++other_count_;
      return {};
    }
    file.about.path = (fs::path{archive_.about.path} / path).string();
    file.path = archive_.path;
    if (is_text) return hold(entries, std::move(head), std::move(file));
    file.path = folder_ / std::to_string(found_.size());
    if (auto written = write(entries, head, file); !written) {
      std::error_code ignored;
      fs::remove(file.path, ignored);
      return written;
    }
    if (is_packed_store(file)) {  // It is read where it lies, as a store.
      std::error_code ignored;
      fs::remove(file.path, ignored);
      ++other_count_;
      return {};
    }
    found_.push_back(std::move(file));
    return {};
  }

  /// A text goes into memory, and no further than it may: what people's data it shows is not for a disk.
  Result<void> hold(source::ArchiveEntries& entries, std::string head, EvidenceFile file) {
    file.held = std::move(head);
    for (;;) {
      const auto piece = entries.read();
      if (!piece) return tl::make_unexpected(piece.error());
      if (piece->empty()) break;
      const std::size_t bytes = file.held.size() + piece->size();
      if (bytes <= kTextBytesMax && held_bytes_ + bytes <= kTextsBytesMax) {
        file.held += as_text(*piece);
        continue;
      }
      file.about.problem = "is too long to be read within an archive: unpack it and name it as evidence";
      file.held.clear();
      file.is_stix = file.may_hold_listings = false;
      break;
    }
    held_bytes_ += file.held.size();
    file.about.size_bytes = file.held.size();
    file.about.sha256 = hex(sha256(as_bytes(file.held)));
    found_.push_back(std::move(file));
    return {};
  }

  static Result<void> write(source::ArchiveEntries& entries, const std::string& head, EvidenceFile& file) {
    std::ofstream out{file.path, std::ios::binary};
    out.write(head.data(), static_cast<std::streamsize>(head.size()));
    file.about.size_bytes = head.size();
    for (;;) {
      const auto piece = entries.read();
      if (!piece) return tl::make_unexpected(piece.error());
      if (piece->empty()) break;
      const std::string_view text = as_text(*piece);
      out.write(text.data(), static_cast<std::streamsize>(text.size()));
      file.about.size_bytes += text.size();
    }
    out.close();
    if (!out) return fail("cannot be unpacked: \"" + file.path.parent_path().string() + "\" is full or not writable");
    return {};
  }

  void conclude(const std::string& fault) {
    archive_.about.problem = fault;
    archive_.about.complete = fault.empty();
    archive_.about.read_bytes = archive_.about.size_bytes;
    if (fault.empty() && found_.empty()) {
      archive_.about.complete = false;
      archive_.is_given_up = true;
      archive_.about.problem =
          "holds no capture, no events and no advert among its " + std::to_string(other_count_) + " files";
    }
  }

  EvidenceFile& archive_;
  const fs::path& folder_;
  std::size_t& held_bytes_;
  std::vector<EvidenceFile> found_;
  std::size_t other_count_ = 0;
};

}  // namespace

void unpack_archives(std::vector<EvidenceFile>& files, const fs::path& folder) {
  std::vector<EvidenceFile> all;
  std::size_t held_bytes = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    std::vector<EvidenceFile> inside;
    if (is_archive(files[i])) {
      const fs::path own = folder / std::to_string(i);
      std::error_code error;
      fs::create_directories(own, error);
      inside = Unpacking{files[i], own, held_bytes}.run();
    }
    all.push_back(std::move(files[i]));
    std::move(inside.begin(), inside.end(), std::back_inserter(all));
  }
  files = std::move(all);
}

}  // namespace wardwatch::pipeline
