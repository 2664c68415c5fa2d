#include <cstdio>
#include <map>
#include <memory>

#include "cli/verb.hpp"
#include "store/query.hpp"

namespace wardwatch::cli {
namespace {

struct QueryFlags {
  std::string folder;
  std::string sql;
  std::string format = "table";
  std::string out;
};

ExitCode run(const QueryFlags& options) {
  const std::filesystem::path database = std::filesystem::path{options.folder} / "case.duckdb";
  if (!std::filesystem::exists(database)) {
    return complain("\"" + options.folder + "\" is not a case: it has no case.duckdb", ExitCode::usage);
  }
  Result<void> done;
  if (options.format == "parquet") {
    if (options.out.empty()) return complain("--format parquet needs --out FILE", ExitCode::usage);
    done = store::query_to_parquet(database, options.sql, options.out);
  } else {
    const std::map<std::string, store::QueryFormat> formats{
        {"table", store::QueryFormat::table}, {"json", store::QueryFormat::json}, {"csv", store::QueryFormat::csv}};
    done = store::query(database, options.sql, formats.at(options.format),
                        [](std::string_view piece) { std::fwrite(piece.data(), 1, piece.size(), stdout); });
  }
  return done ? ExitCode::done : complain(done.error().what, ExitCode::usage);
}

}  // namespace

void add_query(CLI::App& app, ExitCode& code) {
  auto options = std::make_shared<QueryFlags>();
  CLI::App* verb =
      app.add_subcommand("query",
                         "Asks a case in SQL. Tables are named as the logs are; dots in fields become underscores.\n\n"
                         "  wardwatch query case \"select id_orig_h, count(*) from rdp group by all order by 2 desc\"\n"
                         "  wardwatch query case \"select * from conn\" --format parquet --out conn.parquet");
  verb->add_option("CASE", options->folder, "Case folder")->required();
  verb->add_option("SQL", options->sql, "The question")->required();
  verb->add_option("--format", options->format, "table, json, csv or parquet")
      ->check(CLI::IsMember({"table", "json", "csv", "parquet"}));
  verb->add_option("--out", options->out, "File for parquet");
  verb->callback([options, &code] { code = run(*options); });
}

}  // namespace wardwatch::cli
