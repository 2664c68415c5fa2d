#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>

#include "core/digest.hpp"
#include "detect/sigma/rule_set.hpp"
#include "pipeline/rules_home.hpp"
#include "source/archive/bundle.hpp"

namespace wardwatch::pipeline {
namespace fs = std::filesystem;
namespace {

namespace sigma = detect::sigma;

constexpr std::size_t kLicenceMaxBytes = 120;  ///< Of a licence's first line.

std::string lower(std::string_view text) {
  std::string out{text};
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::string_view name_in(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_rule_file(std::string_view path) {
  const std::string name = lower(name_in(path));
  return name.ends_with(".yml") || name.ends_with(".yaml");
}

bool is_licence(std::string_view path) {
  const std::string name = lower(name_in(path));
  const std::string_view stem = std::string_view{name}.substr(0, name.find('.'));
  const std::string_view extension = std::string_view{name}.substr(stem.size());
  return (extension.empty() || extension == ".txt" || extension == ".md") &&
         (stem.starts_with("license") || stem.starts_with("licence") || stem.starts_with("copying") ||
          stem == "notice");
}

bool is_readme(std::string_view path) {
  const std::string name = lower(name_in(path));
  return name == "readme" || name == "readme.md" || name == "readme.txt";
}

/// Rules, and the texts that must go with them. Hidden folders hold the workings of a repository, no rules.
bool is_wanted(std::string_view path) {
  if (path.front() == '.' || path.find("/.") != std::string_view::npos) return false;
  return is_rule_file(path) || is_licence(path) || is_readme(path);
}

/// The file's name without what says how it is packed, and fit to be a set's.
std::string default_name(const fs::path& source) {
  std::string name = source.filename().string();
  for (const std::string_view ending : {".zip", ".7z", ".tar.gz", ".tgz", ".tar.zst", ".tar.bz2", ".tar.xz", ".tar"}) {
    if (name.size() <= ending.size() || !lower(name).ends_with(ending)) continue;
    name.resize(name.size() - ending.size());
    break;
  }
  for (char& c : name) {
    if (!check_set_name(std::string{"a"} + c)) c = '-';
  }
  name = name.substr(std::min(name.size(), name.find_first_not_of(".-")), kSetNameMaxBytes);
  return name.empty() ? "rules" : name;
}

Result<std::string> archive_at(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::string bytes;
  std::array<char, 65'536> part;
  while (bytes.size() <= source::kArchiveMaxBytes && (in.read(part.data(), part.size()) || in.gcount() > 0))
    bytes.append(part.data(), static_cast<std::size_t>(in.gcount()));
  if (!in.is_open() || in.bad()) return fail("cannot be read");
  if (bytes.size() <= source::kArchiveMaxBytes) return bytes;
  return fail("has more than " + std::to_string(source::kArchiveMaxBytes >> 20U) + " MiB");
}

struct Input {
  source::Bundle bundle;
  std::string sha256;
};

/// Over the lines that `sha256sum` prints for the files in the order of their paths: a folder is no one file.
std::string digest_of(const source::Bundle& bundle) {
  Sha256 digest;
  for (const source::BundledFile& file : bundle.files)
    digest.update(as_bytes(hex(sha256(as_bytes(file.content))) + "  " + file.path + "\n"));
  return hex(digest.finish());
}

Result<Input> read_input(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    auto bundle = source::gather(path, &is_wanted);
    if (!bundle) return tl::make_unexpected(bundle.error());
    std::string digest = digest_of(*bundle);
    return Input{std::move(*bundle), std::move(digest)};
  }
  if (!fs::is_regular_file(path, error)) return fail("is no file and no folder");
  const auto bytes = archive_at(path);
  if (!bytes) return tl::make_unexpected(bytes.error());
  auto bundle = source::unpack(as_bytes(*bytes), &is_wanted);
  if (!bundle) return tl::make_unexpected(bundle.error());
  return Input{std::move(*bundle), hex(sha256(as_bytes(*bytes)))};
}

/// What a licence text calls itself.
std::string licence_in(const source::Bundle& bundle) {
  for (const source::BundledFile& file : bundle.files) {
    if (!is_licence(file.path)) continue;
    const std::string_view text = file.content;
    if (text.find("Detection Rule License") != std::string_view::npos) {
      const bool is_11 = text.find("1.1") != std::string_view::npos;
      return is_11 ? "Detection Rule License (DRL) 1.1" : "Detection Rule License (DRL)";
    }
    const std::size_t begin = text.find_first_not_of("# \t\r\n");
    if (begin == std::string_view::npos) continue;
    const std::size_t end = text.find_first_of("\r\n", begin);
    return std::string{text.substr(begin, std::min(end - begin, kLicenceMaxBytes))};
  }
  return "";
}

/// Decides which files of a bundle are installed, and counts what is in them.
class Sorting {
 public:
  Sorting(source::Bundle& bundle, InstallReport& report) : bundle_{bundle}, report_{report} {}

  void run() {
    for (const source::RefusedEntry& entry : bundle_.refused)
      report_.refusals.push_back("\"" + entry.path + "\" " + entry.why);
    if (bundle_.refused_count > bundle_.refused.size())
      report_.refusals.push_back(std::to_string(bundle_.refused_count - bundle_.refused.size()) +
                                 " further entries are refused");
    report_.refused_entries = bundle_.refused_count;
    leave_out_descriptions();
    const sigma::RuleSet set = sigma::RuleSet::of_texts(rule_texts());
    for (const sigma::Refusal& refusal : set.refusals()) report_.refusals.push_back(refusal.text());
    for (const sigma::Refusal& remark : set.remarks()) report_.remarks.push_back(remark.text());
    leave_out_idle(set);
    report_.set.rules = set.rules().size();
    report_.set.filters = set.filter_count();
    report_.set.refused += set.refused_count();
    report_.unreachable_rules = set.unreachable().size();
    for (const sigma::Rule& rule : set.rules()) {
      for (const std::string& technique : std::set<std::string>(rule.techniques.begin(), rule.techniques.end()))
        ++report_.techniques[technique];
    }
  }

 private:
  using Texts = std::vector<std::pair<std::string, std::string>>;

  [[nodiscard]] Texts rule_texts() const {
    Texts texts;
    for (const source::BundledFile& file : bundle_.files) {
      if (is_rule_file(file.path)) texts.emplace_back(file.path, file.content);
    }
    return texts;
  }

  void leave_out(const std::set<std::string, std::less<>>& paths) {
    std::erase_if(bundle_.files, [&](const source::BundledFile& file) { return paths.count(file.path) > 0; });
    report_.left_out_files += paths.size();
  }

  /// A description takes the place of one of our analytics, thresholds and all. Who publishes rules must not be able to
  /// quieten those; a site gives its own with --rules.
  void leave_out_descriptions() {
    std::set<std::string, std::less<>> paths;
    for (const source::BundledFile& file : bundle_.files) {
      if (!is_rule_file(file.path) || file.content.find("wardwatch") == std::string::npos) continue;
      const sigma::RuleSet alone = sigma::RuleSet::of_texts({{file.path, file.content}});
      for (const sigma::Rule& rule : alone.rules()) {
        if (!rule.is_description || !paths.insert(file.path).second) continue;
        report_.refusals.push_back(file.path + ":" + std::to_string(rule.place.line) + ":" +
                                   std::to_string(rule.place.column) +
                                   ": describes an analytic of Wardwatch; such files are given with --rules");
        ++report_.set.refused;
      }
    }
    leave_out(paths);
  }

  /// Files with faults in which nothing is left that can run.
  void leave_out_idle(const sigma::RuleSet& set) {
    std::set<std::string, std::less<>> paths;
    for (const sigma::Refusal& refusal : set.refusals()) paths.insert(refusal.file);
    for (const sigma::Rule& rule : set.rules()) paths.erase(rule.file);
    for (const source::BundledFile& file : bundle_.files) {  // Filters do not say where they are from.
      if (paths.count(file.path) > 0 && sigma::RuleSet::of_texts({{file.path, file.content}}).filter_count() > 0)
        paths.erase(file.path);
    }
    leave_out(paths);
  }

  source::Bundle& bundle_;
  InstallReport& report_;
};

Result<void> write_text(const fs::path& path, std::string_view text) {
  std::ofstream out{path, std::ios::binary | std::ios::trunc};
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  if (out) return {};
  return fail("cannot write \"" + path.string() + "\": " + std::strerror(errno) +
              ". Free space there or name another folder with --into.");
}

Result<void> write_all(const source::Bundle& bundle, const fs::path& folder) {
  std::error_code error;
  for (const source::BundledFile& file : bundle.files) {
    const fs::path path = folder / file.path;
    fs::create_directories(path.parent_path(), error);
    if (error) return fail("cannot create \"" + path.parent_path().string() + "\": " + error.message());
    if (auto written = write_text(path, file.content); !written) return written;
  }
  return {};
}

}  // namespace

Result<InstallReport> install_rules(const InstallOptions& options) {
  const fs::path source = options.source.has_filename() ? options.source : options.source.parent_path();
  InstallReport report;
  report.set.name = options.name.empty() ? default_name(source) : options.name;
  if (auto named = check_set_name(report.set.name); !named) return tl::make_unexpected(named.error());
  auto input = read_input(source);
  if (!input) return fail("\"" + source.string() + "\" " + input.error().what + ". Nothing was installed.");
  Sorting{input->bundle, report}.run();
  if (report.set.rules + report.set.filters == 0) {
    return fail("\"" + source.string() + "\" has no rule that can run" +
                (report.refusals.empty() ? "" : "; the first reason: " + report.refusals.front()) +
                ". Nothing was installed.");
  }
  report.set.source = source.filename().string();
  report.set.sha256 = input->sha256;
  report.set.installed_at = rfc3339(options.at);
  report.set.licence = licence_in(input->bundle);
  report.set.folder = options.home / report.set.name;

  const auto home = RulesHome::lock(options.home);
  if (!home) return tl::make_unexpected(home.error());
  const auto published = home->install(report.set.name, [&](const fs::path& folder) {
    auto done = write_all(input->bundle, folder);
    return done ? write_text(folder / "installed.json", to_json(report.set)) : done;
  });
  if (!published) return tl::make_unexpected(published.error());
  report.is_replacement = *published;
  return report;
}

}  // namespace wardwatch::pipeline
