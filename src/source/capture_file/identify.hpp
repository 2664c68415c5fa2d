#pragma once

#include <string>

#include "core/bytes.hpp"

namespace wardwatch::source {

/// What a file is, by its first bytes; names never count.
struct Identified {
  std::string name = "unknown";  ///< pcap, pcapng, gzip, zstd, evtx, ...
  bool is_capture = false;       ///< pcap or pcapng, or packed bytes that may hold one.
};

[[nodiscard]] Identified identify(Bytes first);

}  // namespace wardwatch::source
