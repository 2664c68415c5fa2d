# The DuckDB library and header come from npm (third_party/duckdb, installed by tools/setup): Debian 12 has no package.
set(duckdb_modules ${PROJECT_SOURCE_DIR}/third_party/duckdb/node_modules)
find_path(DUCKDB_INCLUDE duckdb.h PATHS ${duckdb_modules}/duckdb/src/duckdb/src/include NO_DEFAULT_PATH)
find_library(DUCKDB_LIBRARY NAMES duckdb libduckdb.so
  PATHS ${duckdb_modules}/@duckdb/node-bindings-linux-x64 ${duckdb_modules}/@duckdb/node-bindings-linux-arm64
  NO_DEFAULT_PATH)
if(DUCKDB_INCLUDE AND DUCKDB_LIBRARY)
  add_library(duckdb SHARED IMPORTED)
  set_target_properties(duckdb PROPERTIES IMPORTED_LOCATION ${DUCKDB_LIBRARY} IMPORTED_NO_SONAME FALSE)
  target_include_directories(duckdb SYSTEM INTERFACE ${DUCKDB_INCLUDE})
else()
  message(WARNING "DuckDB is not installed: run tools/setup build. The store is left out of this build.")
endif()
