#include <algorithm>
#include <cstdio>
#include <memory>

#include "cli/verb.hpp"
#include "pipeline/rules.hpp"
#include "record/json.hpp"
#include "report/words.hpp"

namespace wardwatch::cli {
namespace {

struct Options {
  std::vector<std::string> folders;
  bool json = false;
};

std::vector<std::filesystem::path> paths_of(const std::vector<std::string>& folders) {
  return {folders.begin(), folders.end()};
}

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : " ") + report::visible(item);
  return out;
}

/// Columns as wide as their widest cell, two spaces between them.
std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], report::width_of(row[i]));
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i] + std::string(widths[i] - report::width_of(row[i]) + 2, ' ');
    }
    out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return out;
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

ExitCode list(const Options& options) {
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

ExitCode check(const Options& options) {
  const auto built_in = pipeline::load_all_rules({}, {});
  if (!built_in) return complain(built_in.error().what, ExitCode::usage);
  auto code = ExitCode::done;
  for (const std::string& folder : options.folders) {
    const auto set = pipeline::load_all_rules({folder}, {});
    if (!set) {
      code = complain(set.error().what, ExitCode::usage);
      continue;
    }
    const std::size_t added = set->rules.size() - std::min(built_in->rules.size(), set->rules.size());
    std::printf("%s is good: %s beside the built-in ones.\n", report::visible(folder).c_str(),
                report::counted(added, "new rule", "new rules").c_str());
  }
  return code;
}

}  // namespace

void add_rules(CLI::App& app, ExitCode& code) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("rules",
                                      "Lists and checks the rules that findings come from.\n\n"
                                      "  wardwatch rules list\n"
                                      "  wardwatch rules check my-rules/");
  verb->require_subcommand(1);
  CLI::App* all = verb->add_subcommand("list",
                                       "Every rule in force: name, level, stage, ATT&CK techniques, title.\n\n"
                                       "  wardwatch rules list\n"
                                       "  wardwatch rules list --rules my-rules/ --json");
  all->add_option("--rules", options->folders, "Folder of rules, added to the built-in ones (repeatable)");
  all->add_flag("--json", options->json, "Print them as JSON");
  all->callback([options, &code] { code = list(*options); });
  CLI::App* test = verb->add_subcommand("check",
                                        "Reads the rules of folders; a fault is named with file and line.\n\n"
                                        "  wardwatch rules check my-rules/\n"
                                        "  wardwatch rules check site/ vendor/");
  test->add_option("DIR", options->folders, "Folders to check")->required();
  test->callback([options, &code] { code = check(*options); });
}

}  // namespace wardwatch::cli
