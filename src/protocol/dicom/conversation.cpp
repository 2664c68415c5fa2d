#include "protocol/dicom/conversation.hpp"

#include "protocol/dicom/rows.hpp"

namespace wardwatch::protocol::dicom {
namespace {

constexpr std::string_view kAnalyzer = "DICOM";
/// Messages of one direction that are under way at once. The standard forbids more than one (PS3.8 E.1, PS3.7 9.3);
/// this many are kept apart for who does it all the same.
constexpr std::size_t kMessagesMax = 8;

constexpr std::size_t kGuessedBytes = 8;

/// Queries, whose every key matters.
bool is_query(const Command& command) noexcept {
  const CommandField operation = command.operation();
  return !command.is_answer() &&
         (operation == CommandField::c_find || operation == CommandField::c_move || operation == CommandField::c_get);
}

/// Messages whose data sets say what passed: instances, and what a query matched.
bool is_read(const Command& command) noexcept {
  return is_query(command) || command.field == static_cast<std::uint16_t>(CommandField::c_store) ||
         (command.is_answer() && command.operation() == CommandField::c_find);
}

/// A data set's first element is of group 0008: a data set that begins in the middle does not count as one.
bool begins_data_set(Bytes piece) noexcept {
  const auto octet = [&](std::size_t i) { return i < piece.size() ? std::to_integer<unsigned>(piece[i]) : 0U; };
  return (octet(0) == 8 && octet(1) == 0) || (octet(0) == 0 && octet(1) == 8);
}

}  // namespace

void Conversation::at(Timestamp ts) noexcept {
  now_ = ts;
  if (!association_->first_ts) association_->first_ts = ts;
  association_->last_ts = std::max(association_->last_ts, ts);
}

// --- The association ---------------------------------------------------------------------------------------------

void Conversation::on_pdu(Direction from, PduType type, Bytes body) {
  switch (type) {
    case PduType::associate_request:
    case PduType::associate_accept: return on_associate(from, type, body);
    case PduType::associate_reject:
    case PduType::abort: return on_refusal(from, type, body);
    case PduType::release_request: association_->has_release_request = true; return;
    case PduType::release_reply: association_->has_release_reply = true; return;
    case PduType::data: return;
  }
}

void Conversation::on_associate(Direction from, PduType type, Bytes body) {
  const auto associate = parse_associate(body);
  if (!associate) return context_.weird("dicom_malformed_association", kAnalyzer, associate.error());
  if (associate->fault) context_.weird("dicom_malformed_association", kAnalyzer, *associate->fault);
  if (type == PduType::associate_accept) return association_->on_accept(from, *associate);
  if (association_->has_request) {
    // Another association on the same connection: the standard has none, but each gets its row.
    context_.weird("dicom_association_on_used_connection", kAnalyzer);
    write_out();
    at(now_);
  }
  association_->on_request(from, *associate);
}

void Conversation::on_refusal(Direction from, PduType type, Bytes body) {
  const auto refusal = parse_refusal(body);
  if (!refusal) return context_.weird("dicom_malformed_refusal", kAnalyzer, refusal.error());
  if (type == PduType::associate_reject) {
    association_->reject = *refusal;
    association_->requestor = opposite(from);
  } else {
    association_->abort = *refusal;
    association_->aborted_by = from;
  }
}

void Conversation::on_lost(Direction from, const ParseError& error) {
  context_.weird("dicom_no_pdu", kAnalyzer, error);
  break_messages(from);
}

// --- Messages ----------------------------------------------------------------------------------------------------

Conversation::Message& Conversation::message_of(Direction from, std::uint8_t context_id) {
  auto& messages = messages_[index_of(from)];
  for (Message& message : messages) {
    if (message.context_id == context_id) return message;
  }
  if (!association_->contexts.contains(context_id)) context_.weird("dicom_unknown_context", kAnalyzer);
  if (messages.size() < kMessagesMax) {
    messages.emplace_back().context_id = context_id;
    return messages.back();
  }
  for (Message& message : messages) {
    if (message.state != Message::State::over) continue;
    message = {};
    message.context_id = context_id;
    return message;
  }
  context_.weird("dicom_interleaved_messages", kAnalyzer);
  end_message(from, messages.front());
  messages.front() = {};
  messages.front().context_id = context_id;
  return messages.front();
}

void Conversation::begin_message(Message& message, Message::State state) {
  const std::uint8_t context_id = message.context_id;
  message = {};
  message.context_id = context_id;
  message.state = state;
  message.first_ts = now_;
}

void Conversation::on_fragment(Direction from, const ValueHead& value, Bytes piece, std::size_t left_bytes) {
  Message& message = message_of(from, value.context_id);
  const bool is_end = value.is_last && left_bytes == 0;
  if (value.is_command) {
    if (message.state == Message::State::data) end_message(from, message);
    if (message.state == Message::State::over) begin_message(message, Message::State::command);
    return take_command(from, message, piece, is_end);
  }
  if (message.state == Message::State::command) end_message(from, message);  // Its end was not seen.
  if (message.state == Message::State::over) begin_message(message, Message::State::data);
  take_data(message, piece);
  if (is_end) end_message(from, message);
}

void Conversation::take_command(Direction from, Message& message, Bytes piece, bool is_end) {
  if (message.command_bytes.size() + piece.size() <= kCommandMaxBytes) {
    message.command_bytes.insert(message.command_bytes.end(), piece.begin(), piece.end());
  } else if (!message.is_broken) {
    message.is_broken = true;
    context_.weird("dicom_command_too_long", kAnalyzer);
  }
  if (!is_end) return;
  message.state = Message::State::over;
  if (message.is_broken) return;
  const auto command = parse_command(message.command_bytes);
  if (!command) return context_.weird("dicom_malformed_command", kAnalyzer, command.error());
  message.command = *command;
  association_->on_command(from, *command);
  if (command->has_data_set) {
    message.state = Message::State::data;
  } else {
    end_message(from, message);
  }
}

/// Chooses how the data set is read, by what was negotiated or else by its first bytes.
void Conversation::begin_data(Message& message) {
  const bool is_known = message.command.has_value();
  const Bytes first = message.first_bytes;
  if (is_known ? !is_read(*message.command) : !begins_data_set(first)) {
    message.is_broken = true;
    return;
  }
  const auto context = association_->contexts.find(message.context_id);
  const bool is_negotiated = context != association_->contexts.end() && !context->second.transfer_syntax.empty();
  const Syntax syntax = is_negotiated ? syntax_of(context->second.transfer_syntax) : guessed_syntax(first);
  message.data.emplace(syntax, is_known && is_query(*message.command));
  message.data->consume(first);
}

void Conversation::take_data(Message& message, Bytes piece) {
  message.data_set_bytes += piece.size();
  association_->data_set_bytes += piece.size();
  if (!message.data && !message.is_broken) {
    // A head of an element, however the stream was cut.
    const Bytes part = at_most(piece, kGuessedBytes - message.first_bytes.size());
    message.first_bytes.insert(message.first_bytes.end(), part.begin(), part.end());
    piece = piece.subspan(part.size());
    if (message.first_bytes.size() == kGuessedBytes) begin_data(message);
  }
  if (!message.data) return;
  message.data->consume(piece);
  // A data set without a command was only guessed to be one.
  if (!message.data->fault() || message.is_fault_told || !message.command) return;
  message.is_fault_told = true;
  context_.weird("dicom_malformed_data_set", kAnalyzer, *message.data->fault());
}

void Conversation::on_missing_fragment(Direction from, const ValueHead* value, std::uint64_t missing_bytes,
                                       std::size_t left_bytes) {
  if (value == nullptr) return break_messages(from);
  Message& message = message_of(from, value->context_id);
  if (value->is_command) {
    message.is_broken = true;
  } else if (message.state == Message::State::data) {
    message.data_set_bytes += missing_bytes;
    association_->data_set_bytes += missing_bytes;
    if (message.data) message.data->miss(missing_bytes);
    else message.is_broken = true;
  }
  if (value->is_last && left_bytes == 0) end_message(from, message);
}

/// Of what is under way in this direction an unknown part is missing.
void Conversation::break_messages(Direction from) noexcept {
  for (Message& message : messages_[index_of(from)]) {
    if (message.state == Message::State::over) continue;
    message.is_broken = true;
    if (message.data) message.data->miss(UINT64_MAX);
  }
}

/// Counts the message as far as it was seen.
void Conversation::end_message(Direction from, Message& message) {
  message.state = Message::State::over;
  if (!message.command) {
    const bool is_image =
        message.data && message.data->facts().pixel_bytes > 0 && !message.data->facts().studies.empty();
    if (is_image) count_instance(from, message, std::nullopt);
    return;
  }
  const Command& command = *message.command;
  const DataSetFacts nothing;
  const DataSetFacts& facts = message.data ? message.data->facts() : nothing;
  if (is_query(command) && message.data) association_->on_query(command, facts);
  if (command.is_answer() && command.operation() == CommandField::c_find && is_pending(command.status)) {
    ++association_->matches;
    association_->on_match(facts);
  }
  if (command.field == static_cast<std::uint16_t>(CommandField::c_store))
    count_instance(from, message, command.message_id);
  message.command.reset();
}

void Conversation::count_instance(Direction from, const Message& message, std::optional<std::uint16_t> message_id) {
  const DataSetFacts nothing;
  const DataSetFacts& facts = message.data ? message.data->facts() : nothing;
  const auto context = association_->contexts.find(message.context_id);
  const Command command = message.command.value_or(Command{});
  const Instance instance{
      .from = from,
      .sop_class = command.sop_class.empty() ? std::string_view{facts.sop_class} : command.sop_class,
      .sop_instance = command.sop_instance.empty() ? std::string_view{facts.sop_instance} : command.sop_instance,
      .transfer_syntax = context == association_->contexts.end() ? std::string_view{} : context->second.transfer_syntax,
      .move_originator = command.move_originator,
      .facts = facts,
      .data_set_bytes = message.data_set_bytes,
      .first_ts = message.first_ts,
      .last_ts = now_,
  };
  association_->on_instance(instance, message_id, context_.tokens());
}

void Conversation::write_out() {
  for (const Direction from : {Direction::orig, Direction::resp}) {
    for (Message& message : messages_[index_of(from)]) {
      if (message.state != Message::State::over) end_message(from, message);
    }
    messages_[index_of(from)].clear();
  }
  if (association_->has_too_many_transfers) context_.weird("dicom_too_many_studies", kAnalyzer);
  write_rows(context_, *association_);
  association_ = std::make_unique<Association>();
}

void Conversation::finish() { write_out(); }

}  // namespace wardwatch::protocol::dicom
