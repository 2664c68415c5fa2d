#include <doctest/doctest.h>

#include <cstdlib>

#include "protocol/common/test_capture.hpp"
#include "protocol/ssl/ssl.hpp"
#include "record/json.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

const std::filesystem::path kFolder{"src/protocol/ssl/testdata"};
constexpr std::string_view kNames[] = {
    "dtls12",
    "tls10_then_protocol_version_alert",
    "tls12_client_certificate",
    "tls12_then_session_id",
    "tls12_then_ticket",
    "tls13_retry_request",
    "tls13_then_resumed",
};

/// Stands in for the protocol x509, which has its own tests: a fingerprint that is the length, and names as asked for.
class FakeCertificates final : public Session {
 public:
  explicit FakeCertificates(Context& context) noexcept : context_{context} {}
  Next on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp) override {
    const std::string length = std::to_string(bytes.size());
    context_.listener()->on(events::CertificateSeen{direction, static_cast<std::size_t>(stream_offset), length, "CN=a",
                                                    "CN=a", context_.argument() != "other.example", true});
    return Next::more();
  }
  Next on_gap(Direction, std::uint64_t, Timestamp) override { return Next::more(); }
  void on_end(EndReason, Timestamp) override {}

 private:
  Context& context_;
};

constexpr Protocol kFakeCertificates{
    .name = "x509",
    .usual_ports = {},
    .open = [](Context& context) -> std::unique_ptr<Session> { return std::make_unique<FakeCertificates>(context); },
};

struct Counter final : events::Listener {
  std::size_t records = 0;
  std::size_t encrypted_bytes = 0;
  std::size_t hellos = 0;
  std::size_t dones = 0;
  std::size_t certificates = 0;
  void on(const events::TlsRecordSeen& seen) override {
    ++records;
    if (seen.encrypted) encrypted_bytes += seen.length_bytes;
  }
  void on(const events::TlsServerHello&) override { ++hellos; }
  void on(const events::TlsHandshakeDone&) override { ++dones; }
  void on(const events::CertificateSeen&) override { ++certificates; }
};

std::string rows_of(const TestContext& context) {
  std::string out;
  const auto& rows = const_cast<TestContext&>(context).records().of<record::Ssl>().rows();  // NOLINT
  for (const auto& row : rows) {
    record::append_json(out, row);
    out += '\n';
  }
  return out;
}

std::string rows_as_json(const std::filesystem::path& capture, std::size_t piece_bytes, Counter* counter = nullptr) {
  std::string out;
  for (const auto& connection : read_test_capture(capture)) {
    TestContext context{connection.transport};
    context.child_protocols["x509"] = &kFakeCertificates;
    context.listening = counter;
    replay(context, ssl::kProtocol, connection, piece_bytes);
    out += rows_of(context);
    CHECK(context.weirds.empty());
  }
  return out;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

TEST_CASE("the rows of recorded captures are the golden ones, however the streams are cut") {
  const char* mode = std::getenv("WW_GOLDEN");
  for (const std::string_view name : kNames) {
    CAPTURE(name);
    const auto capture = kFolder / (std::string{name} + ".pcap");
    const auto golden = kFolder / (std::string{name} + ".golden.jsonl");
    const std::string rows = rows_as_json(capture, 1U << 20U);
    if (mode != nullptr && std::string_view{mode} == "rewrite") std::ofstream{golden, std::ios::binary} << rows;
    CHECK(rows == text_of(golden));
    for (const std::size_t piece_bytes : {1U, 2U, 3U, 7U, 100U}) CHECK(rows_as_json(capture, piece_bytes) == rows);
  }
}

TEST_CASE("a listener changes nothing in the rows, and hears the same however the streams are cut") {
  for (const std::string_view name : kNames) {
    CAPTURE(name);
    const auto capture = kFolder / (std::string{name} + ".pcap");
    Counter whole;
    Counter cut;
    CHECK(rows_as_json(capture, 1U << 20U, &whole) == text_of(kFolder / (std::string{name} + ".golden.jsonl")));
    static_cast<void>(rows_as_json(capture, 1, &cut));
    CHECK(whole.records == cut.records);
    CHECK(whole.encrypted_bytes == cut.encrypted_bytes);
    CHECK(whole.records > 8);
    CHECK(whole.hellos == cut.hellos);
    CHECK(whole.dones == cut.dones);
    CHECK(whole.certificates == cut.certificates);
  }
}

TEST_CASE("what both streams cut at one place say, they say uncut") {
  for (const auto& connection : read_test_capture(kFolder / "tls12_client_certificate.pcap")) {
    std::size_t longest = 0;
    for (const auto& piece : connection.pieces) longest = std::max(longest, piece.bytes.size());
    TestContext uncut;
    uncut.child_protocols["x509"] = &kFakeCertificates;
    replay(uncut, ssl::kProtocol, connection, longest);
    for (std::size_t at = 1; at < longest; ++at) {
      TestContext context;
      context.child_protocols["x509"] = &kFakeCertificates;
      TestConnection cut{connection.transport, {}, {}, {}, {}, {}};
      for (const auto& piece : connection.pieces) {
        cut.pieces.push_back({piece.direction, piece.offset, piece.bytes.substr(0, at), piece.ts});
        if (piece.bytes.size() > at) {
          cut.pieces.push_back({piece.direction, piece.offset + at, piece.bytes.substr(at), piece.ts});
        }
      }
      replay(context, ssl::kProtocol, cut, longest);
      CHECK(rows_of(context) == rows_of(uncut));
    }
  }
}

TEST_CASE("without a listener nothing is read once the handshake is done") {
  for (const auto& connection : read_test_capture(kFolder / "tls12_then_ticket.pcap")) {
    std::size_t sent_bytes = 0;
    for (const auto& piece : connection.pieces) sent_bytes += piece.bytes.size();
    TestContext context;
    CHECK(replay(context, ssl::kProtocol, connection, 1U << 20U) < sent_bytes);
  }
}
