#include "protocol/dicom/transfers.hpp"

namespace wardwatch::protocol::dicom {
namespace {

/// Studies that one association moves and that have a row of their own; about 1 KiB each, at most 64 KiB.
constexpr std::size_t kTransfersMax = 1024;

std::uint64_t key_of(const Instance& instance, std::string_view study) noexcept {
  return hash_text(study, hash_text(instance.move_originator, index_of(instance.from)));
}

}  // namespace

std::optional<std::size_t> Transfers::add(const Instance& instance, const TokenKey& tokens) {
  const DataSetFacts& facts = instance.facts;
  const std::string_view study = facts.studies.empty() ? std::string_view{} : std::string_view{facts.studies.front()};
  const std::uint64_t key = key_of(instance, study);
  const auto known = by_key_.find(key);
  if (known == by_key_.end() && transfers_.size() >= kTransfersMax) return std::nullopt;
  const std::size_t index = known == by_key_.end() ? transfers_.size() : known->second;
  if (known == by_key_.end()) {
    by_key_.emplace(key, index);
    Transfer& fresh = transfers_.emplace_back();
    fresh.from = instance.from;
    fresh.move_originator = instance.move_originator;
    fresh.first_ts = instance.first_ts;
    if (!study.empty()) fresh.study = tokens.token(TokenPurpose::study, study);
  }
  Transfer& transfer = transfers_[index];
  if (!facts.patient_id.empty()) {
    if (!transfer.patient) transfer.patient = tokens.token(TokenPurpose::patient, facts.patient_id, facts.issuer);
    transfer.patients.add(patient_hash(facts.patient_id, facts.issuer));
  }
  if (!facts.series.empty()) transfer.series.add(hash_text(facts.series));
  if (!instance.sop_instance.empty()) transfer.instances.add(hash_text(instance.sop_instance));
  transfer.modalities.add(facts.modality);
  transfer.sop_classes.add(instance.sop_class);
  transfer.transfer_syntaxes.add(instance.transfer_syntax);
  transfer.pixel_bytes += facts.pixel_bytes;
  transfer.data_set_bytes += instance.data_set_bytes;
  transfer.first_ts = std::min(transfer.first_ts, instance.first_ts);
  transfer.last_ts = std::max(transfer.last_ts, instance.last_ts);
  return index;
}

}  // namespace wardwatch::protocol::dicom
