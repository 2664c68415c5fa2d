#pragma once

#include "leak/verdict.hpp"
#include "record/batch.hpp"

namespace wardwatch::pipeline {

/// The beginning of a day that is counted from 1970.
[[nodiscard]] std::optional<Timestamp> start_of(std::optional<std::int32_t> day);

/// Puts a store that was read as a sample beside all whose fingerprints are known: a row for each. `sample` is its record,
/// complete.
void add_leak_rows(const record::Datastore& sample, const record::StorePersons& people, const leak::Index& index,
                   record::Batch<record::LeakMatch>& batch);

}  // namespace wardwatch::pipeline
