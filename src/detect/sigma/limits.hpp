#pragma once

#include <cstddef>
#include <cstdint>

namespace wardwatch::detect::sigma {

/// Files of one load; SigmaHQ publishes 3,800.
inline constexpr std::size_t kFilesMax = 100'000;
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
