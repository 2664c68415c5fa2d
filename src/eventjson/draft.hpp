#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/timestamp.hpp"

namespace wardwatch::eventjson {

/// How a document names what an event holds.
enum class Form : std::uint8_t { none, evtx_dump, winlogbeat, flat };

/// An event as a document tells it, before it is a record.
struct Draft {
  std::optional<Timestamp> ts;
  bool is_zone_assumed = false;  ///< The time has no zone, and nothing beside it tells it: UTC is taken.
  std::string computer, channel, provider;
  std::optional<std::uint64_t> event_id, record_id, level, version, qualifiers, task, opcode, process_id, thread_id;
  std::string keywords, user_sid, provider_guid, activity_id, related_activity_id, data_element;
  std::vector<std::pair<std::string, std::string>> data;
};

}  // namespace wardwatch::eventjson
