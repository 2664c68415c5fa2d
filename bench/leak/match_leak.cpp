// What it costs to take fingerprints of a store and to look a leaked sample up in them, on one core:
//   bench_match_leak [PEOPLE] [ROWS]
//   bench_match_leak --csv FILE [PEOPLE]   writes the people as a table, for `wardwatch fingerprint build`
// People are made up as rows of text, with names as frequent as real ones are; half of the sample's rows are of the store.
// The time counts from the cells of a row on: normalising, tokens, joining rows of one person, looking up, scoring.
// Splitting text into cells is measured elsewhere (bench of stores).

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

#include "core/hash.hpp"
#include "leak/verdict.hpp"
#include "stores/persons/row_reader.hpp"

namespace {

using namespace wardwatch;

constexpr std::size_t kGivenNames = 2'000;
constexpr std::size_t kSurnames = 40'000;
constexpr std::array<std::string_view, 8> kColumns{"LastName", "FirstName",   "DateOfBirth", "SSN",
                                                   "Phone",    "InsuranceId", "LastSeen",    "ZIP"};

/// Of this process, whatever else the machine does.
double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }
double seconds_since(double start) { return cpu_seconds() - start; }

/// The same people in each run.
struct Dice {
  std::uint64_t state;
  std::uint64_t next() {
    state += 0x9e3779b97f4a7c15ULL;
    return mix64(state);
  }
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  /// Rank by Zipf's law: the first of `count` is the most frequent.
  std::uint64_t rank(std::size_t count) {
    const double even = static_cast<double>(next() >> 11U) / 9007199254740992.0;
    return static_cast<std::uint64_t>(std::pow(static_cast<double>(count), even)) - 1;
  }
};

std::string made_name(std::uint64_t rank, std::string_view end) {
  std::string name;
  for (std::uint64_t rest = rank + 27; rest > 0; rest /= 20) name.push_back("BCDFGHJKLMNPQRSTVWXZ"[rest % 20]);
  for (std::size_t i = 1; i < name.size(); i += 2) name.insert(i, 1, "AEIOU"[rank % 5]);
  return name.append(end);
}

using Row = std::array<std::string, kColumns.size()>;

Row person(std::uint64_t number) {
  Dice dice{number * 0x2545F4914F6CDD1DULL + 1};
  const auto text = [](const char* format, auto... numbers) {
    std::array<char, 48> out{};
    std::snprintf(out.data(), out.size(), format, static_cast<unsigned>(numbers)...);
    return std::string{out.data()};
  };
  Row row;
  row[0] = made_name(dice.rank(kSurnames), "SON");
  row[1] = made_name(dice.rank(kGivenNames), "A");
  row[2] = text("%02u/%02u/%04u", 1 + dice.below(12), 1 + dice.below(28), 1925 + dice.below(90));
  row[3] = text("9%08u", dice.below(100'000'000));
  row[4] = text("(555) %03u-%04u", 200 + dice.below(800), dice.below(10'000));
  row[5] = text("XQH%09u", dice.below(1'000'000'000));
  row[6] = text("%02u/%02u/%04u", 1 + dice.below(12), 1 + dice.below(28), 2010 + dice.below(6));
  row[7] = text("63%03u", dice.below(1'000));
  return row;
}

std::vector<Row> people(std::uint64_t first, std::uint64_t count) {
  std::vector<Row> rows;
  rows.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) rows.push_back(person(first + i));
  return rows;
}

/// Rows into tokens, as the process that reads a store does it.
record::StorePersons tokens_of(const std::vector<Row>& rows, const KeyedHash& hash, stores::persons::Purpose purpose) {
  using stores::PhiClass;
  constexpr std::array<PhiClass, kColumns.size()> kClasses{
      PhiClass::name,  PhiClass::name,       PhiClass::dob,          PhiClass::ssn,
      PhiClass::phone, PhiClass::insurer_id, PhiClass::service_date, PhiClass::address};
  stores::StoreContent content;
  stores::ClassifiedTable& table = content.tables.emplace_back();
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    table.columns.push_back({std::string{kColumns[i]}, PhiClass::none, false});
    table.verdict.columns.push_back({kClasses[i], stores::Basis::name});
  }
  table.verdict.is_of_persons = true;
  stores::persons::Collector collector{hash, purpose};
  stores::persons::RowReader reader{content, collector, purpose};
  reader.begin_table({"patients", table.columns});
  std::array<std::string_view, kColumns.size()> cells;
  for (const Row& row : rows) {
    std::copy(row.begin(), row.end(), cells.begin());
    reader.row(cells);
  }
  reader.end_table();
  return collector.finish();
}

int write_table(const char* path, std::uint64_t count) {
  std::ofstream out{path};
  for (std::size_t i = 0; i < kColumns.size(); ++i) out << (i > 0 ? "," : "") << kColumns[i];
  out << '\n';
  for (std::uint64_t i = 0; i < count; ++i) {
    const Row row = person(i);
    for (std::size_t column = 0; column < row.size(); ++column) out << (column > 0 ? "," : "") << row[column];
    out << '\n';
  }
  return out ? 0 : 1;
}

void print(const char* what, double seconds, std::size_t rows) {
  std::printf("%-52s %7.2f s  %10.0f rows/s\n", what, seconds, static_cast<double>(rows) / seconds);
}

int measure(std::uint64_t store_people, std::uint64_t sample_rows) {
  std::array<std::byte, TokenKey::kSizeBytes> secret{};
  const TokenKey key{secret};
  const KeyedHash hash{leak::FingerprintFile::token_key(key), "token"};
  leak::StoreFingerprints store;
  store.file = "store";
  {
    const std::vector<Row> rows = people(0, store_people);
    const double start = cpu_seconds();
    store.people = tokens_of(rows, hash, stores::persons::Purpose::store).people;
    print("fingerprints: rows to tokens in order", seconds_since(start), rows.size());
  }
  std::vector<leak::StoreFingerprints> stores;
  stores.push_back(std::move(store));
  double start = cpu_seconds();
  const std::string file = leak::FingerprintFile::written(stores, key);
  print("fingerprints: encoding and sealing", seconds_since(start), store_people);
  std::printf("%zu people, %zu tokens, file of %.1f MB\n", stores[0].people.size(), stores[0].people.tokens.size(),
              static_cast<double>(file.size()) / 1e6);
  start = cpu_seconds();
  const leak::Index index{stores};
  print("index, once a run", seconds_since(start), store_people);
  std::vector<Row> sample = people(store_people - sample_rows / 2, sample_rows);
  start = cpu_seconds();
  const record::StorePersons tokens = tokens_of(sample, hash, stores::persons::Purpose::sample);
  const double reading = seconds_since(start);
  print("sample: rows to tokens", reading, sample.size());
  start = cpu_seconds();
  const leak::Matches matches = leak::match(tokens.people, index);
  const double matching = seconds_since(start);
  print("sample: looking up and scoring", matching, sample.size());
  print("sample: both", reading + matching, sample.size());
  start = cpu_seconds();
  const auto answers = leak::answer(tokens, index);
  print("sample: the whole answer (lookups, decoys, dating)", seconds_since(start), sample.size());
  std::printf("matched %zu of %llu people, verdict %s\n", matches.stores[0].pairs.size(),
              static_cast<unsigned long long>(matches.people), std::string{name_of(answers[0].verdict)}.c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments{argv + 1, argv + argc};
  const auto number = [&](std::size_t i, std::uint64_t otherwise) {
    return i < arguments.size() ? std::strtoull(arguments[i].c_str(), nullptr, 10) : otherwise;
  };
  constexpr std::uint64_t kPeople = 600'000, kRows = 1'000'000;
  if (arguments.size() >= 2 && arguments[0] == "--csv") return write_table(arguments[1].c_str(), number(2, kPeople));
  return measure(number(0, kPeople), number(1, kRows));
}
