#include "cli/sigma_rules.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>

#include "cli/table.hpp"
#include "detect/common/rules.hpp"
#include "detect/sigma/json_event.hpp"
#include "detect/sigma/matcher.hpp"
#include "detect/sigma/windows_events.hpp"
#include "eventlog/log_file.hpp"
#include "eventlog/record_maker.hpp"
#include "record/json.hpp"
#include "report/words.hpp"

namespace wardwatch::cli {
namespace {

namespace sigma = detect::sigma;

Result<sigma::RuleSet> load(const SigmaOptions& options) {
  sigma::LoadOptions load_options;
  for (const std::string& one : options.placeholders) {
    const std::size_t equals = one.find('=');
    if (equals == std::string::npos) return fail("--placeholder takes NAME=VALUE, not \"" + one + "\"");
    load_options.placeholders[one.substr(0, equals)].push_back(one.substr(equals + 1));
  }
  return sigma::RuleSet::load({options.paths.begin(), options.paths.end()}, load_options);
}

Result<std::string> content_of(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  if (!in) return fail("\"" + path + "\" cannot be opened");
  return std::string{std::istreambuf_iterator<char>{in}, {}};
}

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }
void warn(const std::string& text) { std::fprintf(stderr, "%s\n", report::visible(text).c_str()); }

std::string counted(std::size_t number, std::string_view one, std::string_view many) {
  return report::counted(number, one, many);
}

void name_rules(const sigma::RuleSet& set, const std::vector<std::uint32_t>& numbers, bool is_verbose) {
  if (!is_verbose) return;
  for (const std::uint32_t number : numbers) {
    const sigma::Rule& rule = set.rules()[number];
    print("    " + report::visible(rule.title) + " (" + report::visible(rule.file) + ")\n");
  }
}

/// Descriptions of our own analytics have keys of their own, which their reader holds against its list.
std::size_t check_descriptions(const sigma::RuleSet& set) {
  std::size_t wrong = 0;
  for (const sigma::Rule& rule : set.rules()) {
    if (!rule.is_description) continue;
    const auto text = content_of(rule.file);
    const auto loaded = text ? detect::load_rules({{rule.file, *text}}) : Result<std::vector<detect::Rule>>{};
    if (text && loaded) continue;
    warn(text ? loaded.error().what : text.error().what);
    ++wrong;
  }
  return wrong;
}

void print_waiting(const sigma::RuleSet& set, bool is_verbose) {
  std::set<std::string> names;
  std::vector<std::uint32_t> waiting;
  for (std::uint32_t i = 0; i < set.rules().size(); ++i) {
    if (set.rules()[i].placeholders.empty()) continue;
    waiting.push_back(i);
    names.insert(set.rules()[i].placeholders.begin(), set.rules()[i].placeholders.end());
  }
  if (waiting.empty()) return;
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "%" : ", %") + report::visible(name) + "%";
  print("  " + counted(waiting.size(), "rule waits", "rules wait") + " for the site's values of " + list +
        " (--placeholder NAME=VALUE)\n");
  name_rules(set, waiting, is_verbose);
}

struct Row {
  std::string id, title;
  record::Severity level = record::Severity::informational;
  std::vector<std::string> techniques;
};

std::vector<Row> rows_of(const sigma::RuleSet& set) {
  std::vector<Row> rows;
  for (const sigma::Rule& rule : set.rules())
    rows.push_back({rule.id.empty() ? rule.name : rule.id, rule.title, rule.level, rule.techniques});
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::tie(b.level, a.title, a.id) < std::tie(a.level, b.title, b.id);  // The worst first.
  });
  return rows;
}

std::string as_json(const std::vector<Row>& rows) {
  std::string out = "[";
  for (const Row& row : rows) {
    out += out.size() > 1 ? ",\n{\"id\":" : "\n{\"id\":";
    record::append_json_text(out, row.id);
    out += ",\"title\":";
    record::append_json_text(out, row.title);
    out += ",\"level\":";
    record::append_json_text(out, record::name_of(row.level));
    out += ",\"techniques\":[";
    for (std::size_t i = 0; i < row.techniques.size(); ++i) {
      if (i > 0) out += ",";
      record::append_json_text(out, row.techniques[i]);
    }
    out += "]}";
  }
  return out + "\n]\n";
}

using Coverage = std::map<std::string, std::vector<const Row*>>;

Coverage coverage_of(const std::vector<Row>& rows) {
  Coverage coverage;
  for (const Row& row : rows) {
    for (const std::string& technique : std::set<std::string>(row.techniques.begin(), row.techniques.end()))
      coverage[technique].push_back(&row);
  }
  return coverage;
}

std::string coverage_table(const Coverage& coverage) {
  std::vector<std::vector<std::string>> rows{{"ATT&CK", "RULES", "WORST", "FOR EXAMPLE"}};
  for (const auto& [technique, rules] : coverage) {
    rows.push_back({report::visible(technique), std::to_string(rules.size()),
                    std::string{record::name_of(rules.front()->level)},
                    report::visible(report::cut(rules.front()->title, report::kNameMax))});
  }
  return table(rows);
}

/// A layer of the ATT&CK Navigator, format 4.5: the score is the number of rules.
std::string navigator_layer(const Coverage& coverage) {
  std::size_t most = 1;
  for (const auto& [technique, rules] : coverage) most = std::max(most, rules.size());
  std::string out =
      "{\"name\":\"Wardwatch rules\",\"versions\":{\"layer\":\"4.5\"},\"domain\":\"enterprise-attack\","
      "\"description\":\"Rules for each technique\",\"gradient\":{\"colors\":[\"#ffffff\",\"#3b6ea5\"],\"minValue\":0,"
      "\"maxValue\":" +
      std::to_string(most) + "},\"techniques\":[";
  bool first = true;
  for (const auto& [technique, rules] : coverage) {
    out += first ? "\n{\"techniqueID\":" : ",\n{\"techniqueID\":";
    first = false;
    record::append_json_text(out, technique);
    out += ",\"score\":" + std::to_string(rules.size()) + "}";
  }
  return out + "\n]}\n";
}

using TellHits = std::function<void(std::span<const sigma::Hit>)>;

std::string hit_line(const sigma::Hit& hit, const sigma::Rule& rule) {
  std::string line = "event";
  for (const sigma::EventId event : hit.events) line += " " + std::to_string(event.value);
  if (hit.events.empty()) line += " " + std::to_string(hit.event.value);
  return line + "  " + rfc3339(hit.at) + "  " + std::string{record::name_of(rule.level)} + "  " +
         report::visible(rule.title) + "\n";
}

bool is_event_log(const std::string& path) {
  constexpr std::string_view kSignature = "ElfFile";
  std::string beginning(kSignature.size(), '\0');
  std::ifstream in{path, std::ios::binary};
  return in.read(beginning.data(), static_cast<std::streamsize>(beginning.size())) && beginning == kSignature;
}

Result<void> match_log(const std::string& path, sigma::Matcher& matcher, sigma::WindowsEvents& events,
                       const TellHits& tell, std::size_t& event_count) {
  auto file = eventlog::LogFile::open(path, {.carve = true});
  if (!file) return tl::make_unexpected(file.error());
  eventlog::RecordMaker maker;
  for (eventlog::Event event; file->next(event);) {
    record::Batch<record::WindowsEvent> batch;
    maker.make(event, {SourceId{0}, file->chunk_offset()}, batch);
    tell(matcher.on(events.event_of(batch.rows().front(), sigma::EventId{++event_count})));
  }
  if (const std::string problem = file->status().problem; !problem.empty()) warn(path + ": " + problem);
  return {};
}

Result<void> match_json(const std::string& path, sigma::Matcher& matcher, sigma::LayoutTable& layouts,
                        const TellHits& tell, std::size_t& event_count) {
  const auto text = content_of(path);
  if (!text) return tl::make_unexpected(text.error());
  auto events = sigma::read_json_events(*text, {}, layouts);
  if (!events) return tl::make_unexpected(events.error());
  for (sigma::StoredEvent& event : *events) {
    event.id = sigma::EventId{++event_count};
    tell(matcher.on(event.view()));
  }
  return {};
}

}  // namespace

ExitCode check_rules(const SigmaOptions& options) {
  auto code = ExitCode::done;
  for (const std::string& path : options.paths) {
    SigmaOptions one = options;
    one.paths = {path};
    const auto set = load(one);
    if (!set) return complain(set.error().what, ExitCode::usage);
    for (const sigma::Refusal& refusal : set->refusals()) warn(refusal.text());
    for (const sigma::Refusal& remark : set->remarks()) warn(remark.text());
    const std::size_t refused = set->refused_count() + check_descriptions(*set);
    print(report::visible(path) + ": " + counted(set->rules().size(), "rule", "rules") + " and " +
          counted(set->filter_count(), "filter", "filters") + " loaded, " + counted(refused, "document", "documents") +
          " refused\n");
    print_waiting(*set, options.verbose);
    const auto unreachable = set->unreachable();
    if (!unreachable.empty())
      print("  " + counted(unreachable.size(), "rule is", "rules are") + " for a log source that no event here has\n");
    name_rules(*set, unreachable, options.verbose);
    const auto blind = set->blind_on("security-4688");
    if (!blind.empty())
      print(
          "  " + counted(blind.size(), "rule", "rules") +
          " of process_creation cannot hold on Security 4688, which lacks fields of Sysmon's such as OriginalFileName "
          "and Hashes\n");
    name_rules(*set, blind, options.verbose);
    if (refused > 0) code = ExitCode::usage;
  }
  return code;
}

ExitCode list_rules(const SigmaOptions& options) {
  const auto set = load(options);
  if (!set) return complain(set.error().what, ExitCode::usage);
  for (const sigma::Refusal& refusal : set->refusals()) warn(refusal.text());
  const std::vector<Row> rows = rows_of(*set);
  const Coverage coverage = coverage_of(rows);
  if (!options.navigator.empty()) {
    std::ofstream out{options.navigator, std::ios::binary | std::ios::trunc};
    out << navigator_layer(coverage);
    if (!out.flush()) return complain("\"" + options.navigator + "\" cannot be written", ExitCode::usage);
    if (!options.techniques) return ExitCode::done;
  }
  if (options.techniques) {
    print(coverage_table(coverage));
  } else if (options.json) {
    print(as_json(rows));
  } else {
    std::vector<std::vector<std::string>> cells{{"ID", "LEVEL", "ATT&CK", "TITLE"}};
    for (const Row& row : rows) {
      cells.push_back({report::visible(row.id), std::string{record::name_of(row.level)}, joined(row.techniques),
                       report::visible(report::cut(row.title, report::kNameMax))});
    }
    print(table(cells));
  }
  return ExitCode::done;
}

ExitCode test_rules(const SigmaOptions& options) {
  const auto set = load(options);
  if (!set) return complain(set.error().what, ExitCode::usage);
  for (const sigma::Refusal& refusal : set->refusals()) warn(refusal.text());
  sigma::Matcher matcher{*set};
  sigma::WindowsEvents windows_events;
  sigma::LayoutTable layouts;
  std::size_t hit_count = 0, event_count = 0;
  const auto tell = [&](std::span<const sigma::Hit> hits) {
    for (const sigma::Hit& hit : hits) print(hit_line(hit, set->rules()[hit.rule]));
    hit_count += hits.size();
  };
  for (const std::string& path : options.events) {
    const auto read = is_event_log(path) ? match_log(path, matcher, windows_events, tell, event_count)
                                         : match_json(path, matcher, layouts, tell, event_count);
    if (!read) return complain("\"" + path + "\": " + read.error().what, ExitCode::usage);
  }
  tell(matcher.finish());
  warn(counted(hit_count, "hit", "hits") + " on " + counted(event_count, "event", "events"));
  return set->refused_count() > 0 ? ExitCode::usage : ExitCode::done;
}

}  // namespace wardwatch::cli
