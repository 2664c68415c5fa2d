// What it costs to audit stores, each in a process that is shut in, on one core:
//   bench_read_stores STORE...        one JSON object a store: rows, bytes, CPU seconds of all processes, peak memory
//   bench_read_stores --inside ...    the same without processes, for a profiler
//   bench_read_stores --csv FILE MB   writes a table of invented patients of that size

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "core/hash.hpp"
#include "stores/audit/audit.hpp"
#include "stores/audit/record_maker.hpp"
#include "stores/sandbox/auditor.hpp"

namespace {

using namespace wardwatch;

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// Of this process and of all that it has waited for.
struct Cost {
  double cpu_s = 0;
  long children_peak_kb = 0;
};
Cost cost_now() {
  Cost cost;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage{};
    ::getrusage(who, &usage);
    cost.cpu_s += seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
    if (who == RUSAGE_CHILDREN) cost.children_peak_kb = usage.ru_maxrss;
  }
  return cost;
}

std::size_t rows_of(record::Batch<record::Datastore>& batch) {
  std::size_t rows = 0;
  for (const record::Datastore& row : batch.rows()) rows += row.rows;
  return rows;
}

int read_one(const std::filesystem::path& path, bool inside) {
  record::Batch<record::Datastore> batch;
  const Cost before = cost_now();
  if (inside) {
    const auto file = stores::RandomFile::open(path);
    if (!file) return std::fprintf(stderr, "%s: %s\n", path.c_str(), file.error().what.c_str()), 1;
    for (const stores::StoreReport& report : stores::audit_store(*file, path.stem().string()))
      stores::make_record(report, batch);
  } else {
    // Ended before the cost is asked for: only then is it known.
    auto auditor = stores::Auditor::start();
    if (!auditor) return std::fprintf(stderr, "%s\n", auditor.error().what.c_str()), 1;
    const std::atomic<bool> stop = false;
    const auto done = auditor->audit(std::array{path}, stop, batch);
    if (!done) return std::fprintf(stderr, "%s: %s\n", path.c_str(), done.error().what.c_str()), 1;
  }
  const Cost after = cost_now();
  std::printf("{\"store\": \"%s\", \"bytes\": %ju, \"rows\": %zu, \"cpu_s\": %.4f, \"peak_kb\": %ld}\n",
              path.filename().c_str(), static_cast<std::uintmax_t>(std::filesystem::file_size(path)), rows_of(batch),
              after.cpu_s - before.cpu_s, after.children_peak_kb);
  return 0;
}

/// The same patients each time: names of a dictionary's size, dates, numbers of areas that are never given out, codes.
int write_table(const char* path, std::uint64_t size_bytes) {
  constexpr std::array<const char*, 8> kGiven{"Katherine", "Jacob", "Maria", "William",
                                              "Linda",     "Jose",  "Emma",  "Noah"};
  constexpr std::array<const char*, 8> kSurname{"Perry", "Clark",   "Garcia", "Nguyen",
                                                "Smith", "Johnson", "Lee",    "Brown"};
  constexpr std::array<const char*, 4> kCode{"E11.9", "I10", "J45.909", "M54.5"};
  std::ofstream out{path};
  out << "PatientID,LastName,FirstName,DateOfBirth,SSN,Phone,Address,City,State,ZIP,LastVisit,Diagnosis,Balance\n";
  std::uint64_t written = 0;
  for (std::uint64_t i = 0; written < size_bytes && out; ++i) {
    const auto pick = [&](std::uint64_t salt, std::uint64_t below) {
      return static_cast<unsigned>(mix64(i * 0x9e3779b97f4a7c15ULL + salt) % below);
    };
    std::array<char, 512> line{};
    const int length =
        std::snprintf(line.data(), line.size(),
                      "%ju,%s%c,%s,%02u/%02u/%04u,9%02u-%02u-%04u,(555) %03u-%04u,%u %s "
                      "St,Fennburg,MO,63%03u,%04u-%02u-%02u,%s,%u.%02u\n",
                      static_cast<std::uintmax_t>(100'000 + i), kSurname[pick(1, 8)],
                      'a' + static_cast<char>(pick(2, 26)), kGiven[pick(3, 8)], 1 + pick(4, 12), 1 + pick(5, 28),
                      1925 + pick(6, 90), pick(7, 100), pick(8, 100), pick(9, 10'000), 200 + pick(10, 800),
                      pick(11, 10'000), 1 + pick(12, 9'999), kSurname[pick(13, 8)], pick(14, 1'000), 2010 + pick(15, 6),
                      1 + pick(16, 12), 1 + pick(17, 28), kCode[pick(18, 4)], pick(19, 5'000), pick(20, 100));
    out.write(line.data(), length);
    written += static_cast<std::uint64_t>(length);
  }
  return out ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> arguments{argv + 1, argv + argc};
  if (arguments.size() == 3 && arguments[0] == "--csv")
    return write_table(arguments[1].c_str(), std::strtoull(arguments[2].c_str(), nullptr, 10) * 1'000'000);
  const bool inside = std::erase(arguments, "--inside") > 0;
  int result = 0;
  for (const std::string& path : arguments) result |= read_one(path, inside);
  return result;
}
