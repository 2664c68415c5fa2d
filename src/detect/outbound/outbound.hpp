#pragma once

#include "detect/common/analytic.hpp"

namespace wardwatch::detect::outbound {

extern constinit const std::span<const Detector> kDetectors;

}  // namespace wardwatch::detect::outbound
