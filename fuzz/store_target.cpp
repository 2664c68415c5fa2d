// Any bytes as a data store of whatever kind they look like, and:
//   - reading never crashes and always comes to an end;
//   - a report names a kind, and what is counted agrees: no more people than rows.

#include "fuzz/property.hpp"
#include "stores/audit/audit.hpp"

namespace wardwatch::fuzz {
namespace {

void read(Bytes bytes) {
  auto file = stores::RandomFile::in_memory();
  must(file.has_value() && file->append(bytes), "the test itself can make a file");
  for (const stores::StoreReport& report : stores::audit_store(*file, "fuzz")) {
    must(report.kind != stores::Kind::unknown, "a store is of a kind");
    must(report.content.individuals <= report.content.rows + report.content.individuals_error,
         "there are no more people than rows");
  }
}

}  // namespace
}  // namespace wardwatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  wardwatch::fuzz::read(std::as_bytes(std::span{data, size}));
  return 0;
}
