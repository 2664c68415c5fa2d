#include "cli/watch.hpp"

#include <algorithm>
#include <cstdio>

#include "cli/progress_line.hpp"
#include "cli/waiting.hpp"
#include "pipeline/news.hpp"
#include "record/json.hpp"
#include "report/words.hpp"

namespace wardwatch::cli {
namespace {

/// Whether a folder of the evidence holds `out`: each round would read what the last one wrote.
bool is_in_evidence(const pipeline::InvestigateOptions& options) {
  std::error_code error;
  const auto full = [&](const std::filesystem::path& path) {
    return std::filesystem::weakly_canonical(path, error).string() + "/";
  };
  const std::string out = full(options.out);
  return std::any_of(options.evidence.begin(), options.evidence.end(),
                     [&](const std::filesystem::path& folder) { return out.starts_with(full(folder)); });
}

void print_news(const std::vector<pipeline::NewsLine>& news, bool json) {
  for (const pipeline::NewsLine& line : news) {
    if (!json) {
      std::printf("%s\n", report::visible(line.text).c_str());
      continue;
    }
    std::string text = "{\"new\":";
    record::append_json_text(text, line.what);
    text += ",\"path\":";
    record::append_json_text(text, line.path);
    text += ",\"text\":";
    record::append_json_text(text, line.text);
    std::printf("%s}\n", text.c_str());
  }
  std::fflush(stdout);
}

}  // namespace

ExitCode watch(pipeline::InvestigateOptions& options, const pipeline::Config& config, const WatchFlags& flags,
               pipeline::Progress& progress, const std::function<ExitCode(const pipeline::Investigation&)>& on_first,
               const std::function<ExitCode(const pipeline::Investigation&)>& code_of) {
  if (is_in_evidence(options))
    return complain(
        "--out \"" + options.out.string() + "\" is within the evidence, which is watched. Choose another --out",
        ExitCode::usage);
  pipeline::News news;
  ExitCode code = ExitCode::done;
  std::string state;
  do {
    // Before the round: what comes while it runs is for the next one.
    const std::string now = pipeline::evidence_state(options.evidence);
    if (now == state) continue;
    progress.restart();
    auto found = [&] {
      const ProgressLine line{progress};
      return pipeline::investigate(options, config, progress);
    }();
    if (!found && !options.is_repeated) return complain(found.error().what, ExitCode::usage);
    if (!found) {  // The case of the last round stays; the next look tries again.
      complain(found.error().what, ExitCode::usage);
      continue;
    }
    if (options.is_repeated && found->interrupted) break;
    code = options.is_repeated ? code_of(*found) : on_first(*found);
    print_news(news.since_last(*found), flags.json);
    state = now;
    options.force = options.is_repeated = true;
  } while (wait_for(std::chrono::seconds{flags.every_seconds}, progress.stop));
  return code;
}

}  // namespace wardwatch::cli
