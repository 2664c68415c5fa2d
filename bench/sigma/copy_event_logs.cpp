// bench_copy_logs OUT-FOLDER MEGABYTES LOG...: event logs of any size out of real ones, for measurements.
//
// Chunks of the LOGs are copied into new files, one round after the other. In each round the numbers of the records go
// on, times move on by a day, the last digits of long texts are new (a program that remembers values it has seen gains
// nothing by copies), and checksums are right. Chunks that are damaged are left out.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <vector>

#include "eventlog/log_file.hpp"
#include "eventlog/testing/log_builder.hpp"

namespace fs = std::filesystem;
using namespace wardwatch;
using namespace wardwatch::eventlog;

namespace {

constexpr std::uint64_t kTicksPerDay = 864'000'000'000ULL;
constexpr std::uint64_t kFileMegabytes = 512;
constexpr std::size_t kLongText = 16;  ///< UTF-16 units: ids, paths, command lines; not numbers of kinds.

/// A chunk and what changes in it.
struct Model {
  std::string bytes;
  std::uint64_t event_count = 0;
  std::vector<std::size_t> record_headers;                     ///< Number at +8, time at +16.
  std::vector<std::pair<std::size_t, std::uint64_t>> numbers;  ///< EventRecordID, and its distance to the first one.
  std::vector<std::size_t> times;
  std::set<std::size_t> digits;  ///< UTF-16 digits.
};

std::uint64_t u64_at(const std::string& bytes, std::size_t at) {
  std::uint64_t number = 0;
  std::memcpy(&number, &bytes[at], sizeof number);
  return number;
}

void note_digits(Model& model, const Value& value, std::size_t at) {
  if (value.type != ValueType::utf16 || value.is_array || value.bytes.size() < 2 * kLongText) return;
  std::size_t found = 0;
  for (std::size_t end = value.bytes.size(); end >= 2 && found < 3; end -= 2) {
    const char low = model.bytes[at + end - 2], high = model.bytes[at + end - 1];
    if (high != 0 || low < '0' || low > '9') continue;
    model.digits.insert(at + end - 2);
    ++found;
  }
}

bool read_model(Model& model) {
  const Bytes bytes = as_bytes(model.bytes);
  const auto place_of = [&](const Value& value) { return static_cast<std::size_t>(value.bytes.data() - bytes.data()); };
  const auto is_here = [&](const Value& value) {
    return value.bytes.data() >= bytes.data() && value.bytes.data() + value.bytes.size() <= bytes.data() + bytes.size();
  };
  Chunk chunk;
  chunk.open(bytes, false);
  for (Event event; chunk.next(event);) {
    if (event.condition != Condition::whole || event.error) return false;
    ++model.event_count;
    model.record_headers.push_back(event.chunk_offset);
    const Value number = event.of(SystemField::record_id), time = event.of(SystemField::system_time);
    if (is_here(number) && number.bytes.size() == 8)
      model.numbers.emplace_back(place_of(number), model.event_count - 1);
    if (is_here(time) && time.bytes.size() == 8) model.times.push_back(place_of(time));
    for (const Event::Field& field : event.fields) {
      if (is_here(field.value)) note_digits(model, field.value, place_of(field.value));
    }
  }
  const ChunkFaults& faults = chunk.faults();
  return model.event_count > 0 && !faults.no_header && !faults.header_checksum && !faults.records_checksum &&
         !faults.is_short && faults.damage_count == 0;
}

std::vector<Model> read_models(const fs::path& path) {
  std::vector<Model> models;
  std::ifstream in{path, std::ios::binary};
  in.seekg(kFileHeaderBytes);
  for (;;) {
    Model model;
    model.bytes.resize(kChunkBytes);
    if (!in.read(model.bytes.data(), static_cast<std::streamsize>(kChunkBytes))) break;
    if (read_model(model)) models.push_back(std::move(model));
  }
  return models;
}

std::string copy_of(const Model& model, std::uint64_t first, std::uint64_t round) {
  std::string bytes = model.bytes;
  std::uint64_t number = first;
  for (const std::size_t at : model.record_headers) {
    testing::put_at(bytes, at + 8, number++);
    testing::put_at(bytes, at + 16, u64_at(bytes, at + 16) + round * kTicksPerDay);
  }
  for (const auto& [at, distance] : model.numbers) testing::put_at(bytes, at, first + distance);
  for (const std::size_t at : model.times) testing::put_at(bytes, at, u64_at(bytes, at) + round * kTicksPerDay);
  std::uint64_t turn = round;
  for (const std::size_t at : model.digits) {
    bytes[at] = static_cast<char>('0' + (bytes[at] - '0' + static_cast<int>(turn % 10)) % 10);
    turn = turn / 10 + (round * 7) % 1000;
  }
  for (const std::size_t at : {std::size_t{8}, std::size_t{24}}) testing::put_at(bytes, at, first);
  for (const std::size_t at : {std::size_t{16}, std::size_t{32}}) testing::put_at(bytes, at, number - 1);
  testing::ChunkBuilder::seal(bytes);
  return bytes;
}

std::string header_of(std::uint64_t chunk_count, std::uint64_t next_number) {
  std::string header(kFileHeaderBytes, '\0');
  header.replace(0, 8, std::string_view{"ElfFile\0", 8});
  testing::put_at(header, 16, chunk_count - 1);
  testing::put_at(header, 24, next_number);
  testing::put_at(header, 32, std::uint32_t{128});
  testing::put_at(header, 36, std::uint16_t{1});
  testing::put_at(header, 38, std::uint16_t{3});
  testing::put_at(header, 40, static_cast<std::uint16_t>(kFileHeaderBytes));
  testing::put_at(header, 42, static_cast<std::uint16_t>(chunk_count));
  testing::put_at(header, 124, crc32(as_bytes(header).first(120)));
  return header;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 4) {
    std::fputs("usage: bench_copy_logs OUT-FOLDER MEGABYTES LOG...\n", stderr);
    return 2;
  }
  const fs::path folder{arguments[1]};
  fs::create_directories(folder);
  std::vector<Model> models;
  for (int i = 3; i < count; ++i) {
    for (Model& model : read_models(arguments[i])) models.push_back(std::move(model));
  }
  if (models.empty()) {
    std::fputs("bench_copy_logs: no whole chunk in the logs that were named\n", stderr);
    return 1;
  }
  const std::uint64_t wanted = std::strtoull(arguments[2], nullptr, 10) * 1'000'000 / kChunkBytes;
  std::uint64_t made = 0, number = 1, events = 0;
  for (unsigned file = 0; made < wanted; ++file) {
    std::ofstream out{folder / ("copy-" + std::to_string(file) + ".evtx"), std::ios::binary};
    out.write(std::string(kFileHeaderBytes, '\0').data(), kFileHeaderBytes);
    std::uint64_t here = 0;
    for (; here < kFileMegabytes * 1'000'000 / kChunkBytes && made < wanted; ++here, ++made) {
      const Model& model = models[made % models.size()];
      const std::string bytes = copy_of(model, number, made / models.size());
      out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
      number += model.event_count;
      events += model.event_count;
    }
    const std::string header = header_of(here, number);
    out.seekp(0);
    out.write(header.data(), static_cast<std::streamsize>(header.size()));
    if (!out.flush()) {
      std::fprintf(stderr, "bench_copy_logs: \"%s\" cannot be written\n", folder.c_str());
      return 1;
    }
  }
  std::printf("%llu events in %llu chunks, from %zu\n", static_cast<unsigned long long>(events),
              static_cast<unsigned long long>(made), models.size());
  return 0;
}
