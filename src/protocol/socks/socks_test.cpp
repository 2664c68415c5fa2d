#include "protocol/socks/socks.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "protocol/common/test_context.hpp"
#include "protocol/common/test_dialogue.hpp"
#include "protocol/socks/messages.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

/// Keeps what it is shown, for the context below to give out as the tunnel's session.
class Recorder final : public Session {
 public:
  explicit Recorder(std::string (&shown)[2]) noexcept : shown_{shown} {}
  Next on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp) override {
    CHECK(stream_offset == shown_[index_of(direction)].size());
    shown_[index_of(direction)] += as_text(bytes);
    return Next::more();
  }
  Next on_gap(Direction, std::uint64_t, Timestamp) override { return Next::done(); }
  void on_end(EndReason, Timestamp) override {}

 private:
  std::string (&shown_)[2];
};

/// A test context whose recogniser is a recorder.
class TunnelContext final : public TestContext {
 public:
  std::string shown[2];
  int tunnels = 0;

  std::unique_ptr<Session> open_recogniser() override {
    ++tunnels;
    return std::make_unique<Recorder>(shown);
  }
};

constexpr Direction kClient = Direction::orig;
constexpr Direction kServer = Direction::resp;

Next replay(TunnelContext& context, const Dialogue& dialogue, std::size_t piece_bytes = 4096) {
  return hold_dialogue(context, socks::kProtocol, dialogue, piece_bytes);
}

std::string bytes(std::string_view text) { return std::string{text}; }

Dialogue socks5(std::string_view method, std::string_view request) {
  return {{kClient, bytes({"\x05\x02\x00\x02", 4})}, {kServer, "\x05" + bytes(method)}, {kClient, bytes(request)}};
}
constexpr std::string_view kConnect5{"\x05\x01\x00\x03\x07host.ex\x0d\x3d", 14};
constexpr std::string_view kGranted5{"\x05\x00\x00\x01\x0a\x00\x00\x01\x0d\x3d", 10};

Probe probed(std::string_view orig, std::string_view resp, bool complete = false) {
  return probe_with(socks::kProtocol, orig, resp, complete);
}

}  // namespace

TEST_CASE("SOCKS 5: what follows a granted request is handed to a recogniser, however it is cut") {
  Dialogue dialogue = socks5({"\x00", 1}, kConnect5);
  dialogue.push_back({kServer, bytes(kGranted5)});
  dialogue.push_back({kClient, "hello from the client"});
  dialogue.push_back({kServer, "hello from the server"});
  for (const std::size_t piece_bytes : {1U, 2U, 3U, 5U, 4096U}) {
    TunnelContext context;
    CHECK(replay(context, dialogue, piece_bytes).kind == Next::Kind::more);
    CHECK(context.tunnels == 1);
    CHECK(context.shown[0] == "hello from the client");
    CHECK(context.shown[1] == "hello from the server");
    CHECK(context.weirds.empty());
  }
}

TEST_CASE("SOCKS 5 with user and password goes on to the tunnel") {
  TunnelContext context;
  Dialogue dialogue = socks5("\x02", bytes({"\x01\x02"
                                            "ab\x03xyz",
                                            8}));
  dialogue.push_back({kServer, bytes({"\x01\x00", 2})});
  dialogue.push_back({kClient, bytes(kConnect5)});
  dialogue.push_back({kServer, bytes(kGranted5)});
  dialogue.push_back({kClient, "data"});
  replay(context, dialogue);
  CHECK(context.shown[0] == "data");
}

TEST_CASE("a client that does not wait for the server loses nothing") {
  TunnelContext context;
  replay(context, {{kClient, bytes({"\x05\x01\x00", 3}) + bytes(kConnect5) + "early"},
                   {kServer, bytes({"\x05\x00", 2}) + bytes(kGranted5) + "answer"},
                   {kClient, " and late"}});
  CHECK(context.shown[0] == "early and late");
  CHECK(context.shown[1] == "answer");
}

TEST_CASE("SOCKS 4 and 4a open the tunnel") {
  const std::string granted{"\x00\x5a\x0d\x3d\x0a\x00\x00\x01", 8};
  for (const std::string& request : {bytes({"\x04\x01\x0d\x3d\x0a\x00\x00\x01user\x00", 13}),
                                     bytes({"\x04\x01\x0d\x3d\x00\x00\x00\x01user\x00host.ex\x00", 21})}) {
    TunnelContext context;
    CHECK(probed(request, granted) == Probe::yes);
    replay(context, {{kClient, request}, {kServer, granted}, {kClient, "data"}});
    CHECK(context.shown[0] == "data");
  }
}

TEST_CASE("a refused request, a refused password and UDP ASSOCIATE open no tunnel") {
  for (const Dialogue& dialogue : {Dialogue{{kClient, bytes({"\x04\x01\x0d\x3d\x0a\x00\x00\x01\x00", 9})},
                                            {kServer, bytes({"\x00\x5b\0\0\0\0\0\0", 8})}},
                                   Dialogue{{kClient, bytes({"\x05\x01\x02", 3})},
                                            {kServer, bytes({"\x05\x02", 2})},
                                            {kClient, bytes({"\x01\x01"
                                                             "a\x01"
                                                             "b",
                                                             5})},
                                            {kServer, bytes({"\x01\x01", 2})}},
                                   Dialogue{{kClient, bytes({"\x05\x01\x00", 3})},
                                            {kServer, bytes({"\x05\x00", 2})},
                                            {kClient, bytes({"\x05\x03\x00\x01\0\0\0\0\0\0", 10})},
                                            {kServer, bytes(kGranted5)}}}) {
    TunnelContext context;
    CHECK(replay(context, dialogue).kind == Next::Kind::done);
    CHECK(context.tunnels == 0);
  }
}

TEST_CASE("the probe wants both sides and refuses a method that was not offered") {
  CHECK(probed({"\x05\x01\x00", 3}, {"\x05\x00", 2}) == Probe::yes);
  CHECK(probed({"\x05\x01\x00", 3}, {"\x05\xff", 2}) == Probe::yes);
  CHECK(probed({"\x05\x01\x00", 3}, {"\x05\x01", 2}) == Probe::no);
  CHECK(probed({"\x05\x01\x00", 3}, {}) == Probe::need_more);
  CHECK(probed({"\x05\x01\x00", 3}, {}, true) == Probe::no);
  CHECK(probed("GET / HTTP/1.1", {}) == Probe::no);
}

TEST_CASE("every proper prefix of a message is truncated, never malformed") {
  const auto check = [](std::string_view whole, auto parse) {
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const auto cut = parse(as_bytes(whole.substr(0, length)));
      REQUIRE_FALSE(cut.has_value());
      CHECK(cut.error().fault == ParseFault::truncated);
    }
    CHECK(parse(as_bytes(whole)).has_value());
  };
  check(kConnect5, &socks::parse_request5);
  check(kGranted5, &socks::parse_answer5);
  check({"\x05\x02\x00\x02", 4}, &socks::parse_methods);
  check({"\x04\x01\x0d\x3d\x00\x00\x00\x01u\x00h\x00", 12}, &socks::parse_request4);
  check({"\x01\x01"
         "a\x01"
         "b",
         5},
        &socks::parse_user_password);
}

TEST_CASE("a user id without an end stops at the limit") {
  const std::string endless = bytes({"\x04\x01\x0d\x3d\x0a\x00\x00\x01", 8}) + std::string(300, 'u');
  const auto request = socks::parse_request4(as_bytes(endless));
  REQUIRE_FALSE(request.has_value());
  CHECK(request.error().fault == ParseFault::over_limit);
}
