// Prints what the event log reader says of each file named: path, events, recovered ones, chunks, problem.
#include <cstdio>

#include "eventlog/log_file.hpp"

int main(int argc, char** argv) {
  using namespace wardwatch;
  for (int i = 1; i < argc; ++i) {
    auto log = eventlog::LogFile::open(argv[i], {});
    if (!log) {
      std::printf("%s\t0\t0\t0\t0\t%s\n", argv[i], log.error().what.c_str());
      continue;
    }
    eventlog::Event event;
    while (log->next(event)) {
    }
    const eventlog::LogStatus status = log->status();
    std::printf("%s\t%llu\t%llu\t%llu\t%llu\t%s\n", argv[i], static_cast<unsigned long long>(status.events),
                static_cast<unsigned long long>(status.recovered), static_cast<unsigned long long>(status.remains),
                static_cast<unsigned long long>(status.chunks), status.problem.c_str());
  }
  return 0;
}
