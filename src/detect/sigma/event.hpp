#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/strong.hpp"
#include "core/timestamp.hpp"
#include "detect/sigma/rule.hpp"

namespace wardwatch::detect::sigma {

/// What a caller calls an event, so that a hit can name it. Ids of one run are in the order of its records.
using EventId = Strong<struct EventIdTag, std::uint64_t>;

/// Where events come from and what they hold: the same for all events of one kind, so that the engine works out once
/// which rules and fields concern them. An adapter keeps its layouts; an id is never used for a second one.
struct Layout {
  std::uint64_t id = 0;
  /// As Sigma names it: `windows`, or `wardwatch` and `rdp`. The engine finds Windows' categories and services itself.
  LogSource source;
  std::string channel, provider;  ///< Windows only.
  std::string event_id;           ///< In decimal; Windows only.
  std::vector<std::string> fields;
  /// Fields in which keywords are looked for; all of them when there are none here.
  std::vector<std::uint32_t> keyword_fields;
};

/// The value of one field. Views hold until the next call on the same event.
struct Value {
  enum class Kind : std::uint8_t { absent, null, text };
  Kind kind = Kind::absent;
  std::string_view text;
  /// Further values of a field that is a list; a test holds when it does for any.
  std::span<const std::string_view> more;
};

/// An event as the engine sees it: borrowed for one call. Values are asked for one by one, and only those that a rule
/// wants, so that an adapter converts (from UTF-16, from numbers) no more than is read.
struct Event {
  const Layout* layout = nullptr;
  EventId id;
  Timestamp at;
  const void* values = nullptr;  ///< The adapter's own.
  /// Field number `field` of the layout, as UTF-8. `scratch` may hold what is converted; it is the caller's, one for
  /// each field, and lives as long as the call of the engine.
  Value (*value_at)(const void* values, std::size_t field, std::string& scratch) = nullptr;
};

}  // namespace wardwatch::detect::sigma
