#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/config.hpp"
#include "pipeline/evidence.hpp"
#include "pipeline/progress.hpp"
#include "record/batch.hpp"
#include "record/manifest.hpp"

namespace wardwatch::pipeline {

/// The lines of people's data that a listing shows, for matching with fingerprints. They go nowhere else.
struct ListingSample {
  std::string path;                ///< Of the listing, as in its record.
  std::vector<std::string> lines;  ///< As they stand.
};

/// What matching a sample says of the stores that it was compared with.
struct SampleMatch {
  bool is_genuine = false;  ///< From `store`; else it is from none of them.
  std::string store;
  std::uint64_t matched = 0;  ///< People of the sample who are in it.
  std::optional<Timestamp> taken_after;
  std::optional<Timestamp> taken_before;
};
/// Nothing when there are too few lines to tell.
using MatchSample = std::function<std::optional<SampleMatch>(const ListingSample&)>;

/// A listing and what it is held for, to be compared with what comes later.
struct SeenListing {
  std::string path;
  std::string verdict;
  std::string seller;
  std::string price;
  bool is_ours = false;
};

/// What was read of adverts, posts and reports.
struct ListingsRead {
  record::Batches records;  ///< `listing` and `actor`.
  std::vector<record::ListingSummary> listings;
  std::uint64_t listing_count = 0;
  std::vector<SeenListing> seen;  ///< All of them.
  std::vector<record::ActorSummary> actors;
  std::uint64_t actor_count = 0;
  std::uint64_t passed_over = 0;  ///< Posts that offer nothing and do not name us.
};

/// Reads all files that may hold adverts, tells whether they mean us, and groups them by who wrote them. A file that is one
/// is no data store: it is taken off that list, unless it shows so many people that it is one as well. Without
/// `match_sample` samples are only counted.
[[nodiscard]] ListingsRead read_listings(std::vector<EvidenceFile>& files, const Config& config, Progress& progress,
                                         const MatchSample& match_sample = {});

/// Into what the report is made from.
void tell_listings(ListingsRead&& listings, record::Manifest& manifest);

}  // namespace wardwatch::pipeline
