#pragma once

#include "detect/common/analytic.hpp"

namespace wardwatch::detect::rdp_exposure {

extern constinit const std::span<const Detector> kDetectors;

}  // namespace wardwatch::detect::rdp_exposure
