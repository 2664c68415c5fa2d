#include "protocol/smb/smb.hpp"

#include <doctest/doctest.h>

#include "protocol/common/test_context.hpp"
#include "protocol/common/test_dialogue.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

std::string le(std::uint64_t value, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += static_cast<char>(value >> (8 * i) & 0xffU);
  return out;
}
std::string wide(std::string_view text) {
  std::string out;
  for (const char c : text) out += std::string{c, '\0'};
  return out;
}
std::string zeros(std::size_t count) { return std::string(count, '\0'); }

std::string framed(const std::string& message) {
  std::string out = zeros(1);
  out += static_cast<char>(message.size() >> 16U);
  out += static_cast<char>(message.size() >> 8U & 0xffU);
  out += static_cast<char>(message.size() & 0xffU);
  return out + message;
}
std::string smb2(std::uint16_t command, std::uint64_t id, bool is_response, const std::string& body,
                 std::uint32_t status = 0, std::uint32_t tree = 0) {
  return framed("\xfeSMB" + le(64, 2) + zeros(2) + le(status, 4) + le(command, 2) + zeros(2) +
                le(is_response ? 1 : 0, 4) + zeros(4) + le(id, 8) + zeros(4) + le(tree, 4) + zeros(24) + body);
}

const std::string kFile = "ABCDEFGHIJKLMNOP";

std::string tree_request(std::string_view path) {
  return le(9, 2) + zeros(2) + le(72, 2) + le(path.size() * 2, 2) + wide(path);
}
std::string tree_response(std::uint8_t type) { return le(16, 2) + le(type, 1) + zeros(13); }
std::string create_request(std::string_view name) {
  return le(57, 2) + zeros(42) + le(120, 2) + le(name.size() * 2, 2) + zeros(8) + wide(name);
}
std::string create_response(std::uint64_t size_bytes) {
  return le(89, 2) + zeros(6) + le(130'000'000'000'000'000U, 8) + zeros(32) + le(size_bytes, 8) + zeros(8) + kFile +
         zeros(8);
}
std::string write_request(const std::string& data) {
  return le(49, 2) + le(112, 2) + le(data.size(), 4) + zeros(8) + kFile + zeros(16) + data;
}
std::string read_request() { return le(49, 2) + zeros(2) + le(65536, 4) + zeros(8) + kFile + zeros(17); }
std::string read_response(const std::string& data) {
  return le(17, 2) + le(80, 1) + zeros(1) + le(data.size(), 4) + zeros(8) + data;
}
std::string negotiate_response() {
  return le(65, 2) + le(3, 2) + le(0x0302, 2) + zeros(2) + std::string(16, '\x11') + zeros(40) + zeros(8);
}

/// A share, and a file on it that is read.
Dialogue copying() {
  return {{Direction::orig, smb2(0, 0, false, le(36, 2) + le(1, 2) + zeros(8) + zeros(16) + zeros(8) + le(0x0302, 2))},
          {Direction::resp, smb2(0, 0, true, negotiate_response())},
          {Direction::orig, smb2(3, 1, false, tree_request("\\\\PACS\\images"))},
          {Direction::resp, smb2(3, 1, true, tree_response(1), 0, 7)},
          {Direction::orig, smb2(5, 2, false, create_request("list.csv"), 0, 7)},
          {Direction::resp, smb2(5, 2, true, create_response(9000), 0, 7)},
          {Direction::orig, smb2(8, 3, false, read_request(), 0, 7)},
          {Direction::resp, smb2(8, 3, true, read_response(std::string(9000, 'x')), 0, 7)}};
}

/// A context whose child keeps what it is shown.
class PipeContext final : public TestContext {
 public:
  std::array<std::string, 2> shown;
  std::string pipe;

  std::unique_ptr<Session> open_child(std::string_view name, events::Listener*, std::string_view argument) override {
    if (name != "dce_rpc") return nullptr;
    pipe = argument;
    return std::make_unique<Keeper>(shown);
  }

 private:
  class Keeper final : public Session {
   public:
    explicit Keeper(std::array<std::string, 2>& shown) noexcept : shown_{shown} {}
    Next on_data(Direction direction, Bytes bytes, std::uint64_t, Timestamp) override {
      shown_[index_of(direction)] += as_text(bytes);
      return Next::more();
    }
    Next on_gap(Direction, std::uint64_t, Timestamp) override { return Next::more(); }
    void on_end(EndReason, Timestamp) override {}

   private:
    std::array<std::string, 2>& shown_;
  };
};

Dialogue speaking_over_a_pipe() {
  return {{Direction::orig, smb2(3, 1, false, tree_request("\\\\PACS\\IPC$"))},
          {Direction::resp, smb2(3, 1, true, tree_response(2), 0, 7)},
          {Direction::orig, smb2(5, 2, false, create_request("svcctl"), 0, 7)},
          {Direction::resp, smb2(5, 2, true, create_response(0), 0, 7)},
          {Direction::orig, smb2(9, 3, false, write_request("bind"), 0, 7)},
          {Direction::resp, smb2(9, 3, true, le(17, 2) + zeros(14), 0, 7)},
          {Direction::orig, smb2(8, 4, false, read_request(), 0, 7)},
          {Direction::resp, smb2(8, 4, true, read_response("ack"), 0, 7)},
          {Direction::orig, smb2(9, 5, false, write_request("call"), 0, 7)},
          {Direction::orig, smb2(8, 6, false, read_request(), 0, 7)},
          {Direction::resp, smb2(8, 6, true, read_response("answer"), 0, 7)}};
}

}  // namespace

TEST_CASE("shares and files have rows, and content is counted and not held, however it is cut") {
  for (const std::size_t piece_bytes : {1U, 7U, 1460U, 200'000U}) {
    TestContext context;
    hold_dialogue(context, smb::kProtocol, copying(), piece_bytes);
    const auto& mappings = context.records().of<record::SmbMapping>().rows();
    REQUIRE(mappings.size() == 1);
    CHECK(mappings[0].path == "\\\\PACS\\images");
    CHECK(mappings[0].share_type == "DISK");
    const auto& files = context.records().of<record::SmbFile>().rows();
    REQUIRE(files.size() == 3);
    CHECK(files[0].action == "SMB::FILE_OPEN");
    CHECK(files[0].name == "list.csv");
    CHECK(files[0].path == "\\\\PACS\\images");
    CHECK(files[0].size == 9000);
    CHECK(files[1].action == "SMB::FILE_READ");
    const auto& rows = context.records().of<record::Smb>().rows();
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].dialect == "3.0.2");
    CHECK(rows[0].signing == "required");
    CHECK(rows[0].bytes_read == 9000);
    CHECK(context.weirds.empty());
  }
}

TEST_CASE("what is said over a named pipe is shown to the protocol inside") {
  for (const std::size_t piece_bytes : {3U, 4096U}) {
    PipeContext context;
    hold_dialogue(context, smb::kProtocol, speaking_over_a_pipe(), piece_bytes);
    CHECK(context.pipe == "svcctl");
    CHECK(context.shown[0] == "bindcall");
    CHECK(context.shown[1] == "ackanswer");
    CHECK(context.records().of<record::SmbFile>().rows().empty());
  }
}

TEST_CASE("SMB is recognised by its frame, also behind NetBIOS's session request, and nothing else is") {
  const std::string opening = copying()[0].text;
  CHECK(probe_with(smb::kProtocol, opening, "") == Probe::yes);
  for (std::size_t size = 0; size < 8; ++size) {
    CHECK(probe_with(smb::kProtocol, opening.substr(0, size), "") == Probe::need_more);
  }
  const std::string request = std::string{"\x81\x00\x00\x44", 4} + std::string(68, 'C');
  CHECK(probe_with(smb::kProtocol, request, "") == Probe::need_more);
  CHECK(probe_with(smb::kProtocol, request + opening, "") == Probe::yes);
  CHECK(probe_with(smb::kProtocol, std::string{"\x00\x00\x00\x10GET /", 9}, "") == Probe::no);
  CHECK(probe_with(smb::kProtocol, "\x16\x03\x01", "") == Probe::no);
}

TEST_CASE("a refused session set-up is counted, and so is a guest") {
  const std::string setup = le(25, 2) + zeros(10) + le(88, 2) + le(0, 2) + zeros(8);
  TestContext context;
  hold_dialogue(context, smb::kProtocol,
                {{Direction::orig, smb2(1, 1, false, setup)},
                 {Direction::resp, smb2(1, 1, true, le(9, 2) + zeros(6), 0xc000006d)},
                 {Direction::orig, smb2(1, 2, false, setup)},
                 {Direction::resp, smb2(1, 2, true, le(9, 2) + le(1, 2) + zeros(4))}});
  const auto& rows = context.records().of<record::Smb>().rows();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].logon_failures == 1);
  CHECK(rows[0].sessions == 1);
  CHECK(rows[0].guest);
}

TEST_CASE("a frame that is none is a weird, and reading goes on at the next") {
  Dialogue dialogue = copying();
  dialogue.insert(dialogue.begin() + 2, {Direction::orig, "this is no frame of SMB"});
  TestContext context;
  hold_dialogue(context, smb::kProtocol, dialogue);
  CHECK(context.weirds.contains("smb_malformed_frame"));
  CHECK(context.records().of<record::SmbMapping>().rows().size() == 1);
}

TEST_CASE("of long content only the front is wanted, and a gap inside it loses nothing else") {
  TestContext context;
  const auto session = smb::kProtocol.open(context);
  const std::string content = smb2(8, 3, true, read_response(std::string(70000, 'x')));
  const Next skip = session->on_data(Direction::resp, as_bytes(content).first(20'000), 0, Timestamp{});
  CHECK(skip.kind == Next::Kind::skip);
  CHECK(skip.skip_bytes == content.size() - 20'000);
  session->on_data(Direction::resp, as_bytes(content).first(1000), 0, Timestamp{});
  const Next next = session->on_gap(Direction::resp, 500, Timestamp{});
  CHECK(next.kind == Next::Kind::skip);
  CHECK(next.skip_bytes == content.size() - 1500);
  session->on_end(EndReason::closed, Timestamp{});
  CHECK(context.weirds.empty());
}

TEST_CASE("NTLM's names and its result are one row, and no answer to a challenge is in it") {
  const auto token = [](std::uint32_t type, const std::string& rest) {
    return std::string{"NTLMSSP\0", 8} + le(type, 4) + rest;
  };
  const std::string pairs = le(2, 2) + le(8, 2) + wide("WARD") + le(3, 2) + le(14, 2) + wide("pacs.ex") + zeros(4);
  const std::string challenge =
      token(2, zeros(4) + le(56, 4) + le(0x02000001, 4) + zeros(16) + le(pairs.size(), 2) + le(pairs.size(), 2) +
                   le(56, 4) + std::string{"\x0a\x00\x63\x45\x00\x00\x00\x0f", 8} + pairs);
  const std::string answer(24, 'Z');
  const std::string authenticate =
      token(3, zeros(8) + le(24, 2) + le(24, 2) + le(72, 4) + le(8, 2) + le(8, 2) + le(96, 4) + le(6, 2) + le(6, 2) +
                   le(104, 4) + le(4, 2) + le(4, 2) + le(110, 4) + zeros(8) + le(1, 4) + zeros(8) + answer +
                   wide("WARD") + wide("eve") + wide("PC"));
  const auto request = [](const std::string& blob) {
    return le(25, 2) + zeros(10) + le(88, 2) + le(blob.size(), 2) + zeros(8) + blob;
  };
  const auto response = [](const std::string& blob) {
    return le(9, 2) + zeros(2) + le(72, 2) + le(blob.size(), 2) + blob;
  };
  TestContext context;
  hold_dialogue(context, smb::kProtocol,
                {{Direction::orig, smb2(1, 1, false, request(token(1, zeros(24))))},
                 {Direction::resp, smb2(1, 1, true, response(challenge), 0xc0000016)},
                 {Direction::orig, smb2(1, 2, false, request(authenticate))},
                 {Direction::resp, smb2(1, 2, true, response(""), 0xc000006d)}});
  const auto& rows = context.records().of<record::Ntlm>().rows();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].username == "eve");
  CHECK(rows[0].hostname == "PC");
  CHECK(rows[0].domainname == "WARD");
  CHECK(rows[0].server_dns_computer_name == "pacs.ex");
  CHECK(rows[0].server_os_version == "10.0.17763");
  CHECK(rows[0].ntlm_version == "v1");
  CHECK(rows[0].success == false);
}
