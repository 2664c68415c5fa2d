#include "cli/intel_fetch.hpp"
#include "cli/intel_sets.hpp"
#include "cli/verb.hpp"

namespace wardwatch::cli {

void add_intel(CLI::App& app, ExitCode& code) {
  CLI::App* verb =
      app.add_subcommand("intel",
                         "What is known of attackers elsewhere: takes it in, and lists it.\n\n"
                         "  wardwatch intel install enterprise-attack.json\n"
                         "  wardwatch intel list\n"
                         "  wardwatch intel compare T1546.008 T1070.001 T1505.005\n"
                         "  wardwatch intel collections https://taxii.example/taxii2/ --token provider.token\n"
                         "  wardwatch intel fetch https://taxii.example/api/collections/ID/ --out intel");
  verb->require_subcommand(1);
  add_intel_sets(*verb, code);
  add_intel_fetch(*verb, code);
}

}  // namespace wardwatch::cli
