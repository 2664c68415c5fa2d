#pragma once

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "detect/sigma/binding.hpp"
#include "detect/sigma/correlator.hpp"
#include "detect/sigma/hit.hpp"
#include "detect/sigma/run.hpp"

namespace wardwatch::detect::sigma {

/// Matches events against all rules of a set. One for each thread; the set is shared.
class Matcher {
 public:
  explicit Matcher(const RuleSet& rules, const CorrelationOptions& options = {});
  Matcher(Matcher&&) = default;

  /// What holds of this event: rules in the order of the set, then correlations that it completed. Valid until the next
  /// call. Events should come in the order of time; correlations wait for those that are late by no more than the
  /// lateness given.
  [[nodiscard]] std::span<const Hit> on(const Event& event);
  /// The end of the events: what correlations still waited for.
  [[nodiscard]] std::span<const Hit> finish();

  /// Whether the latest event was kept for a correlation: whoever names events by their ids keeps it too.
  [[nodiscard]] bool is_kept() const noexcept { return is_kept_; }
  [[nodiscard]] const MatchCounts& counts() const noexcept { return counts_; }
  [[nodiscard]] const CorrelationCounts& correlation_counts() const noexcept { return correlator_.counts(); }

 private:
  /// Rules with the same log source.
  struct Source {
    LogSource source;
    std::vector<std::uint32_t> rules;
  };
  /// A program, and what was found in its fields lately.
  struct Compiled {
    Program program;
    std::vector<ValueCache> caches;
  };
  const Binding& binding_of(const Layout& layout);
  Compiled& program_of(const Layout& layout);

  const RuleSet& rules_;
  Correlator correlator_;
  std::vector<Source> sources_;
  SearchMemory memory_;
  std::map<std::vector<RuleUse>, std::unique_ptr<Compiled>> programs_;
  std::unordered_map<std::uint64_t, Binding> bindings_;
  Run run_;
  std::vector<std::uint32_t> held_;
  std::vector<Hit> hits_;
  bool is_kept_ = false;
  MatchCounts counts_;
};

}  // namespace wardwatch::detect::sigma
