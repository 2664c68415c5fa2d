#include "protocol/dicom/command.hpp"

#include <algorithm>
#include <array>

#include "protocol/dicom/names.hpp"
#include "protocol/dicom/pdu.hpp"

namespace wardwatch::protocol::dicom {
namespace {

constexpr std::uint16_t kNoDataSet = 0x0101;

/// Elements of group 0000 (PS3.7 E.1) that are read.
enum Element : std::uint16_t {
  kAffectedSopClass = 0x0002,
  kRequestedSopClass = 0x0003,
  kCommandField = 0x0100,
  kMessageId = 0x0110,
  kMessageIdAnswered = 0x0120,
  kMoveDestination = 0x0600,
  kDataSetType = 0x0800,
  kStatus = 0x0900,
  kAffectedSopInstance = 0x1000,
  kRequestedSopInstance = 0x1001,
  kCompleted = 0x1021,
  kFailed = 0x1022,
  kWarning = 0x1023,
  kMoveOriginator = 0x1030,
};

std::string_view uid_in(Reader& value) {
  const std::string_view text = trimmed(as_text(value.rest("uid")));
  return is_uid(text) ? text : std::string_view{};
}

std::string_view ae_in(Reader& value) { return trimmed(as_text(at_most(value.rest("ae_title"), kAeTitleBytes))); }

void read_element(std::uint16_t element, Reader& value, Command& command) {
  switch (element) {
    case kAffectedSopClass:
    case kRequestedSopClass: command.sop_class = uid_in(value); break;
    case kCommandField: command.field = value.u16le("command_field"); break;
    case kMessageId:
    case kMessageIdAnswered: command.message_id = value.u16le("message_id"); break;
    case kMoveDestination: command.move_destination = ae_in(value); break;
    case kDataSetType: command.has_data_set = value.u16le("data_set_type") != kNoDataSet; break;
    case kStatus: command.status = value.u16le("status"); break;
    case kAffectedSopInstance:
    case kRequestedSopInstance: command.sop_instance = uid_in(value); break;
    case kCompleted: command.completed = value.u16le("completed_suboperations"); break;
    case kFailed: command.failed = value.u16le("failed_suboperations"); break;
    case kWarning: command.warning = value.u16le("warning_suboperations"); break;
    case kMoveOriginator: command.move_originator = ae_in(value); break;
    default: break;
  }
}

}  // namespace

Parsed<Command> parse_command(Bytes set) {
  Reader in{set};
  Command command;
  std::int32_t last_element = -1;
  while (in.ok() && !in.empty()) {
    in.require(in.u16le("group") == 0, "group");
    const std::uint16_t element = in.u16le("element");
    in.require(element > last_element, "element");
    last_element = element;
    const std::uint32_t length_bytes = in.u32le("value_length");
    Reader value = in.sub(length_bytes, "value");
    if (!in.ok()) break;
    read_element(element, value, command);
    in.join(value);
  }
  in.require(!command_name(command.field).empty(), "command_field");
  return in.finish([&] { return command; });
}

bool may_begin_command(Bytes bytes) noexcept {
  constexpr std::array<std::byte, 8> kGroupLength{std::byte{0}, std::byte{0}, std::byte{0}, std::byte{0},
                                                  std::byte{4}, std::byte{0}, std::byte{0}, std::byte{0}};
  const Bytes begin = at_most(bytes, kGroupLength.size());
  return std::equal(begin.begin(), begin.end(), kGroupLength.begin());
}

bool is_pending(std::uint16_t status) noexcept { return status == 0xff00 || status == 0xff01; }

bool is_failure(std::uint16_t status) noexcept {
  constexpr std::uint16_t kCancel = 0xfe00;
  const bool is_warning = status == 0x0001 || status == 0x0107 || status == 0x0116 || status >> 12U == 0xb;
  return status != 0 && status != kCancel && !is_pending(status) && !is_warning;
}

}  // namespace wardwatch::protocol::dicom
