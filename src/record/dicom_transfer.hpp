#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// What one association moved of one study, in one direction.
struct DicomTransfer {
  ConnectionRef at;
  std::optional<std::string_view> called_ae;
  std::optional<std::string_view> calling_ae;
  std::string_view how;
  IpAddress sender_h;
  IpAddress receiver_h;
  bool to_requestor = false;
  std::optional<std::string_view> study;
  std::optional<std::string_view> patient;
  std::uint64_t patients = 0;
  std::optional<TextList> modalities;
  std::optional<TextList> sop_classes;
  std::optional<TextList> transfer_syntaxes;
  std::uint64_t series = 0;
  std::uint64_t instances = 0;
  std::optional<double> count_error;
  std::uint64_t failures = 0;
  std::uint64_t pixel_bytes = 0;
  std::uint64_t data_set_bytes = 0;
  std::optional<std::string_view> move_originator;
  std::optional<Interval> duration;
};

template <>
inline constexpr auto schema_of<DicomTransfer> = schema(
    "dicom_transfer", "One study, or as much of it as one association moved", connection_fields(&DicomTransfer::at),
    field(11, "called_ae", &DicomTransfer::called_ae, Unit::none, Content::account, "AE title that was called"),
    field(12, "calling_ae", &DicomTransfer::calling_ae, Unit::none, Content::account, "AE title of who called"),
    field(13, "how", &DicomTransfer::how, Unit::none, Content::technical,
          "store, get, or move (a store that a C-MOVE asked for)"),
    field(14, "sender_h", &DicomTransfer::sender_h, Unit::none, Content::technical, "Address that gave the instances"),
    field(15, "receiver_h", &DicomTransfer::receiver_h, Unit::none, Content::technical, "Address that took them"),
    field(16, "to_requestor", &DicomTransfer::to_requestor, Unit::none, Content::technical,
          "They went to who had called the association"),
    field(17, "study", &DicomTransfer::study, Unit::none, Content::technical,
          "Token of the Study Instance UID; none where the evidence lacks it"),
    field(18, "patient", &DicomTransfer::patient, Unit::none, Content::technical,
          "Token of the Patient ID and its issuer; none where there is none"),
    field(19, "patients", &DicomTransfer::patients, Unit::count, Content::technical,
          "Different patients in it; more than one is odd"),
    field(20, "modalities", &DicomTransfer::modalities, Unit::none, Content::technical, "Modalities of the instances"),
    field(21, "sop_classes", &DicomTransfer::sop_classes, Unit::none, Content::technical,
          "SOP classes of the instances"),
    field(22, "transfer_syntaxes", &DicomTransfer::transfer_syntaxes, Unit::none, Content::technical,
          "Transfer syntaxes they came in"),
    field(23, "series", &DicomTransfer::series, Unit::count, Content::technical, "Different series"),
    field(24, "instances", &DicomTransfer::instances, Unit::count, Content::technical, "Different instances"),
    field(25, "count_error", &DicomTransfer::count_error, Unit::ratio, Content::technical,
          "Standard error of the counts, where one of them is an estimate"),
    field(26, "failures", &DicomTransfer::failures, Unit::count, Content::technical,
          "Instances that the receiver refused"),
    field(27, "pixel_bytes", &DicomTransfer::pixel_bytes, Unit::bytes, Content::technical,
          "Pixel data that passed, as packed as it was sent"),
    field(28, "data_set_bytes", &DicomTransfer::data_set_bytes, Unit::bytes, Content::technical,
          "Data sets that passed, pixel data among them"),
    field(29, "move_originator", &DicomTransfer::move_originator, Unit::none, Content::account,
          "AE title whose C-MOVE asked for it"),
    field(30, "duration", &DicomTransfer::duration, Unit::seconds, Content::technical,
          "From the first instance to the last"));

}  // namespace wardwatch::record
