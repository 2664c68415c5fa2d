#include "pipeline/output_stage.hpp"

#include <ctime>

namespace wardwatch::pipeline {

double OutputStage::thread_cpu_seconds() noexcept {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace wardwatch::pipeline
