#pragma once

#include <string>
#include <string_view>

namespace wardwatch::listing {

/// The text as a reader sees it, for looking for words in it: invisible characters dropped; full-width, mathematical and
/// accented letters plain; letters of other scripts that look Latin made Latin in words that mix scripts; letters that
/// stand apart ("S E L L I N G", "H.C.F.C.") joined to words. Lines stay lines, case stays.
[[nodiscard]] std::string readable(std::string_view text);

/// A name for comparing: lower case, every look-alike made Latin whatever the word's script, digits that stand for letters
/// (0, 1, 3, 4, 5, 7, @, $) made letters, nothing but letters and digits kept; words apart by one blank.
[[nodiscard]] std::string skeleton(std::string_view name);

}  // namespace wardwatch::listing
