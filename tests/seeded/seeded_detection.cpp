// Runs the analytics that need weeks (beacon, slow-outbound, bulk-outbound) over seeded worlds and prints how many of the
// attacks they find and what they say of everything else:
//   seeded_detection [--seeds N] [--days N] [--workstations N] [--check]
// With --check it fails when the figures are worse than those that docs/confidence.md states.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <set>

#include "detect/common/rules.hpp"
#include "detect/common/table.hpp"
#include "world.hpp"

using namespace wardwatch;

namespace {

struct Options {
  int seeds = 20;
  seeded::Size size;
  bool check = false;
};

Options options_of(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view name = arguments[i];
    const int value = i + 1 < count ? std::atoi(arguments[i + 1]) : 0;
    if (name == "--check") options.check = true;
    else if (name == "--seeds" && value > 0) options.seeds = value;
    else if (name == "--days" && value >= 20) options.size.days = value;
    else if (name == "--workstations" && value > 0) options.size.workstations = value;
    else if (name.starts_with("--")) {
      std::fprintf(stderr, "seeded_detection: cannot use %s\n", arguments[i]);
      std::exit(2);
    }
  }
  return options;
}

struct LastWords final : detect::FindingSink {
  std::map<std::string, record::Finding> last;
  void report(record::Finding finding) override { last[finding.id] = std::move(finding); }
};

/// What the analytics say of one world.
std::vector<record::Finding> findings_of(const seeded::World& world) {
  record::Site site;
  site.home = {*Cidr::parse("10.0.0.0/8")};
  auto rules = detect::load_rules(detect::built_in_rules());
  if (!rules) {
    std::fprintf(stderr, "seeded_detection: %s\n", rules.error().what.c_str());
    std::exit(2);
  }
  LastWords sink;
  std::deque<detect::Context> contexts;
  std::vector<std::unique_ptr<detect::Analytic>> analytics;
  for (const detect::Detector& detector : detect::all_detectors()) {
    for (const detect::Rule& rule : *rules) {
      if (rule.name == detector.name && rule.name.find("rdp") == std::string::npos) {
        contexts.push_back(detect::Context{site, rule, sink});
        analytics.push_back(detector.open(contexts.back()));
      }
    }
  }
  record::Connection row;
  row.proto = decltype(row.proto){"tcp"};
  row.conn_state = decltype(row.conn_state){"SF"};
  std::uint64_t number = 0;
  for (const seeded::Call& call : world.calls) {
    row.at.ts =
        timestamp_of(1'772'323'200, 0) + Interval{static_cast<std::int64_t>(call.at_seconds * 1e9)};  // 2026-03-01
    row.at.uid = record::Uid{"C" + std::to_string(++number)};
    row.at.orig_h = call.from;
    row.at.resp_h = call.to;
    row.at.resp_p = Port{call.port};
    row.orig_bytes = call.sent;
    row.resp_bytes = call.received;
    row.duration = Interval{static_cast<std::int64_t>(call.duration_seconds * 1e9)};
    for (const auto& analytic : analytics) analytic->on(row);
    if (number % 256 == 0) {
      for (const auto& analytic : analytics) analytic->on_tick(row.at.ts);
    }
  }
  for (const auto& analytic : analytics) analytic->on_end(row.at.ts);
  std::vector<record::Finding> findings;
  for (auto& [id, finding] : sink.last) findings.push_back(std::move(finding));
  return findings;
}

std::string first_of(const record::Finding& finding, std::string_view role) {
  for (const record::Entity& entity : finding.entities) {
    if (entity.role == role) return entity.value;
  }
  return {};
}

struct Tally {
  int present = 0, found = 0;
};

struct Score {
  std::map<std::string, Tally> recall;                         ///< By rule and kind of attack.
  std::map<std::pair<std::string, std::string>, int> alarms;   ///< False ones, medium and worse, by rule and kind.
  std::map<std::pair<std::string, std::string>, int> murmurs;  ///< The same, low.
  std::map<int, Tally> by_confidence;                          ///< In tenths: findings, and how many were right.

  void add(const seeded::World& world) {
    std::set<std::pair<std::string, std::pair<std::string, std::string>>> told;
    for (const record::Finding& finding : findings_of(world)) {
      const std::pair<std::string, std::string> pair{first_of(finding, "victim"), first_of(finding, "attacker")};
      told.insert({finding.rule, pair});
      const auto truth = world.truth.find(pair);
      const bool right = truth != world.truth.end() && truth->second.attack;
      Tally& tally = by_confidence[static_cast<int>(finding.confidence * 10 + 0.5)];
      ++tally.present;
      tally.found += right ? 1 : 0;
      if (right) continue;
      const std::string kind = truth == world.truth.end() ? "browsing" : truth->second.kind;
      ++(finding.severity >= record::Severity::medium ? alarms : murmurs)[{finding.rule, kind}];
    }
    for (const auto& [pair, truth] : world.truth) {
      if (!truth.attack) continue;
      Tally& tally = recall[truth.rule + ", " + truth.kind];
      ++tally.present;
      tally.found += told.contains({truth.rule, pair}) ? 1 : 0;
    }
  }
};

void print(const Score& score, const Options& options) {
  std::printf("%d worlds of %d days and %d workstations\n\nfound   of   attack\n", options.seeds, options.size.days,
              options.size.workstations);
  for (const auto& [kind, tally] : score.recall) std::printf("%5d %5d  %s\n", tally.found, tally.present, kind.c_str());
  std::printf("\nfalse alarms (medium or worse) a world\n");
  for (const auto& [what, count] : score.alarms)
    std::printf("%6.2f  %s: %s\n", double(count) / options.seeds, what.first.c_str(), what.second.c_str());
  std::printf("\nlow or informational findings on benign traffic a world\n");
  for (const auto& [what, count] : score.murmurs)
    std::printf("%6.2f  %s: %s\n", double(count) / options.seeds, what.first.c_str(), what.second.c_str());
  std::printf("\nconfidence  findings  right\n");
  for (const auto& [tenth, tally] : score.by_confidence)
    std::printf("%10.1f  %8d  %4.0f %%\n", tenth / 10.0, tally.present, 100.0 * tally.found / tally.present);
}

/// The bounds that the documentation states; a change that is worse has to say so there.
bool holds(const Score& score, const Options& options) {
  int slow = 0, slow_found = 0, beacons = 0, beacons_found = 0, alarms = 0;
  for (const auto& [kind, tally] : score.recall) {
    if (kind.find("beyond the limits") != std::string::npos) continue;
    const bool is_slow = kind.starts_with("slow-outbound");
    (is_slow ? slow : beacons) += tally.present;
    (is_slow ? slow_found : beacons_found) += tally.found;
  }
  for (const auto& [what, count] : score.alarms) alarms += count;
  const bool good = slow_found * 100 >= slow * 95 && beacons_found * 100 >= beacons * 95 && alarms <= 6 * options.seeds;
  if (!good)
    std::printf("\nworse than docs/confidence.md says: %d of %d slow, %d of %d beacons, %d false alarms\n", slow_found,
                slow, beacons_found, beacons, alarms);
  return good;
}

}  // namespace

int main(int count, char** arguments) {
  const Options options = options_of(count, arguments);
  Score score;
  for (int seed = 1; seed <= options.seeds; ++seed)
    score.add(seeded::make_world(static_cast<unsigned>(seed), options.size));
  print(score, options);
  return !options.check || holds(score, options) ? 0 : 1;
}
