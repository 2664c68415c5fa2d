#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "pipeline/investigate.hpp"

namespace wardwatch::pipeline {

/// Something that was not so in the round before.
struct NewsLine {
  std::string what;  ///< listing, verdict, other-listings, finding, unreadable
  std::string path;  ///< Of the listing or the evidence.
  std::string text;  ///< A sentence for a person.
};

/// Tells of each round of a watch what the rounds before did not know. The first round is what everything is compared with.
class News {
 public:
  /// New listings about us, verdicts that have changed, how many other listings are new, new findings, and evidence that
  /// could not be read.
  [[nodiscard]] std::vector<NewsLine> since_last(const Investigation& found);

 private:
  std::map<std::string, std::string> verdicts_;  ///< By path of the listing; of all rounds.
  std::set<std::string> findings_;
  std::set<std::string> problems_;
  bool is_first_ = true;
};

/// The names, sizes and times of all files that the arguments name: as long as it stays the same there is nothing to read.
[[nodiscard]] std::string evidence_state(const std::vector<std::filesystem::path>& arguments);

}  // namespace wardwatch::pipeline
