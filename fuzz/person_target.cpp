// Any bytes as the cells of a table of people, and as a text with people in it, and:
//   - normalising never crashes and gives short values only;
//   - tokens are made of what comes out, each person's in order and each once.

#include <algorithm>

#include "fuzz/property.hpp"
#include "stores/persons/row_reader.hpp"

namespace wardwatch::fuzz {
namespace {

using namespace stores;
using namespace stores::persons;

StoreContent table_of_everything() {
  constexpr auto kClasses = std::to_array<PhiClass>({PhiClass::record_id, PhiClass::name, PhiClass::name, PhiClass::dob,
                                                     PhiClass::ssn, PhiClass::phone, PhiClass::mrn,
                                                     PhiClass::insurer_id, PhiClass::email, PhiClass::service_date});
  StoreContent content;
  ClassifiedTable& table = content.tables.emplace_back();
  table.verdict.is_of_persons = true;
  for (const PhiClass phi : kClasses) {
    table.columns.push_back({std::string{name_of(phi)}, PhiClass::none, false});
    table.verdict.columns.push_back({phi, Basis::name});
  }
  ClassifiedTable& text = content.tables.emplace_back();
  text.columns.push_back({"column 1", PhiClass::none, true});
  text.verdict.columns.push_back({PhiClass::free_text, Basis::text});
  return content;
}

void check(const record::PersonSet& set) {
  std::string wire;
  record::encode(wire, set);
  Reader in{as_bytes(wire)};
  record::PersonSet again;
  must(record::decode(in, again) && again.tokens == set.tokens && again.days == set.days, "a set can be sent");
  for (std::size_t i = 0; i < set.size(); ++i) {
    const auto days = set.days_of(i);
    must(std::adjacent_find(days.begin(), days.end(), std::greater_equal<>{}) == days.end(),
         "days are in order, each once");
  }
}

void read(std::string_view text) {
  static const StoreContent content = table_of_everything();
  static const KeyedHash hash{KeyedHash::Key{}, "token"};
  for (const Purpose purpose : {Purpose::store, Purpose::sample}) {
    Collector people{hash, purpose};
    RowReader reader{content, people, purpose};
    reader.begin_table({"t", content.tables[0].columns});
    std::vector<std::string_view> cells;
    for (std::string_view rest = text; !rest.empty();) {
      const std::size_t end = std::min(rest.find_first_of("\t\n"), rest.size());
      cells.push_back(rest.substr(0, end));
      const bool is_row = end == rest.size() || rest[end] == '\n';
      if (is_row) {
        reader.row(cells);
        cells.clear();
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    reader.end_table();
    reader.begin_table({"t", content.tables[1].columns});
    reader.row(std::array{text});
    reader.end_table();
    const record::StorePersons found = people.finish();
    check(found.people);
    check(found.decoys);
  }
}

}  // namespace
}  // namespace wardwatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  wardwatch::fuzz::read(wardwatch::as_text(std::as_bytes(std::span{data, size})));
  return 0;
}
