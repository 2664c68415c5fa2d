#include "store/case_store.hpp"

#include <map>

#include "store/column.hpp"
#include "store/database.hpp"

namespace wardwatch::store {
namespace {

/// One table's appender and the chunk that is being filled. What depends on a column's type alone stands here, so that
/// it is compiled for each type once and not for each record's columns.
class Table {
 public:
  Table() = default;
  Table(const Table&) = delete;
  Table(Table&&) = delete;
  Table& operator=(const Table&) = delete;
  Table& operator=(Table&&) = delete;
  ~Table() {
    if (chunk_ != nullptr) duckdb_destroy_data_chunk(&chunk_);
    if (appender_ != nullptr) duckdb_appender_destroy(&appender_);
    for (duckdb_logical_type& type : types_) duckdb_destroy_logical_type(&type);
  }

  void close(std::string& error) {
    if (appender_ == nullptr) return;
    if (duckdb_appender_close(appender_) == DuckDBError && error.empty()) error = duckdb_appender_error(appender_);
  }

 protected:
  template <class T>
  void add_column(std::string_view field_name) {
    const std::string name = column_name(field_name);
    columns_ += '"' + name + "\" " + sql_type_name<T>();
    // Ids are made of digests: looking for what repeats in them costs a third of a row's price, and finds nothing.
    if (std::is_same_v<T, record::Uid> || std::is_same_v<T, CommunityId>) columns_ += " using compression uncompressed";
    columns_ += ',';
    if constexpr (is_text_list_v<T> || is_number_list_v<T>) {
      duckdb_logical_type item =
          duckdb_create_logical_type(is_text_list_v<T> ? DUCKDB_TYPE_VARCHAR : DUCKDB_TYPE_DOUBLE);
      types_.push_back(duckdb_create_list_type(item));
      duckdb_destroy_logical_type(&item);
    } else if constexpr (std::is_same_v<T, record::TextMap>) {
      duckdb_logical_type text = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
      types_.push_back(duckdb_create_map_type(text, text));
      duckdb_destroy_logical_type(&text);
    } else {
      types_.push_back(duckdb_create_logical_type(sql_type<T>()));
    }
    if constexpr (std::is_same_v<T, IpAddress>) {
      columns_ += '"' + name + "_num\" UHUGEINT,";
      types_.push_back(duckdb_create_logical_type(DUCKDB_TYPE_UHUGEINT));
    }
  }

  /// Makes the table out of the columns that were added.
  [[nodiscard]] Result<void> create(Database& database, const std::string& name) {
    columns_.back() = ')';
    if (auto made = database.run("create table " + name + " (" + columns_); !made) return made;
    if (duckdb_appender_create(database.connection(), nullptr, name.c_str(), &appender_) == DuckDBError) {
      return fail("cannot write to table " + name);
    }
    chunk_ = duckdb_create_data_chunk(types_.data(), types_.size());
    return {};
  }

  void begin_chunk() {
    duckdb_data_chunk_reset(chunk_);
    filled_ = 0;
  }
  /// Fills the next column with one member of `count` rows, the first of them at `first`, `row_bytes` apart.
  template <class T>
  void fill(const T* first, std::size_t row_bytes, idx_t count, record::Content content) {
    const auto* bytes = reinterpret_cast<const std::byte*>(first);
    const auto at = [&](idx_t row) -> const T& { return *reinterpret_cast<const T*>(bytes + row * row_bytes); };
    Column column{duckdb_data_chunk_get_vector(chunk_, filled_++)};
    for (idx_t row = 0; row < count; ++row) column.set(row, at(row), content);
    buffered_bytes_ += column.text_bytes();
    if constexpr (std::is_same_v<T, IpAddress>) {
      Column number{duckdb_data_chunk_get_vector(chunk_, filled_++)};
      for (idx_t row = 0; row < count; ++row) number.set_number(row, at(row));
    }
  }
  void end_chunk(idx_t count, std::string& error) {
    duckdb_data_chunk_set_size(chunk_, count);
    if (duckdb_append_data_chunk(appender_, chunk_) == DuckDBError) error = duckdb_appender_error(appender_);
    if (buffered_bytes_ < kBufferedBytesMax || !error.empty()) return;
    buffered_bytes_ = 0;
    if (duckdb_appender_flush(appender_) == DuckDBError) error = duckdb_appender_error(appender_);
  }

 private:
  /// Text that an appender may hold. By itself it holds 204,800 rows, whatever their size, beyond any memory limit.
  static constexpr std::size_t kBufferedBytesMax = 32U << 20U;

  std::string columns_;
  std::vector<duckdb_logical_type> types_;
  duckdb_appender appender_ = nullptr;
  duckdb_data_chunk chunk_ = nullptr;
  idx_t filled_ = 0;  ///< Columns of the chunk.
  std::size_t buffered_bytes_ = 0;
};

template <record::Record R>
class TableWriter : public Table {
 public:
  [[nodiscard]] Result<void> open(Database& database, const std::string& table) {
    record::for_each_column<R>([&]<class T>(const auto& field, std::type_identity<T>) { add_column<T>(field.name); });
    return create(database, table);
  }

  void append(std::span<const R> rows, std::string& error) {
    const std::size_t chunk_rows_max = duckdb_vector_size();
    for (std::size_t at = 0; at < rows.size() && error.empty(); at += chunk_rows_max) {
      append_chunk(rows.subspan(at, std::min(chunk_rows_max, rows.size() - at)), error);
    }
  }

 private:
  void append_chunk(std::span<const R> rows, std::string& error) {
    begin_chunk();
    record::for_each_field<R>(
        rows[0], [&](const auto& field, const auto& first) { fill(&first, sizeof(R), rows.size(), field.content); });
    end_chunk(rows.size(), error);
  }
};

template <class List>
struct WritersOf;
template <class... Rs>
struct WritersOf<record::TypeList<Rs...>> {
  using type = std::tuple<TableWriter<Rs>...>;
};

}  // namespace

struct CaseStore::State {
  std::filesystem::path file;
  std::unique_ptr<Database> database;
  WritersOf<record::AllRecords>::type writers;
  TableWriter<record::Finding> findings;
  TableWriter<record::Incident> incidents;
  std::string error;
};

CaseStore::CaseStore(std::unique_ptr<State> state) noexcept : state_{std::move(state)} {}
CaseStore::CaseStore(CaseStore&&) noexcept = default;
CaseStore& CaseStore::operator=(CaseStore&&) noexcept = default;
CaseStore::~CaseStore() = default;

std::string column_name(std::string_view field_name) {
  std::string name{field_name};
  for (char& c : name) {
    if (c == '.') c = '_';
  }
  return name;
}

Result<CaseStore> CaseStore::create(const std::filesystem::path& file, const std::filesystem::path& spill_folder,
                                    std::uint64_t memory_bytes) {
  auto state = std::make_unique<State>();
  state->file = file;
  auto database = Database::open(file, {{"memory_limit", std::to_string(memory_bytes >> 20U) + "MiB"},
                                        {"temp_directory", spill_folder.string()},
                                        {"threads", "1"},
                                        {"preserve_insertion_order", "true"},
                                        // Text is kept whole or as a dictionary: looking for common substrings (FSST)
                                        // took a tenth of a whole investigation's instructions.
                                        {"force_compression", "dictionary"}});
  if (!database) return tl::make_unexpected(database.error());
  state->database = std::move(*database);
  Result<void> opened;
  record::for_each_record([&]<class R>(std::type_identity<R>) {
    if (opened)
      opened = std::get<TableWriter<R>>(state->writers).open(*state->database, std::string{record::schema_of<R>.log});
  });
  if (opened) opened = state->findings.open(*state->database, "findings");
  if (opened) opened = state->incidents.open(*state->database, "incidents");
  if (!opened) return tl::make_unexpected(opened.error());
  return CaseStore{std::move(state)};
}

void CaseStore::append_rows(std::size_t log, const void* rows, std::size_t count) {
  std::size_t index = 0;
  record::for_each_record([&]<class R>(std::type_identity<R>) {
    if (index++ != log) return;
    std::get<TableWriter<R>>(state_->writers).append({static_cast<const R*>(rows), count}, state_->error);
  });
}

void CaseStore::append_findings(std::span<const record::Finding> findings) {
  state_->findings.append(findings, state_->error);
}
void CaseStore::append_incidents(std::span<const record::Incident> incidents) {
  state_->incidents.append(incidents, state_->error);
}

Result<void> CaseStore::close() {
  record::for_each_record(
      [&]<class R>(std::type_identity<R>) { std::get<TableWriter<R>>(state_->writers).close(state_->error); });
  state_->findings.close(state_->error);
  state_->incidents.close(state_->error);
  if (state_->error.empty()) {
    if (auto done = state_->database->run("checkpoint"); !done) state_->error = done.error().what;
  }
  if (state_->error.empty()) return {};
  return fail("cannot write \"" + state_->file.string() + "\": " + state_->error);
}

}  // namespace wardwatch::store
