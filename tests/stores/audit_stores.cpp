// Prints the datastore record of each store in the files and folders named, one JSON object a line: audit_stores PATH...

#include <cstdio>

#include "record/json.hpp"
#include "stores/audit/record_maker.hpp"

int main(int argc, char** argv) {
  using namespace wardwatch;
  if (argc < 2) {
    std::fprintf(stderr, "usage: audit_stores PATH...\n");
    return 2;
  }
  for (std::uint32_t i = 1; i < static_cast<std::uint32_t>(argc); ++i) {
    const std::filesystem::path path{argv[i]};
    const auto reports = std::filesystem::is_directory(path) ? stores::audit_folder(path) : stores::audit_file(path);
    for (const stores::StoreReport& report : reports) {
      record::Batch<record::Datastore> batch;
      stores::make_record(report, SourceId{i - 1}, batch);
      std::string json;
      record::append_json(json, batch.rows().front(), record::TimeStyle::rfc3339);
      json.push_back('\n');
      std::fwrite(json.data(), 1, json.size(), stdout);
    }
  }
  return 0;
}
