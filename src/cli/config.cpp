#include <cstdio>
#include <fstream>
#include <memory>

#include "cli/config_text.hpp"
#include "cli/verb.hpp"
#include "report/read_case.hpp"
#include "report/words.hpp"

namespace wardwatch::cli {
namespace {

struct ConfigFlags {
  std::string folder;
  std::string out;
  bool force = false;
  std::string file;
};

ExitCode init(const ConfigFlags& options) {
  pipeline::Config config;
  std::vector<std::string> assumptions;
  if (!options.folder.empty()) {
    const auto found = report::read_case(options.folder);
    if (!found) return complain(found.error().what, ExitCode::usage);
    auto in_force = pipeline::parse_config(found->manifest.configuration, "configuration of " + options.folder);
    if (!in_force) return complain(in_force.error().what, ExitCode::usage);
    config = std::move(*in_force);
    assumptions = found->manifest.assumptions;
    if (config.home.empty()) config.home = networks_in(assumptions);
  }
  const std::string text = commented_config(config, assumptions);
  if (options.out.empty()) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    return ExitCode::done;
  }
  if (std::filesystem::exists(options.out) && !options.force) {
    return complain("\"" + options.out + "\" exists. --force replaces it.", ExitCode::usage);
  }
  std::ofstream file{options.out, std::ios::binary};
  file << text;
  file.close();
  if (!file) return complain("cannot write \"" + options.out + "\"", ExitCode::usage);
  std::fprintf(stderr, "%s is written. Read it, change what is wrong, and use it with --config.\n",
               options.out.c_str());
  return ExitCode::done;
}

ExitCode check(const ConfigFlags& options) {
  const auto config = pipeline::read_config(options.file);
  if (!config) return complain(config.error().what, ExitCode::usage);
  const auto& c = *config;
  std::printf("%s is good: %s, %s, %s, %s, thresholds of %s.\n", report::visible(options.file).c_str(),
              c.home.empty() ? "home networks inferred"
                             : report::counted(c.home.size(), "home network", "home networks").c_str(),
              report::counted(c.segments.size(), "segment", "segments").c_str(),
              report::counted(c.vendors.size(), "vendor", "vendors").c_str(),
              report::counted(c.stores.size(), "store", "stores").c_str(),
              report::counted(c.detect.size(), "rule", "rules").c_str());
  return ExitCode::done;
}

}  // namespace

void add_config(CLI::App& app, ExitCode& code) {
  auto options = std::make_shared<ConfigFlags>();
  CLI::App* verb = app.add_subcommand("config",
                                      "Writes a commented configuration, and checks one.\n\n"
                                      "  wardwatch config init case --out wardwatch.toml\n"
                                      "  wardwatch config check wardwatch.toml");
  verb->require_subcommand(1);
  CLI::App* start =
      verb->add_subcommand("init",
                           "Writes a commented wardwatch.toml, from what a case shows when one is given.\n\n"
                           "  wardwatch config init\n"
                           "  wardwatch config init case --out wardwatch.toml");
  start->add_option("CASE", options->folder, "A case: its home networks and assumptions become the start");
  start->add_option("--out", options->out, "File to write; standard output when not given");
  start->add_flag("--force", options->force, "Replace the file when it exists");
  start->callback([options, &code] { code = init(*options); });
  CLI::App* test = verb->add_subcommand("check",
                                        "Reads a configuration; a fault is named with line and column.\n\n"
                                        "  wardwatch config check wardwatch.toml\n"
                                        "  wardwatch config check /etc/wardwatch/site.toml");
  test->add_option("FILE", options->file, "Configuration to check")->required();
  test->callback([options, &code] { code = check(*options); });
}

}  // namespace wardwatch::cli
