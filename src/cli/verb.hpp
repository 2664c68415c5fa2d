#pragma once

#include <CLI/CLI.hpp>

namespace wardwatch::cli {

/// What the process says when it ends.
enum class ExitCode : int {
  done = 0,
  some_unreadable = 1,  ///< Done, with some evidence unreadable (listed).
  usage = 2,            ///< Usage or configuration error.
  nothing_read = 3,
  finding_at_level = 10,  ///< With --fail-on.
  interrupted = 130,
};

/// Each verb adds its options to `app` and sets `code` when it runs.
void add_investigate(CLI::App& app, ExitCode& code);
void add_fingerprint(CLI::App& app, ExitCode& code);
void add_query(CLI::App& app, ExitCode& code);
void add_schema(CLI::App& app, ExitCode& code);
void add_show(CLI::App& app, ExitCode& code);
void add_share(CLI::App& app, ExitCode& code);
void add_config(CLI::App& app, ExitCode& code);
void add_sensor(CLI::App& app, ExitCode& code);
void add_intel(CLI::App& app, ExitCode& code);
void add_rules(CLI::App& app, ExitCode& code);

/// `error: ...` on standard error; returns `code`.
ExitCode complain(const std::string& what, ExitCode code);

}  // namespace wardwatch::cli
