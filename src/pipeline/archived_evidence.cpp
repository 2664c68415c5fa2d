#include "pipeline/archived_evidence.hpp"

#include <algorithm>
#include <fstream>
#include <optional>

#include "source/archive/entries.hpp"
#include "source/capture_file/byte_stream.hpp"
#include "source/capture_file/identify.hpp"

namespace wardwatch::pipeline {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kHeadBytes = 64U << 10U;  ///< What tells the kind of a file; written only when it is wanted.

bool is_archive(const EvidenceFile& file) {
  using source::FileKind;
  if (file.about.size_bytes == 0 || file.is_event_json) return false;
  const auto identity = source::identify_file(file.path);
  if (!identity) return false;
  const FileKind kind = identity->inner.kind;
  return kind == FileKind::zip || kind == FileKind::seven_zip || kind == FileKind::tar;
}

/// The kind of what a gzip or zstd stream holds; nothing when the file is none.
std::optional<source::Identified> packed_in(const EvidenceFile& file) {
  if (file.about.kind != "gzip" && file.about.kind != "zstd") return std::nullopt;
  const auto identity = source::identify_file(file.path);
  return identity ? std::optional{identity->inner} : std::nullopt;
}

bool is_packed_log(const EvidenceFile& file) {
  const auto inner = packed_in(file);
  return inner && inner->kind == source::FileKind::evtx;
}

/// Packed, and something else than a capture or events in it.
bool is_packed_store(const EvidenceFile& file) {
  if (!file.is_capture) return false;
  const auto inner = packed_in(file);
  return inner && !inner->is_capture && inner->kind != source::FileKind::json;
}

/// Unpacks an event log into `target`, because logs are read by chunks from anywhere in a file. What a damaged stream
/// holds before the damage is a log all the same; the answer says why it ended.
Result<void> unpack_log(const fs::path& packed, const fs::path& target, std::uint64_t& size_bytes) {
  auto stream = source::ByteStream::open(packed, {});
  if (!stream) return tl::make_unexpected(stream.error());
  std::ofstream out{target, std::ios::binary};
  size_bytes = 0;
  while (stream->fill(1)) {
    const std::string_view text = as_text(stream->window());
    if (size_bytes + text.size() > source::kArchiveUnpackedMaxBytes)
      return fail("unpacks to more than " + std::to_string(source::kArchiveUnpackedMaxBytes >> 30U) + " GiB");
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    size_bytes += text.size();
    stream->consume(text.size());
  }
  out.close();
  if (!out) return fail("cannot be unpacked: \"" + target.parent_path().string() + "\" is full or not writable");
  return stream->fault().empty() ? Result<void>{} : fail(stream->fault());
}

/// The log in a packed file, called PACKED/NAME without what says how it is packed; what is wrong is said of the file.
EvidenceFile log_in(EvidenceFile& packed, const fs::path& target) {
  EvidenceFile log;
  log.path = target;
  log.about.kind = "evtx";
  log.is_event_log = true;
  const auto unpacked = unpack_log(packed.path, target, log.about.size_bytes);
  const fs::path told{packed.about.path};
  log.about.path = (told / (told.extension() == ".evtx" ? told.filename() : told.stem())).string();
  packed.is_capture = packed.may_hold_stores = packed.is_given_up = false;
  packed.about.problem = unpacked ? std::string{} : unpacked.error().what;
  packed.about.complete = packed.about.problem.empty();
  packed.about.read_bytes = packed.about.size_bytes;
  return log;
}

/// Goes through one archive.
class Unpacking {
 public:
  Unpacking(EvidenceFile& archive, const fs::path& folder) : archive_{archive}, folder_{folder} {}

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
    if (!file.is_readable()) {
      ++other_count_;
      return {};
    }
    file.path = folder_ / std::to_string(found_.size());
    file.about.path = (fs::path{archive_.about.path} / path).string();
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
    if (is_packed_store(file)) {  // It is read where it lies, as a store.
      std::error_code ignored;
      fs::remove(file.path, ignored);
      ++other_count_;
      return {};
    }
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
      archive_.about.problem = "holds no capture and no events among its " + std::to_string(other_count_) + " files";
    }
  }

  EvidenceFile& archive_;
  const fs::path& folder_;
  std::vector<EvidenceFile> found_;
  std::size_t other_count_ = 0;
};

}  // namespace

void unpack_archives(std::vector<EvidenceFile>& files, const fs::path& folder) {
  std::vector<EvidenceFile> all;
  for (std::size_t i = 0; i < files.size(); ++i) {
    std::vector<EvidenceFile> inside;
    const bool is_log = is_packed_log(files[i]);
    if (is_log || is_archive(files[i])) {
      const fs::path own = folder / std::to_string(i);
      std::error_code error;
      fs::create_directories(own, error);
      if (is_log) inside.push_back(log_in(files[i], own / "0"));
      else inside = Unpacking{files[i], own}.run();
    }
    all.push_back(std::move(files[i]));
    std::move(inside.begin(), inside.end(), std::back_inserter(all));
  }
  files = std::move(all);
}

}  // namespace wardwatch::pipeline
