#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace wardwatch::pipeline {

/// Of each of a sample's lines a hash of its letters and digits; short lines are alike by chance and left out.
[[nodiscard]] std::vector<std::uint64_t> sample_hashes(const std::vector<std::string>& lines);

/// Which samples stood in an earlier listing: asked in the order of dates.
class RepeatedSamples {
 public:
  /// Paths of earlier listings that share two lines or more with this one, and half of its lines.
  [[nodiscard]] std::vector<std::string> earlier(const std::string& path, const std::vector<std::uint64_t>& hashes);

 private:
  std::vector<std::string> paths_;
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> seen_;
};

}  // namespace wardwatch::pipeline
