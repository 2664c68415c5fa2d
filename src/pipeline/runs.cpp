#include "pipeline/runs.hpp"

namespace wardwatch::pipeline {

RunSet::RunSet() = default;
RunSet::RunSet(RunSet&&) noexcept = default;
RunSet& RunSet::operator=(RunSet&&) noexcept = default;
RunSet::~RunSet() = default;

void RunSet::add(record::Batches&& batches, RunLimits& limits) {
  record::for_each_record([&]<class R>(std::type_identity<R>) {
    if (!batches.of<R>().rows().empty()) of<R>().push_back(seal(std::move(batches.of<R>()), limits));
    batches.of<R>() = record::Batch<R>{};
  });
}

void RunSet::add(RunSet&& other) {
  record::for_each_record([&]<class R>(std::type_identity<R>) {
    for (auto& run : other.of<R>()) of<R>().push_back(std::move(run));
  });
}

}  // namespace wardwatch::pipeline
