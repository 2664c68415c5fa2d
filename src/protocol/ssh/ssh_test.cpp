#include "protocol/ssh/ssh.hpp"

#include <doctest/doctest.h>

#include "protocol/common/test_context.hpp"
#include "protocol/common/test_dialogue.hpp"
#include "protocol/ssh/kex.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

constexpr Direction kClient = Direction::orig;
constexpr Direction kServer = Direction::resp;

std::string be32(std::size_t value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> static_cast<unsigned>(shift) & 0xffU);
  return out;
}
std::string text(std::string_view value) { return be32(value.size()) + std::string{value}; }
std::string packet(const std::string& payload) {
  return be32(payload.size() + 1 + 4) + '\x04' + payload + std::string(4, '\0');
}
std::string kexinit(std::string_view kex, std::string_view cipher) {
  return packet("\x14" + std::string(16, 'c') + text(kex) + text("ssh-ed25519") + text(cipher) + text(cipher) +
                text("hmac-sha2-256") + text("hmac-sha2-256") + text("none") + text("none") + text("") + text("") +
                std::string(5, '\0'));
}

/// A key exchange and, encrypted, as many refusals, and then a logon or not.
Dialogue logon(int refusals, bool succeeds) {
  Dialogue dialogue{{kServer, "SSH-2.0-OpenSSH_9.2\r\n"},
                    {kClient, "SSH-2.0-libssh_0.9\r\n" + kexinit("curve25519-sha256,ecdh", "aes128-ctr,aes256-ctr")},
                    {kServer, kexinit("ecdh,curve25519-sha256", "aes256-ctr")},
                    {kServer, packet("\x1f" + text("server key") + text("q") + text("sig"))},
                    {kServer, packet("\x15")},
                    {kClient, packet("\x15") + std::string(48, 'e')},
                    {kServer, std::string(48, 'e')},
                    {kClient, std::string(64, 'e')},
                    {kServer, std::string(80, 'e')}};
  for (int i = 0; i < refusals; ++i) {
    dialogue.push_back({kClient, std::string(96, 'e')});
    dialogue.push_back({kServer, std::string(80, 'e')});
  }
  dialogue.push_back({kClient, std::string(96, 'e')});
  if (succeeds) dialogue.push_back({kServer, std::string(32, 'e')});
  return dialogue;
}

const record::Ssh& only_row(TestContext& context) {
  const auto& rows = context.records().of<record::Ssh>().rows();
  REQUIRE(rows.size() == 1);
  return rows[0];
}

}  // namespace

TEST_CASE("a key exchange is read, and a logon told from the sizes, however the streams are cut") {
  for (const std::size_t piece_bytes : {1U, 9U, 4096U}) {
    TestContext context;
    hold_dialogue(context, ssh::kProtocol, logon(3, true), piece_bytes);
    const auto& row = only_row(context);
    CHECK(row.version == 2);
    CHECK(row.client == "SSH-2.0-libssh_0.9");
    CHECK(row.kex_alg == "curve25519-sha256");
    CHECK(row.cipher_alg == "aes256-ctr");
    CHECK(row.host_key_alg == "ssh-ed25519");
    CHECK(row.host_key_fingerprint->starts_with("SHA256:"));
    CHECK(row.hassh->size() == 32);
    CHECK(row.auth_success == true);
    CHECK(row.auth_attempts == 4);
    CHECK(context.weirds.empty());
  }
}

TEST_CASE("a guesser who is refused each time has not got in") {
  TestContext context;
  hold_dialogue(context, ssh::kProtocol, logon(5, false));
  CHECK(only_row(context).auth_success == false);
  CHECK(only_row(context).auth_attempts == 5);
}

TEST_CASE("a session that ends before authentication says nothing of it") {
  TestContext context;
  hold_dialogue(context, ssh::kProtocol, {{kServer, "SSH-2.0-x\r\n"}, {kClient, "SSH-2.0-y\r\n"}});
  CHECK_FALSE(only_row(context).auth_success);
}

TEST_CASE("HASSH is the MD5 of what is offered for one's own direction") {
  ssh::Offer offer;
  offer.lists[ssh::Offer::kex] = "a";
  offer.lists[ssh::Offer::cipher_out] = "b";
  offer.lists[ssh::Offer::mac_out] = "c";
  offer.lists[ssh::Offer::compression_out] = "d";
  // printf 'a;b;c;d' | md5sum
  CHECK(ssh::hassh(offer, false) == "845425be4f77f4097e014a6591497010");
}

TEST_CASE("every proper prefix of a KEXINIT is truncated") {
  const std::string whole = kexinit("a", "b").substr(6);
  const std::string payload = whole.substr(0, whole.size() - 4 - 5);
  CHECK(ssh::parse_kexinit(as_bytes(payload)));
  for (std::size_t size = 0; size + 8 < payload.size(); ++size) {
    const auto parsed = ssh::parse_kexinit(as_bytes(payload).first(size));
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().fault == ParseFault::truncated);
  }
}

TEST_CASE("SSH is known by its banner, and a packet of an impossible length is a weird") {
  CHECK(probe_with(ssh::kProtocol, "", "SSH-2.0") == Probe::yes);
  CHECK(probe_with(ssh::kProtocol, "", "SSH") == Probe::need_more);
  CHECK(probe_with(ssh::kProtocol, "GET / HTTP/1.1\r\n", "") == Probe::no);
  TestContext context;
  hold_dialogue(context, ssh::kProtocol, {{kServer, "SSH-2.0-x\r\n\x7f\xff\xff\xff\xff"}});
  CHECK(context.weirds.contains("ssh_malformed_packet"));
}
