#pragma once

#include "record/schema.hpp"

namespace wardwatch::record {

/// What the record of a store says first: when it was last changed, which it is, and the evidence that it lies in.
struct StoreRef {
  Timestamp ts;
  Uid uid;  ///< Made from path and content: the same store has the same uid in each run.
  SourceId source;
};

/// One column of a store's table, and what class of personal data it holds. No value of it is ever here.
struct DatastoreColumn {
  std::string_view name;
  std::string_view phi_class;
  std::string_view concluded_from;
};

template <>
inline constexpr auto schema_of<DatastoreColumn> =
    schema("datastore_column", "One column of a data store's table",
           field(1, "name", &DatastoreColumn::name, Unit::none, Content::free, "Name, or column N where it has none"),
           field(2, "phi_class", &DatastoreColumn::phi_class, Unit::none, Content::technical,
                 "HIPAA identifier or clinical code that it holds; none"),
           field(3, "concluded_from", &DatastoreColumn::concluded_from, Unit::none, Content::technical,
                 "How that was concluded: name, shape, checksum, dictionary, neighbours, text, standard"));

/// One table of a store.
struct DatastoreTable {
  std::string_view name;
  std::uint64_t rows = 0;
  std::span<const DatastoreColumn> columns;
};

template <>
inline constexpr auto schema_of<DatastoreTable> =
    schema("datastore_table", "One table of a data store",
           field(1, "name", &DatastoreTable::name, Unit::none, Content::free, "Name"),
           field(2, "rows", &DatastoreTable::rows, Unit::count, Content::technical, "Rows that could be read"),
           field(3, "columns", &DatastoreTable::columns, Unit::none, Content::free, "Columns in the store's order"));

/// A data store at rest: a file, or a folder of DICOM objects. What it holds, of how many people, how it is protected
/// and who can read it; not one value out of it.
struct Datastore {
  StoreRef at;
  std::string_view path;
  std::string_view kind;
  std::optional<std::string_view> format_version;
  std::string_view protection;
  std::optional<std::string_view> protection_strength;
  TextList linked_to;
  TextList open_by;
  bool readable = false;
  bool contains_phi = false;
  TextList phi_classes;
  std::span<const DatastoreTable> tables;
  std::uint64_t rows = 0;
  std::uint64_t individuals = 0;
  std::uint64_t individuals_error = 0;
  std::optional<std::uint64_t> objects;
  std::optional<std::uint64_t> objects_with_phi;
  std::optional<Timestamp> first_activity;
  std::optional<Timestamp> last_activity;
  TextList readable_by;
  std::optional<std::string_view> owner;
  std::optional<std::string_view> mode;
  std::uint64_t size_bytes = 0;
  std::optional<std::string_view> problem;
  std::string_view exposure;
  std::optional<bool> declared;
};

template <>
inline constexpr auto schema_of<Datastore> = schema(
    "datastore", "One data store at rest: what it holds, how it is protected, who can read it",
    field(1, "ts", &Datastore::at, &StoreRef::ts, Unit::time, Content::technical, "When the store was last changed"),
    field(2, "uid", &Datastore::at, &StoreRef::uid, Unit::none, Content::technical,
          "Id of the store, made from its path and content"),
    field(3, "source", &Datastore::at, &StoreRef::source, Unit::none, Content::technical,
          "Index into the manifest's evidence"),
    field(4, "path", &Datastore::path, Unit::none, Content::free,
          "Where it is; what is inside an archive stands behind !/"),
    field(
        5, "kind", &Datastore::kind, Unit::none, Content::technical,
        "access, sqlite, delimited, fixed-width, text, xlsx, ods, docx, dicom, hl7, fhir, json, dbase, sql-dump, pdf"),
    field(6, "format_version", &Datastore::format_version, Unit::none, Content::technical,
          "Version of the format, or the dialect of a text file"),
    field(7, "protection", &Datastore::protection, Unit::none, Content::technical,
          "none, header-password, encoded, encrypted, user-level-security"),
    field(8, "protection_strength", &Datastore::protection_strength, Unit::none, Content::technical,
          "Algorithms and rounds, or why it protects from nobody"),
    field(9, "linked_to", &Datastore::linked_to, Unit::none, Content::account, "Where linked tables lead"),
    field(10, "open_by", &Datastore::open_by, Unit::none, Content::account,
          "Who has it open, by its lock file: host (account)"),
    field(11, "readable", &Datastore::readable, Unit::none, Content::technical, "Whether its content could be read"),
    field(12, "contains_phi", &Datastore::contains_phi, Unit::none, Content::technical,
          "Whether it holds what identifies patients"),
    field(13, "phi_classes", &Datastore::phi_classes, Unit::none, Content::technical,
          "Classes of personal data in it, each once"),
    field(14, "tables", &Datastore::tables, Unit::none, Content::free, "Tables with their columns"),
    field(15, "rows", &Datastore::rows, Unit::count, Content::technical, "Rows of all tables"),
    field(16, "individuals", &Datastore::individuals, Unit::count, Content::technical, "Different people"),
    field(17, "individuals_error", &Datastore::individuals_error, Unit::count, Content::technical,
          "Half of the 95 % interval of individuals; 0 when counted exactly"),
    field(18, "objects", &Datastore::objects, Unit::count, Content::technical, "DICOM objects"),
    field(19, "objects_with_phi", &Datastore::objects_with_phi, Unit::count, Content::technical,
          "Of those, not de-identified"),
    field(20, "first_activity", &Datastore::first_activity, Unit::time, Content::technical,
          "Earliest date of service in it"),
    field(21, "last_activity", &Datastore::last_activity, Unit::time, Content::technical,
          "Latest date of service in it"),
    field(22, "readable_by", &Datastore::readable_by, Unit::none, Content::account,
          "Who may read the file: everyone, owner, group, and entries of its access list"),
    field(23, "owner", &Datastore::owner, Unit::none, Content::account, "Owner and group, as numbers"),
    field(24, "mode", &Datastore::mode, Unit::none, Content::technical, "POSIX mode: rw-r--r--"),
    field(25, "size_bytes", &Datastore::size_bytes, Unit::bytes, Content::technical, "Size"),
    field(26, "problem", &Datastore::problem, Unit::none, Content::technical,
          "What could not be read and where; missing when all was"),
    field(27, "exposure", &Datastore::exposure, Unit::none, Content::technical,
          "The widest circle that may read the file: everyone, listed, group, owner, nobody; unknown"),
    field(28, "declared", &Datastore::declared, Unit::none, Content::technical,
          "Whether it lies where patient data is meant to be; missing when nobody has said where that is"));

}  // namespace wardwatch::record
