// Any bytes as a capture file. Properties: never crashes, ends, gives out no packet larger than the limit, and says why
// it stopped.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "source/capture_file/capture_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wardwatch;
  const int descriptor = memfd_create("capture", 0);
  if (descriptor < 0 || write(descriptor, data, size) != static_cast<ssize_t>(size)) std::abort();
  auto file = source::CaptureFile::open({"/proc/self/fd/" + std::to_string(descriptor), SourceId{0}});
  if (file) {
    Packet packet;
    std::uint64_t last = 0;
    while (file->next(packet)) {
      if (packet.frame.size() > source::kPacketMaxBytes || packet.number <= last) std::abort();
      last = packet.number;
    }
    if (!file->status().complete && file->status().problem.empty()) std::abort();
  }
  close(descriptor);
  return 0;
}
