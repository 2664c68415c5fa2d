#pragma once

#include <cstddef>
#include <cstdint>

namespace wardwatch::detect::sigma {

/// A rule file. SigmaHQ's largest is 60 KB; lists of indicators get longer.
inline constexpr std::size_t kFileMaxBytes = 4U << 20U;
/// Files of one load; SigmaHQ publishes 3,800.
inline constexpr std::size_t kFilesMax = 100'000;
/// Documents in one file, as `---` parts them.
inline constexpr std::size_t kDocumentsMax = 1'000;
/// Lists and maps inside one another. Sigma's own forms need six.
inline constexpr std::size_t kDepthMax = 32;
/// Values, lists and maps in one document, those that an alias repeats counted each time: a file of a kilobyte cannot
/// unfold to more.
inline constexpr std::size_t kNodesMax = 200'000;
/// Anchored nodes kept for aliases; SigmaHQ's rules have none.
inline constexpr std::size_t kAnchorsMax = 64;
/// One value. Windows cuts command lines at 32,767 characters.
inline constexpr std::size_t kValueMaxBytes = 32U << 10U;
/// What a rule's values become by base64offset and the like, over the whole rule.
inline constexpr std::size_t kTestsMax = 100'000;
/// Terms and operators of a condition, selections that it names several times counted each time.
inline constexpr std::size_t kExpressionMax = 50'000;
/// Brackets and `not` inside one another.
inline constexpr std::size_t kConditionDepthMax = 64;
/// A condition's text.
inline constexpr std::size_t kConditionMaxBytes = 16U << 10U;
/// A regular expression's text, as Hyperscan itself bounds it.
inline constexpr std::size_t kExpressionMaxBytes = 15'000;
/// Correlations on correlations; the specification's own example has two.
inline constexpr std::size_t kChainMax = 8;
/// Rules that one correlation refers to, and fields that it groups by.
inline constexpr std::size_t kReferencesMax = 64;
/// Faults kept with their text; further ones are counted.
inline constexpr std::size_t kFaultsMax = 10'000;

/// Layouts of events bound at one time; each costs some 10 KB. When it is full the table starts anew.
inline constexpr std::size_t kBindingsMax = 4'096;
/// Bytes of one field that are searched; Windows cuts at 64 KiB.
inline constexpr std::size_t kSearchedMaxBytes = 1U << 20U;

/// Events that correlations hold, over all of them; some 200 B each. The oldest groups go first.
inline constexpr std::size_t kHeldEventsMax = 1'000'000;
/// Groups that correlations hold, over all of them.
inline constexpr std::size_t kHeldGroupsMax = 200'000;
/// Events that one correlation hit lists; more are counted.
inline constexpr std::size_t kListedEventsMax = 1'000;
/// A text kept for grouping or counting; longer ones are told apart by their beginning and a hash.
inline constexpr std::size_t kKeptTextMaxBytes = 256;

}  // namespace wardwatch::detect::sigma
