#include "protocol/example/example.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "protocol/common/test_context.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

constexpr std::string_view kHello{"EX\0\1\0\5hello", 11};

/// Shows `stream` to a session in pieces of `piece_bytes` and returns what it wants in the end.
Next replay(TestContext& context, std::string_view stream, std::size_t piece_bytes) {
  const auto session = example::kProtocol.open(context);
  Next next = Next::more();
  for (std::size_t at = 0; at < stream.size() && next.kind == Next::Kind::more; at += piece_bytes) {
    next = session->on_data(Direction::orig, as_bytes(stream.substr(at, piece_bytes)), at, Timestamp{});
  }
  session->on_end(EndReason::closed, Timestamp{});
  return next;
}

}  // namespace

TEST_CASE("a whole message is read to its last byte") {
  const auto message = example::parse_message(as_bytes(kHello));
  REQUIRE(message.has_value());
  CHECK(message->kind == 1);
  CHECK(as_text(message->body) == "hello");
  CHECK(message->size_bytes == kHello.size());
}

TEST_CASE("every proper prefix of a valid message is truncated, never malformed") {
  for (std::size_t length = 0; length < kHello.size(); ++length) {
    const auto cut = example::parse_message(as_bytes(kHello.substr(0, length)));
    REQUIRE_FALSE(cut.has_value());
    CHECK(cut.error().fault == ParseFault::truncated);
  }
}

TEST_CASE("a length beyond the limit is over the limit, at the length") {
  const auto message = example::parse_message(as_bytes(std::string_view{"EX\0\1\xff\xff", 6}));
  REQUIRE_FALSE(message.has_value());
  CHECK(message.error().fault == ParseFault::over_limit);
  CHECK(message.error().field_name() == "length");
}

TEST_CASE("the probe says yes to a whole message, asks for more of a beginning, and refuses anything else") {
  const auto probed = [](std::string_view orig, bool complete) {
    FirstBytes first{};
    first.orig = as_bytes(orig);
    first.orig_complete = complete;
    return example::kProtocol.probe(first);
  };
  CHECK(probed(kHello, false) == Probe::yes);
  CHECK(probed(kHello.substr(0, 4), false) == Probe::need_more);
  CHECK(probed(kHello.substr(0, 4), true) == Probe::no);
  CHECK(probed("GET / HTTP/1.1\r\n", false) == Probe::no);
}

TEST_CASE("a stream is read the same however it is cut") {
  const std::string stream = std::string{kHello} + std::string{kHello};
  for (std::size_t piece_bytes = 1; piece_bytes <= stream.size(); ++piece_bytes) {
    TestContext context;
    CHECK(replay(context, stream, piece_bytes).kind == Next::Kind::more);
    CHECK(context.weirds.empty());
  }
}

TEST_CASE("a malformed message is a weird, once, and ends the session") {
  TestContext context;
  CHECK(replay(context, std::string{kHello} + "not a message", 3).kind == Next::Kind::done);
  CHECK(context.weirds["example_malformed"] == 1);
}
