#include "pipeline/merge.hpp"

#include <limits>

namespace wardwatch::pipeline {
namespace {

template <class List>
struct TupleOf;
template <class... Rs>
struct TupleOf<record::TypeList<Rs...>> {
  using type = std::tuple<LogMerge<Rs>...>;
};

template <class... Rs>
std::tuple<LogMerge<Rs>...> merges_of(RunSet& runs, record::TypeList<Rs...>) {
  return {LogMerge<Rs>{std::move(runs.of<Rs>())}...};
}

}  // namespace

struct TotalMerge::Logs {
  TupleOf<record::AllRecords>::type merges;
};

TotalMerge::TotalMerge(RunSet&& runs) : logs_{new Logs{merges_of(runs, record::AllRecords{})}} {}
TotalMerge::~TotalMerge() = default;

TotalMerge::Row TotalMerge::peek() const {
  Row best;
  std::int64_t best_ts = std::numeric_limits<std::int64_t>::max();
  record::for_each_record([&]<class R>(std::type_identity<R>) {
    const R* row = std::get<LogMerge<R>>(logs_->merges).peek();
    if (row == nullptr || (best.at != nullptr && nanoseconds_of(row->at.ts) >= best_ts)) return;
    best.log = record::log_index<R>;
    best.at = row;
    best_ts = nanoseconds_of(row->at.ts);
  });
  if (best.at == nullptr) return best;
  record::for_each_record([&]<class R>(std::type_identity<R>) {
    if (record::log_index<R> == best.log) best.block = std::get<LogMerge<R>>(logs_->merges).block();
  });
  return best;
}

void TotalMerge::pop(std::size_t log) {
  record::for_each_record([&]<class R>(std::type_identity<R>) {
    if (record::log_index<R> == log) std::get<LogMerge<R>>(logs_->merges).pop();
  });
}

}  // namespace wardwatch::pipeline
