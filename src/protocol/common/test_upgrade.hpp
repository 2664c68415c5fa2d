#pragma once

#include <doctest/doctest.h>

#include <array>
#include <filesystem>
#include <string>

#include "protocol/common/test_capture.hpp"
#include "protocol/common/test_dialogue.hpp"

namespace wardwatch::protocol {

/// What a stand-in for "ssl" was shown. Skips `skip_bytes` after the first piece of each side, when set.
struct Shown {
  std::array<std::string, 2> text;
  std::array<std::uint64_t, 2> missing_bytes{};
  std::array<std::uint64_t, 2> first_offset{};
  std::uint64_t skip_bytes = 0;
  int ends = 0;
};

/// A context whose only child is the stand-in.
class UpgradeContext final : public TestContext {
 public:
  Shown shown;
  int children = 0;
  bool has_child = true;

  std::unique_ptr<Session> open_child(std::string_view name, events::Listener*, std::string_view) override {
    if (name != "ssl" || !has_child) return nullptr;
    ++children;
    return std::make_unique<StandIn>(shown);
  }

 private:
  class StandIn final : public Session {
   public:
    explicit StandIn(Shown& shown) noexcept : shown_{shown} {}
    Next on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp) override {
      std::string& text = shown_.text[index_of(direction)];
      const bool is_first = text.empty();
      if (is_first) shown_.first_offset[index_of(direction)] = stream_offset;
      text += as_text(bytes);
      return is_first && shown_.skip_bytes > 0 ? Next::skip(shown_.skip_bytes) : Next::more();
    }
    Next on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp) override {
      shown_.missing_bytes[index_of(direction)] += missing_bytes;
      return Next::more();
    }
    void on_end(EndReason, Timestamp) override { ++shown_.ends; }

   private:
    Shown& shown_;
  };
};

/// What a recorded connection says.
inline Dialogue dialogue_of(const TestConnection& connection) {
  Dialogue dialogue;
  for (const auto& piece : connection.pieces) dialogue.push_back({piece.direction, piece.bytes});
  return dialogue;
}

/// Both directions of the capture's only connection are handed to TLS at its handshake, wherever it is cut.
inline void check_recorded_handshake(const Protocol& protocol, const std::filesystem::path& capture) {
  const auto connections = read_test_capture(capture);
  REQUIRE(connections.size() == 1);
  for (std::size_t piece_bytes = 1; piece_bytes < 64; ++piece_bytes) {
    UpgradeContext context;
    hold_dialogue(context, protocol, dialogue_of(connections[0]), piece_bytes);
    CHECK(context.shown.text[0].substr(0, 2) == "\x16\x03");
    CHECK(context.shown.text[1].substr(0, 2) == "\x16\x03");
  }
}

}  // namespace wardwatch::protocol
