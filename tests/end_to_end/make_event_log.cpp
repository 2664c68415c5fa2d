// make_event_log OUT [EVENTS [SEED]]: writes an event log of invented logons, process starts and services of a clinic.
//
// What stands in it depends on the numbers given and on nothing else. tests/end_to_end/event_logs says what it expects.

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "core/hash.hpp"
#include "eventlog/testing/log_builder.hpp"

namespace {

using namespace wardwatch;
using eventlog::ValueType;
using eventlog::testing::EventSpec;
using eventlog::testing::Typed;

constexpr std::uint64_t kStart = 133'000'000'000'000'000ULL;  // In June 2022.
constexpr std::uint64_t kTicksPerSecond = 10'000'000;

EventSpec logon(std::uint64_t random) {
  EventSpec event;
  event.event_id = random % 4 == 0 ? 4625 : 4624;
  event.data = {{"SubjectUserName", Typed::text("-")},
                {"TargetUserName", Typed::text("user" + std::to_string(random % 40))},
                {"TargetDomainName", Typed::text("CLINIC")},
                {"TargetLogonId", Typed::number(ValueType::hex64, random & 0xffffffU)},
                {"LogonType", Typed::number(ValueType::uint32, std::uint32_t{random % 3 == 0 ? 10U : 3U})},
                {"LogonProcessName", Typed::text("NtLmSsp")},
                {"AuthenticationPackageName", Typed::text("NTLM")},
                {"WorkstationName", Typed::text("RECEPTION" + std::to_string(random % 9))},
                {"IpAddress", Typed::text("198.51.100." + std::to_string(random % 250))},
                {"IpPort", Typed::number(ValueType::uint16, static_cast<std::uint16_t>(random >> 16U))}};
  if (event.event_id == 4625) event.data.push_back({"Status", Typed::number(ValueType::hex32, 0xc000006dU)});
  return event;
}

EventSpec process_start(std::uint64_t random) {
  EventSpec event;
  event.event_id = 4688;
  const std::string folder = "C:\\Program Files\\Imaging\\bin\\";
  event.data = {{"SubjectUserName", Typed::text("user" + std::to_string(random % 40))},
                {"NewProcessId", Typed::number(ValueType::hex64, random % 60'000)},
                {"NewProcessName", Typed::text(folder + "viewer" + std::to_string(random % 30) + ".exe")},
                {"TokenElevationType", Typed::text("%%1936")},
                {"ProcessId", Typed::number(ValueType::hex64, random % 9'000)},
                {"CommandLine", Typed::text("viewer.exe --study " + std::to_string(random % 5'000) +
                                            " --password s3cret --window 1 --layout two-by-two")},
                {"ParentProcessName", Typed::text("C:\\Windows\\explorer.exe")}};
  return event;
}

EventSpec service(std::uint64_t random) {
  EventSpec event;
  event.provider = "Service Control Manager";
  event.channel = "System";
  event.event_id = 7036;
  event.level = 4;
  event.data = {{"param1", Typed::text("Service " + std::to_string(random % 50))}, {"param2", Typed::text("running")}};
  return event;
}

EventSpec cleared(std::uint64_t) {
  EventSpec event;
  event.provider = "Microsoft-Windows-Eventlog";
  event.event_id = 1102;
  event.level = 4;
  event.user_data_root = "LogFileCleared";
  event.data = {{"SubjectUserName", Typed::text("mallory")}, {"SubjectDomainName", Typed::text("CLINIC")}};
  return event;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::fputs("usage: make_event_log OUT [EVENTS [SEED]]\n", stderr);
    return 2;
  }
  const std::uint64_t events = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 50;
  const std::uint64_t seed = count > 3 ? std::strtoull(arguments[3], nullptr, 10) : 1;
  eventlog::testing::LogBuilder log;
  for (std::uint64_t i = 1; i <= events; ++i) {
    const std::uint64_t random = combine64(seed, i);
    EventSpec event = i == events  ? cleared(random)
                      : i % 5 == 0 ? service(random)
                      : i % 2 == 0 ? process_start(random)
                                   : logon(random);
    event.number = i;
    event.filetime = kStart + i * kTicksPerSecond + random % kTicksPerSecond;
    event.computer = "ws" + std::to_string(seed) + ".clinic.example";
    log.add(event);
  }
  const std::string bytes = log.bytes();
  std::ofstream{arguments[1], std::ios::binary}.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return 0;
}
