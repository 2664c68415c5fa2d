// Security descriptors from mounts of other machines: read or refused, and what is said stays bounded.
#include <cstdint>
#include <cstdlib>

#include "stores/audit/security_descriptor.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wardwatch;
  const auto found = stores::read_descriptor(std::as_bytes(std::span{data, size}));
  if (found && (found->readable_by.size() > 256 || found->exposure.empty())) std::abort();
  return 0;
}
