#include "protocol/hl7/conversation.hpp"

#include <algorithm>

namespace wardwatch::protocol::hl7 {
namespace {

constexpr std::string_view kAnalyzer = "HL7";
/// Messages of one direction that wait for their acknowledgement; about 1 KiB each. Most senders have one.
constexpr std::size_t kWaitingMax = 256;
/// After this an acknowledgement is not waited for any more; senders give up after 5 to 60 s.
constexpr Interval kWaitMax = std::chrono::minutes{5};

bool is_header(std::string_view name) noexcept { return name == "MSH" || name == "FHS" || name == "BHS"; }

}  // namespace

void Conversation::on_start_block(Direction from) {
  Side& s = side(from);
  if (s.open && s.is_in_block) context_.weird("hl7_block_without_end", kAnalyzer);
  end_message(from, !s.is_in_block);
  s.is_in_block = true;
  s.begun_ts = now_;
  s.unclaimed_bytes = 0;
}

void Conversation::on_end_block(Direction from) {
  Side& s = side(from);
  if (s.open) s.open->size_bytes += s.unclaimed_bytes;
  s.unclaimed_bytes = 0;
  end_message(from, true);
  s.is_in_block = false;
  s.is_in_batch = false;
}

void Conversation::on_segment(Direction from, std::string_view segment) {
  Side& s = side(from);
  const std::string_view name = segment.substr(0, 3);
  if (is_header(name) && delimiters_of(segment)) {
    // Without blocks, and in a batch, the next header ends a message.
    end_message(from, true);
    s.is_in_batch = s.is_in_batch || name != "MSH";
    if (name == "MSH") begin_message(from, segment);
  } else if (name == "BTS" || name == "FTS") {
    end_message(from, true);
    s.is_in_batch = s.is_in_batch && name == "BTS";
  } else if (s.open) {
    s.open->size_bytes += s.unclaimed_bytes;
    const bool was_answer = s.open->answered_hash != 0;
    if (!s.open->read_segment(segment, context_.tokens()) && !s.has_gap)
      context_.weird("hl7_malformed_segment", kAnalyzer);
    if (!was_answer && s.open->answered_hash != 0) join(from, *s.open);
  } else if (s.has_begun && !s.has_gap) {
    context_.weird("hl7_segment_outside_message", kAnalyzer);
  }
  s.unclaimed_bytes = 0;
}

/// The first message of a block begins with it.
void Conversation::begin_message(Direction from, std::string_view segment) {
  Side& s = side(from);
  s.open.emplace(s.begun_ts.value_or(now_));
  s.begun_ts.reset();
  s.has_begun = true;
  s.has_gap = false;
  s.open->is_mllp = s.is_in_block;
  s.open->is_in_batch = s.is_in_batch;
  s.open->size_bytes = s.unclaimed_bytes;
  std::ignore = s.open->read_header(segment);
}

void Conversation::on_gap(Direction from, std::uint64_t missing_bytes) noexcept {
  Side& s = side(from);
  s.has_gap = true;
  if (!s.open) return;
  s.open->is_whole = false;
  s.open->size_bytes += missing_bytes;
}

void Conversation::end_message(Direction from, bool is_end_seen) {
  Side& s = side(from);
  if (!s.open) return;
  s.open->is_complete = is_end_seen && s.open->is_whole;
  const bool is_answered = !s.open->ack_code.empty() && !is_commit_accept(s.open->ack_code);
  if (is_answered || s.open->control_hash == 0) {
    write(from, *s.open);
  } else {
    s.waiting.push_back(std::move(*s.open));
  }
  s.open.reset();
  release_old(from);
}

void Conversation::release_old(Direction from) {
  auto& waiting = side(from).waiting;
  while (!waiting.empty() && (waiting.size() > kWaitingMax || now_ - waiting.front().first_ts > kWaitMax)) {
    write(from, waiting.front());
    waiting.pop_front();
  }
}

/// The newest message of the other side with the control id that the answer names, unless it has its last answer.
void Conversation::join(Direction from, const Message& answer) {
  const Direction asker = opposite(from);
  Side& other = side(asker);
  if (answer.answer.empty()) return;
  const auto take = [&](Message& message) {
    message.ack_code = answer.answer;
    message.ack_delay = answer.first_ts - message.first_ts;
  };
  if (other.open && other.open->control_hash == answer.answered_hash) return take(*other.open);
  const auto found = std::find_if(other.waiting.rbegin(), other.waiting.rend(),
                                  [&](const Message& message) { return message.control_hash == answer.answered_hash; });
  if (found == other.waiting.rend()) return;
  take(*found);
  if (is_commit_accept(answer.answer)) return;
  write(asker, *found);
  other.waiting.erase(std::next(found).base());
}

void Conversation::finish() {
  for (const Direction from : {Direction::orig, Direction::resp}) {
    end_message(from, !side(from).is_in_block);
    for (const Message& message : side(from).waiting) write(from, message);
    side(from).waiting.clear();
  }
}

void Conversation::write(Direction from, const Message& message) {
  auto& batch = context_.records().of<record::Hl7>();
  const auto some = [&](std::string_view text) {
    return text.empty() ? std::optional<std::string_view>{} : std::optional{batch.keep(text)};
  };
  const auto some_list = [&](const auto& texts) {
    return texts.empty() ? std::optional<record::TextList>{} : std::optional{batch.keep_list(texts)};
  };
  std::vector<std::string_view> tokens;
  for (const Token& token : message.tokens) tokens.push_back(token.view());
  record::Hl7& row = batch.add();
  row.at = connection_at(context_, message.first_ts);
  row.message_type = some(message.type);
  row.message_structure = some(message.structure);
  row.sending_application = some(message.sending_application);
  row.sending_facility = some(message.sending_facility);
  row.receiving_application = some(message.receiving_application);
  row.receiving_facility = some(message.receiving_facility);
  row.version = some(message.version);
  row.processing_id = some(message.processing_id);
  row.sender_h = from == Direction::orig ? row.at.orig_h : row.at.resp_h;
  row.receiver_h = from == Direction::orig ? row.at.resp_h : row.at.orig_h;
  row.ack_code = some(message.ack_code);
  row.ack_delay = message.ack_delay;
  row.answer = some(message.answer);
  row.errors = message.errors;
  row.error_codes = some_list(message.error_codes);
  row.segments = some_list(message.segments);
  row.segment_count = message.segment_count;
  row.patients = message.patients.value();
  row.patient = some_list(tokens);
  row.encoding = message.is_mllp ? "mllp" : "bare";
  row.batch = message.is_in_batch;
  row.complete = message.is_complete;
  row.size_bytes = message.size_bytes;
  row.tls = context_.carrier() == "ssl";
}

}  // namespace wardwatch::protocol::hl7
