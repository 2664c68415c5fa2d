#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One HL7 version 2 message: who sent what kind of message to whom. Of what it says nothing is kept.
struct Hl7 {
  ConnectionRef at;
  std::optional<std::string_view> message_type;
  std::optional<std::string_view> message_structure;
  std::optional<std::string_view> sending_application;
  std::optional<std::string_view> sending_facility;
  std::optional<std::string_view> receiving_application;
  std::optional<std::string_view> receiving_facility;
  std::optional<std::string_view> version;
  std::optional<std::string_view> processing_id;
  IpAddress sender_h;
  IpAddress receiver_h;
  std::optional<std::string_view> ack_code;
  std::optional<Interval> ack_delay;
  std::optional<std::string_view> answer;
  std::uint64_t errors = 0;
  std::optional<TextList> error_codes;
  std::optional<TextList> segments;
  std::uint64_t segment_count = 0;
  std::uint64_t patients = 0;
  std::optional<TextList> patient;
  std::string_view encoding;
  bool batch = false;
  bool complete = false;
  std::uint64_t size_bytes = 0;
  bool tls = false;
};

template <>
inline constexpr auto schema_of<Hl7> = schema(
    "hl7", "One HL7 version 2 message, acknowledgements too", connection_fields(&Hl7::at),
    field(11, "message_type", &Hl7::message_type, Unit::none, Content::technical,
          "Message code and trigger event, as in ADT^A01 (MSH-9)"),
    field(12, "message_structure", &Hl7::message_structure, Unit::none, Content::technical,
          "Message structure (MSH-9.3)"),
    field(13, "sending_application", &Hl7::sending_application, Unit::none, Content::account,
          "Who sends, as he names himself (MSH-3)"),
    field(14, "sending_facility", &Hl7::sending_facility, Unit::none, Content::account, "His facility (MSH-4)"),
    field(15, "receiving_application", &Hl7::receiving_application, Unit::none, Content::account,
          "Whom it is meant for (MSH-5)"),
    field(16, "receiving_facility", &Hl7::receiving_facility, Unit::none, Content::account, "Whose facility (MSH-6)"),
    field(17, "version", &Hl7::version, Unit::none, Content::technical, "Version of the standard (MSH-12)"),
    field(18, "processing_id", &Hl7::processing_id, Unit::none, Content::technical,
          "P for production, T for training, D for debugging (MSH-11)"),
    field(19, "sender_h", &Hl7::sender_h, Unit::none, Content::technical, "Address that sent it"),
    field(20, "receiver_h", &Hl7::receiver_h, Unit::none, Content::technical, "Address that it was sent to"),
    field(21, "ack_code", &Hl7::ack_code, Unit::none, Content::technical,
          "What was answered to this message: AA, AE, AR, CA, CE, CR (MSA-1, joined by MSA-2 = MSH-10)"),
    field(22, "ack_delay", &Hl7::ack_delay, Unit::seconds, Content::technical, "From this message to that answer"),
    field(23, "answer", &Hl7::answer, Unit::none, Content::technical,
          "What this message itself answers to another (its own MSA-1)"),
    field(24, "errors", &Hl7::errors, Unit::count, Content::technical,
          "Errors that this message reports (ERR segments)"),
    field(25, "error_codes", &Hl7::error_codes, Unit::none, Content::technical,
          "Their codes (ERR-3, or ERR-1 before version 2.5)"),
    field(26, "segments", &Hl7::segments, Unit::none, Content::technical,
          "Names of its segments, each once, in the order of their first coming"),
    field(27, "segment_count", &Hl7::segment_count, Unit::count, Content::technical, "Segments in it"),
    field(28, "patients", &Hl7::patients, Unit::count, Content::technical, "Different patients in it (PID-3)"),
    field(29, "patient", &Hl7::patient, Unit::none, Content::technical, "Tokens of those patients, of at most 16"),
    field(30, "encoding", &Hl7::encoding, Unit::none, Content::technical,
          "mllp, or bare when no block stands round it"),
    field(31, "batch", &Hl7::batch, Unit::none, Content::technical, "It came in a batch (FHS or BHS)"),
    field(32, "complete", &Hl7::complete, Unit::none, Content::technical,
          "Its end was seen and nothing of it is missing"),
    field(33, "size_bytes", &Hl7::size_bytes, Unit::bytes, Content::technical,
          "Its length as it was sent, blocks included"),
    field(34, "tls", &Hl7::tls, Unit::none, Content::technical, "It ran inside TLS"));

}  // namespace wardwatch::record
