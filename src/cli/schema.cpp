#include <cstdio>
#include <memory>

#include "cli/verb.hpp"
#include "pipeline/schema_text.hpp"

namespace wardwatch::cli {
namespace {

struct SchemaFlags {
  std::string record;
  std::string format = "text";
};

ExitCode run(const SchemaFlags& options) {
  const auto text = pipeline::schema_text(options.record, options.format == "markdown");
  if (!text) return complain(text.error().what, ExitCode::usage);
  std::fwrite(text->data(), 1, text->size(), stdout);
  return ExitCode::done;
}

}  // namespace

void add_schema(CLI::App& app, ExitCode& code) {
  auto options = std::make_shared<SchemaFlags>();
  CLI::App* verb = app.add_subcommand("schema",
                                      "Prints every record and field with type, unit and meaning.\n\n"
                                      "  wardwatch schema\n"
                                      "  wardwatch schema rdp");
  verb->add_option("RECORD", options->record, "One record; all of them when not given");
  verb->add_option("--format", options->format, "text or markdown")->check(CLI::IsMember({"text", "markdown"}));
  verb->callback([options, &code] { code = run(*options); });
}

}  // namespace wardwatch::cli
