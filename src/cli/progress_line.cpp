#include "cli/progress_line.hpp"

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>

namespace wardwatch::cli {
namespace {

using pipeline::Progress;
using Clock = std::chrono::steady_clock;  // How long a person has waited: not event time.

std::atomic<std::atomic<bool>*> stop_flag{nullptr};

void on_signal(int signal) {
  std::atomic<bool>* flag = stop_flag;
  if (flag == nullptr || flag->exchange(true)) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

std::string line_of(const Progress& progress, double seconds) {
  char text[200];
  switch (progress.stage.load()) {
    case Progress::Stage::starting: return "looking at the evidence";
    case Progress::Stage::decoding: {
      const double done = static_cast<double>(progress.bytes_done) / 1e6,
                   total = static_cast<double>(progress.bytes_total) / 1e6;
      const double rate = seconds > 0 ? done / seconds : 0;
      const double left = rate > 0 ? (total - done) / rate : 0;
      std::snprintf(text, sizeof text,
                    "reading %.0f of %.0f MB, %.0f MB/s, %llu packets, %llu data stores, about %.0f s left", done,
                    total, rate, static_cast<unsigned long long>(progress.packets),
                    static_cast<unsigned long long>(progress.stores), left > 0 ? left : 0);
      return text;
    }
    case Progress::Stage::merging:
      std::snprintf(text, sizeof text, "judging: %llu records, %llu findings so far",
                    static_cast<unsigned long long>(progress.records_done),
                    static_cast<unsigned long long>(progress.findings));
      return text;
    case Progress::Stage::telling: return "writing the report";
  }
  return {};
}

}  // namespace

ProgressLine::ProgressLine(const Progress& progress) {
  if (isatty(STDERR_FILENO) == 0) return;
  thread_ = std::jthread{[&progress](const std::stop_token& ended) {
    const auto start = Clock::now();
    while (!ended.stop_requested()) {
      std::this_thread::sleep_for(std::chrono::milliseconds{200});
      const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
      std::fprintf(stderr, "\r\033[K%s", line_of(progress, seconds).c_str());
      std::fflush(stderr);
    }
    std::fprintf(stderr, "\r\033[K");
  }};
}

ProgressLine::~ProgressLine() = default;

void stop_on_signals(std::atomic<bool>& stop) {
  stop_flag = &stop;
  std::signal(SIGINT, &on_signal);
  std::signal(SIGTERM, &on_signal);
  std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace wardwatch::cli
