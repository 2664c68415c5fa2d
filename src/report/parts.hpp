#pragma once

#include <string>

#include "report/report.hpp"

namespace wardwatch::report {

// The parts of the page, in its order. Each gives finished HTML in which everything from evidence is escaped.

/// Severity as a coloured word.
[[nodiscard]] std::string pill(record::Severity severity);
/// Page one: what happened, how bad, how sure, since when, how far it got, what to do now.
[[nodiscard]] std::string front_page(const Material& material);
/// One finding, from plain words down to its records.
[[nodiscard]] std::string finding_article(const record::Finding& finding);
/// Patients in data stores that nothing protects but where they lie, and how far these can be reached. Leaked samples do
/// not count: what is in them is out already.
struct OpenPatients {
  std::uint64_t people = 0;  ///< One who is in two stores is counted in both.
  std::uint64_t stores = 0;
  std::uint64_t stores_for_everyone = 0;
  /// "12,034 patients lie open in 3 data stores"; "up to" where somebody may be counted twice.
  [[nodiscard]] std::string sentence() const;
  [[nodiscard]] record::Severity severity() const noexcept {
    return stores_for_everyone > 0 ? record::Severity::high : record::Severity::medium;
  }
};
[[nodiscard]] OpenPatients open_patients(const record::Manifest& manifest);
/// People in the stores that leaked samples are from.
struct LeakedPatients {
  std::uint64_t people = 0;  ///< One who is in two stores is counted in both.
  std::uint64_t stores = 0;
};
[[nodiscard]] LeakedPatients leaked_patients(const record::Manifest& manifest);
/// Whether the evidence has captures or event logs at all: without them it cannot show an attack.
[[nodiscard]] bool can_show_attack(const record::Manifest& manifest) noexcept;
/// What the worst findings advise, each advice once.
[[nodiscard]] std::vector<std::string> first_advice(const std::vector<record::Finding>& findings);

/// The data stores that were found, those with the most patients first; empty when there are none.
[[nodiscard]] std::string stores_section(const record::Manifest& manifest);
/// Adverts of people's data and who is behind them, those that mean us first; empty when there are none.
[[nodiscard]] std::string sale_section(const record::Manifest& manifest);
/// Whom to ask for what about a listing: platform, providers, exchanges, police; and what to hand over with it.
[[nodiscard]] std::string asks_of(const record::ListingSummary& listing, const record::Manifest& manifest);
/// Leaked samples beside the organisation's stores, those that are from one first; empty when none was compared.
[[nodiscard]] std::string leaks_section(const record::Manifest& manifest);
/// Groups of ATT&CK that work alike, and what that does not prove; empty when there was nothing to compare with.
[[nodiscard]] std::string groups_part(const std::vector<record::GroupOverlap>& alike, const record::Manifest& manifest);
/// What was examined, and what of it could not be read.
[[nodiscard]] std::string evidence_section(const record::Manifest& manifest);
/// Assumptions, counts, limits that were hit, and what the words of the report mean.
[[nodiscard]] std::string completeness_section(const record::Manifest& manifest);

/// The line below a table that shows `shown` of `all` records; empty when it shows all.
[[nodiscard]] std::string more_in(std::uint64_t all, std::uint64_t shown, std::string_view file);

/// Evidence that has a problem.
[[nodiscard]] std::size_t damaged_count(const record::Manifest& manifest);

}  // namespace wardwatch::report
