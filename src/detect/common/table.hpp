#pragma once

#include "detect/common/analytic.hpp"

namespace wardwatch::detect {

/// Every detector that was built in, in the order of src/detect/CMakeLists.txt, which generates this table.
[[nodiscard]] std::vector<Detector> all_detectors();

}  // namespace wardwatch::detect
