#include "asset/machine_names.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace wardwatch::asset {
namespace {

constexpr Timestamp kStart = timestamp_of(1'700'000'000, 0);

struct World {
  record::Site site;
  MachineNames names{site};

  World() { site.home = {*Cidr::parse("10.0.0.0/8")}; }

  void session(double seconds, const char* client, std::uint16_t port, const char* server) {
    record::Rdp row;
    row.at.ts = kStart + std::chrono::seconds{static_cast<int>(seconds)};
    row.at.orig_h = *IpAddress::parse(client);
    row.at.orig_p = Port{port};
    row.at.resp_h = *IpAddress::parse(server);
    names.on(row);
  }
  void accepted(double seconds, const char* computer, const char* client) {
    const std::array<record::NamedText, 1> data{{{"ClientIP", client}}};
    record::WindowsEvent row;
    row.at.ts = kStart + std::chrono::seconds{static_cast<int>(seconds)};
    row.computer = computer;
    row.provider = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS";
    row.event_id = 131;
    row.data = data;
    names.on(row);
  }
  void permitted(const char* computer, const char* direction, const char* source, const char* destination) {
    const std::array<record::NamedText, 3> data{
        {{"Direction", direction}, {"SourceAddress", source}, {"DestAddress", destination}}};
    record::WindowsEvent row;
    row.at.ts = kStart;
    row.computer = computer;
    row.provider = "Microsoft-Windows-Security-Auditing";
    row.event_id = 5156;
    row.data = data;
    names.on(row);
  }
  void leased(const char* name, const char* address, std::initializer_list<std::string_view> messages) {
    const std::vector<std::string_view> types{messages};
    record::Dhcp row;
    row.at.ts = kStart;
    row.host_name = name;
    row.assigned_addr = IpAddress::parse(address);
    row.msg_types = record::TextList{types};
    names.on(row);
  }
  void ntlm(const char* client, const char* client_name, const char* server, const char* server_name) {
    record::Ntlm row;
    row.at.ts = kStart;
    row.at.orig_h = *IpAddress::parse(client);
    row.at.resp_h = *IpAddress::parse(server);
    row.hostname = client_name;
    row.server_dns_computer_name = server_name;
    names.on(row);
  }
  [[nodiscard]] bool are_one(const std::string& a, const std::string& b) const {
    const auto groups = names.groups();
    return std::any_of(groups.begin(), groups.end(), [&](const auto& group) {
      return std::find(group.begin(), group.end(), a) != group.end() &&
             std::find(group.begin(), group.end(), b) != group.end();
    });
  }
};

}  // namespace

TEST_CASE("an event that names its client by address and port tells which address its computer has") {
  World world;
  world.session(0, "203.0.113.66", 50'000, "10.20.0.10");
  world.accepted(2, "TS01.clinic.example", "203.0.113.66:50000");
  CHECK(world.are_one("ts01.clinic.example", "10.20.0.10"));
}

TEST_CASE("another port, a time far off, or a server that is not ours gives no name") {
  World world;
  world.session(0, "203.0.113.66", 50'000, "10.20.0.10");
  world.accepted(2, "A.clinic.example", "203.0.113.66:50001");
  world.accepted(3'600, "B.clinic.example", "203.0.113.66:50000");
  world.session(4'000, "203.0.113.66", 50'002, "198.18.0.1");
  world.accepted(4'001, "C.clinic.example", "203.0.113.66:50002");
  CHECK(world.names.groups().empty());
}

TEST_CASE("an address that two computers had belongs to neither") {
  World world;
  world.session(0, "203.0.113.66", 50'000, "10.20.0.10");
  world.accepted(1, "A.clinic.example", "203.0.113.66:50000");
  world.session(100, "203.0.113.66", 50'001, "10.20.0.10");
  world.accepted(101, "B.clinic.example", "203.0.113.66:50001");
  CHECK(!world.are_one("a.clinic.example", "10.20.0.10"));
  CHECK(!world.are_one("b.clinic.example", "10.20.0.10"));
}

TEST_CASE("of a connection that came in, the computer's own address is the one that was called") {
  World world;
  world.permitted("DC.clinic.example", "%%14592", "10.20.0.10", "10.20.0.1");
  world.permitted("WS.clinic.example", "%%14593", "10.20.0.10", "10.20.0.1");
  CHECK(world.are_one("dc.clinic.example", "10.20.0.1"));
  CHECK(world.are_one("ws.clinic.example", "10.20.0.10"));
  CHECK(!world.are_one("dc.clinic.example", "10.20.0.10"));
}

TEST_CASE("an address that DHCP lent is its client's, one that was only offered is nobody's") {
  World world;
  world.leased("CT-CONSOLE", "10.20.0.31", {"DISCOVER", "OFFER", "REQUEST", "ACK"});
  world.leased("MRI-CONSOLE", "10.20.0.32", {"DISCOVER", "OFFER"});
  CHECK(world.are_one("ct-console", "10.20.0.31"));
  CHECK(!world.are_one("mri-console", "10.20.0.32"));
}

TEST_CASE("both sides of NTLM name themselves, which counts from the second time on") {
  World world;
  world.ntlm("10.20.0.31", "CT-CONSOLE", "10.20.0.5", "pacs.clinic.example");
  CHECK(world.names.groups().empty());
  world.ntlm("10.20.0.31", "CT-CONSOLE", "10.20.0.5", "pacs.clinic.example");
  CHECK(world.are_one("ct-console", "10.20.0.31"));
  CHECK(world.are_one("pacs.clinic.example", "10.20.0.5"));
}

}  // namespace wardwatch::asset
