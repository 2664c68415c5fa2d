#pragma once

#include <deque>
#include <vector>

#include "detect/sigma/windows_kinds.hpp"
#include "record/windows_event.hpp"

namespace wardwatch::detect::sigma {

/// Shows records of Windows events to the engine, one after the other.
class WindowsEvents {
 public:
  WindowsEvents() = default;
  WindowsEvents(const WindowsEvents&) = delete;  // Events point into it.
  WindowsEvents& operator=(const WindowsEvents&) = delete;

  /// Borrows from the row and from this object until the next call.
  [[nodiscard]] Event event_of(const record::WindowsEvent& row, EventId id);

 private:
  static Value value_at(const void* values, std::size_t field, std::string& scratch);
  [[nodiscard]] Value system_value(std::size_t field, std::string& scratch) const;
  [[nodiscard]] Value data_value(std::size_t field) const;

  const record::WindowsEvent* row_ = nullptr;
  const WindowsKind* kind_ = nullptr;
  WindowsKinds kinds_;
  std::vector<std::string_view> names_;
  /// Lists that values of this event point to: views are handed out until the next event.
  mutable std::deque<std::vector<std::string_view>> lists_;
};

}  // namespace wardwatch::detect::sigma
