#include <doctest/doctest.h>

#include <unistd.h>

#include "store/case_store.hpp"
#include "store/query.hpp"

using namespace wardwatch;

namespace {

struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("wardwatch-store-" + std::to_string(getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
};

std::string ask(const std::filesystem::path& database, const std::string& sql, store::QueryFormat format) {
  std::string text;
  const auto done = store::query(database, sql, format, [&](std::string_view piece) { text += piece; });
  return done ? text : "error: " + done.error().what;
}

}  // namespace

TEST_CASE("records come back from the tables as they went in, addresses also as numbers, free text redacted") {
  Folder folder;
  const auto file = folder.path / "case.duckdb";
  record::Batches batches;
  auto& dns = batches.of<record::Dns>();
  record::Dns& row = dns.add();
  row.at.ts = timestamp_of(1'500'000'000, 250'000'000);
  row.at.orig_h = IpAddress::v4(0x0a000001);
  row.at.resp_h = *IpAddress::parse("2001:db8::53");
  row.query = dns.keep("x?PatientName=DOE");
  row.answers = dns.keep_list(std::vector<std::string>{"192.0.2.1", "b\xff"});
  const double ttls[] = {60, 5};
  row.TTLs = dns.keep_numbers(ttls);
  auto created = store::CaseStore::create(file, folder.path, 64U << 20U);
  REQUIRE(created.has_value());
  created->append(std::span<const record::Dns>{dns.rows()});
  record::Finding finding;
  finding.id = "f1";
  finding.entities = {{"ip", "10.0.0.1", "victim"}};
  created->append_findings({&finding, 1});
  REQUIRE(created->close().has_value());
  created = fail("closed");
  CHECK(ask(file, "select ts, id_orig_h, query, answers, TTLs, rtt from dns", store::QueryFormat::csv) ==
        "ts,id_orig_h,query,answers,TTLs,rtt\r\n"
        "2017-07-14 02:40:00.25,10.0.0.1,x?PatientName={redacted:name},\"[192.0.2.1, b\\xff]\",\"[60.0, 5.0]\",\r\n");
  CHECK(ask(file, "select count(*) as n from dns where id_orig_h_num between 281470849482752 and 281470866259967",
            store::QueryFormat::json) == "{\"n\":1}\n");
  CHECK(ask(file, "select entities from findings", store::QueryFormat::csv).find("10.0.0.1") != std::string::npos);
}

TEST_CASE("a case is opened for reading only and without a way to other files") {
  Folder folder;
  const auto file = folder.path / "case.duckdb";
  {
    auto created = store::CaseStore::create(file, folder.path, 64U << 20U);
    REQUIRE(created.has_value());
    REQUIRE(created->close().has_value());
  }
  CHECK(ask(file, "drop table conn", store::QueryFormat::csv).starts_with("error: "));
  CHECK(ask(file, "select * from read_csv('/etc/passwd')", store::QueryFormat::csv).starts_with("error: "));
  CHECK(ask(file, "selekt", store::QueryFormat::csv).find("describe conn") != std::string::npos);
}

TEST_CASE("an answer can be had as a Parquet file") {
  Folder folder;
  const auto file = folder.path / "case.duckdb";
  {
    auto created = store::CaseStore::create(file, folder.path, 64U << 20U);
    REQUIRE(created->close().has_value());
  }
  REQUIRE(store::query_to_parquet(file, "select * from conn", folder.path / "conn.parquet").has_value());
  CHECK(std::filesystem::file_size(folder.path / "conn.parquet") > 100);
}
