#include "protocol/dicom/names.hpp"

namespace wardwatch::protocol::dicom {
namespace {

constexpr std::string_view kUnknown = "unknown";

}  // namespace

std::string_view reject_result_name(std::uint8_t result) noexcept {
  return result == 1 ? "permanent" : result == 2 ? "transient" : kUnknown;
}

std::string_view reject_source_name(std::uint8_t source) noexcept {
  switch (source) {
    case 1: return "service-user";
    case 2: return "service-provider-acse";
    case 3: return "service-provider-presentation";
    default: return kUnknown;
  }
}

std::string_view reject_reason_name(std::uint8_t source, std::uint8_t reason) noexcept {
  switch (source << 8U | reason) {
    case 0x101:
    case 0x201: return "no-reason-given";
    case 0x102: return "application-context-name-not-supported";
    case 0x103: return "calling-AE-title-not-recognized";
    case 0x107: return "called-AE-title-not-recognized";
    case 0x202: return "protocol-version-not-supported";
    case 0x301: return "temporary-congestion";
    case 0x302: return "local-limit-exceeded";
    default: return kUnknown;
  }
}

std::string_view abort_source_name(std::uint8_t source) noexcept {
  return source == 0 ? "service-user" : source == 2 ? "service-provider" : kUnknown;
}

std::string_view abort_reason_name(std::uint8_t reason) noexcept {
  switch (reason) {
    case 0: return "reason-not-specified";
    case 1: return "unrecognized-PDU";
    case 2: return "unexpected-PDU";
    case 4: return "unrecognized-PDU-parameter";
    case 5: return "unexpected-PDU-parameter";
    case 6: return "invalid-PDU-parameter-value";
    default: return kUnknown;
  }
}

std::string_view user_identity_name(std::uint8_t type) noexcept {
  switch (type) {
    case 1: return "username";
    case 2: return "username-passcode";
    case 3: return "kerberos";
    case 4: return "saml";
    case 5: return "jwt";
    default: return kUnknown;
  }
}

std::string_view command_name(std::uint16_t field) noexcept {
  switch (field) {
    case 0x0001: return "C-STORE-RQ";
    case 0x8001: return "C-STORE-RSP";
    case 0x0010: return "C-GET-RQ";
    case 0x8010: return "C-GET-RSP";
    case 0x0020: return "C-FIND-RQ";
    case 0x8020: return "C-FIND-RSP";
    case 0x0021: return "C-MOVE-RQ";
    case 0x8021: return "C-MOVE-RSP";
    case 0x0030: return "C-ECHO-RQ";
    case 0x8030: return "C-ECHO-RSP";
    case 0x0100: return "N-EVENT-REPORT-RQ";
    case 0x8100: return "N-EVENT-REPORT-RSP";
    case 0x0110: return "N-GET-RQ";
    case 0x8110: return "N-GET-RSP";
    case 0x0120: return "N-SET-RQ";
    case 0x8120: return "N-SET-RSP";
    case 0x0130: return "N-ACTION-RQ";
    case 0x8130: return "N-ACTION-RSP";
    case 0x0140: return "N-CREATE-RQ";
    case 0x8140: return "N-CREATE-RSP";
    case 0x0150: return "N-DELETE-RQ";
    case 0x8150: return "N-DELETE-RSP";
    case 0x0fff: return "C-CANCEL-RQ";
    default: return {};
  }
}

}  // namespace wardwatch::protocol::dicom
