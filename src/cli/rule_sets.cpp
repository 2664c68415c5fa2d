#include "cli/rule_sets.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>

#include "cli/table.hpp"
#include "pipeline/installed_rules.hpp"
#include "report/words.hpp"

namespace wardwatch::cli {
namespace {

using report::counted;
using report::visible;

/// Techniques that are named; `rules list` has them all.
constexpr std::size_t kTechniquesNamed = 8;
/// Faults that are printed; `rules check` has them all.
constexpr std::size_t kFaultsPrinted = 50;
/// Characters of a digest in a table; installed.json has all.
constexpr std::size_t kDigestShown = 12;

struct RuleSetsFlags {
  std::string source, name, into;
};

/// --into, or where sets are kept.
Result<std::filesystem::path> home_of(const RuleSetsFlags& options) {
  if (!options.into.empty()) return std::filesystem::path{options.into};
  return pipeline::rules_home();
}

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void warn_all(const std::vector<std::string>& faults, std::string_view more) {
  for (std::size_t i = 0; i < std::min(faults.size(), kFaultsPrinted); ++i)
    std::fprintf(stderr, "%s\n", visible(faults[i]).c_str());
  if (faults.size() > kFaultsPrinted)
    std::fprintf(stderr, "... and %s %s\n", report::grouped(faults.size() - kFaultsPrinted).c_str(),
                 std::string{more}.c_str());
}

/// "270; most rules for T1059.001 (190), T1218 (120)"
std::string techniques_of(const pipeline::InstallReport& report) {
  std::vector<std::pair<std::string, std::size_t>> most(report.techniques.begin(), report.techniques.end());
  std::stable_sort(most.begin(), most.end(), [](const auto& a, const auto& b) { return b.second < a.second; });
  std::string out = counted(most.size(), "technique", "techniques");
  for (std::size_t i = 0; i < std::min(most.size(), kTechniquesNamed); ++i)
    out +=
        (i == 0 ? "; most rules for " : ", ") + visible(most[i].first) + " (" + report::grouped(most[i].second) + ")";
  return out;
}

std::string told(const pipeline::InstallReport& report) {
  const pipeline::InstalledSet& set = report.set;
  const std::string folder = visible(set.folder.string());
  std::string out = (report.is_replacement ? "replaced " : "installed ") + visible(set.name) + ": " +
                    counted(set.rules, "rule", "rules") + " and " + counted(set.filters, "filter", "filters") +
                    " loaded, " + counted(set.refused, "document", "documents") + " refused\n";
  const auto line = [&](std::string_view subject, const std::string& text) {
    out += "  " + std::string{subject} + std::string(11 - subject.size(), ' ') + text + "\n";
  };
  line("source", visible(set.source) + ", SHA-256 " + set.sha256);
  line("licence", set.licence.empty()
                      ? "no licence text found; ask where the rules come from what may be done with them"
                      : visible(set.licence) + "; the authors stay named in the rules");
  if (report.left_out_files > 0)
    line("left out", counted(report.left_out_files, "rule file", "rule files") + " in which nothing can run");
  if (report.refused_entries > 0)
    line("refused", counted(report.refused_entries, "entry", "entries") + " that is no plain file inside the archive");
  if (report.unreachable_rules > 0)
    line("idle", counted(report.unreachable_rules, "rule", "rules") + " for a log source that no event here has");
  line("ATT&CK", techniques_of(report));
  line("folder", folder);
  return out + "`wardwatch rules list \"" + folder +
         "\" --techniques` lists what they cover; `wardwatch rules remove " + visible(set.name) +
         "` takes them away.\n";
}

ExitCode install(const RuleSetsFlags& options) {
  const auto home = home_of(options);
  if (!home) return complain(home.error().what, ExitCode::usage);
  const Timestamp now = std::chrono::time_point_cast<Interval>(std::chrono::system_clock::now());
  const auto report =
      pipeline::install_rules({.source = options.source, .home = *home, .name = options.name, .at = now});
  if (!report) return complain(visible(report.error().what), ExitCode::usage);
  warn_all(report->refusals, "faults; `wardwatch rules check` names them all");
  warn_all(report->remarks, "remarks");
  print(told(*report));
  return report->refusals.empty() ? ExitCode::done : ExitCode::some_unreadable;
}

ExitCode list(const RuleSetsFlags& options) {
  const auto home = home_of(options);
  if (!home) return complain(home.error().what, ExitCode::usage);
  const auto sets = pipeline::installed_rules(*home);
  if (sets.empty()) {
    print("no set of rules is installed in " + visible(home->string()) + "\n");
    return ExitCode::done;
  }
  std::vector<std::vector<std::string>> rows{{"NAME", "RULES", "INSTALLED", "SOURCE", "SHA-256", "LICENCE"}};
  for (const pipeline::InstalledSet& set : sets) {
    rows.push_back({visible(set.name), std::to_string(set.rules + set.filters), visible(set.installed_at.substr(0, 10)),
                    visible(set.source), visible(set.sha256.substr(0, kDigestShown)),
                    set.licence.empty() ? "none found" : visible(set.licence)});
  }
  print(table(rows) + "in " + visible(home->string()) + "\n");
  return ExitCode::done;
}

ExitCode remove(const RuleSetsFlags& options) {
  const auto home = home_of(options);
  if (!home) return complain(home.error().what, ExitCode::usage);
  if (auto removed = pipeline::remove_rules(*home, options.name); !removed)
    return complain(visible(removed.error().what), ExitCode::usage);
  print("removed " + visible(options.name) + "\n");
  return ExitCode::done;
}

}  // namespace

void add_rule_sets(CLI::App& rules, ExitCode& code) {
  auto options = std::make_shared<RuleSetsFlags>();
  CLI::App* in = rules.add_subcommand(
      "install",
      "Takes a set of Sigma rules, as SigmaHQ releases them, and uses it from now on. Each rule is "
      "checked; one that cannot run is named and the others are installed. The same name again "
      "replaces the set.\n\n"
      "  wardwatch rules install sigma_core.zip\n"
      "  wardwatch rules install sigma-2026-10.tar.gz --name sigma\n"
      "  wardwatch rules install our-rules/ --into /srv/wardwatch/rules");
  in->add_option("ARCHIVE", options->source, "zip, 7z, tar (also with gzip, bzip2, xz or Zstandard), or a folder")
      ->required();
  in->add_option("--name", options->name, "What the set is called; after the archive when not given");
  const std::string into = "Folder of sets, instead of WARDWATCH_RULES_HOME or ~/.local/share/wardwatch/rules";
  in->add_option("--into", options->into, into);
  in->callback([options, &code] { code = install(*options); });
  CLI::App* all = rules.add_subcommand("installed",
                                       "The sets of rules that are installed, and where each is from.\n\n"
                                       "  wardwatch rules installed");
  all->add_option("--into", options->into, into);
  all->callback([options, &code] { code = list(*options); });
  CLI::App* out = rules.add_subcommand("remove",
                                       "Removes a set of rules that was installed.\n\n"
                                       "  wardwatch rules remove sigma_core");
  out->add_option("NAME", options->name, "As `rules installed` has it")->required();
  out->add_option("--into", options->into, into);
  out->callback([options, &code] { code = remove(*options); });
}

}  // namespace wardwatch::cli
