#include "flow/defragmenter.hpp"

#include <algorithm>

namespace wardwatch::flow {
namespace {

/// The queue by age keeps what is long complete until it comes to the front.
constexpr std::size_t kAgesMax = 8 * Defragmenter::kDatagramsMax;

}  // namespace

std::size_t Defragmenter::KeyHash::operator()(const FragmentKey& key) const noexcept {
  const std::uint64_t src = hash_bytes(std::as_bytes(std::span{key.src.octets()}));
  const std::uint64_t dst = hash_bytes(std::as_bytes(std::span{key.dst.octets()}));
  return combine64(combine64(src, dst), std::uint64_t{key.id} << 8U | key.protocol);
}

/// Copies the parts of `payload` that are not there yet. False when there are too many pieces.
bool Defragmenter::keep(Open& open, std::uint32_t offset_bytes, Bytes payload) {
  const auto end = static_cast<std::uint32_t>(offset_bytes + payload.size());
  if (open.pieces.size() >= kPiecesMax) return false;
  if (open.bytes.size() < end) open.bytes.resize(end);
  std::uint32_t at = offset_bytes;
  const auto copy_until = [&](std::uint32_t to) {
    if (at < to) std::copy_n(payload.begin() + (at - offset_bytes), to - at, open.bytes.begin() + at);
  };
  std::vector<Piece> merged;
  merged.reserve(open.pieces.size() + 1);
  Piece mine{offset_bytes, end};
  for (const Piece& piece : open.pieces) {
    if (piece.to < mine.from || piece.from > mine.to) {
      merged.push_back(piece);
      continue;
    }
    copy_until(std::min(piece.from, end));
    at = std::max(at, piece.to);
    mine = {std::min(mine.from, piece.from), std::max(mine.to, piece.to)};
  }
  copy_until(end);
  merged.insert(std::upper_bound(merged.begin(), merged.end(), mine,
                                 [](const Piece& a, const Piece& b) { return a.from < b.from; }),
                mine);
  open.pieces = std::move(merged);
  return true;
}

void Defragmenter::make_room(Timestamp ts, Result& result) {
  while (!by_age_.empty()) {
    const auto& [serial, key] = by_age_.front();
    const auto found = open_.find(key);
    if (found != open_.end() && found->second.serial == serial) {
      const bool fits = open_.size() < kDatagramsMax && by_age_.size() < kAgesMax;
      if (fits && ts - found->second.first <= kWaitMax) return;
      result.evicted += found->second.fragments;
      open_.erase(found);
    }
    by_age_.pop_front();
  }
}

Defragmenter::Result Defragmenter::add(const FragmentKey& key, std::uint32_t offset_bytes, bool more, Bytes payload,
                                       Timestamp ts) {
  Result result;
  const std::uint64_t end = std::uint64_t{offset_bytes} + payload.size();
  if (payload.empty() || end > kDatagramBytesMax) {
    result.dropped = true;
    return result;
  }
  make_room(ts, result);
  const auto [at, is_new] = open_.try_emplace(key);
  Open& open = at->second;
  if (is_new) {
    open.first = ts;
    open.serial = next_serial_++;
    by_age_.emplace_back(open.serial, key);
  }
  if ((open.total_bytes && (end > *open.total_bytes || (!more && end != *open.total_bytes))) ||
      (!more && end < open.bytes.size()) || !keep(open, offset_bytes, payload)) {
    result.dropped = true;
    return result;
  }
  ++open.fragments;
  if (!more) open.total_bytes = static_cast<std::uint32_t>(end);
  if (open.total_bytes && open.pieces.size() == 1 && open.pieces[0].from == 0 &&
      open.pieces[0].to == *open.total_bytes) {
    complete_ = std::move(open.bytes);
    result.complete = Bytes{complete_};
    open_.erase(at);
  }
  return result;
}

}  // namespace wardwatch::flow
