#include "pipeline/archived_evidence.hpp"

#include <algorithm>
#include <fstream>

#include "core/digest.hpp"
#include "pipeline/packed_log.hpp"
#include "source/archive/entries.hpp"
#include "source/capture_file/byte_stream.hpp"
#include "source/capture_file/identify.hpp"
#include "stores/input/random_file.hpp"

namespace wardwatch::pipeline {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kPackedHeadBytes = 256U << 10U;  ///< A block of Zstandard has up to 128 KiB.
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

bool is_packed(const EvidenceFile& file) { return file.about.kind == "gzip" || file.about.kind == "zstd"; }

/// What a packed file in an archive is by what it holds: told from its first bytes in memory, for what may hold patients
/// is never written down. Not readable when it is a store, which is read where it lies.
void look_into(EvidenceFile& file, const std::string& head, const std::string& path) {
  file.is_capture = false;
  auto memory = stores::RandomFile::in_memory();
  if (!memory || !memory->append(as_bytes(head))) return;
  auto stream = source::ByteStream::open(memory->path(), {});
  if (!stream) return;
  static_cast<void>(stream->fill(kHeadBytes));
  EvidenceFile inner = look_at_bytes(at_most(stream->window(), kHeadBytes), path);
  inner.path = file.path;
  inner.is_stix = inner.may_hold_listings = false;  // Texts are held as they are, not packed.
  inner.about.kind = inner.is_capture || inner.is_event_log ? file.about.kind : inner.about.kind;
  file = std::move(inner);
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
    if (auto read = read_up_to(kHeadBytes, entries, head); !read) return read;
    EvidenceFile file = look_at_bytes(as_bytes(head), path);
    if (is_packed(file)) {
      if (auto read = read_up_to(kPackedHeadBytes, entries, head); !read) return read;
      look_into(file, head, path);
    }
    const bool is_text = file.is_stix || file.may_hold_listings;
    if (!file.is_readable() && !is_text) {  // A store is read where it lies.
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
    if (is_packed_log(file)) {
      EvidenceFile log = log_in(file, file.path.string() + ".evtx");
      std::error_code ignored;
      fs::remove(file.path, ignored);
      found_.push_back(std::move(log));
      return file.about.problem.empty() ? Result<void>{} : fail("\"" + path + "\": " + file.about.problem);
    }
    found_.push_back(std::move(file));
    return {};
  }

  static Result<void> read_up_to(std::size_t size, source::ArchiveEntries& entries, std::string& head) {
    while (head.size() < size) {
      const auto piece = entries.read();
      if (!piece) return tl::make_unexpected(piece.error());
      if (piece->empty()) break;
      head += as_text(*piece);
    }
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
    const bool is_log = is_packed_log(files[i]);
    if (is_log || is_archive(files[i])) {
      const fs::path own = folder / std::to_string(i);
      std::error_code error;
      fs::create_directories(own, error);
      if (is_log) inside.push_back(log_in(files[i], own / "0"));
      else inside = Unpacking{files[i], own, held_bytes}.run();
    }
    all.push_back(std::move(files[i]));
    std::move(inside.begin(), inside.end(), std::back_inserter(all));
  }
  files = std::move(all);
}

}  // namespace wardwatch::pipeline
