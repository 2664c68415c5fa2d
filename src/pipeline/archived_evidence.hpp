#pragma once

#include "pipeline/evidence.hpp"

namespace wardwatch::pipeline {

/// Takes captures and events out of the archives (zip, 7z, tar, packed tar) and event logs out of the gzip and zstd
/// streams among the files, into `folder`, and puts each behind its archive in the list, called ARCHIVE/PATH. Only what is told to be network or event evidence by its first
/// bytes is written: data stores, which hold patients, stay where they are, and are read there. What an archive holds beside that, and what
/// is wrong with it, is said of the archive.
void unpack_archives(std::vector<EvidenceFile>& files, const std::filesystem::path& folder);

}  // namespace wardwatch::pipeline
