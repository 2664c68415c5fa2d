#pragma once

#include <string>
#include <string_view>

#include "core/timestamp.hpp"
#include "record/finding.hpp"

namespace wardwatch::report {

/// What may be kept of a text from evidence on a page: a name, a sentence, a paragraph. Longer ones are cut.
inline constexpr std::size_t kNameMax = 120, kSentenceMax = 400, kParagraphMax = 3000;
/// Of a path in a table or a heading.
inline constexpr std::size_t kPathShown = 32;

/// A text in which everything that acts instead of being read is written out: control characters (`\x1b`), invisible
/// characters and those that turn the reading direction (`\u202e`: "gpj.exe" would read as "exe.jpg"), and bytes that
/// are not UTF-8. What comes out is valid UTF-8 and safe for a terminal.
[[nodiscard]] std::string visible(std::string_view text);
/// `visible` text made safe for HTML, attributes included, and cut to `characters_max`. Everything that comes from
/// evidence goes through here: `<script>` as a host name is shown, never run.
[[nodiscard]] std::string escaped(std::string_view text, std::size_t characters_max = kParagraphMax);

/// A path of which the first folders give way to an ellipsis when it is longer than `characters_max`: what tells it from
/// others stands at its end. "…/front desk/billing.mdb"
[[nodiscard]] std::string shortened_path(std::string_view path, std::size_t characters_max = kPathShown);
/// A text in which long absolute paths are shortened, for headings.
[[nodiscard]] std::string with_short_paths(std::string_view text);
/// A path as HTML: shortened, whole when one points at it, and broken at its folders where it does not fit.
[[nodiscard]] std::string path_html(std::string_view path);

/// 1,234,567
[[nodiscard]] std::string grouped(std::uint64_t number);
/// "1 file", "1,200 files"
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view one, std::string_view many);
/// 200 MB, 3.1 TB: decimal units, as operators and the press count.
[[nodiscard]] std::string volume(std::uint64_t bytes);
/// 24 Nov 2026 08:31:10 UTC
[[nodiscard]] std::string moment(Timestamp time);
/// Tue 24 Nov 2026, 08:31 UTC
[[nodiscard]] std::string day_moment(Timestamp time);
/// 24 Nov 08:31
[[nodiscard]] std::string short_moment(Timestamp time);
/// 08:31:10
[[nodiscard]] std::string clock_time(Timestamp time);
/// 45 s, 12 min, 3.5 h, 4 days
[[nodiscard]] std::string span(Interval interval);
/// "almost certain", "likely", "possible", "weak": what docs/confidence.md says the numbers mean.
[[nodiscard]] std::string_view confidence_word(double confidence) noexcept;
/// 85 %
[[nodiscard]] std::string percent(double ratio);
/// How soon a person has to act: "act now" for critical.
[[nodiscard]] std::string_view urgency(record::Severity severity) noexcept;
/// "Credential access" for "credential-access".
[[nodiscard]] std::string stage_title(std::string_view stage);
/// A text cut to `characters_max`, the last of them an ellipsis; never inside a UTF-8 sequence.
[[nodiscard]] std::string cut(std::string_view text, std::size_t characters_max);
/// The same behind the last whole sentence, where that leaves more than half.
[[nodiscard]] std::string cut_at_sentence(std::string_view text, std::size_t characters_max);
/// Bytes that the first `characters` of a UTF-8 text take.
[[nodiscard]] std::size_t prefix_bytes(std::string_view text, std::size_t characters) noexcept;
/// Characters of a UTF-8 text, each counted as one column.
[[nodiscard]] std::size_t width_of(std::string_view text) noexcept;

}  // namespace wardwatch::report
