#include "stores/sqlite_file/sqlite_file.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "stores/common/testing/collected.hpp"

using namespace wardwatch::stores;
using sqlite_file::read_sqlite;

namespace {

/// A database of SQLite's own making, in a folder that goes with it.
class Written {
 public:
  Written() {
    std::string pattern = std::filesystem::temp_directory_path() / "wardwatch-sqlite-XXXXXX";
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    REQUIRE(sqlite3_open(path().c_str(), &database_) == SQLITE_OK);
  }
  Written(const Written&) = delete;
  Written& operator=(const Written&) = delete;
  ~Written() {
    sqlite3_close(database_);
    std::filesystem::remove_all(folder_);
  }

  void run(const std::string& sql) const {
    REQUIRE(sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  [[nodiscard]] std::filesystem::path path() const { return folder_ / "db"; }
  [[nodiscard]] std::filesystem::path log() const { return folder_ / "db-wal"; }

 private:
  std::filesystem::path folder_;
  sqlite3* database_ = nullptr;
};

std::vector<std::string> read(const Written& written, bool with_log, std::string& problem) {
  const auto file = RandomFile::open(written.path());
  REQUIRE(file);
  const auto log = RandomFile::open(written.log());
  testing::Collected rows;
  const ReadStatus status = read_sqlite(*file, with_log && log ? &*log : nullptr, rows);
  problem = status.problem;
  return rows.lines;
}

constexpr std::string_view kMake = "create table p(id integer primary key, name text); ";

}  // namespace

TEST_CASE("tables are read as they are, numbers as text and blobs as nothing") {
  Written written;
  written.run(
      "create table p(id integer, name text, picture blob); insert into p values(7, 'Doe', x'00ff'), "
      "(8, null, null); create view v as select * from p");
  std::string problem;
  CHECK(read(written, false, problem) == std::vector<std::string>{"p(id,name,picture)", "7|Doe|", "8||"});
  CHECK(problem.empty());
}

TEST_CASE("rows that stand in the write-ahead log only are read, those of an open transaction not") {
  Written written;
  written.run("pragma journal_mode=wal; pragma wal_autocheckpoint=0; " + std::string{kMake});
  written.run("pragma wal_checkpoint(truncate); insert into p values(1, 'Doe'); insert into p values(2, 'Roe')");
  written.run(
      "pragma cache_size=1; begin; insert into p select value, 'none' from "
      "(with recursive n(value) as (select 3 union all select value + 1 from n where value < 9000) select * from n)");
  std::string problem;
  CHECK(read(written, false, problem) == std::vector<std::string>{"p(id,name)"});
  CHECK(read(written, true, problem) == std::vector<std::string>{"p(id,name)", "1|Doe", "2|Roe"});
  CHECK(problem.empty());
}

TEST_CASE("a log that ends within a frame or is damaged is read up to there") {
  Written written;
  written.run("pragma journal_mode=wal; pragma wal_autocheckpoint=0; pragma synchronous=off; " + std::string{kMake});
  written.run("pragma wal_checkpoint(truncate); insert into p values(1, 'Doe')");
  const auto one = std::filesystem::file_size(written.log());
  written.run("insert into p values(2, 'Roe')");
  const auto two = std::filesystem::file_size(written.log());
  std::string problem;
  for (auto size = two - 1; size >= one; size -= 97) {
    std::filesystem::resize_file(written.log(), size);
    CHECK(read(written, true, problem) == std::vector<std::string>{"p(id,name)", "1|Doe"});
  }
  std::filesystem::resize_file(written.log(), 31);
  CHECK(read(written, true, problem) == std::vector<std::string>{"p(id,name)"});
  CHECK(problem == "its write-ahead log is damaged");
}

TEST_CASE("what is no database says so") {
  auto file = RandomFile::in_memory();
  REQUIRE(file);
  REQUIRE(file->append(wardwatch::as_bytes(std::string_view{"SQLite format 3\0and no more", 28})));
  testing::Collected rows;
  CHECK_FALSE(read_sqlite(*file, nullptr, rows).problem.empty());
  CHECK(rows.lines.empty());
}
