#include "protocol/ssh/outcome.hpp"

namespace wardwatch::protocol::ssh {
namespace {

constexpr std::uint64_t kShorterBytes = 16;
/// A session in which nobody got in ends after a few answers of some dozen bytes.
constexpr std::uint64_t kSessionBytesMin = 2048;
constexpr std::uint64_t kSessionTurnsMin = 4;

}  // namespace

void Outcome::on_client(std::uint64_t size_bytes) noexcept {
  if (size_bytes == 0) return;
  end_turn();
  has_client_spoken_ = true;
}

void Outcome::on_server(std::uint64_t size_bytes) noexcept {
  if (has_client_spoken_) turn_bytes_ += size_bytes;
}

void Outcome::end_turn() noexcept {
  const std::uint64_t turn_bytes = turn_bytes_;
  turn_bytes_ = 0;
  if (turn_bytes == 0 || success_ == true) return;
  if (accept_bytes_ == 0) {
    accept_bytes_ = turn_bytes;
    return;
  }
  if (turn_bytes + kShorterBytes == accept_bytes_) {
    ++attempts_;
    success_ = true;
    evidence_ = "an answer 16 bytes shorter than the first, as the one that lets in is";
    return;
  }
  if (refusal_bytes_ == 0) {  // Clients ask first without any credentials, to hear which are wanted.
    refusal_bytes_ = turn_bytes;
    return;
  }
  if (turn_bytes == refusal_bytes_) {
    ++attempts_;
    success_ = false;
    evidence_ = "answers of one and the same size, as refusals are";
    later_bytes_ = later_turns_ = 0;
    return;
  }
  later_bytes_ += turn_bytes;
  ++later_turns_;
}

void Outcome::finish() noexcept {
  end_turn();
  if (success_ == true || later_bytes_ < kSessionBytesMin || later_turns_ < kSessionTurnsMin) return;
  ++attempts_;
  success_ = true;
  evidence_ = "more is said afterwards than where nobody was let in";
}

}  // namespace wardwatch::protocol::ssh
