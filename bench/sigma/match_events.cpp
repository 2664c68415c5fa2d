// How many events a second the Sigma engine matches on one core: bench_sigma RULES-FOLDER EVENTS-FOLDER [COUNT]
//
// Reads every *.json below EVENTS-FOLDER once, then matches the events over and over against 1, 100, 1,000 and all
// Windows rules, and prints CPU time. Events that repeat are kind to the engine's memory of values, so a second figure is
// for 64 copies of them in which command lines, names of files and keys, hashes, ids and times are new in each. Rules are taken at even distances, so that each number has the whole set's mix.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "detect/sigma/json_event.hpp"
#include "detect/sigma/matcher.hpp"

namespace fs = std::filesystem;
using namespace wardwatch::detect::sigma;

namespace {

constexpr double kSecondsMin = 2;

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::vector<fs::path> files_below(const fs::path& folder, std::string_view extension, std::string_view part) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    const std::string path = entry.path().string();
    if (entry.path().extension() == extension && path.find(part) != std::string::npos) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<StoredEvent> read_events(const fs::path& folder, LayoutTable& layouts) {
  std::vector<StoredEvent> all;
  for (const fs::path& file : files_below(folder, ".json", "")) {
    std::ifstream in{file, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    auto events = read_json_events(text.str(), {}, layouts);
    if (!events) continue;
    for (StoredEvent& event : *events) all.push_back(std::move(event));
  }
  return all;
}

/// The files of the rules for Windows, in the order of their names.
std::vector<fs::path> windows_rules(const fs::path& folder) {
  std::vector<fs::path> files;
  const auto rules = RuleSet::load({folder});
  if (!rules) return files;
  for (const Rule& rule : rules->rules()) {
    if (rule.source.product == "windows") files.emplace_back(rule.file);
  }
  return files;
}

/// Copies whose values differ where those of a real log do.
std::vector<StoredEvent> varied(const std::vector<StoredEvent>& events) {
  const std::set<std::string_view> changing{
      "CommandLine", "ParentCommandLine", "TargetFilename",    "TargetObject",  "Details",
      "Hashes",      "ProcessGuid",       "ParentProcessGuid", "LogonGuid",     "UtcTime",
      "ProcessId",   "ParentProcessId",   "CreationUtcTime",   "EventRecordID", "TimeCreated_SystemTime"};
  std::vector<StoredEvent> all;
  for (int copy = 0; copy < 64; ++copy) {
    for (StoredEvent event : events) {
      for (std::size_t i = 0; i < event.values.size(); ++i) {
        if (event.values[i].empty() || !changing.contains(event.layout->fields[i])) continue;
        event.values[i].front() += std::to_string(copy);
      }
      all.push_back(std::move(event));
    }
  }
  for (StoredEvent& event : all) {
    for (std::size_t i = 0; i < event.values.size(); ++i)
      event.views[i].assign(event.values[i].begin(), event.values[i].end());
  }
  return all;
}

/// CPU nanoseconds for each event.
double nanoseconds_an_event(Matcher& matcher, const std::vector<StoredEvent>& events, int turns) {
  const std::uint64_t before = matcher.counts().events;
  const double start = cpu_seconds();
  double seconds = 0;
  while (seconds < kSecondsMin) {
    for (int turn = 0; turn < turns; ++turn) {
      for (const StoredEvent& event : events) std::ignore = matcher.on(event.view());
    }
    seconds = cpu_seconds() - start;
  }
  return seconds / static_cast<double>(matcher.counts().events - before) * 1e9;
}

void measure(const std::vector<fs::path>& files, std::size_t count, const std::vector<StoredEvent>& events) {
  std::vector<fs::path> some;
  for (std::size_t i = 0; i < count; ++i) some.push_back(files[i * files.size() / count]);
  const double load_start = cpu_seconds();
  const auto rules = RuleSet::load(some);
  if (!rules) return;
  const double load_seconds = cpu_seconds() - load_start;
  Matcher matcher{*rules};
  const double compile_start = cpu_seconds();
  std::size_t hits = 0;
  for (const StoredEvent& event : events) hits += matcher.on(event.view()).size();
  const double compile_seconds = cpu_seconds() - compile_start;
  const double evaluated = static_cast<double>(matcher.counts().evaluated_rules) / static_cast<double>(events.size());
  const double repeated_ns = nanoseconds_an_event(matcher, events, 64);
  const double varied_ns = nanoseconds_an_event(matcher, varied(events), 1);
  std::printf(
      "%5zu rules: %9.0f events/s (%6.0f ns an event); values new %9.0f events/s (%6.0f ns); %.1f rules looked at "
      "an event; %zu hits on %zu events; read in %.2f s, compiled in %.2f s\n",
      rules->rules().size(), 1e9 / repeated_ns, repeated_ns, 1e9 / varied_ns, varied_ns, evaluated, hits, events.size(),
      load_seconds, compile_seconds);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: bench_sigma RULES-FOLDER EVENTS-FOLDER [COUNT]\n");
    return 2;
  }
  LayoutTable layouts;
  const std::vector<StoredEvent> events = read_events(argv[2], layouts);
  const std::vector<fs::path> files = windows_rules(argv[1]);
  if (events.empty() || files.empty()) return 1;
  if (argc > 3) {
    measure(files, std::min(files.size(), static_cast<std::size_t>(std::strtoul(argv[3], nullptr, 10))), events);
    return 0;
  }
  for (const std::size_t count : {std::size_t{1}, std::size_t{100}, std::size_t{1000}, files.size()}) {
    if (count <= files.size()) measure(files, count, events);
  }
  return 0;
}
