#include "stores/audit/record_maker.hpp"

#include <algorithm>
#include <set>

#include "core/hash.hpp"
#include "record/uid.hpp"

namespace wardwatch::stores {
namespace {

using record::DatastoreColumn;
using record::DatastoreTable;

/// From the path and what was found: the same store has the same id in each run.
record::Uid uid_of(const record::Datastore& row) {
  std::uint64_t high = hash_text(row.path, hash_text(row.kind));
  std::uint64_t low = combine64(row.size_bytes, row.rows);
  high = combine64(high, low);
  low = combine64(low, high);
  return record::uid_of_bits('S', high, low);
}

/// A damaged name may be as long as its reader lets it be.
std::string_view short_name(std::string_view name) noexcept { return name.substr(0, kNameBytesMax); }

std::span<const DatastoreColumn> columns_of(const ClassifiedTable& table, record::Batch<record::Datastore>& batch) {
  std::vector<DatastoreColumn> columns;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Verdict& verdict = table.verdict.columns[i];
    columns.push_back(
        {batch.keep(short_name(table.columns[i].name)), name_of(verdict.phi), batch.keep(verdict.from.text())});
  }
  return batch.keep_rows(std::span<const DatastoreColumn>{columns});
}

record::TextList classes_of(const StoreContent& content, record::Batch<record::Datastore>& batch) {
  std::set<PhiClass> classes;
  for (const ClassifiedTable& table : content.tables) {
    for (const Verdict& verdict : table.verdict.columns) {
      if (verdict.phi != PhiClass::none) classes.insert(verdict.phi);
    }
  }
  std::vector<std::string_view> names;
  for (const PhiClass phi : classes) names.push_back(name_of(phi));
  return batch.keep_list(names);
}

std::optional<std::string_view> keep_unless_empty(const std::string& text, record::Batch<record::Datastore>& batch) {
  if (text.empty()) return std::nullopt;
  return batch.keep(text);
}

std::optional<Timestamp> time_of(std::optional<Day> day) {
  if (!day) return std::nullopt;
  return Timestamp{std::chrono::days{*day}};
}

}  // namespace

void make_record(const StoreReport& report, record::Batch<record::Datastore>& batch) {
  const StoreContent& content = report.content;
  record::Datastore row;
  row.path = batch.keep(report.member);
  row.kind = name_of(report.kind);
  row.format_version = keep_unless_empty(report.format_version, batch);
  row.protection = batch.keep(report.protection);
  row.protection_strength = keep_unless_empty(report.protection_strength, batch);
  row.linked_to = batch.keep_list(report.linked_to);
  row.readable = report.readable;
  row.contains_phi = content.contains_phi;
  row.phi_classes = classes_of(content, batch);
  std::vector<DatastoreTable> tables;
  for (const ClassifiedTable& table : content.tables)
    tables.push_back({batch.keep(short_name(table.name)), table.rows, columns_of(table, batch)});
  row.tables = batch.keep_rows(std::span<const DatastoreTable>{tables});
  row.rows = content.rows;
  row.individuals = content.individuals;
  row.individuals_error = content.individuals_error;
  row.objects = report.objects;
  row.objects_with_phi = report.objects_with_phi;
  row.first_activity = time_of(content.first_activity);
  row.last_activity = time_of(content.last_activity);
  row.problem = keep_unless_empty(report.problem, batch);
  batch.add(row);
}

void complete_record(record::Datastore& row, std::string_view path, const FileFacts& facts, SourceId source,
                     record::Batch<record::Datastore>& batch) {
  row.at.ts = Timestamp{Interval{facts.modified_ns}};
  row.at.source = source;
  row.path = batch.keep(std::string{path} + std::string{row.path});
  row.size_bytes = facts.size_bytes;
  row.readable_by = batch.keep_list(facts.permissions.readable_by);
  row.owner = keep_unless_empty(facts.permissions.owner, batch);
  row.mode = keep_unless_empty(facts.permissions.mode, batch);
  row.exposure = facts.permissions.exposure;
  if (row.kind == name_of(Kind::access)) row.open_by = batch.keep_list(facts.open_by);
  row.at.uid = uid_of(row);
}

}  // namespace wardwatch::stores
