#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "detect/sigma/event.hpp"

namespace wardwatch::detect::sigma {

/// Keeps one layout for each kind of event. It forgets none: who reads events from strangers bounds what goes in.
class LayoutTable {
 public:
  /// The layout that equals `wanted` (its id apart), made when there is none yet. Stays where it is.
  const Layout& layout_of(const Layout& wanted);

 private:
  std::deque<Layout> layouts_;
  std::map<std::string, const Layout*, std::less<>> by_key_;
};

/// An event with its values, as text.
struct StoredEvent {
  const Layout* layout = nullptr;
  EventId id;
  Timestamp at;
  std::vector<std::vector<std::string>> values;  ///< One list for each field; empty when the value is null.
  std::vector<std::vector<std::string_view>> views;

  /// As the engine reads it; borrows from this event, which must stay where it is.
  [[nodiscard]] Event view() const noexcept;
};

/// Reads a Windows event as `{"Event": {"System": ..., "EventData": ...}}`, the form of evtx_dump and of SigmaHQ's
/// regression data, and any other JSON object as a flat event of the source given; where none is given, of the log that
/// `_path` names, as in Zeek's combined form. System's attributes become `Provider_Name` and the like ("Field Usage");
/// names below UserData lose the element round them.
[[nodiscard]] Result<std::vector<StoredEvent>> read_json_events(std::string_view text, const LogSource& source,
                                                                LayoutTable& layouts);

}  // namespace wardwatch::detect::sigma
