#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace wardwatch::protocol::dicom::testing {

inline std::string big(std::uint64_t value, std::size_t size_bytes) {
  std::string out;
  for (std::size_t i = size_bytes; i-- > 0;) out.push_back(static_cast<char>(value >> (8 * i) & 0xffU));
  return out;
}
inline std::string little(std::uint64_t value, std::size_t size_bytes) {
  std::string out;
  for (std::size_t i = 0; i < size_bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xffU));
  return out;
}

inline constexpr std::string_view kImplicit = "1.2.840.10008.1.2";
inline constexpr std::string_view kExplicit = "1.2.840.10008.1.2.1";
inline constexpr std::string_view kBig = "1.2.840.10008.1.2.2";
inline constexpr std::string_view kDeflated = "1.2.840.10008.1.2.1.99";
inline constexpr std::string_view kJpeg = "1.2.840.10008.1.2.4.70";
inline constexpr std::string_view kCapture = "1.2.840.10008.5.1.4.1.1.7";
inline constexpr std::string_view kStudyFind = "1.2.840.10008.5.1.4.1.2.2.1";

inline std::string pdu(std::uint8_t type, const std::string& body) {
  return big(type, 1) + big(0, 1) + big(body.size(), 4) + body;
}
inline std::string item(std::uint8_t type, const std::string& body) {
  return big(type, 1) + big(0, 1) + big(body.size(), 2) + body;
}
inline std::string padded(std::string_view text, std::size_t size_bytes) {
  std::string out{text};
  out.resize(size_bytes, ' ');
  return out;
}
inline std::string associate_head(std::string_view called, std::string_view calling) {
  return big(1, 2) + big(0, 2) + padded(called, 16) + padded(calling, 16) + std::string(32, '\0') +
         item(0x10, "1.2.840.10008.3.1.1.1");
}
inline std::string user_information(const std::string& more = {}) {
  return item(0x50, item(0x51, big(16384, 4)) + item(0x52, "1.2.3.4") + item(0x55, "MODALITY_1") + more);
}

/// One context, id 1.
inline std::string request(std::string_view abstract, std::string_view transfer, const std::string& more = {}) {
  const std::string context =
      big(1, 1) + big(0, 3) + item(0x30, std::string{abstract}) + item(0x40, std::string{transfer});
  return pdu(1, associate_head("ARCHIVE", "SCANNER") + item(0x20, context) + user_information(more));
}
inline std::string accept(std::string_view transfer, std::uint8_t result = 0) {
  const std::string context = big(1, 1) + big(0, 1) + big(result, 1) + big(0, 1) + item(0x40, std::string{transfer});
  return pdu(2, associate_head("ARCHIVE", "SCANNER") + item(0x21, context) + user_information());
}

inline std::string value(std::uint8_t control, const std::string& fragment) {
  return big(fragment.size() + 2, 4) + big(1, 1) + big(control, 1) + fragment;
}

inline std::string command_element(std::uint16_t element, const std::string& content) {
  return little(0, 2) + little(element, 2) + little(content.size(), 4) + content;
}
inline std::string uid(std::string_view text) {
  return std::string{text} + (text.size() % 2 ? std::string(1, '\0') : "");
}

/// A command set with its group's length in front.
inline std::string command(std::uint16_t field, std::uint16_t message_id, bool has_data, const std::string& more = {},
                           std::string_view sop_class = kCapture, const std::string& before_type = {}) {
  const std::string rest = command_element(0x0002, uid(sop_class)) + command_element(0x0100, little(field, 2)) +
                           command_element((field & 0x8000U) != 0 ? 0x0120 : 0x0110, little(message_id, 2)) +
                           before_type + command_element(0x0800, little(has_data ? 1 : 0x0101, 2)) + more;
  return command_element(0x0000, little(rest.size(), 4)) + rest;
}

inline std::string implicit_element(std::uint16_t group, std::uint16_t element, const std::string& content) {
  return little(group, 2) + little(element, 2) + little(content.size(), 4) + content;
}
inline std::string explicit_element(std::uint16_t group, std::uint16_t element, std::string_view vr,
                                    const std::string& content) {
  const bool is_long = vr == "OW" || vr == "OB" || vr == "SQ" || vr == "UN";
  return little(group, 2) + little(element, 2) + std::string{vr} +
         (is_long ? little(0, 2) + little(content.size(), 4) : little(content.size(), 2)) + content;
}
/// Header of an explicit element of undefined length.
inline std::string undefined(std::uint16_t group, std::uint16_t element, std::string_view vr) {
  return little(group, 2) + little(element, 2) + std::string{vr} + little(0, 2) + little(0xffffffff, 4);
}
inline std::string delimiter(std::uint16_t element, std::uint32_t length_bytes = 0) {
  return little(0xfffe, 2) + little(element, 2) + little(length_bytes, 4);
}

/// An instance of a patient, explicit little-endian, with so many bytes of pixel data.
inline std::string instance(std::string_view patient, std::string_view study, std::size_t pixel_bytes) {
  return explicit_element(8, 0x0060, "CS", "CT") + explicit_element(0x10, 0x0010, "PN", "Fulda^Gero ") +
         explicit_element(0x10, 0x0020, "LO", std::string{patient}) + explicit_element(0x20, 0x000d, "UI", uid(study)) +
         explicit_element(0x20, 0x000e, "UI", uid("1.9.1")) +
         explicit_element(0x7fe0, 0x0010, "OW", std::string(pixel_bytes, '\x04'));
}
inline std::string store_command(std::uint16_t message_id, std::string_view sop_instance) {
  return command(1, message_id, true, command_element(0x1000, uid(sop_instance)));
}
/// P-DATA-TFs that carry one message, its data set cut into fragments.
inline std::string message(const std::string& command_set, std::string_view data_set,
                           std::size_t fragment_bytes = 1000) {
  std::string out = pdu(4, value(3, command_set));
  while (!data_set.empty()) {
    const std::string_view part = data_set.substr(0, fragment_bytes);
    data_set.remove_prefix(part.size());
    out += pdu(4, value(data_set.empty() ? 2 : 0, std::string{part}));
  }
  return out;
}

inline const std::string kReleaseRequest = pdu(5, std::string(4, '\0'));
inline const std::string kReleaseReply = pdu(6, std::string(4, '\0'));

}  // namespace wardwatch::protocol::dicom::testing
