#pragma once

#include <string>

#include "core/bytes.hpp"

namespace wardwatch::protocol::dce_rpc {

/// A UUID as its 16 bytes on the wire of a little-endian sender, written out (C706 appendix A).
[[nodiscard]] std::string uuid_text(Bytes uuid);
/// Name of an interface; the UUID itself when it is not in data/interfaces.tsv.
[[nodiscard]] std::string interface_name(std::string_view uuid);
/// Name of an operation of an interface; "unknown-N" when it is not in data/operations.tsv.
[[nodiscard]] std::string operation_name(std::string_view interface, std::uint16_t number);

}  // namespace wardwatch::protocol::dce_rpc
