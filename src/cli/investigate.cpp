#include <unistd.h>

#include <cstdio>
#include <map>
#include <memory>

#include "cli/passwords.hpp"
#include "cli/progress_line.hpp"
#include "cli/token_key.hpp"
#include "cli/watch.hpp"
#include "pipeline/fingerprint_build.hpp"
#include "pipeline/investigate.hpp"
#include "pipeline/telling.hpp"
#include "report/words.hpp"

namespace wardwatch::cli {
namespace {

struct InvestigateFlags {
  pipeline::InvestigateOptions investigate;
  std::vector<std::string> home;
  std::string config_file;
  std::string key_file;
  std::string fail_on;
  std::string password_file;
  std::string fingerprint_file;
  WatchFlags watch;
};

Result<pipeline::Config> config_of(const InvestigateFlags& options) {
  pipeline::Config config;
  if (!options.config_file.empty()) {
    auto read = pipeline::read_config(options.config_file);
    if (!read) return read;
    config = std::move(*read);
  }
  for (const std::string& text : options.home) {
    const auto network = Cidr::parse(text);
    if (!network) return fail("--home-net \"" + text + "\" is not a network such as 10.20.0.0/16");
    config.home.push_back(*network);
  }
  return config;
}

ExitCode code_of(const pipeline::Investigation& found, const InvestigateFlags& options) {
  if (found.interrupted) return ExitCode::interrupted;
  if (found.nothing_read) return ExitCode::nothing_read;
  if (const auto level = record::severity_named(options.fail_on)) {
    for (const record::Finding& finding : found.findings) {
      if (finding.severity >= *level) return ExitCode::finding_at_level;
    }
  }
  return found.some_unreadable ? ExitCode::some_unreadable : ExitCode::done;
}

ExitCode tell(const pipeline::Investigation& found, const InvestigateFlags& options) {
  for (const std::string& refused : found.manifest.refused_rules)
    std::fprintf(stderr, "wardwatch: rule refused: %s\n", report::visible(refused).c_str());
  const std::string summary =
      options.watch.json ? pipeline::summary_json(found) : pipeline::summary_text(found, isatty(STDOUT_FILENO) != 0);
  std::fwrite(summary.data(), 1, summary.size(), stdout);
  if (!options.watch.json)
    std::printf("\nCase: %s    Report: %s\n", found.folder.c_str(), (found.folder / "report.html").c_str());
  return code_of(found, options);
}

ExitCode run(InvestigateFlags& options) {
  if (!options.fail_on.empty() && !record::severity_named(options.fail_on)) {
    return complain("--fail-on takes informational, low, medium, high or critical, not \"" + options.fail_on + "\"",
                    ExitCode::usage);
  }
  const auto config = config_of(options);
  if (!config) return complain(config.error().what, ExitCode::usage);
  const auto key = open_token_key(options.key_file);
  if (!key) return complain(key.error().what, ExitCode::usage);
  options.investigate.tokens = &key->key;
  options.investigate.is_key_lasting = key->is_lasting;
  const auto passwords = passwords_of(options.password_file);
  if (!passwords) return complain(passwords.error().what, ExitCode::usage);
  stores::ReaderOrders orders{*passwords, std::nullopt};
  const bool has_fingerprints = !options.fingerprint_file.empty();
  if (has_fingerprints) orders.tokens = pipeline::tokens_wanted(key->key, stores::persons::Purpose::sample);
  auto auditors = stores::start_auditors(pipeline::worker_count(options.investigate.workers), orders);
  if (!auditors) return complain("data stores cannot be read: " + auditors.error().what, ExitCode::usage);
  options.investigate.auditors = &*auditors;
  std::vector<leak::StoreFingerprints> fingerprints;
  std::optional<leak::Index> index;
  if (has_fingerprints) {
    auto read = pipeline::read_fingerprints(options.fingerprint_file, key->key);
    if (!read) return complain(read.error().what, ExitCode::usage);
    fingerprints = std::move(*read);
    options.investigate.fingerprints = &index.emplace(fingerprints);
  }
  pipeline::Progress progress;
  stop_on_signals(progress.stop);
  const auto on_first = [&](const pipeline::Investigation& found) { return tell(found, options); };
  if (options.watch.every_seconds > 0)
    return watch(options.investigate, *config, options.watch, progress, on_first,
                 [&](const pipeline::Investigation& found) { return code_of(found, options); });
  auto found = [&] {
    const ProgressLine line{progress};
    return pipeline::investigate(options.investigate, *config, progress);
  }();
  if (!found) return complain(found.error().what, ExitCode::usage);
  return tell(*found, options);
}

}  // namespace

void add_investigate(CLI::App& app, ExitCode& code) {
  auto options = std::make_shared<InvestigateFlags>();
  CLI::App* verb = app.add_subcommand(
      "investigate",
      "Examines evidence and leaves a case folder with the answer.\n\n"
      "  wardwatch investigate uplink.pcapng --out case\n"
      "  wardwatch investigate captures/ --home-net 198.51.100.0/24 --out case --force\n"
      "  wardwatch investigate intake/ --config wardwatch.toml --out case --watch 60\n\n"
      "Evidence: files and folders, told apart by content. Exit status: 0 done, 1 done with some evidence unreadable,\n"
      "2 usage or configuration error, 3 nothing could be read, 10 a finding at --fail-on, 130 interrupted.");
  pipeline::InvestigateOptions& i = options->investigate;
  i.wall_clock = [] { return rfc3339(std::chrono::time_point_cast<Interval>(std::chrono::system_clock::now())); };
  verb->add_option("EVIDENCE", i.evidence, "Files and folders to examine")->required();
  verb->add_option("--out", i.out, "Case folder to make")->required();
  verb->add_option("--config", options->config_file, "wardwatch.toml");
  verb->add_option("--home-net", options->home, "A network of the organisation (repeatable); inferred when not given");
  verb->add_option("--rules", i.rule_folders, "Folder of rules, added to the built-in ones (repeatable)");
  verb->add_option("--workers", i.workers, "Decoding threads; 0 means one a processor")->check(CLI::Range(0U, 64U));
  verb->add_option("--key", options->key_file, "Key of the tokens that stand for patients; made once when not given");
  verb->add_option("--fail-on", options->fail_on, "Exit with 10 when a finding of this level or above exists");
  verb->add_option("--password-file", options->password_file,
                   "Passwords to try on encrypted data stores, one a line; never stored");
  verb->add_option(
      "--fingerprints", options->fingerprint_file,
      "Fingerprints of the organisation's patients (wardwatch fingerprint build), made with the same --key;\n"
      "data stores in the evidence are compared with them as samples of a leak");
  verb->add_flag("--force", i.force, "Replace an existing case");
  verb->add_flag("--json", options->watch.json, "Print the summary as JSON; with --watch, each news as a line of it");
  verb->add_option(
          "--watch", options->watch.every_seconds,
          "Look at the evidence again after so many seconds (30 when not said), until Ctrl-C, and tell what is new;\n"
          "the case is replaced whole each time")
      ->expected(0, 1)
      ->default_str("30")
      ->check(CLI::Range(1U, 604'800U));
  using Bench = pipeline::InvestigateOptions::Bench;
  const std::map<std::string, Bench> stages{{"read", Bench::read},
                                            {"match", Bench::match},
                                            {"hash", Bench::hash},
                                            {"decode", Bench::decode},
                                            {"decode-detect", Bench::decode_detect},
                                            {"json", Bench::json},
                                            {"duckdb", Bench::duckdb}};
  verb->add_option("--bench", i.bench, "")
      ->transform(CLI::CheckedTransformer(stages))
      ->group("");  // For bench/run; not shown.
  verb->callback([options, &code] { code = run(*options); });
}

}  // namespace wardwatch::cli
