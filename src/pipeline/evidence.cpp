#include "pipeline/evidence.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <set>

#include "core/bytes.hpp"
#include "eventjson/event_reader.hpp"
#include "listing/advert.hpp"
#include "source/capture_file/byte_stream.hpp"
#include "source/capture_file/identify.hpp"
#include "stix/object_reader.hpp"
#include "stores/audit/kind.hpp"
#include "stores/input/random_file.hpp"

namespace wardwatch::pipeline {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kFilesMax = 1'000'000;  ///< A folder with more is given in parts.

/// What `wardwatch intel fetch` keeps beside a folder that it fills: how far it came, and a page that is not whole yet.
bool is_beside_fetched(const fs::path& path) {
  const std::string name = path.string();
  for (const std::string_view suffix : {".taxii.json", ".taxii.partial"}) {
    std::error_code error;
    if (name.ends_with(suffix) && fs::is_directory(name.substr(0, name.size() - suffix.size()), error)) return true;
  }
  return false;
}

void walk(const fs::path& argument, std::set<std::string>& files) {
  std::error_code error;
  if (!fs::is_directory(argument, error)) {
    files.insert(argument.lexically_normal().string());
    return;
  }
  const auto options = fs::directory_options::skip_permission_denied;
  for (auto at = fs::recursive_directory_iterator(argument, options, error);
       !error && at != fs::recursive_directory_iterator() && files.size() < kFilesMax; at.increment(error)) {
    std::error_code ignored;
    if (!at->is_directory(ignored) && !is_beside_fetched(at->path()))
      files.insert(at->path().lexically_normal().string());
  }
}

std::string_view kind_of(eventjson::Form form) noexcept {
  switch (form) {
    case eventjson::Form::evtx_dump: return "evtx-json";
    case eventjson::Form::winlogbeat: return "winlogbeat-json";
    case eventjson::Form::flat: return "events-json";
    case eventjson::Form::none: break;
  }
  return {};
}

bool may_hold_json(source::FileKind kind) noexcept {
  using source::FileKind;
  return kind == FileKind::json || kind == FileKind::text || kind == FileKind::gzip || kind == FileKind::zstd ||
         kind == FileKind::unknown;
}

/// A log of Zeek's. Those that Wardwatch makes nothing of are known, and no fault of the evidence.
void take_zeek_log(EvidenceFile& file, Bytes beginning) {
  zeeklog::Identity identity = zeeklog::identify(beginning, file.path.filename().string());
  if (identity.form == zeeklog::Form::none) return;
  file.about.kind = "zeek-log";
  file.is_capture = false;
  file.is_zeek_log = identity.is_wanted;
  file.is_passed_over = !identity.is_wanted;
  file.zeek_form = identity.form;
  file.zeek_path = std::move(identity.path);
}

/// Of a text, so much tells whether anything is offered in it.
constexpr std::size_t kAdvertLookBytes = 64U << 10U;

void take_as_stix(EvidenceFile& file) {
  file.about.kind = "stix-bundle";
  file.is_capture = false;
  file.is_stix = true;
}

bool is_prose(stores::Kind kind) noexcept {
  return kind == stores::Kind::delimited || kind == stores::Kind::json || kind == stores::Kind::unknown;
}

/// A packed file is held to be a capture until it is opened, but for one that plainly begins as something else. Windows
/// events as JSON are told by their first document, which may be long.
void look_inside(EvidenceFile& file) {
  auto stream = source::ByteStream::open(file.path, {.file_bytes_max = file.about.size_bytes});
  if (!stream) return;
  static_cast<void>(stream->fill(source::kIdentifyBytes));
  const Bytes front = at_most(stream->window(), source::kIdentifyBytes);
  if (file.is_capture) file.is_capture = source::identify(front).is_capture;
  if (eventjson::may_be_json(front)) {
    static_cast<void>(stream->fill(source::ByteStream::kFillMaxBytes));
    const std::string_view kind = kind_of(eventjson::recognise(stream->window()));
    file.is_event_json = !kind.empty();
    if (!kind.empty()) {
      file.about.kind = kind;
      file.is_capture = false;
    } else if (stix::is_bundle(stream->window())) {
      take_as_stix(file);
    } else {
      take_zeek_log(file, stream->window());
    }
  } else if (zeeklog::may_be_table(front)) {
    static_cast<void>(stream->fill(source::ByteStream::kFillMaxBytes));
    take_zeek_log(file, stream->window());
  }
  const bool is_packed = file.about.kind == "gzip" || file.about.kind == "zstd";
  if (!is_packed || file.is_readable() || file.is_stix) return;
  static_cast<void>(stream->fill(kAdvertLookBytes));
  const Bytes inside = at_most(stream->window(), kAdvertLookBytes);
  file.may_hold_listings = is_prose(stores::identify(inside)) && listing::may_hold_adverts(inside);
}

/// Access keeps a file beside a database while somebody has it open.
bool is_access_lock(const fs::path& path) {
  const std::string extension = path.extension().string();
  if (extension != ".ldb" && extension != ".laccdb") return false;
  fs::path database = path;
  database.replace_extension(extension == ".ldb" ? ".mdb" : ".accdb");
  std::error_code error;
  return fs::exists(database, error);
}

/// What SQLite keeps beside a database that is open, or was left open: read with it, and no evidence by itself.
bool is_database_log(const fs::path& path) {
  const std::string name = path.filename().string();
  if (!name.ends_with("-wal") && !name.ends_with("-shm")) return false;
  const auto database = stores::RandomFile::open(path.parent_path() / name.substr(0, name.size() - 4));
  std::array<std::byte, 16> first{};
  return database && stores::identify(database->read_at(0, first)) == stores::Kind::sqlite;
}

/// What is no traffic and no event may be a data store; whether it is one, its reader says.
void look_for_stores(EvidenceFile& file, Bytes first) {
  if (is_access_lock(file.path)) {
    file.about.kind = "access-lock";
    file.about.complete = true;
    return;
  }
  if (is_database_log(file.path)) {
    file.about.kind = "sqlite-log";
    file.about.complete = true;
    return;
  }
  const stores::Kind kind = stores::identify(first);
  file.may_hold_stores = kind != stores::Kind::unknown;
  file.is_dicom_object = kind == stores::Kind::dicom;
  file.may_hold_listings = file.may_hold_listings || (is_prose(kind) && listing::may_hold_adverts(first));
  file.is_given_up = true;
  file.about.problem = "is not a kind of evidence that can be read: " + file.about.kind;
}

EvidenceFile look_at(const std::string& path) {
  EvidenceFile file;
  file.path = path;
  file.about.path = path;
  file.about.kind = "unknown";
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    file.about.problem = std::string{"cannot be opened: "} + std::strerror(errno);
    return file;
  }
  if (!S_ISREG(status.st_mode)) {  // A fifo or device would block or never end.
    file.about.problem = "is not a regular file";
    return file;
  }
  file.about.size_bytes = static_cast<std::uint64_t>(status.st_size);
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    file.about.problem = std::string{"cannot be opened: "} + std::strerror(errno);
    return file;
  }
  std::array<std::byte, std::max(source::kIdentifyBytes, stores::kIdentifyBytes)> first{};
  const ssize_t got = read(descriptor, first.data(), first.size());
  const int read_error = errno;
  close(descriptor);
  if (got < 0) {
    file.about.problem = std::string{"cannot be read: "} + std::strerror(read_error);
    return file;
  }
  const Bytes start = Bytes{first}.first(static_cast<std::size_t>(got));
  const source::Identified found = source::identify(at_most(start, source::kIdentifyBytes));
  file.about.kind = found.name;
  file.is_capture = found.is_capture;
  file.is_event_log = found.kind == source::FileKind::evtx;
  if (got > 0 && may_hold_json(found.kind)) look_inside(file);
  if (got == 0) file.about.problem = "is empty";
  else if (file.is_passed_over) file.about.complete = true;
  else if (!file.is_readable() && !file.is_stix) look_for_stores(file, start);
  return file;
}

}  // namespace

EvidenceFile look_at_bytes(Bytes first, const fs::path& name) {
  EvidenceFile file;
  file.path = name;
  const source::Identified found = source::identify(at_most(first, source::kIdentifyBytes));
  file.about.kind = found.name;
  file.is_capture = found.is_capture;
  file.is_event_log = found.kind == source::FileKind::evtx;
  if (found.kind != source::FileKind::gzip && found.kind != source::FileKind::zstd && may_hold_json(found.kind)) {
    const std::string_view kind = kind_of(eventjson::recognise(first));
    file.is_event_json = !kind.empty();
    if (file.is_event_json) file.about.kind = kind;
    else if (stix::is_bundle(first)) take_as_stix(file);
    else take_zeek_log(file, first);
  }
  file.path.clear();
  if (!file.is_readable() && !file.is_stix && !file.is_passed_over)
    file.may_hold_listings = is_prose(stores::identify(first)) && listing::may_hold_adverts(first);
  return file;
}

std::set<std::string> evidence_paths(const std::vector<fs::path>& arguments) {
  std::set<std::string> paths;
  for (const fs::path& argument : arguments) walk(argument, paths);
  return paths;
}

std::vector<EvidenceFile> collect_evidence(const std::vector<fs::path>& arguments) {
  std::vector<EvidenceFile> files;
  for (const std::string& path : evidence_paths(arguments)) files.push_back(look_at(path));
  return files;
}

}  // namespace wardwatch::pipeline
