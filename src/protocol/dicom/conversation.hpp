#pragma once

#include <memory>

#include "protocol/common/protocol.hpp"
#include "protocol/dicom/association.hpp"
#include "protocol/dicom/data_set.hpp"
#include "protocol/dicom/pdu_stream.hpp"

namespace wardwatch::protocol::dicom {

/// Joins the fragments of both directions to DIMSE messages and tells the association of them.
class Conversation {
 public:
  explicit Conversation(Context& context) : context_{context}, association_{std::make_unique<Association>()} {}

  /// Said before the others: when what follows passed.
  void at(Timestamp ts) noexcept;
  void on_pdu(Direction from, PduType type, Bytes body);
  void on_fragment(Direction from, const ValueHead& value, Bytes piece, std::size_t left_bytes);
  void on_missing_fragment(Direction from, const ValueHead* value, std::uint64_t missing_bytes, std::size_t left_bytes);
  void on_lost(Direction from, const ParseError& error);
  void on_gap(std::uint64_t missing_bytes) noexcept { association_->missing_bytes += missing_bytes; }
  /// Writes the rows. What was under way counts as far as it went.
  void finish();

 private:
  /// A message of one context and direction: a command set, then perhaps a data set.
  struct Message {
    enum class State : std::uint8_t { command, data, over };
    std::uint8_t context_id = 0;
    State state = State::over;
    bool is_broken = false;  ///< Bytes of it are missing, or it makes no sense.
    bool is_fault_told = false;
    std::vector<std::byte> command_bytes;
    std::optional<Command> command;      ///< Borrows from `command_bytes`.
    std::vector<std::byte> first_bytes;  ///< Of the data set, until it is known how to read it.
    std::optional<DataSetReader> data;
    std::uint64_t data_set_bytes = 0;
    Timestamp first_ts;
  };

  void on_associate(Direction from, PduType type, Bytes body);
  void on_refusal(Direction from, PduType type, Bytes body);
  Message& message_of(Direction from, std::uint8_t context_id);
  void begin_message(Message& message, Message::State state);
  void take_command(Direction from, Message& message, Bytes piece, bool is_end);
  void begin_data(Message& message);
  void take_data(Message& message, Bytes piece);
  void end_message(Direction from, Message& message);
  void count_instance(Direction from, const Message& message, std::optional<std::uint16_t> message_id);
  void break_messages(Direction from) noexcept;
  void write_out();

  Context& context_;
  std::unique_ptr<Association> association_;
  std::array<std::vector<Message>, 2> messages_;
  Timestamp now_;
};

}  // namespace wardwatch::protocol::dicom
