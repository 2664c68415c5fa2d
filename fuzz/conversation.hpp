#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/reader.hpp"
#include "core/strong.hpp"

namespace wardwatch::fuzz {

/// What a connection's payload was, as one fuzz input: who sent what in which order, where something is missing, and
/// how long both were silent. The bytes:
///
///   flags    1   bit 0: UDP, each step one datagram; bit 1: the session was given an argument (a host name)
///   cuts     1   seeds the places where the second reading cuts the stream
///   steps        16 bits, little-endian: bit 15 the direction (set: from the responder), bit 14 a gap,
///                bits 0-13 a length; then, unless it is a gap, so many bytes. A gap of length 0 is ten minutes of silence.
struct Conversation {
  enum class Kind : std::uint8_t { data, gap, silence };
  struct Step {
    Kind kind;
    Direction direction;
    Bytes bytes;  ///< Borrows from the input.
    std::uint64_t missing_bytes;
  };
  static constexpr std::size_t kStepBytesMax = 0x3fff;
  static constexpr std::size_t kStepsMax = 512;

  bool is_udp = false;
  bool has_argument = false;
  std::uint8_t cuts = 0;
  std::vector<Step> steps;
};

/// Reads an input; the last step may be cut short. Any bytes mean something.
[[nodiscard]] inline Conversation read_conversation(Bytes input) {
  Reader in{input};
  const std::uint8_t flags = in.u8("flags");
  Conversation conversation{(flags & 1U) != 0, (flags & 2U) != 0, in.u8("cuts"), {}};
  while (in.ok() && in.remaining_bytes() >= 2 && conversation.steps.size() < Conversation::kStepsMax) {
    const std::uint16_t head = in.u16le("step");
    const Direction direction = (head & 0x8000U) != 0 ? Direction::resp : Direction::orig;
    const std::size_t length_bytes = head & 0x3fffU;
    if ((head & 0x4000U) != 0) {
      const auto kind = length_bytes == 0 ? Conversation::Kind::silence : Conversation::Kind::gap;
      conversation.steps.push_back({kind, direction, {}, length_bytes});
    } else {
      const std::size_t there_bytes = length_bytes < in.remaining_bytes() ? length_bytes : in.remaining_bytes();
      conversation.steps.push_back({Conversation::Kind::data, direction, in.bytes(there_bytes, "data"), 0});
    }
  }
  return conversation;
}

/// Writes an input, for seeds.
class ConversationWriter {
 public:
  explicit ConversationWriter(bool is_udp) : input_{is_udp ? '\1' : '\0', '\7'} {}

  void data(Direction direction, Bytes bytes) {
    while (!bytes.empty()) {
      const Bytes piece = at_most(bytes, Conversation::kStepBytesMax);
      head(direction, 0, piece.size());
      input_.append(as_text(piece));
      bytes = bytes.subspan(piece.size());
    }
  }
  void gap(Direction direction, std::uint64_t missing_bytes) {
    if (missing_bytes > 0) head(direction, 0x40, missing_bytes < 0x3fff ? missing_bytes : 0x3fff);
  }
  [[nodiscard]] const std::string& input() const noexcept { return input_; }

 private:
  void head(Direction direction, unsigned bits, std::uint64_t length_bytes) {
    input_.push_back(static_cast<char>(length_bytes & 0xffU));
    input_.push_back(static_cast<char>((direction == Direction::resp ? 0x80U : 0U) | bits | length_bytes >> 8U));
  }

  std::string input_;
};

}  // namespace wardwatch::fuzz
