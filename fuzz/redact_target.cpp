// Any text through the redactor, and:
//   - it never crashes;
//   - what is left holds nothing more to redact.

#include <string>

#include "core/bytes.hpp"
#include "core/redact.hpp"
#include "fuzz/property.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wardwatch;
  std::string clean;
  if (!redact(as_text(std::as_bytes(std::span{data, size})), clean)) return 0;
  std::string again;
  fuzz::must(!redact(clean, again) || again == clean, "what was redacted has nothing left to redact");
  return 0;
}
