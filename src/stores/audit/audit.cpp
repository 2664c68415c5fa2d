#include "stores/audit/audit.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <bitset>

#include "stores/access/access_store.hpp"
#include "stores/audit/input.hpp"
#include "stores/audit/text_watch.hpp"
#include "stores/dbase/dbase.hpp"
#include "stores/delimited/delimited_store.hpp"
#include "stores/dicom_file/dicom_file.hpp"
#include "stores/fhir_file/fhir_file.hpp"
#include "stores/hl7_file/hl7_file.hpp"
#include "stores/json_file/json_file.hpp"
#include "stores/office/office_store.hpp"
#include "stores/packed/archive_reader.hpp"
#include "stores/pdf_file/pdf_file.hpp"
#include "stores/sql_dump/sql_dump.hpp"
#include "stores/sqlite_file/sqlite_file.hpp"

namespace wardwatch::stores {
namespace fs = std::filesystem;
namespace {

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

void take_all(StoreReport& report, const ReadStatus& status) {
  take(report, status);
  report.readable = status.tables > 0;
}

void audit_access(Input& input, std::span<const std::string> passwords, StoreReport& report, RowSink& sink) {
  const RandomFile* file = input.file();
  if (file == nullptr) return report.note(input.problem());
  const auto store = access::read_access(*file, sink, passwords);
  if (!store) return report.note(store.error().what);
  report.format_version = store->header.version;
  report.protection = protection_name(store->header.protection);
  report.protection_strength = store->header.strength;
  report.linked_to = store->linked_to;
  report.readable = store->is_readable;
  take(report, store->status);
}

void audit_text(Input& input, const std::string& name, StoreReport& report, RowSink& sink) {
  const auto store = delimited::read_delimited(input.stream(), name, sink);
  switch (store.dialect.layout) {
    case delimited::Layout::separated: report.kind = Kind::delimited; break;
    case delimited::Layout::fixed_width: report.kind = Kind::fixed_width; break;
    case delimited::Layout::prose: report.kind = Kind::text; break;
  }
  report.format_version = delimited::describe(store.dialect);
  report.readable = true;
  take(report, store.status);
}

/// What a number of DICOM objects has in common.
struct DicomCounts {
  std::uint64_t objects = 0, with_phi = 0, burnt_in = 0, with_private = 0, with_overlay = 0, patients_listed = 0;
  std::bitset<dicom_file::kOfProfile> filled;

  void add(const dicom_file::Object& object) {
    ++objects;
    with_private += object.has_private ? 1 : 0;
    with_overlay += object.has_overlay ? 1 : 0;
    filled |= object.filled;
    if (!object.identifies()) return;
    ++with_phi;
    burnt_in += object.has_burnt_in ? 1 : 0;
  }
  [[nodiscard]] std::string text() const {
    std::string said = "DICOM PS3.10";
    const auto say = [&](std::uint64_t count, std::string_view what) {
      if (count > 0) said.append(", ").append(std::to_string(count)).append(what);
    };
    say(patients_listed, " patients listed in a DICOMDIR");
    say(burnt_in, " with text burnt into the picture");
    say(with_private, " with private attributes");
    say(with_overlay, " with curves or overlays");
    say(filled.count(), " attributes filled that the profile of PS3.15 E.1 removes or replaces");
    return said;
  }
};

/// Objects that tell who the patient is are rows of one table; of the others nothing is told but their number.
void audit_dicom(std::span<const RandomFile> files, StoreReport& report, RowSink& sink) {
  const std::vector<ColumnHead> heads = dicom_file::column_heads();
  DicomCounts counts;
  sink.begin_table({"objects", heads});
  for (const RandomFile& file : files) {
    const auto contents = dicom_file::read_contents(file);
    if (!contents) continue;
    if (contents->is_directory) counts.patients_listed += contents->objects.size();
    for (const dicom_file::Object& object : contents->objects) {
      if (contents->is_directory) counts.filled |= object.filled;
      else counts.add(object);
      if (!object.problem.empty() && report.problem.empty()) report.note(object.problem);
      if (!object.identifies()) continue;
      const std::vector<std::string_view> cells{object.values.begin(), object.values.end()};
      sink.row(cells);
    }
  }
  sink.end_table();
  report.objects = counts.objects;
  report.objects_with_phi = counts.with_phi;
  report.format_version = counts.text();
  report.readable = counts.objects + counts.patients_listed > 0;
}

/// The text of a document; where a page has a table, its columns are those of a table of fixed width.
void audit_pdf(Input& input, const std::string& name, std::span<const std::string> passwords, StoreReport& report,
               RowSink& sink) {
  const RandomFile* file = input.file();
  if (file == nullptr) return report.note(input.problem());
  const auto found = pdf_file::read_pdf(*file, passwords);
  if (!found) return report.note(found.error().what);
  report.format_version = found->version;
  report.readable = found->is_readable;
  report.note(found->problem);
  if (found->is_encrypted) report.protection = "encrypted";
  if (!found->is_readable) return;
  Input text{found->text};
  take(report, delimited::read_delimited(text.stream(), name, sink, delimited::TextOf::pages).status);
}

/// Prose that names no patient is a letter, not a store.
bool is_letter(const StoreReport& report) { return report.kind == Kind::text && !report.content.contains_phi; }

Kind kind_of(office::Document document) noexcept {
  switch (document) {
    case office::Document::xlsx: return Kind::xlsx;
    case office::Document::ods: return Kind::ods;
    case office::Document::docx: return Kind::docx;
  }
  return Kind::archive;
}

/// Where an input lies, what it may be opened with, and who wants it read once more.
struct Place {
  std::string name;    ///< For a table that has no name of its own.
  std::string member;  ///< Within its file.
  std::span<const std::string> passwords;
  const SecondReader& second;
  std::size_t depth = 0;
  const RandomFile* log = nullptr;  ///< The write-ahead log beside a database.
};

void audit_input(const Place& place, Input& input, std::vector<StoreReport>& reports);

/// Reads a store once more, if that is wanted. What it says of itself was taken the first time.
template <class Read>
void read_again(const SecondReader& second, std::size_t index, const StoreReport& report, Read&& read) {
  const std::unique_ptr<RowSink> sink = second && report.readable ? second(index, report) : nullptr;
  StoreReport ignored = report;
  if (sink) read(ignored, *sink);
}

/// A document of an office program is one store; any other archive is as many as are in it, archives among them.
void audit_archive(const Place& place, Input& input, std::vector<StoreReport>& reports) {
  constexpr std::size_t kDepthMax = 4;
  StoreReport report;
  report.member = place.member;
  report.kind = Kind::archive;
  const RandomFile* file = input.file();
  if (file == nullptr || place.depth >= kDepthMax) {
    report.note(file == nullptr ? std::string_view{input.problem()} : "archives within archives are not read deeper");
    return reports.push_back(std::move(report));
  }
  const auto document = is_zip(input.first()) ? office::document_in(*file) : std::nullopt;
  if (document) {
    Classifier classifier;
    report.kind = kind_of(*document);
    take(report, office::read_document(*document, *file, classifier));
    report.content = classifier.finish();
    report.readable = true;
    read_again(place.second, reports.size(), report,
               [&](StoreReport& again, RowSink& sink) { take(again, office::read_document(*document, *file, sink)); });
    return reports.push_back(std::move(report));
  }
  const std::string fault = packed::for_each_member(*file, [&](const std::string& path, ByteStream& stream) {
    Input member{stream};
    const Place within{fs::path{path}.stem().string(), place.member + "!/" + path, place.passwords, place.second,
                       place.depth + 1};
    audit_input(within, member, reports);
    return reports.size() < kTablesMax;
  });
  if (fault.empty()) return;
  report.note(fault);
  reports.push_back(std::move(report));
}

void read_input(const Place& place, Input& input, StoreReport& report, RowSink& sink) {
  switch (report.kind) {
    case Kind::access: return audit_access(input, place.passwords, report, sink);
    case Kind::delimited:
    case Kind::fixed_width:
    case Kind::text: return audit_text(input, place.name, report, sink);
    case Kind::sql_dump: return take_all(report, sql_dump::read_sql_dump(input.stream(), sink));
    case Kind::dicom:
      if (const RandomFile* file = input.file()) audit_dicom(std::span{file, 1}, report, sink);
      else report.note(input.problem());
      return;
    case Kind::hl7: return take_all(report, hl7_file::read_hl7_file(input.stream(), sink));
    case Kind::fhir: return take_all(report, fhir_file::read_fhir_file(input.stream(), sink));
    case Kind::json: return take_all(report, json_file::read_json_file(input.stream(), place.name, sink));
    case Kind::pdf: return audit_pdf(input, place.name, place.passwords, report, sink);
    case Kind::dbase: return take_all(report, dbase::read_dbase(input.stream(), place.name, sink));
    case Kind::sqlite:
      if (const RandomFile* file = input.file()) take_all(report, sqlite_file::read_sqlite(*file, place.log, sink));
      else report.note(input.problem());
      return;
    default: return report.note("this kind is told but not read");
  }
}

void audit_input(const Place& place, Input& input, std::vector<StoreReport>& reports) {
  StoreReport report;
  report.member = place.member;
  report.kind = identify(input.first());
  if (report.kind == Kind::archive) return audit_archive(place, input, reports);
  if (report.kind == Kind::unknown) return;
  // What comes out of an archive can be read once only: to be read again it is kept in memory.
  const RandomFile* kept = place.second ? input.file() : nullptr;
  std::optional<Input> own;
  if (kept != nullptr) own.emplace(*kept);
  else if (place.second) report.note(input.problem());
  Classifier classifier;
  TextWatch watch{classifier};
  read_input(place, own ? *own : input, report, watch);
  report.content = classifier.finish();
  watch.conclude(report);
  if (is_letter(report)) return;
  read_again(place.second, reports.size(), report, [&](StoreReport& again, RowSink& sink) {
    if (kept == nullptr) return;
    Input once_more{*kept};
    read_input(place, once_more, again, sink);
  });
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

}  // namespace

FileFacts facts_of_file(const fs::path& path) {
  FileFacts facts;
  facts.permissions = permissions_of(path);
  facts.open_by = open_by(path);
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return facts;
  facts.size_bytes = static_cast<std::uint64_t>(status.st_size);
  constexpr std::int64_t kSecondsMax = 9'000'000'000;  // The year 2255: beyond it a time in nanoseconds ends.
  const std::int64_t seconds = std::clamp<std::int64_t>(status.st_mtim.tv_sec, -kSecondsMax, kSecondsMax);
  facts.modified_ns = seconds * 1'000'000'000 + status.st_mtim.tv_nsec;
  return facts;
}

StoreReport audit_dicom_objects(std::span<const RandomFile> files, const SecondReader& second) {
  StoreReport report;
  report.kind = Kind::dicom;
  Classifier classifier;
  audit_dicom(files, report, classifier);
  report.content = classifier.finish();
  read_again(second, 0, report, [&](StoreReport& again, RowSink& sink) { audit_dicom(files, again, sink); });
  return report;
}

std::vector<StoreReport> audit_store(const RandomFile& file, const std::string& name,
                                     std::span<const std::string> passwords, const SecondReader& second,
                                     const RandomFile* log) {
  std::vector<StoreReport> reports;
  Input input{file};
  audit_input({name, {}, passwords, second, 0, log}, input, reports);
  return reports;
}

}  // namespace wardwatch::stores
