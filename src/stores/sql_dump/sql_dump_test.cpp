#include "stores/sql_dump/sql_dump.hpp"

#include <doctest/doctest.h>

#include "stores/common/testing/collected.hpp"

using namespace wardwatch;
using namespace wardwatch::stores;

namespace {

std::vector<std::string> lines_of(std::string_view sql, std::size_t piece_bytes = 7) {
  testing::Collected sink;
  MemoryStream stream{as_bytes(sql), piece_bytes};
  static_cast<void>(sql_dump::read_sql_dump(stream, sink));
  CHECK(sink.ended <= sink.lines.size());
  return sink.lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("rows of mysqldump have the names that the table was created with") {
  CHECK(lines_of("-- MySQL dump\n/*!40101 SET NAMES utf8 */;\nCREATE TABLE `p` (\n `Id` int(11) NOT NULL,\n `Name` "
                 "varchar(9),\n"
                 " PRIMARY KEY (`Id`), KEY `n` (`Name`)\n) ENGINE=InnoDB;\n"
                 "INSERT INTO `p` VALUES (1,'O\\'Hara'),(2,NULL),(3,'a''b;c');\n") ==
        Lines{"p(Id,Name)", "1|O'Hara", "2|", "3|a'b;c"});
}

TEST_CASE("columns that an insert names are the row's, whatever the table has") {
  CHECK(
      lines_of(
          "insert into dbo.[People] ([a], [b]) values (N'x', -1.5e3);insert into dbo.People (a, b) values ('y', 2)") ==
      Lines{"People(a,b)", "x|-1.5e3", "y|2"});
}

TEST_CASE("rows of COPY are read up to the line that ends them") {
  CHECK(lines_of(
            "CREATE TABLE t (a text, b text);\nCOPY public.t (a, b) FROM stdin;\nx\\ty\t\\N\nz\t1\n\\.\nSELECT 1;\n") ==
        Lines{"t(a,b)", "x\ty|", "z|1"});
}

TEST_CASE("a dump that ends anywhere gives the rows before its end, and never more") {
  const std::string_view sql = "CREATE TABLE t (a int, b text);INSERT INTO t VALUES (1,'x'),(2,'y');";
  const auto whole = lines_of(sql);
  for (std::size_t length = 0; length < sql.size(); ++length)
    CHECK(lines_of(sql.substr(0, length)).size() <= whole.size());
}
