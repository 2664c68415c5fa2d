#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "detect/sigma/read_rule.hpp"

namespace wardwatch::detect::sigma {

/// A document that was refused: `rules/x.yml:12:5: expected ...`. The other rules run.
struct Refusal {
  std::string file;
  Place place;
  std::string what;

  [[nodiscard]] std::string text() const;
};

/// A rule file's name, for errors, and its content.
using RuleText = std::pair<std::string, std::string>;

/// rules/sigma as it was built in, in the order of its names.
[[nodiscard]] std::vector<RuleText> built_in_rules();

/// The texts of files, and of every *.yml and *.yaml below folders, in the order of their paths.
[[nodiscard]] Result<std::vector<RuleText>> rule_texts(const std::vector<std::filesystem::path>& paths);

struct LoadOptions {
  Placeholders placeholders;  ///< Values for `expand`.
  /// Also refuses expressions that are well formed but too large to be searched for. It takes milliseconds each, so that
  /// it is for whoever checks or installs rules, not for each run with them.
  bool compiles_expressions = true;
};

/// Rules that belong together: read, filtered, and with their references resolved. Never changes once loaded, so that
/// any number of matchers may read it at once; it must outlive them.
class RuleSet {
 public:
  /// Reads files, and every *.yml and *.yaml below folders, in the order of their paths. Fails only when a path cannot
  /// be read at all; what is wrong inside a file is a refusal.
  [[nodiscard]] static Result<RuleSet> load(const std::vector<std::filesystem::path>& paths,
                                            const LoadOptions& options = {});
  /// The same from texts: name and content.
  [[nodiscard]] static RuleSet of_texts(const std::vector<RuleText>& texts, const LoadOptions& options = {});

  [[nodiscard]] const std::vector<Rule>& rules() const noexcept { return rules_; }
  [[nodiscard]] const std::vector<Refusal>& refusals() const noexcept { return refusals_; }
  [[nodiscard]] std::size_t refused_count() const noexcept { return refused_count_; }
  [[nodiscard]] std::size_t filter_count() const noexcept { return filter_count_; }
  /// What should be known though nothing is refused: filters and rules that can have no effect.
  [[nodiscard]] const std::vector<Refusal>& remarks() const noexcept { return remarks_; }
  /// Rules for events that no log source of ours makes, by index.
  [[nodiscard]] std::vector<std::uint32_t> unreachable() const;
  /// Rules that cannot hold on events of a field map, because fields that they need are missing there, by index.
  [[nodiscard]] std::vector<std::uint32_t> blind_on(std::string_view map) const;

 private:
  void read(const std::string& file, const std::string& text, const LoadOptions& options);
  void refuse(const std::string& file, Place place, std::string what);
  void finish();
  [[nodiscard]] bool check_expressions(const Rule& rule, bool compiles);
  void drop_doubles();
  void apply(const Filter& filter);
  void resolve();
  [[nodiscard]] bool resolve(std::uint32_t index, std::vector<std::uint8_t>& state, std::size_t depth);
  [[nodiscard]] std::optional<std::uint32_t> named(const std::string& reference, const std::string& file) const;

  std::vector<Rule> rules_;
  std::vector<Filter> filters_;
  std::map<std::string, std::vector<std::uint32_t>, std::less<>> by_name_;  ///< While references are resolved.
  std::vector<Refusal> refusals_, remarks_;
  std::size_t refused_count_ = 0, filter_count_ = 0;
};

}  // namespace wardwatch::detect::sigma
