#pragma once

#include <array>
#include <map>
#include <optional>

#include "protocol/dicom/command.hpp"
#include "protocol/dicom/pdu.hpp"
#include "protocol/dicom/transfers.hpp"

namespace wardwatch::protocol::dicom {

/// What is known of one association: how it was made, what was asked and what passed. The rows are written from it.
struct Association {
  /// A presentation context (PS3.8 9.3.2.2). Of one whose proposal was not seen the abstract syntax is empty.
  struct PresentationContext {
    std::string abstract_syntax;
    std::string transfer_syntax;  ///< As accepted.
    bool is_accepted = false;
  };
  struct SubOperations {
    std::uint64_t completed = 0, failed = 0, warning = 0;
  };

  Direction requestor = Direction::orig;
  std::optional<Timestamp> first_ts;
  Timestamp last_ts;

  bool has_request = false, has_accept = false, has_release_request = false, has_release_reply = false;
  std::optional<Refusal> reject;
  std::optional<Refusal> abort;
  Direction aborted_by = Direction::orig;
  std::string called_ae, calling_ae;
  std::array<std::string, 2> implementation_class_uid, implementation_version;  ///< Of requestor and acceptor.
  std::map<std::uint8_t, PresentationContext> contexts;
  FewTexts<128> sop_classes, accepted_sop_classes;
  FewTexts<64> transfer_syntaxes, accepted_transfer_syntaxes;
  FewTexts<128> roles;
  std::optional<std::uint8_t> user_identity;
  std::string user;

  std::map<std::uint16_t, std::uint64_t> requests;                            ///< By command field.
  std::map<std::pair<std::uint16_t, std::uint16_t>, std::uint64_t> statuses;  ///< By command field and status.
  std::uint64_t failures = 0;
  FewTexts<8> query_levels;
  std::uint64_t wildcard_finds = 0, matches = 0;
  DistinctCount matched_patients{kAssociationCounts}, matched_studies{kAssociationCounts};
  DistinctCount requested_studies{kAssociationCounts};
  FewTexts<64> move_destinations, move_originators;
  SubOperations suboperations;                                ///< Of operations that are over.
  std::map<std::uint16_t, SubOperations> open_suboperations;  ///< By message id, as last told.

  DistinctCount instances{kAssociationCounts}, series{kAssociationCounts};
  DistinctCount studies{kAssociationCounts}, patients{kAssociationCounts};
  FewTexts<32> modalities;
  std::uint64_t pixel_bytes = 0, pixel_bytes_to_requestor = 0, data_set_bytes = 0, missing_bytes = 0;
  Transfers transfers;
  std::map<std::uint32_t, std::size_t>
      open_stores;  ///< Direction and message id to the transfer that waits for the answer.
  bool has_too_many_transfers = false;

  /// How it is called in the log: accepted, rejected, aborted, unanswered, unknown.
  [[nodiscard]] std::string_view result() const noexcept;

  void on_request(Direction from, const Associate& request);
  void on_accept(Direction from, const Associate& accept);
  /// A command set was read; `transfers` learn of it only when its data set is over.
  void on_command(Direction from, const Command& command);
  void on_query(const Command& command, const DataSetFacts& facts);
  void on_match(const DataSetFacts& facts);
  void on_instance(const Instance& instance, std::optional<std::uint16_t> message_id, const TokenKey& tokens);
  void count_suboperations_left();

 private:
  void on_answer(Direction from, const Command& command);
};

}  // namespace wardwatch::protocol::dicom
