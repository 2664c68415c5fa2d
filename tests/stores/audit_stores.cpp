// Prints the datastore record of each store in the files named, one JSON object a line: audit_stores FILE... Each file is
// read in this process, without the walls that the product has around it: it is for debugging and for measuring.

#include <cstdio>

#include "record/json.hpp"
#include "stores/audit/record_maker.hpp"

int main(int argc, char** argv) {
  using namespace wardwatch;
  if (argc < 2) {
    std::fprintf(stderr, "usage: audit_stores FILE...\n");
    return 2;
  }
  for (std::uint32_t i = 1; i < static_cast<std::uint32_t>(argc); ++i) {
    const std::filesystem::path path{argv[i]};
    const auto file = stores::RandomFile::open(path);
    if (!file) continue;
    const stores::FileFacts facts = stores::facts_of_file(path);
    record::Batch<record::Datastore> batch;
    for (const stores::StoreReport& report : stores::audit_store(*file, path.stem().string()))
      stores::make_record(report, batch);
    for (record::Datastore& row : batch.rows()) {
      stores::complete_record(row, path.string(), facts, SourceId{i - 1}, batch);
      std::string json;
      record::append_json(json, row, record::TimeStyle::rfc3339);
      json.push_back('\n');
      std::fwrite(json.data(), 1, json.size(), stdout);
    }
  }
  return 0;
}
