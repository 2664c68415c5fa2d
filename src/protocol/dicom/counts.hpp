#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/distinct_count.hpp"
#include "core/hash.hpp"

namespace wardwatch::protocol::dicom {

/// Of one association: exact up to so many, then within 0.8 %.
inline constexpr DistinctCount::Limits kAssociationCounts{.exact_max = 4096, .precision_bits = 14};
/// Of one study in it: exact up to so many, then within 1.6 %. A thin-slice CT study has some 3,000 instances.
inline constexpr DistinctCount::Limits kStudyCounts{.exact_max = 4096, .precision_bits = 12};

/// A few different texts in the order in which they first came; more than `kMax` are left out.
template <std::size_t kMax>
class FewTexts {
 public:
  void add(std::string_view text) {
    if (text.empty() || texts_.size() >= kMax) return;
    if (std::find(texts_.begin(), texts_.end(), text) == texts_.end()) texts_.emplace_back(text);
  }
  [[nodiscard]] const std::vector<std::string>& texts() const noexcept { return texts_; }

 private:
  std::vector<std::string> texts_;
};

/// A patient is an id and who issued it (PS3.3 C.7.1.1).
[[nodiscard]] inline std::uint64_t patient_hash(std::string_view id, std::string_view issuer) noexcept {
  return hash_text(issuer, hash_text(id));
}

}  // namespace wardwatch::protocol::dicom
