#pragma once

#include "pipeline/evidence.hpp"

namespace wardwatch::pipeline {

/// Takes captures, logs, adverts and STIX bundles out of the archives (zip, 7z, tar, packed tar) and event logs out of the
/// gzip and zstd streams among the files, into `folder`, and puts each behind its archive in the list, called ARCHIVE/PATH.
/// Only what is told to be network or event evidence by its first bytes is written: texts, which may show patients, are held
/// in memory, and data stores stay where they are, and are read there. What an archive holds beside that, and what is wrong
/// with it, is said of the archive.
void unpack_archives(std::vector<EvidenceFile>& files, const std::filesystem::path& folder);

}  // namespace wardwatch::pipeline
