#pragma once

#include <algorithm>

#include "record/windows_event.hpp"

namespace wardwatch::record {

/// What the computer itself logged: without the rendered text that a collector adds behind it, so that an event and its
/// collected copy are the same.
[[nodiscard]] inline TextMap own_data(const WindowsEvent& row) noexcept {
  std::size_t count = row.data.size();
  while (count > 0 && row.data[count - 1].name.starts_with("RenderingInfo")) --count;
  return row.data.first(count);
}

/// An id made from what the event says, whatever log it is found in.
[[nodiscard]] Uid event_uid(const WindowsEvent& row);

/// Whether two records tell of the same event.
[[nodiscard]] inline bool is_same_event(const WindowsEvent& a, const WindowsEvent& b) noexcept {
  const TextMap of_a = own_data(a), of_b = own_data(b);
  return a.at.ts == b.at.ts && a.at.uid == b.at.uid && a.event_id == b.event_id && a.record_id == b.record_id &&
         a.computer == b.computer && a.channel == b.channel && a.provider == b.provider &&
         std::equal(of_a.begin(), of_a.end(), of_b.begin(), of_b.end(),
                    [](const NamedText& x, const NamedText& y) { return x.name == y.name && x.value == y.value; });
}

}  // namespace wardwatch::record
