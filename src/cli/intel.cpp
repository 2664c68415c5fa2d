#include "cli/intel.hpp"

namespace wardwatch::cli {

void add_intel(CLI::App& app, ExitCode& code) {
  CLI::App* verb = app.add_subcommand("intel",
                                      "Takes in what others know. Only on demand, and only from the address given.\n\n"
                                      "  wardwatch intel list https://taxii.example/taxii2/ --token provider.token\n"
                                      "  wardwatch intel fetch https://taxii.example/api/collections/ID/ --out intel");
  verb->require_subcommand(1);
  add_intel_fetch(*verb, code);
}

}  // namespace wardwatch::cli
