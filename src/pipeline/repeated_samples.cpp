#include "pipeline/repeated_samples.hpp"

#include <map>

#include "core/hash.hpp"

namespace wardwatch::pipeline {
namespace {

constexpr std::size_t kPlacesMax = 20;  ///< Of one line, and of one answer: a sample that is everywhere needs no more.

}  // namespace

std::vector<std::uint64_t> sample_hashes(const std::vector<std::string>& lines) {
  constexpr std::size_t kTellingMin = 12;
  std::vector<std::uint64_t> hashes;
  std::string plain;
  for (const std::string& line : lines) {
    plain.clear();
    for (const char c : line) {
      if (c >= 'A' && c <= 'Z') plain.push_back(static_cast<char>(c + 32));
      else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80)
        plain.push_back(c);
    }
    if (plain.size() >= kTellingMin) hashes.push_back(hash_text(plain));
  }
  return hashes;
}

std::vector<std::string> RepeatedSamples::earlier(const std::string& path, const std::vector<std::uint64_t>& hashes) {
  const std::size_t number = paths_.size();
  paths_.push_back(path);
  std::map<std::size_t, std::size_t> shared;
  for (const std::uint64_t hash : hashes) {
    std::vector<std::size_t>& places = seen_[hash];
    for (const std::size_t place : places) shared[place] += place != number ? 1 : 0;
    if (places.size() < kPlacesMax && (places.empty() || places.back() != number)) places.push_back(number);
  }
  std::vector<std::string> found;
  for (const auto& [place, count] : shared) {
    if (count >= 2 && count * 2 >= hashes.size() && found.size() < kPlacesMax) found.push_back(paths_[place]);
  }
  return found;
}

}  // namespace wardwatch::pipeline
