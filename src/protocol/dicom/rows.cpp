#include "protocol/dicom/rows.hpp"

#include <array>
#include <cstdio>
#include <initializer_list>

#include "protocol/dicom/names.hpp"

namespace wardwatch::protocol::dicom {
namespace {

std::optional<double> error_of(std::initializer_list<const DistinctCount*> counts) noexcept {
  double error = 0;
  for (const DistinctCount* count : counts) error = std::max(error, count->standard_error());
  return error > 0 ? std::optional{error} : std::nullopt;
}

template <class R>
std::optional<std::string_view> some(record::Batch<R>& batch, std::string_view text) {
  if (text.empty()) return std::nullopt;
  return batch.keep(text);
}

template <class R, std::size_t kMax>
std::optional<record::TextList> some(record::Batch<R>& batch, const FewTexts<kMax>& texts) {
  if (texts.texts().empty()) return std::nullopt;
  return batch.keep_list(texts.texts());
}

std::optional<record::TextList> statuses_of(record::Batch<record::Dicom>& batch, const Association& association) {
  if (association.statuses.empty()) return std::nullopt;
  std::vector<std::string> texts;
  for (const auto& [key, count] : association.statuses) {
    std::array<char, 16> status{};
    std::snprintf(status.data(), status.size(), ":0x%04x=", static_cast<unsigned>(key.second));
    texts.push_back(std::string{command_name(key.first)}.append(status.data()).append(std::to_string(count)));
  }
  return batch.keep_list(texts);
}

void fill_negotiation(record::Batch<record::Dicom>& batch, const Association& association, record::Dicom& row) {
  row.called_ae = some(batch, association.called_ae);
  row.calling_ae = some(batch, association.calling_ae);
  row.result = association.result();
  row.established = association.has_accept;
  row.released = association.has_release_request && association.has_release_reply;
  if (association.reject) {
    row.reject_reason = reject_reason_name(association.reject->source, association.reject->reason);
    row.reject_result = reject_result_name(association.reject->result);
    row.reject_source = reject_source_name(association.reject->source);
  }
  if (association.abort) {
    row.abort_source = abort_source_name(association.abort->source);
    if (association.abort->source != 0) row.abort_reason = abort_reason_name(association.abort->reason);
    row.aborted_by_requestor = association.aborted_by == association.requestor;
  }
  row.implementation_class_uid = some(batch, association.implementation_class_uid[0]);
  row.implementation_version = some(batch, association.implementation_version[0]);
  row.responder_implementation_class_uid = some(batch, association.implementation_class_uid[1]);
  row.responder_implementation_version = some(batch, association.implementation_version[1]);
  row.sop_classes = some(batch, association.sop_classes);
  row.accepted_sop_classes = some(batch, association.accepted_sop_classes);
  row.transfer_syntaxes = some(batch, association.transfer_syntaxes);
  row.accepted_transfer_syntaxes = some(batch, association.accepted_transfer_syntaxes);
  row.roles = some(batch, association.roles);
  if (association.user_identity) row.user_identity = user_identity_name(*association.user_identity);
  row.user = some(batch, association.user);
}

void fill_operations(record::Batch<record::Dicom>& batch, const Association& association, record::Dicom& row) {
  const auto count = [&](CommandField field) {
    const auto found = association.requests.find(static_cast<std::uint16_t>(field));
    return found == association.requests.end() ? 0 : found->second;
  };
  row.c_echo = count(CommandField::c_echo);
  row.c_find = count(CommandField::c_find);
  row.c_move = count(CommandField::c_move);
  row.c_get = count(CommandField::c_get);
  row.c_store = count(CommandField::c_store);
  row.c_cancel = count(CommandField::c_cancel);
  row.n_event_report = count(CommandField::n_event_report);
  row.n_get = count(CommandField::n_get);
  row.n_set = count(CommandField::n_set);
  row.n_action = count(CommandField::n_action);
  row.n_create = count(CommandField::n_create);
  row.n_delete = count(CommandField::n_delete);
  row.statuses = statuses_of(batch, association);
  row.failures = association.failures;
  row.query_levels = some(batch, association.query_levels);
  row.wildcard_finds = association.wildcard_finds;
  row.matches = association.matches;
  row.matched_patients = association.matched_patients.value();
  row.matched_studies = association.matched_studies.value();
  row.requested_studies = association.requested_studies.value();
  row.move_destinations = some(batch, association.move_destinations);
  row.move_originators = some(batch, association.move_originators);
  row.suboperations_completed = association.suboperations.completed;
  row.suboperations_failed = association.suboperations.failed;
  row.suboperations_warning = association.suboperations.warning;
}

void fill_amounts(record::Batch<record::Dicom>& batch, const Association& association, record::Dicom& row) {
  row.instances = association.instances.value();
  row.series = association.series.value();
  row.studies = association.studies.value();
  row.patients = association.patients.value();
  row.count_error =
      error_of({&association.instances, &association.series, &association.studies, &association.patients,
                &association.matched_patients, &association.matched_studies, &association.requested_studies});
  row.modalities = some(batch, association.modalities);
  row.pixel_bytes = association.pixel_bytes;
  row.pixel_bytes_to_requestor = association.pixel_bytes_to_requestor;
  row.data_set_bytes = association.data_set_bytes;
  row.missing_bytes = association.missing_bytes;
}

void write_transfer(Context& context, const Association& association, const Transfer& transfer) {
  auto& batch = context.records().of<record::DicomTransfer>();
  record::DicomTransfer& row = batch.add();
  row.at = connection_at(context, transfer.first_ts);
  row.called_ae = some(batch, association.called_ae);
  row.calling_ae = some(batch, association.calling_ae);
  row.to_requestor = transfer.from != association.requestor;
  row.how = row.to_requestor ? "get" : transfer.move_originator.empty() ? "store" : "move";
  const bool is_from_orig = transfer.from == Direction::orig;
  row.sender_h = is_from_orig ? row.at.orig_h : row.at.resp_h;
  row.receiver_h = is_from_orig ? row.at.resp_h : row.at.orig_h;
  if (transfer.study) row.study = batch.keep(transfer.study->view());
  if (transfer.patient) row.patient = batch.keep(transfer.patient->view());
  row.patients = transfer.patients.value();
  row.modalities = some(batch, transfer.modalities);
  row.sop_classes = some(batch, transfer.sop_classes);
  row.transfer_syntaxes = some(batch, transfer.transfer_syntaxes);
  row.series = transfer.series.value();
  row.instances = transfer.instances.value();
  row.count_error = error_of({&transfer.patients, &transfer.series, &transfer.instances});
  row.failures = transfer.failures;
  row.pixel_bytes = transfer.pixel_bytes;
  row.data_set_bytes = transfer.data_set_bytes;
  row.move_originator = some(batch, transfer.move_originator);
  row.duration = transfer.last_ts - transfer.first_ts;
}

}  // namespace

void write_rows(Context& context, Association& association) {
  association.count_suboperations_left();
  auto& batch = context.records().of<record::Dicom>();
  record::Dicom& row = batch.add();
  const Timestamp first_ts = association.first_ts.value_or(association.last_ts);
  row.at = connection_at(context, first_ts);
  fill_negotiation(batch, association, row);
  fill_operations(batch, association, row);
  fill_amounts(batch, association, row);
  row.tls = context.carrier() == "ssl";
  row.duration = association.last_ts - first_ts;
  for (const Transfer& transfer : association.transfers.all()) write_transfer(context, association, transfer);
}

}  // namespace wardwatch::protocol::dicom
