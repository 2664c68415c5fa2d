// list_packets CAPTURE: a line a packet (number, seconds with nanoseconds, captured bytes, bytes on the wire), then what
// the reader says of the capture. For agreement/captures.

#include <cstdio>

#include "source/capture_file/capture_file.hpp"

int main(int count, char** arguments) {
  using namespace wardwatch;
  if (count != 2) {
    std::fputs("usage: list_packets CAPTURE\n", stderr);
    return 2;
  }
  auto capture = source::CaptureFile::open({arguments[1], SourceId{0}});
  if (!capture) {
    std::printf("# %s\n", capture.error().what.c_str());
    return 1;
  }
  Packet packet;
  while (capture->next(packet)) {
    const long long ns = nanoseconds_of(packet.ts);
    std::printf("%llu\t%lld.%09lld\t%zu\t%u\n", static_cast<unsigned long long>(packet.number), ns / 1'000'000'000,
                ns % 1'000'000'000, packet.frame.size(), packet.wire_bytes);
  }
  std::printf("# %s\n", capture->status().problem.c_str());
  return 0;
}
