#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/passwords.hpp"
#include "cli/progress_line.hpp"
#include "cli/token_key.hpp"
#include "cli/verb.hpp"
#include "pipeline/fingerprint_build.hpp"
#include "pipeline/investigate.hpp"
#include "report/words.hpp"

namespace wardwatch::cli {
namespace {

struct FingerprintFlags {
  pipeline::FingerprintOptions build;
  std::string key_file;
  std::string password_file;
  unsigned workers = 0;
  bool json = false;
};

void print_json(const pipeline::FingerprintsBuilt& built, const FingerprintFlags& options) {
  nlohmann::ordered_json out;
  out["file"] = options.build.out.string();
  out["file_bytes"] = built.file_bytes;
  out["people"] = built.people;
  out["tokens"] = built.tokens;
  out["stores"] = nlohmann::ordered_json::array();
  for (const pipeline::FingerprintedStore& store : built.stores)
    out["stores"].push_back(
        {{"path", store.path}, {"kind", store.kind}, {"people", store.people}, {"unchanged", store.is_kept}});
  out["problems"] = built.problems;
  std::printf("%s\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

void print(const pipeline::FingerprintsBuilt& built, const FingerprintFlags& options) {
  for (const pipeline::FingerprintedStore& store : built.stores)
    std::printf("%10llu people  %-10s %s%s\n", static_cast<unsigned long long>(store.people), store.kind.c_str(),
                report::visible(store.path).c_str(), store.is_kept ? "  (unchanged)" : "");
  std::printf(
      "\n%llu people of %zu stores in %s (%.1f MB). Keep the key apart from it: without the key it is of no use.\n",
      static_cast<unsigned long long>(built.people), built.stores.size(), options.build.out.c_str(),
      static_cast<double>(built.file_bytes) / 1e6);
}

ExitCode run(FingerprintFlags& options) {
  const auto key = open_token_key(options.key_file);
  if (!key) return complain(key.error().what, ExitCode::usage);
  if (!key->is_lasting)
    return complain("fingerprints need a key that is there tomorrow, and none can be kept here: --key FILE names one",
                    ExitCode::usage);
  const auto passwords = passwords_of(options.password_file);
  if (!passwords) return complain(passwords.error().what, ExitCode::usage);
  auto auditors =
      stores::start_auditors(pipeline::worker_count(options.workers),
                             {*passwords, pipeline::tokens_wanted(key->key, stores::persons::Purpose::store)});
  if (!auditors) return complain("data stores cannot be read: " + auditors.error().what, ExitCode::usage);
  options.build.key = &key->key;
  options.build.auditors = &*auditors;
  pipeline::Progress progress;
  stop_on_signals(progress.stop);
  const auto built = [&] {
    const ProgressLine line{progress};
    return pipeline::build_fingerprints(options.build, progress);
  }();
  if (!built) return complain(built.error().what, ExitCode::usage);
  for (const std::string& problem : built->problems)
    std::fprintf(stderr, "wardwatch: %s\n", report::visible(problem).c_str());
  if (built->is_interrupted) return complain("stopped; no file was written", ExitCode::interrupted);
  if (built->people == 0)
    return complain("no store with patients was found; no file was written", ExitCode::nothing_read);
  if (options.json) print_json(*built, options);
  else print(*built, options);
  return built->problems.empty() ? ExitCode::done : ExitCode::some_unreadable;
}

}  // namespace

void add_fingerprint(CLI::App& app, ExitCode& code) {
  auto options = std::make_shared<FingerprintFlags>();
  CLI::App* verb = app.add_subcommand("fingerprint", "Keyed fingerprints of the organisation's patients.");
  verb->require_subcommand(1);
  CLI::App* build = verb->add_subcommand(
      "build",
      "Turns the people of data stores into keyed tokens, by which a leaked sample is known again.\n\n"
      "  wardwatch fingerprint build /srv/clinic.accdb exports/ --out ours.prints --key wardwatch.key\n"
      "  wardwatch investigate leaked.csv --fingerprints ours.prints --key wardwatch.key --out case\n\n"
      "The file is made anew where stores have changed and kept where not. Exit status: 0 done, 1 done with some "
      "stores\n"
      "unreadable, 2 usage error, 3 no store with patients, 130 interrupted.");
  build->add_option("STORE", options->build.stores, "Files and folders of patients' data")->required();
  build->add_option("--out", options->build.out, "File of fingerprints; one that is there is brought up to date")
      ->required();
  build->add_option("--key", options->key_file, "Key of 64 hexadecimal digits; the user's own when not given");
  build->add_option("--password-file", options->password_file,
                    "Passwords to try on encrypted data stores, one a line; never stored");
  build->add_option("--workers", options->workers, "Files read at a time; 0 means one a processor")
      ->check(CLI::Range(0U, 64U));
  build->add_flag("--anew", options->build.is_anew, "Read all stores again, and replace FILE whatever is in it");
  build->add_flag("--json", options->json, "Print the summary as JSON");
  build->callback([options, &code] { code = run(*options); });
}

}  // namespace wardwatch::cli
