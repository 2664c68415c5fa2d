#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace wardwatch::actor {

/// Runs of three words of a text as hashes, in order, each once. Numbers, addresses and identifiers are left out: they are
/// what changes from advert to advert. Small endings do not count ("guarantee", "guarantees").
[[nodiscard]] std::vector<std::uint64_t> shingles_of(std::string_view text);

/// How many of the runs two texts share, as a share of all that either has (Jaccard).
[[nodiscard]] double similarity(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) noexcept;

/// 60 bands of two least hashes: texts of similarity s share a band with a chance of 1 - (1 - s^2)^60 (Broder 1997; Leskovec
/// and others, Mining of Massive Datasets, 3.4).
inline constexpr std::size_t kBands = 60, kRows = 2;
using Bands = std::array<std::uint64_t, kBands>;

/// The bands of a text's sketch; all zero for a text without runs.
[[nodiscard]] Bands bands_of(const std::vector<std::uint64_t>& shingles) noexcept;

}  // namespace wardwatch::actor
