#include "record/event_content.hpp"

#include <array>
#include <cstring>

#include "core/hash.hpp"
#include "core/load.hpp"
#include "record/uid.hpp"

namespace wardwatch::record {
namespace {

/// A hash of 128 bits in two lanes, for a kilobyte an event. Not for secrets: what it calls equal is compared.
class ContentHash {
 public:
  void add(std::uint64_t a, std::uint64_t b) noexcept {
    first_ = (first_ ^ a) * 0x9e3779b97f4a7c15ULL;
    first_ ^= first_ >> 29U;
    second_ = (second_ ^ b) * 0xc2b2ae3d27d4eb4fULL;
    second_ ^= second_ >> 31U;
  }
  void add(std::string_view text) noexcept {
    const Bytes bytes = as_bytes(text);
    std::size_t at = 0;
    for (; at + 16 <= bytes.size(); at += 16) add(load_u64le(bytes, at), load_u64le(bytes, at + 8));
    std::array<std::byte, 16> tail{};
    if (at < bytes.size()) std::memcpy(tail.data(), bytes.data() + at, bytes.size() - at);
    add(load_u64le(tail, 0), load_u64le(tail, 8) ^ (std::uint64_t{text.size()} << 32U));
  }
  [[nodiscard]] std::uint64_t first() const noexcept { return mix64(first_ + second_); }
  [[nodiscard]] std::uint64_t second() const noexcept { return mix64(second_ ^ (first_ << 1U)); }

 private:
  std::uint64_t first_ = 1, second_ = 2;
};

}  // namespace

Uid event_uid(const WindowsEvent& row) {
  ContentHash content;
  content.add(static_cast<std::uint64_t>(nanoseconds_of(row.at.ts)), row.record_id.value_or(row.log_record));
  content.add(row.event_id, own_data(row).size());
  for (const std::string_view text : {row.computer, row.channel, row.provider}) content.add(text);
  for (const NamedText& item : own_data(row)) content.add(item.value);
  return uid_of_bits('E', content.first(), content.second());
}

}  // namespace wardwatch::record
