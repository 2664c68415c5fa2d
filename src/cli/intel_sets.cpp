#include "cli/intel_sets.hpp"

#include <chrono>
#include <cstdio>
#include <memory>

#include "cli/table.hpp"
#include "pipeline/group_overlaps.hpp"
#include "record/json.hpp"
#include "report/words.hpp"

namespace wardwatch::cli {
namespace {

/// Groups that `compare` prints.
constexpr std::size_t kGroupsCompared = 10;
constexpr std::size_t kSharedPrinted = 6;

struct IntelFlags {
  std::vector<std::string> sources, techniques;
  std::string name, into;
  bool json = false;
};

Result<std::filesystem::path> home_of(const IntelFlags& options) {
  if (!options.into.empty()) return std::filesystem::path{options.into};
  return pipeline::intel_home();
}

void write_out(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

std::string version_of(const record::IntelSummary& about) {
  return about.version.empty() ? "not told" : report::visible(about.version);
}

std::string told(const pipeline::IntelInstallReport& report) {
  using report::counted;
  using report::grouped;
  using report::visible;
  const record::IntelSummary& about = report.set.about;
  std::string out = (report.is_replacement ? "replaced " : "installed ") + visible(about.name) + ": " +
                    counted(about.groups, "group", "groups") + " and " +
                    counted(about.techniques, "technique", "techniques") + ", " +
                    counted(report.set.uses, "use", "uses") + " of one by the other\n";
  const auto line = [&](std::string_view subject, const std::string& text) {
    out += "  " + std::string{subject} + std::string(11 - subject.size(), ' ') + text + "\n";
  };
  std::string sources;
  for (const std::string& source : report.set.sources) sources += (sources.empty() ? "" : ", ") + visible(source);
  line("source", sources + ", SHA-256 " + about.sha256);
  line("version", visible(about.title) + ", version " + version_of(about) +
                      (about.changed.empty() ? "" : ", last changed " + visible(about.changed)));
  line("licence",
       (about.copyright.empty() ? "the bundle has no copyright line" : visible(about.copyright)) +
           "; ATT&CK's terms of use apply: https://attack.mitre.org/resources/legal-and-branding/terms-of-use/");
  if (!report.has_licence)
    line("",
         "its licence text did not lie beside it: keep a copy (LICENSE.txt of MITRE's repository) with what you pass "
         "on");
  const intel::LeftOut& left = report.left_out;
  line("left out", grouped(left.revoked) + " revoked, " + grouped(left.deprecated) + " deprecated, " +
                       counted(left.uses, "use", "uses") + " of what is not there");
  if (left.unreadable + left.malformed > 0)
    line("refused", counted(left.unreadable, "object", "objects") + " that cannot be read, " +
                        counted(left.malformed, "one", "ones") + " without ATT&CK's id");
  line("folder", visible(report.set.folder.string()));
  return out + "From now on every investigation compares its incidents with these groups.\n";
}

ExitCode install(const IntelFlags& options) {
  const auto home = home_of(options);
  if (!home) return complain(home.error().what, ExitCode::usage);
  const Timestamp now = std::chrono::time_point_cast<Interval>(std::chrono::system_clock::now());
  const auto report = pipeline::install_intel(
      {.sources = {options.sources.begin(), options.sources.end()}, .home = *home, .name = options.name, .at = now});
  if (!report) return complain(report::visible(report.error().what), ExitCode::usage);
  write_out(told(*report));
  return report->left_out.unreadable + report->left_out.malformed > 0 ? ExitCode::some_unreadable : ExitCode::done;
}

ExitCode list(const IntelFlags& options) {
  using report::visible;
  const auto home = home_of(options);
  if (!home) return complain(home.error().what, ExitCode::usage);
  const auto sets = pipeline::installed_intel(*home);
  if (sets.empty()) {
    write_out("nothing is installed in " + visible(home->string()) + "\n");
    return ExitCode::done;
  }
  std::vector<std::vector<std::string>> rows{
      {"NAME", "VERSION", "CHANGED", "GROUPS", "TECHNIQUES", "USES", "INSTALLED", "SHA-256"}};
  constexpr std::size_t kDigest = 12, kDay = 10;
  for (const pipeline::IntelSet& set : sets) {
    const record::IntelSummary& about = set.about;
    rows.push_back({visible(about.name), version_of(about), visible(about.changed), std::to_string(about.groups),
                    std::to_string(about.techniques), std::to_string(set.uses),
                    visible(set.installed_at.substr(0, kDay)), visible(about.sha256.substr(0, kDigest))});
  }
  write_out(table(rows) + "in " + visible(home->string()) + "\n");
  return ExitCode::done;
}

ExitCode remove(const IntelFlags& options) {
  const auto home = home_of(options);
  if (!home) return complain(home.error().what, ExitCode::usage);
  if (auto removed = pipeline::remove_intel(*home, options.name); !removed)
    return complain(report::visible(removed.error().what), ExitCode::usage);
  write_out("removed " + report::visible(options.name) + "\n");
  return ExitCode::done;
}

std::string shared_words(const record::GroupOverlap& alike) {
  std::string out;
  for (std::size_t i = 0; i < std::min(alike.shared.size(), kSharedPrinted); ++i) {
    const record::OverlapTechnique& technique = alike.shared[i];
    out += (i > 0 ? " " : "") + technique.technique + (technique.exact ? "" : "~") + "(" +
           std::to_string(technique.groups) + ")";
  }
  return alike.shared.size() > kSharedPrinted ? out + " ..." : out;
}

/// 0.2 %, below 0.1 %
std::string chance_words(double chance) {
  if (chance < 0.001) return "< 0.1 %";
  char text[16];
  std::snprintf(text, sizeof text, "%.1f %%", chance * 100);
  return text;
}

ExitCode compare(const IntelFlags& options) {
  const auto home = home_of(options);
  if (!home) return complain(home.error().what, ExitCode::usage);
  std::vector<std::string> problems;
  const auto sets = pipeline::load_intel(*home, problems);
  for (const std::string& problem : problems) std::fprintf(stderr, "wardwatch: %s\n", report::visible(problem).c_str());
  if (sets.empty())
    return complain("nothing is installed to compare with: wardwatch intel install enterprise-attack.json",
                    ExitCode::usage);
  const auto told = pipeline::groups_alike(options.techniques, sets);
  auto all = pipeline::groups_alike(options.techniques, sets, true);
  if (all.size() > kGroupsCompared) all.resize(kGroupsCompared);
  if (options.json) {
    std::string out = "[";
    for (const record::GroupOverlap& alike : all) {
      out += out.size() > 1 ? ",\n" : "\n";
      record::append_json(out, alike);
    }
    write_out(out + "\n]\n");
    return ExitCode::done;
  }
  std::vector<std::vector<std::string>> rows{
      {"GROUP", "NAME", "SHARES", "EXPECTED", "SCORE", "BY CHANCE", "SHARED (GROUPS THAT USE IT), THE RAREST FIRST"}};
  for (const record::GroupOverlap& alike : all) {
    char expected[16];
    std::snprintf(expected, sizeof expected, "%.1f", alike.expected_shared);
    rows.push_back({alike.group, report::visible(alike.name),
                    std::to_string(alike.shared.size()) + " of " + std::to_string(alike.seen), expected,
                    report::percent(alike.score), chance_words(alike.by_chance), shared_words(alike)});
  }
  write_out(table(rows) + "~: the group is known for the parent or another of the same parent only\n" +
            (told.empty() ? "No group stands out: a report would tell none of these.\n"
                          : report::counted(told.size(), "group stands", "groups stand") +
                                " out. That is no attribution: techniques are shared, copied and sold.\n"));
  return ExitCode::done;
}

}  // namespace

void add_intel_sets(CLI::App& intel, ExitCode& code) {
  auto options = std::make_shared<IntelFlags>();
  CLI::App* in = intel.add_subcommand(
      "install",
      "Takes MITRE ATT&CK's published bundle; from then on every investigation compares its incidents with\n"
      "ATT&CK's groups. The same domain again replaces it.\n\n"
      "  wardwatch intel install enterprise-attack.json\n"
      "  wardwatch intel install objects.json relationships.json.gz --name enterprise-attack\n"
      "  wardwatch intel install ics-attack.json --into /srv/wardwatch/intel");
  in->add_option("BUNDLE", options->sources, "STIX bundle, or its parts; plain, gzip or Zstandard")->required();
  in->add_option("--name", options->name, "What it is called; after ATT&CK's domain when not given");
  const std::string into = "Folder of sets, instead of WARDWATCH_INTEL_HOME or ~/.local/share/wardwatch/intel";
  in->add_option("--into", options->into, into);
  in->callback([options, &code] { code = install(*options); });
  CLI::App* all = intel.add_subcommand("list",
                                       "What is installed: version, date, groups, techniques.\n\n"
                                       "  wardwatch intel list");
  all->add_option("--into", options->into, into);
  all->callback([options, &code] { code = list(*options); });
  CLI::App* out = intel.add_subcommand("remove",
                                       "Removes what was installed.\n\n"
                                       "  wardwatch intel remove enterprise-attack");
  out->add_option("NAME", options->name, "As `intel list` has it")->required();
  out->add_option("--into", options->into, into);
  out->callback([options, &code] { code = remove(*options); });
  CLI::App* beside = intel.add_subcommand(
      "compare",
      "Lays techniques beside those of ATT&CK's groups, as an investigation does, and prints the ten most alike.\n\n"
      "  wardwatch intel compare T1546.008 T1070.001 T1505.005 T1021.001\n"
      "  wardwatch intel compare T0819 T0822 T0859 --json");
  beside->add_option("TECHNIQUE", options->techniques, "ATT&CK's ids")->required();
  beside->add_option("--into", options->into, into);
  beside->add_flag("--json", options->json, "Print them as JSON");
  beside->callback([options, &code] { code = compare(*options); });
}

}  // namespace wardwatch::cli
