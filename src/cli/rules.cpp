#include <algorithm>
#include <cstdio>
#include <memory>

#include "cli/rule_sets.hpp"
#include "cli/sigma_rules.hpp"
#include "cli/table.hpp"
#include "cli/verb.hpp"
#include "pipeline/rules.hpp"
#include "record/json.hpp"
#include "report/words.hpp"

namespace wardwatch::cli {
namespace {

struct RulesFlags {
  std::vector<std::string> folders;
  bool json = false;
};

std::vector<std::filesystem::path> paths_of(const std::vector<std::string>& folders) {
  return {folders.begin(), folders.end()};
}

std::string as_json(const std::vector<detect::Rule>& rules) {
  std::string out = "[";
  const auto add = [&](std::string_view key, std::string_view value, std::string_view before) {
    out += before;
    record::append_json_text(out, key);
    out += ":";
    record::append_json_text(out, value);
  };
  for (const detect::Rule& rule : rules) {
    out += out.size() > 1 ? ",\n{" : "\n{";
    add("name", rule.name, "");
    add("title", rule.title, ",");
    add("level", record::name_of(rule.level), ",");
    add("stage", rule.stage, ",");
    add("version", rule.version, ",");
    out += ",\"techniques\":[";
    for (std::size_t i = 0; i < rule.techniques.size(); ++i) {
      if (i > 0) out += ",";
      record::append_json_text(out, rule.techniques[i]);
    }
    out += "]}";
  }
  return out + "\n]\n";
}

ExitCode list(const RulesFlags& options) {
  auto set = pipeline::load_all_rules(paths_of(options.folders), {});
  if (!set) return complain(set.error().what, ExitCode::usage);
  std::sort(set->rules.begin(), set->rules.end(), [](const detect::Rule& a, const detect::Rule& b) {
    return std::tuple{b.level, a.name} < std::tuple{a.level, b.name};  // The worst first, then by name.
  });
  std::string text;
  if (options.json) {
    text = as_json(set->rules);
  } else {
    std::vector<std::vector<std::string>> rows{{"RULE", "LEVEL", "STAGE", "ATT&CK", "TITLE"}};
    for (const detect::Rule& rule : set->rules) {
      rows.push_back({report::visible(rule.name), std::string{record::name_of(rule.level)}, report::visible(rule.stage),
                      joined(rule.techniques), report::visible(report::cut(rule.title, report::kNameMax))});
    }
    text = table(rows);
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  return ExitCode::done;
}

}  // namespace

void add_rules(CLI::App& app, ExitCode& code) {
  auto options = std::make_shared<RulesFlags>();
  auto sigma = std::make_shared<SigmaOptions>();
  CLI::App* verb = app.add_subcommand("rules",
                                      "Installs, lists, checks and tries the rules that findings come from.\n\n"
                                      "  wardwatch rules install sigma_core.zip\n"
                                      "  wardwatch rules list\n"
                                      "  wardwatch rules check my-rules/\n"
                                      "  wardwatch rules test my-rules/logon.yml events.json");
  verb->require_subcommand(1);
  add_rule_sets(*verb, code);
  CLI::App* all =
      verb->add_subcommand("list",
                           "Every rule in force, or the Sigma rules of files and folders: id, level, ATT&CK "
                           "techniques, title.\n\n"
                           "  wardwatch rules list\n"
                           "  wardwatch rules list --rules my-rules/ --json\n"
                           "  wardwatch rules list sigma/ --techniques --navigator layer.json");
  all->add_option("PATH", sigma->paths, "Files and folders of Sigma rules; the rules in force when not given");
  all->add_option("--rules", options->folders, "Folder of rules, added to the built-in ones (repeatable)");
  all->add_flag("--json", options->json, "Print them as JSON");
  all->add_flag("--techniques", sigma->techniques, "Print how many rules there are for each ATT&CK technique");
  all->add_option("--navigator", sigma->navigator, "Write a layer for the ATT&CK Navigator");
  all->callback([options, sigma, &code] {
    sigma->json = options->json;
    code = sigma->paths.empty() ? list(*options) : list_rules(*sigma);
  });
  CLI::App* test = verb->add_subcommand("check",
                                        "Reads rules; a fault is named with file, line and column.\n\n"
                                        "  wardwatch rules check my-rules/\n"
                                        "  wardwatch rules check site/ vendor/one.yml --verbose");
  test->add_option("PATH", sigma->paths, "Files and folders to check")->required();
  test->add_option("--placeholder", sigma->placeholders, "NAME=VALUE for rules with |expand (repeatable)");
  test->add_flag("--verbose", sigma->verbose, "Name the rules that are counted");
  test->callback([sigma, &code] { code = check_rules(*sigma); });
  CLI::App* match = verb->add_subcommand("test",
                                         "Which events of a file make rules fire.\n\n"
                                         "  wardwatch rules test rule.yml events.json\n"
                                         "  wardwatch rules test my-rules/ Security.evtx System.evtx");
  match->add_option("RULE", sigma->rule, "File or folder of Sigma rules")->required();
  match
      ->add_option("EVENTS", sigma->events, "Event logs (EVTX), or events as JSON: one, a list, or one after the other")
      ->required();
  match->add_option("--placeholder", sigma->placeholders, "NAME=VALUE for rules with |expand (repeatable)");
  match->callback([sigma, &code] {
    sigma->paths = {sigma->rule};
    code = test_rules(*sigma);
  });
}

}  // namespace wardwatch::cli
