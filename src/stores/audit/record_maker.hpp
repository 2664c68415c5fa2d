#pragma once

#include "record/batch.hpp"
#include "record/datastore.hpp"
#include "stores/audit/audit.hpp"

namespace wardwatch::stores {

/// Adds the record of a store to the batch.
void make_record(const StoreReport& report, SourceId source, record::Batch<record::Datastore>& batch);

}  // namespace wardwatch::stores
