#include <cstdio>
#include <fstream>
#include <memory>

#include "cli/verb.hpp"
#include "report/read_case.hpp"
#include "share/stix.hpp"

namespace wardwatch::cli {
namespace {

struct ShareFlags {
  std::string folder;
  std::string stix;
};

ExitCode run(const ShareFlags& options) {
  const auto found = report::read_case(options.folder);
  if (!found) return complain(found.error().what, ExitCode::usage);
  const auto bundle = share::stix_bundle(found->manifest);
  if (!bundle) return complain(bundle.error().what, ExitCode::usage);
  if (options.stix.empty() || options.stix == "-") {
    std::fwrite(bundle->data(), 1, bundle->size(), stdout);
    return ExitCode::done;
  }
  std::ofstream out{options.stix, std::ios::binary};
  out << *bundle;
  out.close();
  if (!out)
    return complain("cannot write \"" + options.stix + "\": is its folder there, and the disk not full?",
                    ExitCode::usage);
  return ExitCode::done;
}

}  // namespace

void add_share(CLI::App& app, ExitCode& code) {
  auto options = std::make_shared<ShareFlags>();
  CLI::App* verb =
      app.add_subcommand("share",
                         "Writes a case's listings and actors as STIX 2.1, for other programs and organisations.\n\n"
                         "  wardwatch share case --stix bundle.json\n"
                         "  wardwatch share case | jq '.objects[] | select(.type == \"threat-actor\")'\n\n"
                         "Nothing of patients is in it. Exit status: 0 done, 2 no case, or the bundle was refused.");
  verb->add_option("CASE", options->folder, "Case folder")->required();
  verb->add_option("--stix", options->stix, "File to write; without it, standard output");
  verb->callback([options, &code] { code = run(*options); });
}

}  // namespace wardwatch::cli
