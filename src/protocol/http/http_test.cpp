#include "protocol/http/http.hpp"

#include <doctest/doctest.h>

#include "protocol/common/test_context.hpp"
#include "protocol/common/test_dialogue.hpp"
#include "protocol/http/head.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

constexpr Direction kClient = Direction::orig;
constexpr Direction kServer = Direction::resp;

std::vector<record::Http>& rows_of(TestContext& context) { return context.records().of<record::Http>().rows(); }

}  // namespace

TEST_CASE("requests in a row have their replies, lengths and kinds, however the streams are cut") {
  const Dialogue dialogue{
      {kClient,
       "GET /studies HTTP/1.1\r\nHost: pacs.ex\r\nUser-Agent: curl/8\r\n\r\n"
       "POST /up HTTP/1.1\r\nHost: pacs.ex\r\nContent-Length: 5\r\n\r\n%PDF-"},
      {kServer,
       "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nServer: nginx\r\nTransfer-Encoding: chunked\r\n\r\n"
       "6\r\n{\"a\":1\r\n1\r\n}\r\n0\r\n\r\nHTTP/1.0 404 Not Found\r\nContent-Length: 6\r\n\r\n<html>"}};
  for (const std::size_t piece_bytes : {1U, 3U, 17U, 4096U}) {
    CAPTURE(piece_bytes);
    TestContext context;
    hold_dialogue(context, http::kProtocol, dialogue, piece_bytes);
    const auto& rows = rows_of(context);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].method == "GET");
    CHECK(rows[0].host == "pacs.ex");
    CHECK(rows[0].info_code == 100);
    CHECK(rows[0].status_code == 200);
    CHECK(rows[0].server == "nginx");
    CHECK(rows[0].response_body_len == 7);
    CHECK(rows[0].resp_mime_types->front() == "text/json");
    CHECK(rows[1].trans_depth == 2);
    CHECK(rows[1].request_body_len == 5);
    CHECK(rows[1].orig_mime_types->front() == "application/pdf");
    CHECK(rows[1].upload == "body");
    CHECK(rows[1].version == "1.0");
    CHECK(rows[1].resp_mime_types->front() == "text/html");
    CHECK(context.weirds.empty());
  }
}

TEST_CASE("of basic credentials the user stays and the password does not") {
  TestContext context;
  hold_dialogue(context, http::kProtocol,
                {{kClient, "GET / HTTP/1.1\r\nAuthorization: Basic bnVyc2U6czNjcmV0\r\n\r\n"},
                 {kServer, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"}});
  REQUIRE(rows_of(context).size() == 1);
  CHECK(rows_of(context)[0].username == "nurse");
  CHECK(rows_of(context)[0].has_password);
  CHECK(rows_of(context)[0].auth_scheme == "basic");
}

TEST_CASE("files of a form are named, and their kinds told by content") {
  const std::string body =
      "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"list.csv\"\r\n\r\na,b\r\n--b\r\n"
      "Content-Disposition: form-data; name=\"g\"; filename=\"x.zip\"\r\n\r\nPK\x03\x04zz\r\n--b--\r\n";
  TestContext context;
  hold_dialogue(context, http::kProtocol,
                {{kClient, "POST /u HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: " +
                               std::to_string(body.size()) + "\r\n\r\n" + body}},
                7);
  REQUIRE(rows_of(context).size() == 1);
  const auto& row = rows_of(context)[0];
  REQUIRE(row.orig_filenames->size() == 2);
  CHECK((*row.orig_filenames)[1] == "x.zip");
  CHECK((*row.orig_mime_types)[0] == "text/plain");
  CHECK((*row.orig_mime_types)[1] == "application/zip");
  CHECK(row.upload == "file");
}

TEST_CASE("a long body of known length is counted without being shown") {
  TestContext context;
  const auto session = http::kProtocol.open(context);
  const std::string request = "GET / HTTP/1.1\r\n\r\n";
  const std::string reply = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + std::string(2000, 'x');
  session->on_data(kClient, as_bytes(request), 0, Timestamp{});
  const Next next = session->on_data(kServer, as_bytes(reply), 0, Timestamp{});
  CHECK(next.kind == Next::Kind::skip);
  CHECK(next.skip_bytes == 998'000);
  session->on_end(EndReason::closed, Timestamp{});
  CHECK(rows_of(context)[0].response_body_len == 1'000'000);
}

TEST_CASE("reading goes on at the next head behind a gap") {
  TestContext context;
  const auto session = http::kProtocol.open(context);
  session->on_data(kClient, as_bytes("GET /a HTTP/1.1\r\nHo"), 0, Timestamp{});
  session->on_gap(kClient, 100, Timestamp{});
  session->on_data(kClient, as_bytes("GET /b HTTP/1.1\r\n\r\n"), 0, Timestamp{});
  session->on_end(EndReason::closed, Timestamp{});
  REQUIRE(rows_of(context).size() == 2);
  CHECK(rows_of(context)[1].uri == "/b");
}

TEST_CASE("HTTP is what has its version in the first line, and nothing else") {
  CHECK(probe_with(http::kProtocol, "GET / HTTP/1.1\r\n", "") == Probe::yes);
  CHECK(probe_with(http::kProtocol, "GET / HTT", "") == Probe::need_more);
  CHECK(probe_with(http::kProtocol, "USER nurse\r\n", "331 Password\r\n") == Probe::no);
  CHECK(probe_with(http::kProtocol, "SSH-2.0-x\r\n", "SSH-2.0-y\r\n") == Probe::no);
  CHECK(probe_with(http::kProtocol, "\x16\x03\x01", "\x16\x03\x03") == Probe::no);
  CHECK(probe_with(http::kProtocol, "", "HTTP/1.1 200 OK\r\n") == Probe::yes);
  CHECK(probe_with(http::kProtocol, "NONSENSE\r\n", "HTTP/1.1 400 Bad Request\r\n") == Probe::yes);
}

TEST_CASE("a line that is no request, and a chunk without its size, are weirds") {
  TestContext context;
  hold_dialogue(context, http::kProtocol,
                {{kClient, "GET / HTTP/1.1\r\n\r\n\x01\x02\x03\r\n"},
                 {kServer, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}});
  CHECK(context.weirds.contains("bad_HTTP_request"));
  CHECK(context.weirds.contains("HTTP_bad_chunk"));
}
