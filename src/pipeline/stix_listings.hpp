#pragma once

#include "listing/advert.hpp"
#include "stix/collection.hpp"

namespace wardwatch::pipeline {

/// A STIX report, note or actor as the advert that it tells of. What another case of ours declares is taken as it says,
/// but identifiers, whose checksums are computed again; from anybody else it is read out of the words. The words are an
/// analyst's: nothing can be told from their manner.
[[nodiscard]] listing::Advert advert_of(const stix::Telling& telling);

}  // namespace wardwatch::pipeline
