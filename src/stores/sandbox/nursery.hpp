#pragma once

#include <span>
#include <string>

namespace wardwatch::stores {

/// The life of the small process: takes paths from `request`, has a child read each, and says on `reply` what came of
/// it. Ends the process when the other side is gone.
[[noreturn]] void run_nursery(int request, int reply, std::span<const std::string> passwords) noexcept;

}  // namespace wardwatch::stores
