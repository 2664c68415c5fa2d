#include "protocol/dicom/association.hpp"

#include <array>

namespace wardwatch::protocol::dicom {
namespace {

constexpr std::size_t kStatusesMax = 64;        ///< Different ones of one association; PS3.7 and PS3.4 name about 40.
constexpr std::size_t kOpenOperationsMax = 64;  ///< At a time; without a negotiated window it is one (PS3.7 D.3.3.3).
constexpr std::size_t kOpenStoresMax = 1024;

std::uint32_t store_key(Direction from, std::uint16_t message_id) noexcept {
  return static_cast<std::uint32_t>(index_of(from)) << 16U | message_id;
}

/// The levels there are (PS3.4 C.6, retired ones too); other text is not repeated.
std::string_view level_of(std::string_view text) noexcept {
  constexpr std::array<std::string_view, 4> kLevels{"PATIENT", "STUDY", "SERIES", "IMAGE"};
  const auto found = std::find(kLevels.begin(), kLevels.end(), text);
  return found == kLevels.end() ? std::string_view{} : *found;
}

}  // namespace

std::string_view Association::result() const noexcept {
  if (abort) return "aborted";
  if (reject) return "rejected";
  if (has_accept) return "accepted";
  return has_request ? "unanswered" : "unknown";
}

void Association::on_request(Direction from, const Associate& request) {
  has_request = true;
  requestor = from;
  called_ae = request.called_ae;
  calling_ae = request.calling_ae;
  implementation_class_uid[0] = request.implementation_class_uid;
  implementation_version[0] = request.implementation_version;
  for (const ProposedContext& proposed : request.contexts) {
    contexts[proposed.id].abstract_syntax = proposed.abstract_syntax;
    sop_classes.add(proposed.abstract_syntax);
    for (const std::string_view syntax : proposed.transfer_syntaxes) transfer_syntaxes.add(syntax);
  }
  for (const RoleSelection& role : request.roles) {
    const std::string_view kinds = role.scu ? (role.scp ? "scu,scp" : "scu") : role.scp ? "scp" : "none";
    roles.add(std::string{role.sop_class}.append("=").append(kinds));
  }
  if (request.user_identity) {
    user_identity = request.user_identity->type;
    user = request.user_identity->user;
  }
}

void Association::on_accept(Direction from, const Associate& accept) {
  has_accept = true;
  requestor = opposite(from);
  implementation_class_uid[1] = accept.implementation_class_uid;
  implementation_version[1] = accept.implementation_version;
  if (!has_request) {
    // The titles are sent back as they came, though nobody has to look at them (PS3.8 9.3.3).
    called_ae = accept.called_ae;
    calling_ae = accept.calling_ae;
  }
  for (const ProposedContext& answered : accept.contexts) {
    PresentationContext& context = contexts[answered.id];
    context.is_accepted = answered.result == 0 && !answered.transfer_syntaxes.empty();
    if (!context.is_accepted) continue;
    context.transfer_syntax = answered.transfer_syntaxes.front();
    accepted_sop_classes.add(context.abstract_syntax);
    accepted_transfer_syntaxes.add(context.transfer_syntax);
  }
}

void Association::on_command(Direction from, const Command& command) {
  if (command.is_answer()) return on_answer(from, command);
  ++requests[command.field];
  if (command.operation() == CommandField::c_move) move_destinations.add(command.move_destination);
}

void Association::on_answer(Direction from, const Command& command) {
  const auto key = std::pair{command.field, command.status};
  if (statuses.size() < kStatusesMax || statuses.contains(key)) ++statuses[key];
  const bool is_refused = is_failure(command.status);
  if (is_refused) ++failures;
  if (command.operation() == CommandField::c_store) {
    const auto store = open_stores.find(store_key(opposite(from), command.message_id));
    if (store == open_stores.end()) return;
    if (is_refused) transfers.add_failure(store->second);
    open_stores.erase(store);
  }
  const bool has_suboperations =
      command.operation() == CommandField::c_move || command.operation() == CommandField::c_get;
  if (!has_suboperations) return;
  if (open_suboperations.size() >= kOpenOperationsMax && !open_suboperations.contains(command.message_id)) return;
  SubOperations& told = open_suboperations[command.message_id];
  told.completed = command.completed.value_or(told.completed);
  told.failed = command.failed.value_or(told.failed);
  told.warning = command.warning.value_or(told.warning);
  if (is_pending(command.status)) return;
  suboperations.completed += told.completed;
  suboperations.failed += told.failed;
  suboperations.warning += told.warning;
  open_suboperations.erase(command.message_id);
}

void Association::count_suboperations_left() {
  for (const auto& [id, told] : open_suboperations) {
    suboperations.completed += told.completed;
    suboperations.failed += told.failed;
    suboperations.warning += told.warning;
  }
  open_suboperations.clear();
}

void Association::on_query(const Command& command, const DataSetFacts& facts) {
  query_levels.add(level_of(facts.level));
  if (command.operation() == CommandField::c_find) {
    if (facts.elements > 0 && !facts.has_matching_key) ++wildcard_finds;
    return;
  }
  for (const std::string& study : facts.studies) requested_studies.add(hash_text(study));
}

void Association::on_match(const DataSetFacts& facts) {
  if (!facts.patient_id.empty()) matched_patients.add(patient_hash(facts.patient_id, facts.issuer));
  for (const std::string& study : facts.studies) matched_studies.add(hash_text(study));
}

void Association::on_instance(const Instance& instance, std::optional<std::uint16_t> message_id,
                              const TokenKey& tokens) {
  const DataSetFacts& facts = instance.facts;
  if (!instance.sop_instance.empty()) instances.add(hash_text(instance.sop_instance));
  if (!facts.series.empty()) series.add(hash_text(facts.series));
  for (const std::string& study : facts.studies) studies.add(hash_text(study));
  if (!facts.patient_id.empty()) patients.add(patient_hash(facts.patient_id, facts.issuer));
  modalities.add(facts.modality);
  move_originators.add(instance.move_originator);
  pixel_bytes += facts.pixel_bytes;
  if (instance.from != requestor) pixel_bytes_to_requestor += facts.pixel_bytes;
  const auto index = transfers.add(instance, tokens);
  has_too_many_transfers = has_too_many_transfers || !index;
  if (index && message_id && open_stores.size() < kOpenStoresMax)
    open_stores[store_key(instance.from, *message_id)] = *index;
}

}  // namespace wardwatch::protocol::dicom
