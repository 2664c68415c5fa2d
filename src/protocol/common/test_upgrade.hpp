#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/common/test_capture.hpp"

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
class UpgradeContext final : public Context {
 public:
  Shown shown;
  int children = 0;
  bool has_child = true;
  TestContext inner;

  const record::ConnectionRef& connection() const noexcept override { return inner.connection(); }
  Transport transport() const noexcept override { return Transport::tcp; }
  record::Batches& records() noexcept override { return inner.records(); }
  Memo& memo() noexcept override { return inner.memo(); }
  std::string_view carrier() const noexcept override { return {}; }
  void weird(FieldName name, std::string_view analyzer) override { inner.weird(name, analyzer); }
  void weird(FieldName name, std::string_view analyzer, const ParseError& error) override {
    inner.weird(name, analyzer, error);
  }
  void add_service(std::string_view name) override { inner.add_service(name); }
  std::unique_ptr<Session> open_child(std::string_view name, events::Listener*, std::string_view) override {
    if (name != "ssl" || !has_child) return nullptr;
    ++children;
    return std::make_unique<StandIn>(shown);
  }
  std::unique_ptr<Session> open_recogniser() override { return nullptr; }
  events::Listener* listener() const noexcept override { return nullptr; }
  std::string_view argument() const noexcept override { return {}; }

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

struct Said {
  Direction direction;
  std::string text;
};
using Dialogue = std::vector<Said>;

/// Shows a dialogue to a session, in pieces, and says how it left off.
inline Next hold_dialogue(UpgradeContext& context, const Protocol& protocol, const Dialogue& dialogue,
                          std::size_t piece_bytes = 4096) {
  const auto session = protocol.open(context);
  std::array<std::uint64_t, 2> offsets{};
  Next next = Next::more();
  for (const Said& said : dialogue) {
    for (std::size_t at = 0; at < said.text.size() && next.kind != Next::Kind::done; at += piece_bytes) {
      const std::string piece = said.text.substr(at, piece_bytes);
      next = session->on_data(said.direction, as_bytes(piece), offsets[index_of(said.direction)], Timestamp{});
      offsets[index_of(said.direction)] += piece.size();
    }
  }
  session->on_end(EndReason::closed, Timestamp{});
  return next;
}

inline Probe probe_with(const Protocol& protocol, std::string_view orig, std::string_view resp, bool complete = false) {
  FirstBytes first{};
  first.orig = as_bytes(orig);
  first.resp = as_bytes(resp);
  first.orig_complete = first.resp_complete = complete;
  return protocol.probe(first);
}

}  // namespace wardwatch::protocol
