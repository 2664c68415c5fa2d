#include "store/database.hpp"

namespace wardwatch::store {

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& file,
                                                 std::vector<std::pair<std::string, std::string>> settings) {
  settings.emplace_back("autoinstall_known_extensions", "false");
  settings.emplace_back("autoload_known_extensions", "false");
  duckdb_config config = nullptr;
  duckdb_create_config(&config);
  for (const auto& [name, value] : settings) {
    if (duckdb_set_config(config, name.c_str(), value.c_str()) == DuckDBError) {
      duckdb_destroy_config(&config);
      return fail("the database does not know the setting " + name + "=" + value);
    }
  }
  std::unique_ptr<Database> opened{new Database};
  char* why = nullptr;
  const duckdb_state state = duckdb_open_ext(file.c_str(), &opened->database_, config, &why);
  duckdb_destroy_config(&config);
  if (state == DuckDBError) {
    std::string message = "cannot open \"" + file.string() + "\": " + (why != nullptr ? why : "unknown reason");
    duckdb_free(why);
    return fail(std::move(message));
  }
  if (duckdb_connect(opened->database_, &opened->connection_) == DuckDBError) {
    return fail("cannot connect to \"" + file.string() + "\"");
  }
  return opened;
}

Database::~Database() {
  if (connection_ != nullptr) duckdb_disconnect(&connection_);
  if (database_ != nullptr) duckdb_close(&database_);
}

Result<void> Database::run(const std::string& sql) {
  duckdb_result result;
  const duckdb_state state = duckdb_query(connection_, sql.c_str(), &result);
  const char* why = state == DuckDBError ? duckdb_result_error(&result) : nullptr;
  const std::string message = why != nullptr ? why : "";
  duckdb_destroy_result(&result);
  if (state == DuckDBError) return fail(message);
  return {};
}

}  // namespace wardwatch::store
