#pragma once

#include <array>
#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

#include "detect/sigma/event.hpp"
#include "record/windows_event.hpp"

namespace wardwatch::detect::sigma {

/// Shows records of Windows events to the engine, one after the other: System's values under the names that Sigma's
/// rules give them (`Provider_Name`, `EventID`, `Execution_ProcessID`), and the event's data by name. A name that stands
/// there more than once is one field with several values.
class WindowsEvents {
 public:
  /// Layouts of other adapters have smaller ids, so that one matcher may read both.
  static constexpr std::uint64_t kFirstId = std::uint64_t{1} << 32U;

  WindowsEvents() = default;
  WindowsEvents(const WindowsEvents&) = delete;  // Events point into it.
  WindowsEvents& operator=(const WindowsEvents&) = delete;

  /// Borrows from the row and from this object until the next call.
  [[nodiscard]] Event event_of(const record::WindowsEvent& row, EventId id);

 private:
  /// A stretch of the event's data with one name.
  struct Stretch {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };
  struct Kind {
    Layout layout;
    std::uint32_t event_id = 0;
    std::vector<std::string> names;           ///< Of the stretches, in their order; names may repeat.
    std::vector<std::uint32_t> stretches_of;  ///< By field of data: its first stretch.
    std::vector<bool> is_scattered;           ///< By field of data: there are further stretches of that name.
  };

  [[nodiscard]] std::uint64_t find_stretches(const record::WindowsEvent& row);
  [[nodiscard]] bool is_of(const record::WindowsEvent& row, const Kind& kind) const noexcept;
  const Kind& kind_of(const record::WindowsEvent& row);
  const Kind& make(const record::WindowsEvent& row, std::uint64_t hash);
  static Value value_at(const void* values, std::size_t field, std::string& scratch);
  [[nodiscard]] Value system_value(std::size_t field, std::string& scratch) const;
  [[nodiscard]] Value data_value(std::size_t field) const;

  const record::WindowsEvent* row_ = nullptr;
  const Kind* kind_ = nullptr;
  std::vector<Stretch> stretches_;
  std::unordered_map<std::uint64_t, std::vector<std::unique_ptr<Kind>>> kinds_;
  std::size_t kind_count_ = 0;
  std::uint64_t next_id_ = kFirstId;
  /// Lists that values of this event point to: views are handed out until the next event.
  mutable std::deque<std::vector<std::string_view>> lists_;
};

}  // namespace wardwatch::detect::sigma
