#include "zeeklog/assign.hpp"

#include <algorithm>

#include "core/text_time.hpp"

namespace wardwatch::zeeklog {
namespace {

constexpr std::size_t kNanosecondDigits = 9;

/// `1521911721.258458` without a detour over floating point, which cannot tell nanoseconds of today apart.
std::optional<Timestamp> epoch_in(std::string_view text) noexcept {
  const std::size_t point = std::min(text.find('.'), text.size());
  const auto seconds = number_in<std::uint64_t>(text.substr(0, point));
  if (!seconds) return std::nullopt;
  std::uint64_t nanoseconds = 0;
  const std::string_view digits = text.substr(std::min(point + 1, text.size())).substr(0, kNanosecondDigits);
  if (!digits.empty()) {
    const auto fraction = number_in<std::uint64_t>(digits);
    if (!fraction) return std::nullopt;
    nanoseconds = *fraction;
    for (std::size_t i = digits.size(); i < kNanosecondDigits; ++i) nanoseconds *= 10;
  }
  constexpr std::uint64_t kMillisecondsFrom = 100'000'000'000;  // As seconds that would be the year 5138.
  if (*seconds >= kMillisecondsFrom) return timestamp_of(*seconds / 1'000, *seconds % 1'000 * 1'000'000);
  return timestamp_of(*seconds, nanoseconds);
}

}  // namespace

std::optional<Timestamp> time_in(std::string_view text) noexcept {
  if (auto epoch = epoch_in(text)) return epoch;
  const auto told = read_time(text);
  return told ? std::optional{told->time} : std::nullopt;
}

std::optional<Interval> seconds_in(std::string_view text) noexcept {
  constexpr double kSecondsMax = 3.0e9;  // A century, far below what 64 bits of nanoseconds hold.
  const auto seconds = number_in<double>(text);
  if (!seconds || *seconds < 0 || *seconds > kSecondsMax) return std::nullopt;
  return std::chrono::duration_cast<Interval>(std::chrono::duration<double>{*seconds});
}

std::optional<MacAddress> mac_in(std::string_view text) noexcept {
  constexpr std::size_t kLength = 17, kStep = 3;
  if (text.size() != kLength) return std::nullopt;
  MacAddress mac;
  for (std::size_t i = 0; i < mac.octets.size(); ++i) {
    const std::string_view octet = text.substr(i * kStep, 2);
    const auto [end, error] = std::from_chars(octet.data(), octet.data() + octet.size(), mac.octets[i], 16);
    if (error != std::errc{} || end != octet.data() + octet.size()) return std::nullopt;
    if (i + 1 < mac.octets.size() && text[i * kStep + 2] != ':') return std::nullopt;
  }
  return mac;
}

}  // namespace wardwatch::zeeklog
