#include "protocol/dce_rpc/dce_rpc.hpp"

#include <doctest/doctest.h>

#include "protocol/common/test_context.hpp"
#include "protocol/common/test_dialogue.hpp"
#include "protocol/dce_rpc/names.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

std::string le(std::uint64_t value, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += static_cast<char>(value >> (8 * i) & 0xffU);
  return out;
}
std::string zeros(std::size_t count) { return std::string(count, '\0'); }

std::string rpc(std::uint8_t kind, std::uint32_t call, const std::string& body) {
  return std::string{"\x05\x00", 2} + static_cast<char>(kind) + std::string{"\x03\x10\x00\x00\x00", 5} +
         le(16 + body.size(), 2) + zeros(2) + le(call, 4) + body;
}
const std::string kSvcctl{"\x81\xbb\x7a\x36\x44\x98\xf1\x35\xad\x32\x98\xf0\x38\x00\x10\x03", 16};

std::string bind(const std::string& interface) {
  return rpc(11, 1, zeros(8) + le(1, 1) + zeros(3) + le(0, 2) + le(1, 1) + zeros(1) + interface + le(2, 4) + zeros(20));
}
std::string request(std::uint32_t call, std::uint16_t operation) {
  return rpc(0, call, zeros(4) + le(0, 2) + le(operation, 2) + "arguments");
}

Dialogue making_a_service() {
  return {{Direction::orig, bind(kSvcctl)},
          {Direction::resp, rpc(12, 1, zeros(8) + le(13, 2) + std::string{"\\PIPE\\ntsvcs\0", 13} + zeros(10))},
          {Direction::orig, request(2, 12)},
          {Direction::resp, rpc(2, 2, zeros(8) + "result")}};
}

}  // namespace

TEST_CASE("a call has its interface and operation by name, however the stream is cut") {
  for (const std::size_t piece_bytes : {1U, 5U, 4096U}) {
    TestContext context;
    hold_dialogue(context, dce_rpc::kProtocol, making_a_service(), piece_bytes);
    const auto& calls = context.records().of<record::DceRpc>().rows();
    REQUIRE(calls.size() == 1);
    CHECK(calls[0].endpoint == "svcctl");
    CHECK(calls[0].operation == "CreateServiceW");
    CHECK(calls[0].named_pipe == "\\PIPE\\ntsvcs");
    CHECK(calls[0].rtt);
    CHECK(context.weirds.empty());
  }
}

TEST_CASE("a call that nobody answers is written at the end, and a fault has its status") {
  TestContext context;
  hold_dialogue(context, dce_rpc::kProtocol,
                {{Direction::orig, bind(kSvcctl) + request(2, 15) + request(3, 2)},
                 {Direction::resp, rpc(3, 2, zeros(8) + le(5, 4) + zeros(4))}});
  const auto& calls = context.records().of<record::DceRpc>().rows();
  REQUIRE(calls.size() == 2);
  CHECK(calls[0].operation == "OpenSCManagerW");
  CHECK(calls[0].fault == "0x00000005");
  CHECK(calls[1].operation == "DeleteService");
  CHECK_FALSE(calls[1].rtt);
}

TEST_CASE("a client that binds is recognised, and every proper prefix of its bind's head needs more") {
  const std::string whole = bind(kSvcctl);
  CHECK(probe_with(dce_rpc::kProtocol, whole, "") == Probe::yes);
  for (std::size_t size = 0; size < 16; ++size) {
    CHECK(probe_with(dce_rpc::kProtocol, whole.substr(0, size), "") == Probe::need_more);
  }
  CHECK(probe_with(dce_rpc::kProtocol, request(1, 1), "") == Probe::no);
  CHECK(probe_with(dce_rpc::kProtocol, "GET / HTTP/1.1\r\n\r\n", "") == Probe::no);
}

TEST_CASE("an interface that nobody knows is its UUID, and bytes that are no fragment are a weird") {
  CHECK(dce_rpc::interface_name(dce_rpc::uuid_text(as_bytes(kSvcctl))) == "svcctl");
  CHECK(dce_rpc::interface_name(dce_rpc::uuid_text(as_bytes(std::string(16, '\x11')))) ==
        "11111111-1111-1111-1111-111111111111");
  CHECK(dce_rpc::operation_name("svcctl", 9999) == "unknown-9999");
  CHECK(dce_rpc::operation_name("drsuapi", 3) == "DRSGetNCChanges");
  TestContext context;
  hold_dialogue(context, dce_rpc::kProtocol, {{Direction::orig, bind(kSvcctl) + "\x07no fragment at all"}});
  CHECK(context.weirds.contains("dce_rpc_malformed_fragment"));
}
