#include "protocol/rdp/features.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

#include "protocol/rdp/outcome.hpp"
#include "protocol/rdp/x224.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol::rdp;

namespace {

constexpr int kAlert = -1;

/// A unit of the client is its size; one of the server is a number below -1000.
constexpr int server(int bytes) { return -1000 - bytes; }

Features after(std::uint32_t protocol, std::initializer_list<int> units) {
  Features features;
  features.request_seen = true;
  features.reply = Reply::response;
  features.selected_protocol = protocol;
  features.client_spoke_after_reply = features.tls_started = features.tls_established = true;
  FeatureReader reader{features};
  reader.begin(protocol == kProtocolHybrid || protocol == kProtocolHybridEx, 15);
  for (const int unit : units) {
    if (unit == kAlert) {
      reader.on({Role::server, Unit::Kind::alert, 2});
    } else if (unit < 0) {
      reader.on({Role::server, Unit::Kind::data, static_cast<std::size_t>(-1000 - unit)});
    } else {
      reader.on({Role::client, Unit::Kind::data, static_cast<std::size_t>(unit)});
    }
  }
  reader.end();
  return features;
}

std::string_view outcome_of(std::uint32_t protocol, std::initializer_list<int> units) {
  return judge(after(protocol, units)).outcome;
}

}  // namespace

TEST_CASE("CredSSP: an alert, a short error and silence after the proof are failures") {
  CHECK(outcome_of(kProtocolHybrid, {57, server(260), 550, kAlert}) == "logon-failed");
  CHECK(outcome_of(kProtocolHybridEx, {57, server(260), 550, server(17)}) == "logon-failed");
  CHECK(outcome_of(kProtocolHybridEx, {57, server(260), 550, server(2), 2}) == "logon-failed");
  CHECK(outcome_of(kProtocolHybrid, {57, server(260), 550}) == "logon-failed");
}

TEST_CASE("CredSSP: a client that offers no proof attempted no logon") {
  CHECK(outcome_of(kProtocolHybrid, {}) == "no-logon-attempted");
  CHECK(outcome_of(kProtocolHybrid, {57}) == "no-logon-attempted");
  CHECK(outcome_of(kProtocolHybrid, {57, server(260)}) == "no-logon-attempted");
  CHECK(judge(after(kProtocolHybrid, {57, server(260)})).attempts_min == 0);
}

TEST_CASE("CredSSP: the server's own proof is a success, with a session or without") {
  CHECK(outcome_of(kProtocolHybrid, {57, server(260), 550, server(95)}) == "logon-succeeded");
  // As short as some refusals, and the client did not go on.
  CHECK(outcome_of(kProtocolHybrid, {57, server(260), 550, server(59)}) == "unknown");
  CHECK(outcome_of(kProtocolHybridEx, {57, server(260), 550, server(59), 76, server(4)}) == "logon-succeeded");
  const Outcome session = judge(after(kProtocolHybridEx, {57, server(260), 550, server(59), 76, server(4), 462}));
  CHECK(session.outcome == "logon-succeeded");
  CHECK(session.attempts_min == 1);
}

TEST_CASE(
    "HYBRID_EX: a server that ends it with its authorization result lets nobody in, though the password was right") {
  Features denied = after(kProtocolHybridEx, {57, server(260), 550, server(59), 76, server(4)});
  denied.ended_first = Role::server;
  CHECK(judge(denied).outcome == "logon-failed");
  CHECK(judge(denied).evidence.find("password was right") != std::string_view::npos);
  denied.ended_first = Role::client;
  CHECK(judge(denied).outcome == "logon-succeeded");
}

TEST_CASE("CredSSP: a mechanism that is agreed on first is not the proof") {
  // Kerberos was refused; NTLM begins anew inside the same exchange.
  CHECK(outcome_of(kProtocolHybrid, {150, server(90), 60, server(250), 600, kAlert}) == "logon-failed");
}

TEST_CASE("CredSSP: with a ticket the client's proof may be short") {
  CHECK(outcome_of(kProtocolHybrid, {2200, server(180), 120, server(110), 140, 460}) == "logon-succeeded");
}

TEST_CASE("without CredSSP a recent Windows server leaves the outcome open") {
  Features features = after(kProtocolSsl, {462, server(120), 340, server(470), 560, 40, 40, 40, 40, server(36),
                                           server(40), server(40), server(40), 12});
  for (int i = 0; i < 40; ++i) {
    FeatureReader reader{features};
    reader.on({Role::server, Unit::Kind::data, 1500});
    reader.on({Role::client, Unit::Kind::data, 120});
  }
  CHECK(judge(features).outcome == "logon-succeeded");
  CHECK(judge(features).confidence <= 0.6);
  features.response_flags = 0x1f;
  CHECK(judge(features).outcome == "unknown");
}

TEST_CASE("Windows' notice that a user is logged on shows by the lengths of its two messages, and by nothing less") {
  const std::initializer_list<int> with_notice = {
      462, server(120), 340,        server(470), 560,        40, 40,          40,
      40,  server(36),  server(40), server(40),  server(40), 12, server(655), server(645)};
  Features features = after(kProtocolSsl, with_notice);
  features.response_flags = 0x1f;
  CHECK(judge(features).outcome == "logon-succeeded");
  CHECK(judge(features).confidence <= 0.7);
  // The cookie alone, the order reversed, or a name's notice whose cookie does not follow at once: any graphics do that.
  for (const auto& other : {std::initializer_list<int>{462, server(120), 340, server(470), 560, 40, 40, 40, 40,
                                                       server(36), server(40), server(40), server(40), 12, server(645)},
                            {462, server(120), 340, server(470), 560, 40, 40, 40, 40, server(36), server(40),
                             server(40), server(40), 12, server(645), server(655)},
                            {462, server(120), 340, server(470), 560, 40, 40, 40, 40, server(36), server(40),
                             server(40), server(40), 12, server(655), server(50), server(645)}}) {
    Features without = after(kProtocolSsl, other);
    without.response_flags = 0x1f;
    CHECK(judge(without).outcome == "unknown");
  }
}

TEST_CASE("a capture that does not hold the end says nothing about failure") {
  Features features = after(kProtocolHybrid, {57, server(260), 550});
  features.is_complete = false;
  CHECK(judge(features).outcome == "unknown");
}

TEST_CASE("confidence is no more than 0.7 where padding blurs the sizes") {
  Features features = after(kProtocolHybrid, {57, server(260), 550, server(59), 76, 462});
  features.sizes_are_exact = false;
  CHECK(judge(features).confidence <= 0.7);
}
