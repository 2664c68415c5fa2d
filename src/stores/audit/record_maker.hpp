#pragma once

#include "record/batch.hpp"
#include "record/datastore.hpp"
#include "stores/audit/audit.hpp"

namespace wardwatch::stores {

/// Adds what was read of a store to the batch; `path` is where in its file it lies, the rest is for `complete_record`.
void make_record(const StoreReport& report, record::Batch<record::Datastore>& batch);

/// Puts what the file system says, and which evidence it is, into the record. The row is in `batch`.
void complete_record(record::Datastore& row, std::string_view path, const FileFacts& facts, SourceId source,
                     record::Batch<record::Datastore>& batch);

}  // namespace wardwatch::stores
