#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <memory>

#include "cli/verb.hpp"
#include "record/json.hpp"
#include "report/read_case.hpp"
#include "report/words.hpp"

namespace wardwatch::cli {
namespace {

struct ShowFlags {
  std::string folder;
  std::string incident;
  bool json = false;
};

/// By id, or by its number in the report: 1 is the worst.
const record::Incident* find_incident(const std::vector<record::Incident>& incidents, const std::string& name) {
  for (const record::Incident& incident : incidents) {
    if (incident.id == name) return &incident;
  }
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  const bool is_number = error == std::errc{} && end == name.data() + name.size();
  return is_number && number >= 1 && number <= incidents.size() ? &incidents[number - 1] : nullptr;
}

std::string no_such_incident(const ShowFlags& options, const std::vector<record::Incident>& incidents) {
  constexpr std::size_t kNamed = 8;
  std::string text = "there is no incident \"" + options.incident + "\" in \"" + options.folder + "\". ";
  if (incidents.empty()) return text + "The case has no incident at all.";
  text += "Incidents: ";
  for (std::size_t i = 0; i < std::min(incidents.size(), kNamed); ++i) {
    text += (i > 0 ? ", " : "") + std::to_string(i + 1) + " (" + report::visible(incidents[i].id) + ")";
  }
  return text + (incidents.size() > kNamed ? ", ..." : "");
}

template <class R>
std::string json_of(const R& row) {
  std::string text;
  record::append_json(text, row, record::TimeStyle::rfc3339);
  return text;
}

std::string all_json(const report::Case& found) {
  std::string text = "[";
  for (const record::Incident& incident : found.incidents) text += (text.size() > 1 ? ",\n" : "\n") + json_of(incident);
  return text + (found.incidents.empty() ? "]\n" : "\n]\n");
}

/// The incident, and the whole of each finding that it names.
std::string incident_json(const report::Case& found, const record::Incident& incident) {
  std::string text = "{\"incident\":" + json_of(incident) + ",\n\"findings\":[";
  bool first = true;
  for (const record::Finding* finding : report::findings_of(incident, found.findings)) {
    text += (first ? "\n" : ",\n") + json_of(*finding);
    first = false;
  }
  return text + "\n]}\n";
}

ExitCode run(const ShowFlags& options) {
  const auto found = report::read_case(options.folder);
  if (!found) return complain(found.error().what, ExitCode::usage);
  const bool colour = isatty(STDOUT_FILENO) != 0;
  std::string text;
  if (options.incident.empty()) {
    text = options.json ? all_json(*found) : report::text(found->material(), colour);
  } else {
    const record::Incident* incident = find_incident(found->incidents, options.incident);
    if (incident == nullptr) return complain(no_such_incident(options, found->incidents), ExitCode::usage);
    text =
        options.json ? incident_json(*found, *incident) : report::incident_text(found->material(), *incident, colour);
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  return ExitCode::done;
}

}  // namespace

void add_show(CLI::App& app, ExitCode& code) {
  auto options = std::make_shared<ShowFlags>();
  CLI::App* verb = app.add_subcommand(
      "show",
      "Tells in the terminal what a case found.\n\n"
      "  wardwatch show case\n"
      "  wardwatch show case 1\n\n"
      "The second tells the worst incident down to its records. Exit status: 0 done, 2 no case or no such incident.");
  verb->add_option("CASE", options->folder, "Case folder")->required();
  verb->add_option("INCIDENT", options->incident, "An incident: its number (1 is the worst) or its id");
  verb->add_flag("--json", options->json, "Print it as JSON");
  verb->callback([options, &code] { code = run(*options); });
}

}  // namespace wardwatch::cli
