#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "detect/sigma/event.hpp"

namespace wardwatch::detect::sigma {

/// What the element `System` of a Windows event holds: the first fields of every kind's layout, in this order.
enum class SystemValue : std::uint8_t {
  provider,
  provider_guid,
  event_id,
  qualifiers,
  version,
  level,
  task,
  opcode,
  keywords,
  time,
  record_id,
  activity_id,
  related_activity_id,
  process_id,
  thread_id,
  channel,
  computer,
  user_sid,
  count,
};
inline constexpr std::size_t kSystemValueCount = static_cast<std::size_t>(SystemValue::count);

[[nodiscard]] inline Value text_value(std::string_view text) noexcept { return {Value::Kind::text, text, {}}; }
[[nodiscard]] inline Value null_value() noexcept { return {Value::Kind::null, {}, {}}; }
/// The number in decimal, as rules write it; null when there is none.
[[nodiscard]] Value number_value(std::optional<std::uint64_t> number, std::string& scratch);

/// What makes events of one kind: where they are from, and the names of their data in order, which may repeat.
struct WindowsShape {
  std::uint32_t event_id = 0;
  std::string_view channel, provider;
  std::span<const std::string_view> names;
};

/// Items of an event's data with one name, one behind the other.
struct Stretch {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

/// One kind of events: its layout, and where the values of its fields stand among an event's items.
class WindowsKind {
 public:
  Layout layout;

  /// The first stretch of field `field` of the data, counted from the first one behind System's.
  [[nodiscard]] std::uint32_t stretch_of(std::size_t field) const noexcept { return stretches_of_[field]; }
  /// Whether there are further stretches of its name.
  [[nodiscard]] bool is_scattered(std::size_t field) const noexcept { return is_scattered_[field]; }

 private:
  friend class WindowsKinds;
  std::uint32_t event_id_ = 0;
  std::vector<std::string> names_;  ///< Of the stretches, in their order; names may repeat.
  std::vector<std::uint32_t> stretches_of_;
  std::vector<bool> is_scattered_;
};

/// The kinds of Windows events met so far. Values of System stand under the names that Sigma's rules give them
/// (`Provider_Name`, `EventID`, `Execution_ProcessID`), data under its own; a name that stands there more than once is
/// one field with several values.
class WindowsKinds {
 public:
  /// Layouts of other adapters have smaller ids, so that one matcher may read both.
  static constexpr std::uint64_t kFirstId = std::uint64_t{1} << 32U;

  WindowsKinds() = default;
  WindowsKinds(const WindowsKinds&) = delete;  // Events point into it.
  WindowsKinds& operator=(const WindowsKinds&) = delete;

  /// The kind of such events. It and `stretches` hold until the next call.
  const WindowsKind& of(const WindowsShape& shape);
  [[nodiscard]] std::span<const Stretch> stretches() const noexcept { return stretches_; }

  /// Names in UserData stand below elements, of which rules name the last one only.
  [[nodiscard]] static std::string_view last_name(std::string_view name) noexcept;

 private:
  [[nodiscard]] std::uint64_t find_stretches(const WindowsShape& shape);
  [[nodiscard]] bool is_of(const WindowsShape& shape, const WindowsKind& kind) const noexcept;
  const WindowsKind& make(const WindowsShape& shape, std::uint64_t hash);

  std::vector<Stretch> stretches_;
  std::unordered_map<std::uint64_t, std::vector<std::unique_ptr<WindowsKind>>> kinds_;
  std::size_t kind_count_ = 0;
  std::uint64_t next_id_ = kFirstId;
};

}  // namespace wardwatch::detect::sigma
