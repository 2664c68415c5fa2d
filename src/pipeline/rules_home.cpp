#include "pipeline/rules_home.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "record/json.hpp"

namespace wardwatch::pipeline {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kInstalledFile = "installed.json";
constexpr std::size_t kInstalledMaxBytes = 64U << 10U;

std::string system_words() { return std::strerror(errno); }

std::string short_text(const nlohmann::json& json, std::string_view key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

std::uint64_t count_of(const nlohmann::json& json, std::string_view key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

/// The value of an environment variable that names a folder; empty when it is unset.
fs::path folder_in(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr ? value : "";
}

/// Exchanges two folders; false when the file system cannot.
bool exchange(const fs::path& a, const fs::path& b) {
  return renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) == 0;
}

}  // namespace

Result<fs::path> sets_home(const char* variable, const char* folder, std::string_view what) {
  if (const fs::path own = folder_in(variable); !own.empty()) return own;
  // XDG Base Directory Specification: a relative path is invalid and ignored.
  if (const fs::path data = folder_in("XDG_DATA_HOME"); data.is_absolute()) return data / "wardwatch" / folder;
  if (const fs::path home = folder_in("HOME"); !home.empty()) return home / ".local" / "share" / "wardwatch" / folder;
  return fail("there is no home folder to keep " + std::string{what} + " in. Set " + variable + " to one.");
}

Result<void> check_set_name(const std::string& name) {
  const bool is_plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-' || c == '+';
  });
  if (is_plain && !name.empty() && name.size() <= kSetNameMaxBytes && name.front() != '.' && name.front() != '-')
    return {};
  return fail("\"" + name + "\" cannot be the name of a set: letters, digits and . _ - +, " +
              std::to_string(kSetNameMaxBytes) + " at most, and no . or - at the beginning (--name)");
}

void SetFacts::begin(std::string_view key) { out_ += ",\n  \"" + std::string{key} + "\": "; }

void SetFacts::text(std::string_view key, std::string_view value) {
  begin(key);
  record::append_json_text(out_, value);
}

void SetFacts::number(std::string_view key, std::uint64_t value) {
  begin(key);
  out_ += std::to_string(value);
}

void SetFacts::texts(std::string_view key, std::span<const std::string> values) {
  begin(key);
  out_ += "[";
  for (std::size_t i = 0; i < values.size(); ++i) {
    out_ += i > 0 ? ", " : "";
    record::append_json_text(out_, values[i]);
  }
  out_ += "]";
}

std::string to_json(const InstalledSet& set) {
  SetFacts facts;
  facts.text("name", set.name);
  facts.text("source", set.source);
  facts.text("source_sha256", set.sha256);
  facts.text("installed_at", set.installed_at);
  facts.text("licence", set.licence);
  facts.number("rules", set.rules);
  facts.number("filters", set.filters);
  facts.number("refused", set.refused);
  return facts.whole();
}

std::optional<InstalledSet> read_installed(const fs::path& folder) {
  std::ifstream in{folder / kInstalledFile, std::ios::binary};
  std::string text(kInstalledMaxBytes, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  return InstalledSet{.name = folder.filename().string(),
                      .source = short_text(json, "source"),
                      .sha256 = short_text(json, "source_sha256"),
                      .installed_at = short_text(json, "installed_at"),
                      .licence = short_text(json, "licence"),
                      .rules = count_of(json, "rules"),
                      .filters = count_of(json, "filters"),
                      .refused = count_of(json, "refused"),
                      .folder = folder};
}

Result<RulesHome> RulesHome::lock(fs::path folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  const fs::path file = folder / ".lock";
  const int lock = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock < 0)
    return fail("\"" + folder.string() + "\" cannot be written: " + (error ? error.message() : system_words()) +
                ". Name another with --into.");
  RulesHome home{std::move(folder), lock};
  if (flock(lock, LOCK_EX | LOCK_NB) == 0) return home;
  return fail("another process is changing what is installed in \"" + home.folder_.string() + "\"; try again");
}

RulesHome::RulesHome(RulesHome&& other) noexcept : folder_{std::move(other.folder_)}, lock_{other.lock_} {
  other.lock_ = -1;
}

RulesHome::~RulesHome() {
  if (lock_ >= 0) ::close(lock_);
}

fs::path RulesHome::staging_of(const std::string& name) const { return folder_ / ("." + name + ".partial"); }

Result<fs::path> RulesHome::stage(const std::string& name) const {
  std::error_code error;
  const fs::path set = folder_ / name;
  const fs::path staging = staging_of(name);
  if (fs::exists(fs::symlink_status(set, error)) && !read_installed(set))
    return fail("\"" + set.string() + "\" is no set that was installed; it is left alone. Choose another --name.");
  fs::remove_all(staging, error);  // Of a run that was ended half-way.
  if (fs::create_directory(staging, error)) return staging;
  return fail("cannot create \"" + staging.string() + "\": " + error.message());
}

Result<bool> RulesHome::publish(const std::string& name) const {
  std::error_code error;
  const fs::path set = folder_ / name;
  const fs::path staging = staging_of(name);
  if (const int at = ::open(staging.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); at >= 0) {
    ::syncfs(at);  // The names must not reach the disk before the texts.
    ::close(at);
  }
  const bool is_replacement = fs::exists(set, error);
  if (is_replacement && !exchange(staging, set)) {
    const fs::path old = folder_ / ("." + name + ".old");
    fs::remove_all(old, error);
    fs::rename(set, old, error);
    if (!error) fs::rename(staging, set, error);
    if (error) {
      const std::string why = error.message();
      fs::rename(old, set, error);
      return fail("cannot put the set in place at \"" + set.string() + "\": " + why);
    }
    fs::remove_all(old, error);
    return true;
  }
  if (!is_replacement) fs::rename(staging, set, error);
  if (error) return fail("cannot put the set in place at \"" + set.string() + "\": " + error.message());
  fs::remove_all(staging, error);  // What was replaced, if anything.
  return is_replacement;
}

Result<bool> RulesHome::install(const std::string& name,
                                const std::function<Result<void>(const fs::path&)>& write) const {
  const auto staging = stage(name);
  if (!staging) return tl::make_unexpected(staging.error());
  const auto written = write(*staging);
  auto published = written ? publish(name) : tl::make_unexpected(written.error());
  if (!published) {
    std::error_code ignored;
    fs::remove_all(*staging, ignored);
  }
  return published;
}

Result<void> RulesHome::remove(const std::string& name) const {
  const fs::path set = folder_ / name;
  const fs::path staging = staging_of(name);
  if (!read_installed(set)) return fail("\"" + set.string() + "\" is no set that was installed");
  std::error_code error;
  fs::remove_all(staging, error);
  fs::rename(set, staging, error);  // Out of sight in one step.
  if (!error) fs::remove_all(staging, error);
  if (error) return fail("cannot remove \"" + set.string() + "\": " + error.message());
  return {};
}

}  // namespace wardwatch::pipeline
