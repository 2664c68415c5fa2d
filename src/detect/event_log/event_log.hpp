#pragma once

#include "detect/common/table.hpp"

namespace wardwatch::detect::event_log {

/// What somebody did to the event logs themselves: `event-log-cleared`, `event-records-missing`, `event-clock-changed`.
extern constinit const std::span<const Detector> kDetectors;

}  // namespace wardwatch::detect::event_log
