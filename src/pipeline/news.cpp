#include "pipeline/news.hpp"

#include <sys/stat.h>

#include <utility>

#include "core/digest.hpp"
#include "pipeline/evidence.hpp"

namespace wardwatch::pipeline {
namespace {

std::string sentence_about(const SeenListing& listing) {
  std::string text = "\"" + listing.path + "\" is " + listing.verdict;
  if (!listing.seller.empty()) text += ", by " + listing.seller;
  if (!listing.price.empty()) text += ", for " + listing.price;
  return text;
}

}  // namespace

std::vector<NewsLine> News::since_last(const Investigation& found) {
  std::vector<NewsLine> lines;
  std::size_t others = 0;
  for (const SeenListing& listing : found.listings_seen) {
    const auto [known, is_new] = verdicts_.emplace(listing.path, listing.verdict);
    const std::string before = std::exchange(known->second, listing.verdict);
    if (is_new && listing.is_ours)
      lines.push_back({"listing", listing.path, "new listing about us: " + sentence_about(listing)});
    else if (is_new) ++others;
    else if (before != listing.verdict)
      lines.push_back({"verdict", listing.path, "new verdict: " + sentence_about(listing) + "; it was " + before});
  }
  if (others > 0) lines.push_back({"other-listings", {}, std::to_string(others) + " new listings that do not mean us"});
  for (const record::Finding& finding : found.findings) {
    if (!findings_.insert(finding.id).second) continue;
    lines.push_back(
        {"finding", {}, "new finding (" + std::string{record::name_of(finding.severity)} + "): " + finding.title});
  }
  for (const record::Evidence& evidence : found.manifest.evidence) {
    if (evidence.problem.empty() || !problems_.insert(evidence.path + "\n" + evidence.problem).second) continue;
    lines.push_back({"unreadable", evidence.path, "\"" + evidence.path + "\": " + evidence.problem});
  }
  if (std::exchange(is_first_, false)) lines.clear();
  return lines;
}

std::string evidence_state(const std::vector<std::filesystem::path>& arguments) {
  Sha256 digest;
  for (const std::string& path : evidence_paths(arguments)) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) continue;
    const std::string line = path + "\n" + std::to_string(status.st_size) + " " +
                             std::to_string(status.st_mtim.tv_sec) + "." + std::to_string(status.st_mtim.tv_nsec) +
                             "\n";
    digest.update(as_bytes(line));
  }
  return hex(digest.finish());
}

}  // namespace wardwatch::pipeline
