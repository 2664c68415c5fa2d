#include "pipeline/installed_intel.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <iterator>

#include <nlohmann/json.hpp>

#include "core/digest.hpp"
#include "intel/catalogue.hpp"
#include "pipeline/case_folder.hpp"
#include "pipeline/rules_home.hpp"
#include "record/json.hpp"
#include "source/capture_file/byte_stream.hpp"
#include "source/capture_file/digest_file.hpp"

namespace wardwatch::pipeline {
namespace fs = std::filesystem;
namespace {

using IntelJson = nlohmann::json;

constexpr std::string_view kAttackFile = "attack.json", kSetFile = "installed.json";
constexpr std::size_t kSetFileMaxBytes = 64U << 10U, kLicenceFileMaxBytes = 64U << 10U;
constexpr std::size_t kSourcesMax = 20;

/// The first bytes of a file; empty when there is none.
std::string head_of(const fs::path& path, std::size_t bytes_max) {
  std::ifstream in{path, std::ios::binary};
  std::string text(bytes_max, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  return text;
}

Result<void> read_part(const fs::path& path, intel::BundleReader& reader) {
  auto stream = source::ByteStream::open(path, {});
  if (!stream) return tl::make_unexpected(stream.error());
  std::uint64_t bytes = 0;
  while (stream->fill(1)) {
    const Bytes window = stream->window();
    bytes += window.size();
    if (bytes > kIntelBytesMax) return fail("\"" + path.string() + "\" is larger than ATT&CK can be");
    reader.feed(window);
    stream->consume(window.size());
  }
  if (!stream->fault().empty()) return fail("\"" + path.string() + "\": " + stream->fault());
  reader.end_file();
  return {};
}

/// Of one file its digest; of several, over the lines that `sha256sum` prints for them.
Result<std::string> digest_of_parts(const std::vector<fs::path>& sources) {
  const std::atomic<bool> stop = false;
  std::string lines, only;
  for (const fs::path& source : sources) {
    const auto digest = source::digest_file(source, stop);
    if (!digest) return tl::make_unexpected(digest.error());
    only = digest->sha256;
    lines += digest->sha256 + "  " + source.filename().string() + "\n";
  }
  return sources.size() == 1 ? only : hex(sha256(as_bytes(lines)));
}

/// The licence that MITRE's repositories keep beside the bundle; whoever has a copy of ATT&CK must have it too.
std::string licence_beside(const fs::path& source) {
  for (const std::string_view name : {"LICENSE.txt", "LICENSE", "LICENSE.md"}) {
    std::string text = head_of(source.parent_path() / name, kLicenceFileMaxBytes);
    if (text.find("MITRE") != std::string::npos) return text;
  }
  return {};
}

/// "© 2025 The MITRE Corporation. ..." of a licence text, when the bundle itself has no such line.
std::string copyright_in(const std::string& licence) {
  const std::size_t at = licence.find("© ");
  if (at == std::string::npos) return {};
  return licence.substr(at, std::min(licence.find_first_of("\"\r\n", at), at + intel::kCopyrightMaxBytes) - at);
}

std::string json_of_set(const IntelSet& set) {
  SetFacts facts;
  facts.text("name", set.about.name);
  facts.texts("sources", set.sources);
  facts.text("source_sha256", set.about.sha256);
  facts.text("installed_at", set.installed_at);
  facts.text("title", set.about.title);
  facts.text("version", set.about.version);
  facts.text("changed", set.about.changed);
  facts.text("copyright", set.about.copyright);
  facts.number("techniques", set.about.techniques);
  facts.number("groups", set.about.groups);
  facts.number("uses", set.uses);
  return facts.whole();
}

std::optional<IntelSet> set_in(const fs::path& folder) {
  const IntelJson json = IntelJson::parse(head_of(folder / kSetFile, kSetFileMaxBytes), nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto text = [&](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string{};
  };
  const auto number = [&](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : std::uint64_t{0};
  };
  IntelSet set;
  set.about = {folder.filename().string(), text("title"),     text("version"),      text("changed"),
               text("source_sha256"),      text("copyright"), number("techniques"), number("groups")};
  set.installed_at = text("installed_at");
  set.uses = number("uses");
  set.folder = folder;
  if (const auto sources = json.find("sources"); sources != json.end() && sources->is_array()) {
    for (const IntelJson& source : *sources) {
      if (source.is_string() && set.sources.size() < kSourcesMax) set.sources.push_back(source.get<std::string>());
    }
  }
  return set;
}

Result<void> write_set(const fs::path& folder, const IntelSet& set, const intel::Attack& attack,
                       const std::string& licence) {
  if (auto written = write_file(folder / kAttackFile, intel::to_text(attack)); !written) return written;
  if (!licence.empty()) {
    if (auto written = write_file(folder / "LICENSE.txt", licence); !written) return written;
  }
  return write_file(folder / kSetFile, json_of_set(set));
}

}  // namespace

Result<fs::path> intel_home() { return sets_home("WARDWATCH_INTEL_HOME", "intel", "ATT&CK"); }

Result<IntelInstallReport> install_intel(const IntelInstallOptions& options) {
  if (options.sources.empty() || options.sources.size() > kSourcesMax)
    return fail("a bundle has at least one file, and at most " + std::to_string(kSourcesMax));
  intel::BundleReader reader;
  for (const fs::path& source : options.sources) {
    if (auto read = read_part(source, reader); !read) return fail(read.error().what + ". Nothing was installed.");
  }
  const std::string which = "\"" + options.sources.front().string() + "\" ";
  auto attack = reader.finish();
  if (!attack) return fail(which + attack.error().what + ". Nothing was installed.");
  IntelInstallReport report;
  report.left_out = reader.left_out();
  if (report.left_out.is_cut_short) return fail(which + "is cut short. Nothing was installed.");
  const std::string licence = licence_beside(options.sources.front());
  report.has_licence = !licence.empty();
  if (attack->copyright.empty()) attack->copyright = copyright_in(licence);
  auto digest = digest_of_parts(options.sources);
  if (!digest) return tl::make_unexpected(digest.error());

  IntelSet& set = report.set;
  set.about.name = options.name.empty() ? attack->domain : options.name;
  if (auto named = check_set_name(set.about.name); !named) return tl::make_unexpected(named.error());
  set.about.title = attack->title;
  set.about.version = attack->version;
  set.about.changed = attack->changed;
  set.about.sha256 = std::move(*digest);
  set.about.copyright = attack->copyright;
  set.about.techniques = attack->techniques.size();
  for (const intel::Group& group : attack->groups) set.about.groups += group.techniques.empty() ? 0 : 1;
  set.uses = attack->uses_count();
  set.installed_at = rfc3339(options.at);
  set.folder = options.home / set.about.name;
  for (const fs::path& source : options.sources) set.sources.push_back(source.filename().string());

  const auto home = RulesHome::lock(options.home);
  if (!home) return tl::make_unexpected(home.error());
  const auto published =
      home->install(set.about.name, [&](const fs::path& folder) { return write_set(folder, set, *attack, licence); });
  if (!published) return tl::make_unexpected(published.error());
  report.is_replacement = *published;
  return report;
}

std::vector<IntelSet> installed_intel(const fs::path& home) {
  std::vector<IntelSet> sets;
  std::error_code error;
  for (auto at = fs::directory_iterator{home, error}; !error && at != fs::directory_iterator{}; at.increment(error)) {
    if (sets.size() == kIntelSetsMax) break;
    if (!check_set_name(at->path().filename().string())) continue;  // What is being made, and other people's files.
    if (auto set = set_in(at->path())) sets.push_back(std::move(*set));
  }
  std::sort(sets.begin(), sets.end(), [](const IntelSet& a, const IntelSet& b) { return a.about.name < b.about.name; });
  return sets;
}

Result<void> remove_intel(const fs::path& home, const std::string& name) {
  std::string names;
  for (const IntelSet& set : installed_intel(home)) {
    if (set.about.name != name) {
      names += (names.empty() ? "" : ", ") + set.about.name;
      continue;
    }
    const auto locked = RulesHome::lock(home);
    if (!locked) return tl::make_unexpected(locked.error());
    return locked->remove(name);
  }
  return fail("nothing that is called \"" + name + "\" is installed in \"" + home.string() + "\". " +
              (names.empty() ? "Nothing is." : "Installed: " + names + "."));
}

std::vector<LoadedIntel> load_intel(const fs::path& home, std::vector<std::string>& problems) {
  std::vector<LoadedIntel> loaded;
  for (IntelSet& set : installed_intel(home)) {
    auto attack = intel::read_catalogue(head_of(set.folder / kAttackFile, intel::kCatalogueMaxBytes + 1));
    if (!attack) {
      problems.push_back("What is installed of ATT&CK as " + set.about.name +
                         " was not compared with: " + attack.error().what + ". Install it again.");
      continue;
    }
    loaded.push_back({std::move(set), std::move(*attack)});
  }
  return loaded;
}

}  // namespace wardwatch::pipeline
