#include "detect/rdp_guessing/rdp_guessing.hpp"

#include <array>

namespace wardwatch::detect::rdp_guessing {
namespace {

constexpr std::array<Detector, 5> kAll{{
    {.name = "rdp-password-guessing", .open = &open_guessing},
    {.name = "rdp-slow-guessing", .open = &open_slow},
    {.name = "rdp-password-spraying", .open = &open_spraying},
    {.name = "rdp-distributed-guessing", .open = &open_distributed},
    {.name = "rdp-guessing-tool-account", .open = &open_tool_account},
}};

}  // namespace

constinit const std::span<const Detector> kDetectors{kAll};

}  // namespace wardwatch::detect::rdp_guessing
