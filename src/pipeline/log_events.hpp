#pragma once

#include <deque>
#include <vector>

#include "detect/sigma/windows_kinds.hpp"
#include "eventlog/event.hpp"

namespace wardwatch::pipeline {

/// Shows events to the Sigma engine as they stand in the log: no record is made of them, and a value becomes text only
/// when a rule asks for it. What rules hold is the same as of the records (detect::sigma::WindowsEvents).
class LogEvents {
 public:
  LogEvents() = default;
  LogEvents(const LogEvents&) = delete;  // Events point into it.
  LogEvents& operator=(const LogEvents&) = delete;

  /// Borrows from the event and from this object until the next call.
  [[nodiscard]] detect::sigma::Event event_of(const eventlog::Event& event, detect::sigma::EventId id);

 private:
  using Value = detect::sigma::Value;
  static Value value_at(const void* values, std::size_t field, std::string& scratch);
  [[nodiscard]] Value system_value(detect::sigma::SystemValue field, std::string& scratch) const;
  [[nodiscard]] Value data_value(std::size_t field, std::string& scratch) const;

  const eventlog::Event* event_ = nullptr;
  const detect::sigma::WindowsKind* kind_ = nullptr;
  detect::sigma::WindowsKinds kinds_;
  std::string channel_, provider_;
  // Items of the data, side by side; each item of a list is one.
  std::vector<std::string_view> names_;
  std::vector<eventlog::Value> items_;
  /// Fields with several values: their texts and the views of them, handed out until the next event.
  struct List {
    std::deque<std::string> texts;
    std::vector<std::string_view> views;
  };
  mutable std::deque<List> lists_;
};

}  // namespace wardwatch::pipeline
