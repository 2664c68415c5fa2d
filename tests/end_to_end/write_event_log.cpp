// write_event_log OUT < EVENTS: writes an event log of events given as JSON, one a line:
//
//   {"channel": "Security", "provider": "...", "event_id": 4624, "computer": "...", "filetime": 1330..., "level": 0,
//    "data": [["LogonType", "10"], ...], "user_data": "LogFileCleared"}
//
// With it a test takes real events, gives them other times and addresses, and has the log that a server would have
// written beside a capture. Values are written as text; `user_data` names the element below UserData, if any.

#include <cstdio>
#include <fstream>
#include <iostream>

#include <nlohmann/json.hpp>

#include "eventlog/testing/log_builder.hpp"

int main(int count, char** arguments) {
  using wardwatch::eventlog::testing::EventSpec;
  using wardwatch::eventlog::testing::Typed;
  if (count != 2) {
    std::fputs("usage: write_event_log OUT < EVENTS\n", stderr);
    return 2;
  }
  wardwatch::eventlog::testing::LogBuilder log;
  std::uint64_t number = 0;
  for (std::string line; std::getline(std::cin, line);) {
    const auto json = nlohmann::json::parse(line);
    EventSpec event;
    event.number = ++number;
    event.record_id = number;
    event.filetime = json.at("filetime").get<std::uint64_t>();
    event.provider = json.at("provider").get<std::string>();
    event.channel = json.at("channel").get<std::string>();
    event.computer = json.at("computer").get<std::string>();
    event.event_id = json.at("event_id").get<std::uint16_t>();
    event.level = json.value("level", std::uint8_t{0});
    event.user_data_root = json.value("user_data", std::string{});
    for (const auto& item : json.at("data"))
      event.data.emplace_back(item.at(0).get<std::string>(), Typed::text(item.at(1).get<std::string>()));
    log.add(event);
  }
  const std::string bytes = log.bytes();
  std::ofstream{arguments[1], std::ios::binary}.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return 0;
}
