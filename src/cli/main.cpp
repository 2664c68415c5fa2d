#ifdef WARDWATCH_MIMALLOC
#include <mimalloc.h>
#endif

#include <cstdio>

#include "cli/verb.hpp"

using wardwatch::cli::ExitCode;

int main(int argc, char** argv) {
#ifdef WARDWATCH_MIMALLOC
  // Memory that a run of records gives back is wanted again at once: kept for 10 s it saves its page faults.
  mi_option_set_default(mi_option_decommit_delay, 10'000);
#endif
  CLI::App app{
      "Wardwatch finds the breach in a hospital's network from the evidence the hospital already has.\n\n"
      "  wardwatch investigate monday.pcapng logs/ --out case     examine evidence, leave a case folder\n"
      "  wardwatch show case                                      what was found, in the terminal\n"
      "  wardwatch query case \"select * from rdp\"                 any question, in SQL\n"};
  app.set_version_flag("--version", std::string{"wardwatch "} + WARDWATCH_VERSION);
  app.require_subcommand(1);
  auto code = ExitCode::done;
  wardwatch::cli::add_investigate(app, code);
  wardwatch::cli::add_fingerprint(app, code);
  wardwatch::cli::add_sensor(app, code);
  wardwatch::cli::add_show(app, code);
  wardwatch::cli::add_query(app, code);
  wardwatch::cli::add_schema(app, code);
  wardwatch::cli::add_share(app, code);
  wardwatch::cli::add_config(app, code);
  wardwatch::cli::add_intel(app, code);
  wardwatch::cli::add_rules(app, code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {  // The library's way to say it; 0 is --help and --version.
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::usage);
  }
  return static_cast<int>(code);
}

namespace wardwatch::cli {

ExitCode complain(const std::string& what, ExitCode code) {
  std::fprintf(stderr, "error: %s\n", what.c_str());
  return code;
}

}  // namespace wardwatch::cli
