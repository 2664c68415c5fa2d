#include "zeeklog/log_reader.hpp"

#include <doctest/doctest.h>

#include "record/json.hpp"
#include "zeeklog/assign.hpp"

using namespace wardwatch;
using namespace wardwatch::zeeklog;

namespace {

const std::string kConnHead =
    "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
    "#open\t2026-03-02-03-04-05\n"
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\t"
    "conn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\t"
    "tunnel_parents\n"
    "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\tbool\tbool\tcount\t"
    "string\tcount\tcount\tcount\tcount\tset[string]\n";

std::string conn_line(std::string_view uid, std::uint64_t orig_bytes, std::uint64_t resp_bytes) {
  return "1772420645.258458\t" + std::string{uid} +
         "\t203.0.113.66\t50123\t198.51.100.20\t3389\ttcp\tssl,rdp\t2.500000\t" + std::to_string(orig_bytes) + "\t" +
         std::to_string(resp_bytes) + "\tSF\tF\tT\t0\tShADadFf\t12\t1800\t10\t2400\t(empty)\n";
}

struct Seen {
  record::Batches records;
  ReadStatus status;
};

Seen read(std::string_view text, std::string_view name = "conn.log", std::size_t piece_bytes = 7,
          const RdpSizes* sizes = nullptr) {
  Seen seen;
  Bytes rest = as_bytes(text);
  LogReader reader{[&] {
                     const Bytes piece = at_most(rest, piece_bytes);
                     rest = rest.subspan(piece.size());
                     return piece;
                   },
                   SourceId{3}, identify(as_bytes(text), name), sizes};
  while (reader.next(seen.records)) {
  }
  seen.status = reader.status();
  return seen;
}

}  // namespace

TEST_CASE("a row of conn.log is a connection, in whatever pieces it comes") {
  const std::string text = kConnHead + conn_line("CHhAvVGS1DHFjwGM9", 1'100, 2'000) + "#close\t2026-03-02-03-05-00\n";
  for (const std::size_t piece_bytes : {1U, 7U, 100'000U}) {
    const Seen seen = read(text, "x", piece_bytes);
    CHECK(seen.status.first_fault == "");
    REQUIRE(seen.records.of<record::Connection>().rows().size() == 1);
    const record::Connection& row = seen.records.of<record::Connection>().rows()[0];
    CHECK(nanoseconds_of(row.at.ts) == 1'772'420'645'258'458'000);
    CHECK(row.at.uid.view() == "CHhAvVGS1DHFjwGM9");
    CHECK(row.at.orig_h.text() == "203.0.113.66");
    CHECK(row.at.resp_p.value == 3389);
    CHECK(row.at.source.value == 3);
    CHECK(row.at.first_packet == 9);
    CHECK(row.at.community_id.view() ==
          community_id(row.at.orig_h, row.at.orig_p, row.at.resp_h, row.at.resp_p, 6).view());
    CHECK(row.service == "ssl,rdp");
    CHECK(row.duration == std::chrono::milliseconds{2'500});
    CHECK(row.orig_bytes == 1'100);
    CHECK(row.conn_state.view() == "SF");
    CHECK(row.local_resp);
    CHECK(row.tunnel_parents.value().empty());
    CHECK(row.ip_proto == 6);
  }
}

TEST_CASE("JSON gives what the table gives, flat, nested and with underscores, with either kind of time") {
  const std::string tail =
      R"("id.resp_h":"198.51.100.53","id.resp_p":53,"proto":"udp","query":"a\u00e9.clinic.example","qtype":1,"AA":false,"RD":true,"answers":["10.20.0.10"],"TTLs":[3600.0]})";
  const std::string flat =
      R"({"_path":"dns","ts":"2026-03-02T03:04:05.258458Z","uid":"C1","id.orig_h":"10.20.0.31","id.orig_p":5353,)" +
      tail;
  const std::string nested =
      R"({"ts":1772420645.258458,"uid":"C1","id":{"orig_h":"10.20.0.31","orig_p":5353,"resp_h":"198.51.100.53","resp_p":53},"proto":"udp","query":"a\u00e9.clinic.example","qtype":1,"AA":false,"RD":true,"answers":["10.20.0.10"],"TTLs":[3600.0]})";
  const std::string joined =
      R"({"ts":1772420645.258458,"uid":"C1","id_orig_h":"10.20.0.31","id_orig_p":5353,"id_resp_h":"198.51.100.53","id_resp_p":53,"proto":"udp","query":"a\u00e9.clinic.example","qtype":1,"AA":false,"RD":true,"answers":["10.20.0.10"],"TTLs":[3600.0]})";
  for (const std::string& line : {flat, nested, joined}) {
    const Seen seen = read(line, "dns.2026-03-02.log");
    CHECK(seen.status.first_fault == "");
    REQUIRE(seen.records.of<record::Dns>().rows().size() == 1);
    const record::Dns& row = seen.records.of<record::Dns>().rows()[0];
    CHECK(rfc3339(row.at.ts) == "2026-03-02T03:04:05.258458Z");
    CHECK(row.at.orig_h.text() == "10.20.0.31");
    CHECK(row.at.resp_p.value == 53);
    CHECK(row.query == "a\u00e9.clinic.example");
    CHECK(row.RD);
    CHECK_FALSE(row.AA);
    CHECK(row.answers.value().size() == 1);
    CHECK(row.TTLs.value()[0] == 3600.0);
  }
}

TEST_CASE("what a log is, is told by its content, and else by its name") {
  CHECK(identify(as_bytes(kConnHead), "anything").path == "conn");
  CHECK(identify(as_bytes(kConnHead), "anything").is_wanted);
  CHECK(identify(as_bytes("### Somebody's remark\n" + kConnHead), "anything").path == "conn");
  const std::string row = R"({"ts":1.5,"uid":"C1","name":"x"})";
  CHECK(identify(as_bytes(row), "smb_files.2018-03-24.log.gz").path == "smb_files");
  CHECK(identify(as_bytes(row), "weird_20180324_17:00.log").path == "weird");
  CHECK(identify(as_bytes(row), "x509.log").path == "x509");
  CHECK_FALSE(identify(as_bytes(row), "conn_summary.log").is_wanted);
  CHECK_FALSE(identify(as_bytes(row), "known_hosts.log").is_wanted);
  CHECK(identify(as_bytes(std::string_view{R"({"ts":1.5,"name":"x"})"}), "notes.log").form == Form::none);
  CHECK(identify(as_bytes(std::string_view{"#separator of nothing\nA,B\n"}), "conn.log").form == Form::none);
  CHECK(identify(as_bytes(std::string_view{"{"}), "conn.log").form == Form::none);
}

TEST_CASE("escapes and sets are undone, unset is not empty") {
  const std::string text =
      "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tkerberos\n"
      "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tclient\tservice\n"
      "1.0\tC1\t10.0.0.1\t1\t10.0.0.2\t88\ta\\x09b\\\\c/CLINIC\t-\n";
  const Seen seen = read(text);
  REQUIRE(seen.records.of<record::Kerberos>().rows().size() == 1);
  const record::Kerberos& row = seen.records.of<record::Kerberos>().rows()[0];
  CHECK(row.client == "a\tb\\c/CLINIC");
  CHECK_FALSE(row.service);
}

TEST_CASE("columns may change in the middle, as they do where logs were joined") {
  const std::string text = kConnHead + conn_line("C1", 1, 2) +
                           "#path\tconn\n#fields\tts\tuid\tid.resp_h\tproto\n#types\ttime\tstring\taddr\tenum\n"
                           "1772420999.0\tC2\t10.0.0.9\tudp\n";
  const Seen seen = read(text);
  REQUIRE(seen.records.of<record::Connection>().rows().size() == 2);
  CHECK(seen.records.of<record::Connection>().rows()[1].at.resp_h.text() == "10.0.0.9");
  CHECK_FALSE(seen.records.of<record::Connection>().rows()[1].orig_bytes);
}

TEST_CASE("a broken line costs only itself, a broken value only itself, and the first is said with its line") {
  const std::string good = conn_line("C1", 1, 2);
  std::string bad_value = conn_line("C2", 1, 2);
  bad_value.replace(bad_value.find("50123"), 5, "70123");
  const Seen seen = read(kConnHead + "half a line\n" + good + bad_value + std::string(2U << 20U, 'x') + "\n" + good);
  CHECK(seen.records.of<record::Connection>().rows().size() == 3);
  CHECK(seen.records.of<record::Connection>().rows()[1].at.orig_p.value == 0);
  CHECK(seen.status.faulty_lines == 2);
  CHECK(seen.status.faulty_values == 1);
  CHECK(seen.status.first_fault == "line 9 has 1 columns and not 21");
}

TEST_CASE("a column named like a place of ours does not become one, and passwords are left where they are") {
  const Seen seen = read(
      R"({"_path":"http","ts":1.5,"uid":"C1","id.orig_h":"10.0.0.1","id.orig_p":1,"id.resp_h":"10.0.0.2","id.resp_p":80,"username":"backup","password":"Winter2026","source":99,"first_packet":7})");
  REQUIRE(seen.records.of<record::Http>().rows().size() == 1);
  const record::Http& row = seen.records.of<record::Http>().rows()[0];
  CHECK(row.at.source.value == 3);
  CHECK(row.at.first_packet == 1);
  std::string json;
  record::append_json(json, row);
  CHECK(json.find("Winter2026") == std::string::npos);
}

TEST_CASE("what came of an RDP session is judged by the volume of its connection, and less surely than by packets") {
  RdpSizes sizes;
  for (const auto& [uid, orig, resp] :
       {std::tuple{"Cfailed", 1'040, 2'000}, {"Cin", 6'000, 120'000}, {"Clook", 43, 19}, {"Ceither", 1'400, 2'300}}) {
    const Seen seen =
        read(kConnHead + conn_line(uid, static_cast<std::uint64_t>(orig), static_cast<std::uint64_t>(resp)));
    sizes.on(seen.records.of<record::Connection>().rows()[0]);
  }
  const auto outcome = [&](const std::string& uid, const std::string& more) {
    const Seen seen = read(R"({"_path":"rdp","ts":1772420645.2,"uid":")" + uid + R"(","id.orig_h":"203.0.113.66",)" +
                               more + R"("cert_count":0})",
                           "rdp.log", 100, &sizes);
    const record::Rdp row = seen.records.of<record::Rdp>().rows().at(0);
    CHECK(row.rdp_outcome_confidence < 0.96);
    return std::string{row.rdp_outcome};
  };
  const std::string nla = R"("result":"encrypted","security_protocol":"HYBRID",)";
  CHECK(outcome("Cfailed", nla) == "logon-failed");
  CHECK(outcome("Cin", nla) == "logon-succeeded");
  CHECK(outcome("Clook", nla) == "probe");
  CHECK(outcome("Ceither", nla) == "unknown");
  CHECK(outcome("Cin", R"("security_protocol":"SSL",)") == "unknown");
  CHECK(outcome("Cnowhere", R"("result":"HYBRID_REQUIRED_BY_SERVER",)") == "negotiation-refused");
}

TEST_CASE("numbers and times that are none are refused") {
  CHECK(time_in("1521911721.258458").has_value());
  CHECK(time_in("1521911721258").value() == timestamp_of(1'521'911'721, 258'000'000));
  for (const std::string_view bad : {"", "-", "yesterday", "-1.0", "1.x", "1.5e3"}) CHECK_FALSE(time_in(bad));
  for (const std::string_view bad : {"", "-1", "nan", "inf", "1e300"}) CHECK_FALSE(seconds_in(bad));
  CHECK(mac_in("00:1b:21:3c:4d:5e").value().text() == "00:1b:21:3c:4d:5e");
  for (const std::string_view bad : {"", "00:1b:21:3c:4d", "00-1b-21-3c-4d-5e", "zz:1b:21:3c:4d:5e"})
    CHECK_FALSE(mac_in(bad));
}
