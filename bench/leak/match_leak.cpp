// What it costs to take fingerprints of a store and to look a leaked sample up in them, on one core:
//   bench_match_leak [--json] [PEOPLE] [ROWS]
//   bench_match_leak --csv FILE [PEOPLE]   writes the people as a table, for `wardwatch fingerprint build`
// People are made up as rows of text, with names as frequent as real ones are; of the samples' rows none, half or all are of the store.
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
  table.rows = rows.size();
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

/// What one piece of work cost: the fastest of several rounds, since the first also pays for memory that nobody on this
/// machine has used before.
class Figures {
 public:
  explicit Figures(bool as_json) : as_json_{as_json} {}

  template <class Work>
  void measure(const char* what, std::size_t rows, Work&& work) {
    double best = 1e9;
    for (int round = 0; round < kRounds; ++round) {
      const double start = cpu_seconds();
      work();
      best = std::min(best, seconds_since(start));
    }
    put(what, best, rows);
  }
  void put(const char* what, double seconds, std::size_t rows) const {
    const double rate = static_cast<double>(rows) / seconds;
    if (as_json_) std::printf("{\"work\": \"%s\", \"cpu_s\": %.4f, \"rows_s\": %.0f}\n", what, seconds, rate);
    else std::printf("%-58s %6.2f s  %10.0f rows/s\n", what, seconds, rate);
  }
  void note(const std::string& text) const { std::fprintf(stderr, "%s\n", text.c_str()); }

 private:
  static constexpr int kRounds = 5;
  bool as_json_;
};

struct Sample {
  const char* name;
  double ours;  ///< Part of its rows.
};
constexpr std::array<Sample, 3> kSamples{{{"none ours", 0}, {"half ours", 0.5}, {"all ours", 1}}};

void measure_sample(const Sample& sample, std::uint64_t store_people, std::uint64_t rows_count, const KeyedHash& hash,
                    const leak::Index& index, Figures& figures) {
  // Everybody of the store stands in as many rows as it takes.
  const auto ours = static_cast<std::uint64_t>(sample.ours * static_cast<double>(rows_count));
  std::vector<Row> rows = people(store_people, rows_count - ours);
  for (std::uint64_t i = 0; i < ours; ++i) rows.push_back(person(i % store_people));
  const std::string name = std::string{"sample, "} + sample.name + ": ";
  record::StorePersons tokens;
  std::vector<leak::StoreAnswer> answers;
  figures.measure((name + "rows to tokens").c_str(), rows.size(),
                  [&] { tokens = tokens_of(rows, hash, stores::persons::Purpose::sample); });
  figures.measure((name + "looking up and scoring").c_str(), rows.size(),
                  [&] { static_cast<void>(leak::match(tokens.people, index)); });
  figures.measure((name + "rows to tokens, whole answer").c_str(), rows.size(), [&] {
    tokens = {};
    tokens = tokens_of(rows, hash, stores::persons::Purpose::sample);
    answers = leak::answer(tokens, index);
  });
  figures.note(name + std::to_string(answers[0].matched) + " of " + std::to_string(answers[0].people_in_sample) +
               " people matched, verdict " + std::string{name_of(answers[0].verdict)});
}

int measure(std::uint64_t store_people, std::uint64_t sample_rows, bool as_json) {
  Figures figures{as_json};
  std::array<std::byte, TokenKey::kSizeBytes> secret{};
  const TokenKey key{secret};
  const KeyedHash hash{leak::FingerprintFile::token_key(key), "token"};
  std::vector<leak::StoreFingerprints> stores(1);
  stores[0].file = "store";
  {
    const std::vector<Row> rows = people(0, store_people);
    figures.measure("store: rows to tokens, joined by person", rows.size(),
                    [&] { stores[0].people = tokens_of(rows, hash, stores::persons::Purpose::store).people; });
  }
  std::string file;
  figures.measure("store: encoding and encrypting the file", store_people,
                  [&] { file = leak::FingerprintFile::written(stores, key); });
  figures.note(std::to_string(stores[0].people.size()) + " people, " + std::to_string(stores[0].people.tokens.size()) +
               " tokens, file of " + std::to_string(file.size() / 1'000'000) + " MB");
  figures.measure("store: index of the file's tokens, once a run", store_people,
                  [&] { const leak::Index index{stores}; });
  const leak::Index index{stores};
  for (const Sample& sample : kSamples) measure_sample(sample, store_people, sample_rows, hash, index, figures);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> arguments{argv + 1, argv + argc};
  const bool as_json = std::erase(arguments, "--json") > 0;
  const auto number = [&](std::size_t i, std::uint64_t otherwise) {
    return i < arguments.size() ? std::strtoull(arguments[i].c_str(), nullptr, 10) : otherwise;
  };
  constexpr std::uint64_t kPeople = 600'000, kRows = 1'000'000;
  if (arguments.size() >= 2 && arguments[0] == "--csv") return write_table(arguments[1].c_str(), number(2, kPeople));
  return measure(number(0, kPeople), number(1, kRows), as_json);
}
