#pragma once

#include "detect/common/analytic.hpp"

namespace wardwatch::detect::rdp_login {

extern constinit const std::span<const Detector> kDetectors;

}  // namespace wardwatch::detect::rdp_login
