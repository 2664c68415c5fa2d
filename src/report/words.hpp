#pragma once

#include <string>
#include <string_view>

#include "core/timestamp.hpp"
#include "record/finding.hpp"

namespace wardwatch::report {

/// Text made safe for HTML, attributes included. Everything from evidence goes through here: `<script>` as a host name
/// is shown, never run. Control characters and directional overrides, which could fake what is read, become visible.
[[nodiscard]] std::string escaped(std::string_view text);

/// 1,234,567
[[nodiscard]] std::string grouped(std::uint64_t number);
/// 200 MB, 3.1 TB: decimal units, as operators and the press count.
[[nodiscard]] std::string volume(std::uint64_t bytes);
/// 24 Nov 2026 08:31:10 UTC
[[nodiscard]] std::string moment(Timestamp time);
/// 24 Nov 08:31
[[nodiscard]] std::string short_moment(Timestamp time);
/// 45 s, 12 min, 3.5 h, 4 days
[[nodiscard]] std::string span(Interval interval);
/// "almost certain", "likely", "possible", "weak": what docs/confidence.md says the numbers mean.
[[nodiscard]] std::string_view confidence_word(double confidence) noexcept;
/// "Credential access" for "credential-access".
[[nodiscard]] std::string stage_title(std::string_view stage);
/// A text cut to `characters_max`, with an ellipsis; never inside a UTF-8 sequence.
[[nodiscard]] std::string cut(std::string_view text, std::size_t characters_max);

}  // namespace wardwatch::report
