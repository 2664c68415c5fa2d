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
/// The data stores that were found, those with the most patients first; empty when there are none.
[[nodiscard]] std::string stores_section(const record::Manifest& manifest);
/// Adverts of people's data and who is behind them, those that mean us first; empty when there are none.
[[nodiscard]] std::string sale_section(const record::Manifest& manifest);
/// Leaked samples beside the organisation's stores, those that are from one first; empty when none was compared.
[[nodiscard]] std::string leaks_section(const record::Manifest& manifest);
/// What was examined, and what of it could not be read.
[[nodiscard]] std::string evidence_section(const record::Manifest& manifest);
/// Assumptions, counts, limits that were hit, and what the words of the report mean.
[[nodiscard]] std::string completeness_section(const record::Manifest& manifest);

/// The line below a table that shows `shown` of `all` records; empty when it shows all.
[[nodiscard]] std::string more_in(std::uint64_t all, std::uint64_t shown, std::string_view file);

/// Evidence that has a problem.
[[nodiscard]] std::size_t damaged_count(const record::Manifest& manifest);

}  // namespace wardwatch::report
