#include "protocol/ssl/ssl.hpp"

#include <doctest/doctest.h>

#include <string>

#include "core/digest.hpp"
#include "protocol/common/test_context.hpp"
#include "protocol/ssl/fingerprint.hpp"
#include "protocol/ssl/handshake.hpp"
#include "protocol/ssl/hello.hpp"
#include "protocol/ssl/names.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

std::string u8(std::size_t value) { return std::string(1, static_cast<char>(value)); }
std::string u16(std::size_t value) { return u8(value >> 8U) + u8(value & 0xffU); }
std::string u24(std::size_t value) { return u8(value >> 16U) + u16(value & 0xffffU); }
std::string message(std::size_t type, const std::string& body) { return u8(type) + u24(body.size()) + body; }
std::string tls_record(std::size_t type, const std::string& body, std::size_t version = 0x0303) {
  return u8(type) + u16(version) + u16(body.size()) + body;
}
std::string extension(std::size_t type, const std::string& data) { return u16(type) + u16(data.size()) + data; }
std::string codes(std::initializer_list<std::size_t> list) {
  std::string out;
  for (const std::size_t code : list) out += u16(code);
  return out;
}
std::string listed16(const std::string& list) { return u16(list.size()) + list; }

std::string server_name(const std::string& name) { return extension(0, listed16(u8(0) + listed16(name))); }

std::string client_hello(const std::string& extensions, const std::string& suites = codes({0x0a0a, 0x1301, 0xc02f}),
                         const std::string& session_id = {}) {
  return u16(0x0303) + std::string(32, 'r') + u8(session_id.size()) + session_id + listed16(suites) + u8(1) + u8(0) +
         listed16(extensions);
}
std::string server_hello(std::size_t suite, const std::string& extensions = {}, const std::string& session_id = {}) {
  return u16(0x0303) + std::string(32, 's') + u8(session_id.size()) + session_id + u16(suite) + u8(0) +
         (extensions.empty() ? std::string{} : listed16(extensions));
}

const std::string kExtensions =
    extension(0x1a1a, {}) + server_name("pacs.example") + extension(10, listed16(codes({0x2a2a, 29, 23}))) +
    extension(11, u8(1) + u8(0)) + extension(13, listed16(codes({0x0403, 0x0804}))) +
    extension(16, listed16(u8(2) + "h2" + u8(8) + "http/1.1")) + extension(43, u8(6) + codes({0x3a3a, 0x0304, 0x0303}));

struct Shown {
  TestContext context;
  std::unique_ptr<Session> session = ssl::kProtocol.open(context);
  std::array<std::uint64_t, 2> offset{};

  Next show(Direction direction, const std::string& bytes) {
    std::uint64_t& at = offset[index_of(direction)];
    const Next next = session->on_data(direction, as_bytes(bytes), at, Timestamp{});
    at += bytes.size();
    return next;
  }
  Next orig(const std::string& bytes) { return show(Direction::orig, bytes); }
  Next resp(const std::string& bytes) { return show(Direction::resp, bytes); }
  const std::vector<record::Ssl>& end() {
    session->on_end(EndReason::closed, Timestamp{});
    return context.records().of<record::Ssl>().rows();
  }
};

Probe probed(const std::string& orig, const std::string& resp = {}, bool complete = false) {
  FirstBytes first{};
  first.orig = as_bytes(orig);
  first.resp = as_bytes(resp);
  first.orig_complete = first.resp_complete = complete;
  return ssl::kProtocol.probe(first);
}

std::string v2_hello(std::size_t version, std::size_t kinds_bytes) {
  const std::string body =
      u8(1) + u16(version) + u16(kinds_bytes) + u16(0) + u16(16) + std::string(kinds_bytes, 'k') + std::string(16, 'c');
  return u16(0x8000U | body.size()) + body;
}

}  // namespace

TEST_CASE("every proper prefix of a ClientHello is truncated, up to what it may lack") {
  const std::string hello = client_hello({});
  // The length of the extensions may be missing altogether (RFC 5246 7.4.1.2).
  for (std::size_t length = 0; length + 2 < hello.size(); ++length) {
    const auto cut = ssl::parse_client_hello(as_bytes(std::string_view{hello}.substr(0, length)));
    REQUIRE_FALSE(cut.has_value());
    CHECK(cut.error().fault == ParseFault::truncated);
  }
  CHECK(ssl::parse_client_hello(as_bytes(hello)).has_value());
}

TEST_CASE("every proper prefix of a ServerHello without extensions is truncated") {
  const std::string hello = server_hello(0x1301);
  for (std::size_t length = 0; length < hello.size(); ++length) {
    const auto cut = ssl::parse_server_hello(as_bytes(std::string_view{hello}.substr(0, length)));
    REQUIRE_FALSE(cut.has_value());
    CHECK(cut.error().fault == ParseFault::truncated);
  }
}

TEST_CASE("a session id longer than 32 bytes is malformed, at its length") {
  const auto hello = ssl::parse_client_hello(as_bytes(client_hello({}, codes({0x1301}), std::string(33, 'i'))));
  REQUIRE_FALSE(hello.has_value());
  CHECK(hello.error().fault == ParseFault::malformed);
  CHECK(hello.error().field_name() == "session_id_length");
}

TEST_CASE("JA3 leaves GREASE out and is the MD5 of the five lists") {
  const std::string bytes = client_hello(kExtensions);
  const auto hello = ssl::parse_client_hello(as_bytes(bytes));
  REQUIRE(hello.has_value());
  CHECK(ssl::ja3(*hello).view() == hex(md5(as_bytes("771,4865-49199,0-10-11-13-16-43,29-23,0"))));
}

TEST_CASE("JA4 counts, sorts and hashes what JA4's description says") {
  const std::string bytes = client_hello(kExtensions);
  const auto hello = ssl::parse_client_hello(as_bytes(bytes));
  REQUIRE(hello.has_value());
  const std::string suites = hex(sha256(as_bytes("1301,c02f"))).substr(0, 12);
  const std::string extensions = hex(sha256(as_bytes("000a,000b,000d,002b_0403,0804"))).substr(0, 12);
  CHECK(ssl::ja4(*hello, 't').view() == "t13d0206h2_" + suites + "_" + extensions);
}

TEST_CASE("JA4 of a hello that has nothing is zeros") {
  const std::string bytes = client_hello({}, codes({0x0a0a}));
  const auto hello = ssl::parse_client_hello(as_bytes(bytes));
  REQUIRE(hello.has_value());
  CHECK(ssl::ja4(*hello, 't').view() == "t12i000000_000000000000_000000000000");
}

TEST_CASE("JA4 writes a protocol that is not alphanumeric as the ends of its hexadecimal form") {
  const std::string bytes = client_hello(extension(16, listed16(u8(2) + "\xab\xcd")));
  const auto hello = ssl::parse_client_hello(as_bytes(bytes));
  REQUIRE(hello.has_value());
  CHECK(ssl::ja4(*hello, 't').view().substr(8, 2) == "ad");
}

TEST_CASE("names are Zeek's, and what has none says its number") {
  CHECK(ssl::cipher_suite_name(0x0004).view() == "TLS_RSA_WITH_RC4_128_MD5");
  CHECK(ssl::cipher_suite_name(0x0034).view() == "TLS_DH_ANON_WITH_AES_128_CBC_SHA");
  CHECK(ssl::cipher_suite_name(0x010080).view() == "SSLv20_CK_RC4_128_WITH_MD5");
  CHECK(ssl::cipher_suite_name(0xeeee).view() == "unknown-61166");
  CHECK(ssl::version_name(0x0303).view() == "TLSv12");
  CHECK(ssl::version_name(0x7f1c).view() == "TLSv13-draft28");
  CHECK(ssl::version_name(0x0305).view() == "unknown-773");
  CHECK(ssl::group_name(29).view() == "x25519");
  CHECK(ssl::group_name(0x1a1a).view() == "grease_0x1A1A");
  CHECK(ssl::alert_name(40).view() == "handshake_failure");
  CHECK(ssl::alert_name(99).view() == "unknown-99");
}

TEST_CASE("the probe says yes to hellos of either side, asks for more of a beginning, and refuses anything else") {
  const std::string hello = tls_record(22, message(1, client_hello({})), 0x0301);
  CHECK(probed(hello) == Probe::yes);
  CHECK(probed({}, tls_record(22, message(2, server_hello(0x1301)))) == Probe::yes);
  CHECK(probed("middle of something", tls_record(22, message(2, server_hello(0x1301)))) == Probe::yes);
  CHECK(probed(hello.substr(0, 10)) == Probe::need_more);
  CHECK(probed(hello.substr(0, 10), {}, true) == Probe::no);
  CHECK(probed("GET / HTTP/1.1\r\n\r\n") == Probe::no);
  CHECK(probed(tls_record(23, std::string(40, 'x'))) == Probe::no);
  CHECK(probed(tls_record(22, message(1, std::string(12, 'x')))) == Probe::no);
  CHECK(probed(v2_hello(0x0301, 6)) == Probe::yes);
  CHECK(probed(v2_hello(0x0301, 7)) == Probe::no);
}

TEST_CASE("a datagram that only looks like DTLS is refused") {
  FirstBytes first{};
  first.transport = Transport::udp;
  const std::string hello = u8(22) + u16(0xfeff) + u16(0) + std::string(6, '\0') + u16(60) + u8(1) + u24(48) + u16(0) +
                            u24(0) + u24(48) + std::string(48, 'x');
  first.orig = as_bytes(hello);
  CHECK(ssl::kProtocol.probe(first) == Probe::yes);
  std::string lie = hello;
  lie[12] = 100;
  first.orig = as_bytes(lie);
  CHECK(ssl::kProtocol.probe(first) == Probe::no);
}

TEST_CASE("messages are cut out of fragments the same wherever they are cut") {
  const std::string stream = message(1, std::string(300, 'c')) + message(14, {}) + message(16, std::string(70, 'k')) +
                             message(11, std::string(1000, 'x')) + message(0, {});
  for (std::size_t step = 1; step <= stream.size(); ++step) {
    ssl::HandshakeAssembler assembler;
    std::string seen;
    for (std::size_t at = 0; at < stream.size(); at += step) {
      Bytes fragment = as_bytes(std::string_view{stream}.substr(at, step));
      while (const auto next = assembler.next(fragment)) {
        seen += std::to_string(next->type) + ":" + std::to_string(next->body.size()) + " ";
      }
    }
    CHECK(seen == "1:300 14:0 16:0 11:1000 0:0 ");
  }
}

TEST_CASE("a message that claims megabytes is passed over and costs no memory") {
  ssl::HandshakeAssembler assembler;
  const std::string stream = u8(11) + u24(0xffffff) + std::string(4096, 'x');
  Bytes fragment = as_bytes(stream);
  CHECK_FALSE(assembler.next(fragment).has_value());
  CHECK(fragment.empty());
}

TEST_CASE("a refused handshake is a row with its alert, as Zeek has it") {
  Shown shown;
  shown.orig(tls_record(22, message(1, client_hello(kExtensions)), 0x0301));
  shown.resp(tls_record(21, "\x02\x28", 0x0301));
  const auto& rows = shown.end();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].last_alert == "handshake_failure");
  CHECK(rows[0].ssl_history == "Cl");
  CHECK(rows[0].server_name == "pacs.example");
  CHECK_FALSE(rows[0].established);
  CHECK_FALSE(rows[0].version.has_value());
}

TEST_CASE("TLS 1.3 without the dummy change_cipher_spec is established when both sides send encrypted records") {
  Shown shown;
  shown.orig(tls_record(22, message(1, client_hello(kExtensions)), 0x0301));
  shown.resp(
      tls_record(22, message(2, server_hello(0x1301, extension(43, u16(0x0304)) + extension(51, u16(29) + u16(0))))));
  CHECK(shown.resp(tls_record(23, std::string(100, 'e'))).kind != Next::Kind::done);
  CHECK(shown.orig(tls_record(23, std::string(53, 'e'))).kind == Next::Kind::done);
  const auto& rows = shown.end();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].established);
  CHECK(rows[0].version == "TLSv13");
  CHECK(rows[0].curve == "x25519");
  CHECK(rows[0].ssl_history == "Cs");
}

TEST_CASE("an SSL 2.0 hello that opens TLS has a history and no JA3") {
  Shown shown;
  shown.orig(v2_hello(0x0301, 6));
  shown.resp(tls_record(22, message(2, server_hello(0x0005)), 0x0301));
  const auto& rows = shown.end();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].ssl_history == "Cs");
  CHECK(rows[0].cipher == "TLS_RSA_WITH_RC4_128_SHA");
  CHECK_FALSE(rows[0].ja3.has_value());
}

TEST_CASE("SSL 2.0 itself is read to its master key") {
  Shown shown;
  const std::string hello =
      u8(4) + u8(0) + u8(1) + u16(2) + u16(0) + u16(3) + u16(16) + u24(0x010080) + std::string(16, 'i');
  const std::string key = u8(2) + u24(0x010080) + u16(0) + u16(8) + u16(0) + std::string(8, 'k');
  shown.orig(v2_hello(0x0002, 3));
  shown.resp(u16(0x8000U | hello.size()) + hello);
  CHECK(shown.orig(u16(0x8000U | key.size()) + key).kind == Next::Kind::done);
  const auto& rows = shown.end();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].version == "SSLv2");
  CHECK(rows[0].cipher == "SSLv20_CK_RC4_128_WITH_MD5");
  CHECK(rows[0].established);
}

TEST_CASE("a client that was called is written with Zeek's sign for it") {
  Shown shown;
  shown.resp(tls_record(22, message(1, client_hello({})), 0x0301));
  shown.orig(tls_record(22, message(2, server_hello(0x002f))));
  const auto& rows = shown.end();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].ssl_history == "^Cs");
}

TEST_CASE("encrypted content is not asked for") {
  Shown shown;
  shown.orig(tls_record(22, message(1, client_hello({})), 0x0301));
  shown.orig(tls_record(20, u8(1)));
  const Next next = shown.orig(tls_record(22, std::string(10'000, 'e')).substr(0, 105));
  CHECK(next.kind == Next::Kind::skip);
  CHECK(next.skip_bytes == 10'005 - 105);
}

TEST_CASE("bytes that were skipped may be shown nevertheless") {
  Shown shown;
  shown.orig(tls_record(22, message(1, client_hello({})), 0x0301));
  shown.orig(tls_record(20, u8(1)));
  const std::string encrypted = tls_record(22, std::string(300, 'e'));
  CHECK(shown.orig(encrypted.substr(0, 20)).kind == Next::Kind::skip);
  shown.orig(encrypted.substr(20, 100));
  shown.orig(encrypted.substr(120) + tls_record(21, std::string(30, 'e')));
  shown.end();
  CHECK(shown.context.weirds.empty());
}

TEST_CASE("a gap over a header loses the side, and a record at the start of a later piece finds it again") {
  struct Listener final : events::Listener {
    std::size_t records = 0;
    void on(const events::TlsRecordSeen&) override { ++records; }
  } listener;
  TestContext context;
  context.listening = &listener;
  const auto session = ssl::kProtocol.open(context);
  const std::string hello = tls_record(22, message(1, client_hello({})));
  const std::string encrypted = tls_record(23, "abc");
  session->on_data(Direction::orig, as_bytes(hello), 0, Timestamp{});
  session->on_gap(Direction::orig, 5000, Timestamp{});
  session->on_data(Direction::orig, as_bytes("rest of a record"), hello.size() + 5000, Timestamp{});
  CHECK(listener.records == 1);
  session->on_data(Direction::orig, as_bytes(encrypted), hello.size() + 5016, Timestamp{});
  CHECK(listener.records == 2);
  CHECK(context.weirds.empty());
}

TEST_CASE("what follows no format is a weird, once, and the row is still written") {
  Shown shown;
  shown.orig(tls_record(22, message(1, client_hello({})), 0x0301));
  shown.orig("this is no record at all, and it is long");
  CHECK(shown.end().size() == 1);
  CHECK(shown.context.weirds["ssl_malformed_record"] == 1);
}

TEST_CASE("the history ends at its limit, and says so") {
  Shown shown;
  std::string requests;
  for (int i = 0; i < 150; ++i) requests += message(0, {});
  shown.resp(tls_record(22, requests));
  const auto& rows = shown.end();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].ssl_history->size() == 100);
  CHECK(shown.context.weirds["SSL_max_ssl_history_length_reached"] == 1);
}

TEST_CASE("any single byte of a handshake may be anything") {
  const std::string stream = tls_record(22, message(1, client_hello(kExtensions))) + tls_record(20, u8(1));
  const std::string answer = tls_record(22, message(2, server_hello(0xc02f, extension(16, listed16(u8(2) + "h2")))) +
                                                message(12, u8(3) + u16(23) + "point"));
  for (std::size_t at = 0; at < stream.size() + answer.size(); ++at) {
    for (const int value : {0x00, 0x01, 0x7f, 0x80, 0xff}) {
      std::string orig = stream;
      std::string resp = answer;
      (at < orig.size() ? orig[at] : resp[at - orig.size()]) = static_cast<char>(value);
      Shown shown;
      shown.orig(orig);
      shown.resp(resp);
      CHECK(shown.end().size() <= 1);
    }
  }
}
