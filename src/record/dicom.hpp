#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One DICOM association: who asked whom for what, and what passed. Patients are counted, never named.
struct Dicom {
  ConnectionRef at;
  std::optional<std::string_view> called_ae;
  std::optional<std::string_view> calling_ae;
  std::string_view result;
  bool established = false;
  bool released = false;
  std::optional<std::string_view> reject_reason;
  std::optional<std::string_view> reject_result;
  std::optional<std::string_view> reject_source;
  std::optional<std::string_view> abort_source;
  std::optional<std::string_view> abort_reason;
  std::optional<bool> aborted_by_requestor;
  std::optional<std::string_view> implementation_class_uid;
  std::optional<std::string_view> implementation_version;
  std::optional<std::string_view> responder_implementation_class_uid;
  std::optional<std::string_view> responder_implementation_version;
  std::optional<TextList> sop_classes;
  std::optional<TextList> accepted_sop_classes;
  std::optional<TextList> transfer_syntaxes;
  std::optional<TextList> accepted_transfer_syntaxes;
  std::optional<TextList> roles;
  std::optional<std::string_view> user_identity;
  std::optional<std::string_view> user;
  std::uint64_t c_echo = 0;
  std::uint64_t c_find = 0;
  std::uint64_t c_move = 0;
  std::uint64_t c_get = 0;
  std::uint64_t c_store = 0;
  std::uint64_t c_cancel = 0;
  std::uint64_t n_event_report = 0;
  std::uint64_t n_get = 0;
  std::uint64_t n_set = 0;
  std::uint64_t n_action = 0;
  std::uint64_t n_create = 0;
  std::uint64_t n_delete = 0;
  std::optional<TextList> statuses;
  std::uint64_t failures = 0;
  std::optional<TextList> query_levels;
  std::uint64_t wildcard_finds = 0;
  std::uint64_t matches = 0;
  std::uint64_t matched_patients = 0;
  std::uint64_t matched_studies = 0;
  std::uint64_t requested_studies = 0;
  std::optional<TextList> move_destinations;
  std::optional<TextList> move_originators;
  std::uint64_t suboperations_completed = 0;
  std::uint64_t suboperations_failed = 0;
  std::uint64_t suboperations_warning = 0;
  std::uint64_t instances = 0;
  std::uint64_t series = 0;
  std::uint64_t studies = 0;
  std::uint64_t patients = 0;
  std::optional<double> count_error;
  std::optional<TextList> modalities;
  std::uint64_t pixel_bytes = 0;
  std::uint64_t pixel_bytes_to_requestor = 0;
  std::uint64_t data_set_bytes = 0;
  std::uint64_t missing_bytes = 0;
  bool tls = false;
  std::optional<Interval> duration;
};

template <>
inline constexpr auto schema_of<Dicom> = schema(
    "dicom", "One DICOM association", connection_fields(&Dicom::at),
    field(11, "called_ae", &Dicom::called_ae, Unit::none, Content::account,
          "AE title that was called, trimmed (PS3.8 9.3.2)"),
    field(12, "calling_ae", &Dicom::calling_ae, Unit::none, Content::account, "AE title of who called, trimmed"),
    field(13, "result", &Dicom::result, Unit::none, Content::technical,
          "What came of it: accepted, rejected, aborted, unanswered, or unknown when its beginning was not seen"),
    field(14, "established", &Dicom::established, Unit::none, Content::technical,
          "The association was accepted, whatever came of it later"),
    field(15, "released", &Dicom::released, Unit::none, Content::technical,
          "It was ended in order, by a release that was answered"),
    field(16, "reject_reason", &Dicom::reject_reason, Unit::none, Content::technical,
          "Why it was rejected (PS3.8 9.3.4)"),
    field(17, "reject_result", &Dicom::reject_result, Unit::none, Content::technical, "permanent or transient"),
    field(18, "reject_source", &Dicom::reject_source, Unit::none, Content::technical,
          "Who rejected it: service-user, service-provider-acse or service-provider-presentation"),
    field(19, "abort_source", &Dicom::abort_source, Unit::none, Content::technical,
          "Who aborted it: service-user or service-provider (PS3.8 9.3.8)"),
    field(20, "abort_reason", &Dicom::abort_reason, Unit::none, Content::technical, "Why a provider aborted it"),
    field(21, "aborted_by_requestor", &Dicom::aborted_by_requestor, Unit::none, Content::technical,
          "The abort came from the side that had called"),
    field(22, "implementation_class_uid", &Dicom::implementation_class_uid, Unit::none, Content::technical,
          "Implementation class UID of who called (PS3.7 D.3.3.2)"),
    field(23, "implementation_version", &Dicom::implementation_version, Unit::none, Content::account,
          "Implementation version name of who called"),
    field(24, "responder_implementation_class_uid", &Dicom::responder_implementation_class_uid, Unit::none,
          Content::technical, "Implementation class UID of who was called"),
    field(25, "responder_implementation_version", &Dicom::responder_implementation_version, Unit::none,
          Content::account, "Implementation version name of who was called"),
    field(26, "sop_classes", &Dicom::sop_classes, Unit::none, Content::technical, "Abstract syntaxes proposed"),
    field(27, "accepted_sop_classes", &Dicom::accepted_sop_classes, Unit::none, Content::technical,
          "Abstract syntaxes accepted"),
    field(28, "transfer_syntaxes", &Dicom::transfer_syntaxes, Unit::none, Content::technical,
          "Transfer syntaxes proposed"),
    field(29, "accepted_transfer_syntaxes", &Dicom::accepted_transfer_syntaxes, Unit::none, Content::technical,
          "Transfer syntaxes chosen"),
    field(30, "roles", &Dicom::roles, Unit::none, Content::technical,
          "Roles proposed, as in 1.2.840.10008.5.1.4.1.1.2=scp (PS3.7 D.3.3.4)"),
    field(31, "user_identity", &Dicom::user_identity, Unit::none, Content::technical,
          "Kind of user identity shown: username, username-passcode, kerberos, saml, jwt (PS3.7 D.3.3.7)"),
    field(32, "user", &Dicom::user, Unit::none, Content::account, "User name shown; never the passcode or ticket"),
    field(33, "c_echo", &Dicom::c_echo, Unit::count, Content::technical, "C-ECHO requests"),
    field(34, "c_find", &Dicom::c_find, Unit::count, Content::technical, "C-FIND requests"),
    field(35, "c_move", &Dicom::c_move, Unit::count, Content::technical, "C-MOVE requests"),
    field(36, "c_get", &Dicom::c_get, Unit::count, Content::technical, "C-GET requests"),
    field(37, "c_store", &Dicom::c_store, Unit::count, Content::technical, "C-STORE requests, of both sides"),
    field(38, "c_cancel", &Dicom::c_cancel, Unit::count, Content::technical, "C-CANCEL requests"),
    field(39, "n_event_report", &Dicom::n_event_report, Unit::count, Content::technical, "N-EVENT-REPORT requests"),
    field(40, "n_get", &Dicom::n_get, Unit::count, Content::technical, "N-GET requests"),
    field(41, "n_set", &Dicom::n_set, Unit::count, Content::technical, "N-SET requests"),
    field(42, "n_action", &Dicom::n_action, Unit::count, Content::technical, "N-ACTION requests"),
    field(43, "n_create", &Dicom::n_create, Unit::count, Content::technical, "N-CREATE requests"),
    field(44, "n_delete", &Dicom::n_delete, Unit::count, Content::technical, "N-DELETE requests"),
    field(45, "statuses", &Dicom::statuses, Unit::none, Content::technical,
          "Statuses answered, each with its number, as in C-STORE-RSP:0x0000=4 (PS3.7 annex C)"),
    field(46, "failures", &Dicom::failures, Unit::count, Content::technical, "Answers that say failure"),
    field(47, "query_levels", &Dicom::query_levels, Unit::none, Content::technical,
          "Levels asked at by C-FIND, C-MOVE and C-GET: PATIENT, STUDY, SERIES, IMAGE; none for worklists"),
    field(48, "wildcard_finds", &Dicom::wildcard_finds, Unit::count, Content::technical,
          "C-FIND requests whose every key matches anything: a harvest (PS3.4 C.2.2.2)"),
    field(49, "matches", &Dicom::matches, Unit::count, Content::technical, "Matches answered to C-FIND"),
    field(50, "matched_patients", &Dicom::matched_patients, Unit::count, Content::technical,
          "Different patients in those matches"),
    field(51, "matched_studies", &Dicom::matched_studies, Unit::count, Content::technical,
          "Different studies in those matches"),
    field(52, "requested_studies", &Dicom::requested_studies, Unit::count, Content::technical,
          "Different studies that C-MOVE and C-GET named"),
    field(53, "move_destinations", &Dicom::move_destinations, Unit::none, Content::account,
          "AE titles that C-MOVE sent to"),
    field(54, "move_originators", &Dicom::move_originators, Unit::none, Content::account,
          "AE titles whose C-MOVE brought these instances"),
    field(55, "suboperations_completed", &Dicom::suboperations_completed, Unit::count, Content::technical,
          "Instances that C-MOVE and C-GET say were sent"),
    field(56, "suboperations_failed", &Dicom::suboperations_failed, Unit::count, Content::technical,
          "Instances that they say could not be sent"),
    field(57, "suboperations_warning", &Dicom::suboperations_warning, Unit::count, Content::technical,
          "Instances that they say were sent with a warning"),
    field(58, "instances", &Dicom::instances, Unit::count, Content::technical,
          "Different instances in C-STORE requests"),
    field(59, "series", &Dicom::series, Unit::count, Content::technical, "Different series of them"),
    field(60, "studies", &Dicom::studies, Unit::count, Content::technical, "Different studies of them"),
    field(61, "patients", &Dicom::patients, Unit::count, Content::technical,
          "Different patients of them, by id and issuer"),
    field(62, "count_error", &Dicom::count_error, Unit::ratio, Content::technical,
          "Standard error of the counts of different things, where one of them is an estimate"),
    field(63, "modalities", &Dicom::modalities, Unit::none, Content::technical, "Modalities of the instances"),
    field(64, "pixel_bytes", &Dicom::pixel_bytes, Unit::bytes, Content::technical,
          "Pixel data that passed, as packed as it was sent"),
    field(65, "pixel_bytes_to_requestor", &Dicom::pixel_bytes_to_requestor, Unit::bytes, Content::technical,
          "The part of it that went to who had called (C-GET)"),
    field(66, "data_set_bytes", &Dicom::data_set_bytes, Unit::bytes, Content::technical,
          "Data sets that passed, pixel data among them"),
    field(67, "missing_bytes", &Dicom::missing_bytes, Unit::bytes, Content::technical,
          "Bytes of the streams that the evidence lacks"),
    field(68, "tls", &Dicom::tls, Unit::none, Content::technical, "It ran inside TLS"),
    field(69, "duration", &Dicom::duration, Unit::seconds, Content::technical, "From its first byte to its last"));

}  // namespace wardwatch::record
