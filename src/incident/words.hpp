#pragma once

#include <set>
#include <string>

#include "incident/grouping.hpp"

namespace wardwatch::incident {

/// 2026-11-24 10:00:37 UTC.
[[nodiscard]] std::string clock(Timestamp time);
/// The one name, or how many of what kind there are.
[[nodiscard]] std::string one_or_many(const std::set<std::string>& names, std::string_view kind);
[[nodiscard]] std::string times(std::uint64_t count);

/// The finding's attacking addresses, one or how many.
[[nodiscard]] std::string attackers(const record::Finding& finding);
[[nodiscard]] std::string victims(const record::Finding& finding);
/// " over RDP", or nothing when the rule does not say.
[[nodiscard]] std::string over(const record::Finding& finding);
/// The title without the machine behind it.
[[nodiscard]] std::string what(const record::Finding& finding);
/// " as backup" when there is one account, nothing otherwise.
[[nodiscard]] std::string as_account(const record::Finding& finding);

/// The server's own log is in the case and knows of the logon that the finding tells of, one way or the other.
[[nodiscard]] bool is_logged_by_host(const record::Finding& finding);
/// It says that the logon was refused.
[[nodiscard]] bool is_refuted_by_host(const record::Finding& finding);

}  // namespace wardwatch::incident
