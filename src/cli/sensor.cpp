#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <thread>

#include "cli/progress_line.hpp"
#include "cli/token_key.hpp"
#include "cli/verb.hpp"
#include "pipeline/sensor.hpp"
#include "record/json.hpp"

namespace wardwatch::cli {
namespace {

struct SensorFlags {
  pipeline::SensorOptions sensor;
  std::string config_file;
  std::string key_file;
  std::vector<std::string> home;
  double speed = 0;
};

/// Lets event time run `speed` times as fast as the wall clock.
class Pace {
  using Steady = std::chrono::steady_clock;

 public:
  Pace(double speed, const std::atomic<bool>& stop) : speed_{speed}, stop_{stop} {}
  void operator()(Timestamp event) {
    if (!first_event_) {
      first_event_ = event;
      start_ = Steady::now();
    }
    const auto due = start_ + std::chrono::duration_cast<Steady::duration>((event - *first_event_) / speed_);
    while (Steady::now() < due && !stop_)
      std::this_thread::sleep_for(std::min<Steady::duration>(due - Steady::now(), std::chrono::milliseconds{100}));
  }

 private:
  double speed_;
  const std::atomic<bool>& stop_;
  std::optional<Timestamp> first_event_;
  Steady::time_point start_;
};

void print_finding(const record::Finding& finding) {
  std::string line;
  record::append_json(line, finding, record::TimeStyle::rfc3339);
  std::printf("%s\n", line.c_str());
  std::fflush(stdout);
}

ExitCode run(SensorFlags& options) {
  pipeline::Config config;
  if (!options.config_file.empty()) {
    auto read = pipeline::read_config(options.config_file);
    if (!read) return complain(read.error().what, ExitCode::usage);
    config = std::move(*read);
  }
  for (const std::string& text : options.home) {
    const auto network = Cidr::parse(text);
    if (!network) return complain("--home-net \"" + text + "\" is not a network such as 10.20.0.0/16", ExitCode::usage);
    config.home.push_back(*network);
  }
  const auto key = open_token_key(options.key_file);
  if (!key) return complain(key.error().what, ExitCode::usage);
  options.sensor.tokens = &key->key;
  pipeline::Progress progress;
  stop_on_signals(progress.stop);
  if (options.speed > 0) options.sensor.pace = Pace{options.speed, progress.stop};
  options.sensor.on_finding = &print_finding;
  const auto done = pipeline::run_sensor(options.sensor, config, progress);
  if (!done) return complain(done.error().what, ExitCode::usage);
  std::fprintf(stderr, "%llu packets, %zu findings, %llu late records\n",
               static_cast<unsigned long long>(done->packets), done->findings.size(),
               static_cast<unsigned long long>(done->late_records));
  return progress.stop ? ExitCode::interrupted : ExitCode::done;
}

}  // namespace

void add_sensor(CLI::App& app, ExitCode& code) {
  auto options = std::make_shared<SensorFlags>();
  CLI::App* verb = app.add_subcommand(
      "sensor",
      "Runs the live pipeline and prints each finding, and each new revision of one, as a line of JSON.\n\n"
      "  wardwatch sensor --replay monday.pcap\n"
      "  wardwatch sensor --replay monday.pcap --speed 60");
  verb->add_option("--replay", options->sensor.replay, "Captures to replay as if they were live")->required();
  verb->add_option("--speed", options->speed, "Times as fast as it was recorded; as fast as it goes when not given");
  verb->add_option("--config", options->config_file, "wardwatch.toml");
  verb->add_option("--home-net", options->home, "A network of the organisation (repeatable); inferred when not given");
  verb->add_option("--rules", options->sensor.rule_folders, "Folder of rules, added to the built-in ones (repeatable)");
  verb->add_option("--key", options->key_file, "Key of the tokens that stand for patients; made once when not given");
  verb->callback([options, &code] { code = run(*options); });
}

}  // namespace wardwatch::cli
