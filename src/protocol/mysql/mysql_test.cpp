#include "protocol/mysql/mysql.hpp"

#include <doctest/doctest.h>

#include "protocol/common/test_context.hpp"
#include "protocol/common/test_dialogue.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

std::string packet(unsigned sequence, const std::string& payload) {
  return std::string(1, static_cast<char>(payload.size())) + std::string(2, '\0') + static_cast<char>(sequence) +
         payload;
}
std::string greeting() {
  return packet(0,
                "\x0a"
                "8.0.36" +
                    std::string(1, '\0') + std::string(4, 't') + std::string(8, 's') + std::string(1, '\0') +
                    std::string(7, '\0') + '\x15' + std::string(10, '\0') + std::string(13, 's') +
                    "caching_sha2_password" + std::string(1, '\0'));
}
std::string login(const std::string& user) {
  return packet(1, std::string{"\x00\x02\0\0", 4} + std::string(28, '\0') + user + std::string(1, '\0') + "\x03pwd");
}
const std::string kOk = std::string{"\0\2\0\0\0\0\0", 7};

}  // namespace

TEST_CASE("a login and a statement have their results, and no value of it, however the stream is cut") {
  const Dialogue dialogue{{Direction::resp, greeting()},
                          {Direction::orig, login("nurse")},
                          {Direction::resp, packet(2, std::string(1, '\x01') + "\x03") + packet(3, kOk)},
                          {Direction::orig, packet(0, "\x03update p set name='DOE^JOHN' where id=4711")},
                          {Direction::resp, packet(1, kOk)},
                          {Direction::orig, packet(0, "\x01")}};
  for (const std::size_t piece_bytes : {1U, 6U, 4096U}) {
    TestContext context;
    hold_dialogue(context, mysql::kProtocol, dialogue, piece_bytes);
    const auto& rows = context.records().of<record::Mysql>().rows();
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].cmd == "login");
    CHECK(rows[0].arg == "nurse");
    CHECK(rows[0].success == true);
    CHECK(rows[0].server_version == "8.0.36");
    CHECK(rows[0].auth_plugin == "caching_sha2_password");
    CHECK(rows[1].cmd == "query");
    CHECK(rows[1].arg == "update p set name=? where id=?");
    CHECK(rows[1].rows == 2);
    CHECK(rows[2].cmd == "quit");
    CHECK(context.weirds.empty());
  }
}

TEST_CASE("a refused login has the server's words") {
  TestContext context;
  hold_dialogue(context, mysql::kProtocol,
                {{Direction::resp, greeting()},
                 {Direction::orig, login("root")},
                 {Direction::resp, packet(2, std::string{"\xff\x15\x04#28000", 9} + "Access denied")}});
  const auto& rows = context.records().of<record::Mysql>().rows();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].success == false);
  CHECK(rows[0].response == "Access denied");
}

TEST_CASE("MySQL is known by its greeting, and a login cut short is a weird") {
  CHECK(probe_with(mysql::kProtocol, "", greeting()) == Probe::yes);
  CHECK(probe_with(mysql::kProtocol, "", greeting().substr(0, 5)) == Probe::need_more);
  CHECK(probe_with(mysql::kProtocol, "", "HTTP/1.1 200 OK") == Probe::no);
  TestContext context;
  hold_dialogue(context, mysql::kProtocol, {{Direction::resp, greeting()}, {Direction::orig, packet(1, "\x01\x02")}});
  CHECK(context.weirds.contains("mysql_malformed_login"));
}
