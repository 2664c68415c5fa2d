#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol {

/// Every protocol that was built in, in the order of src/protocol/CMakeLists.txt, which generates this table.
[[nodiscard]] std::span<const Protocol* const> all_protocols() noexcept;

}  // namespace wardwatch::protocol
