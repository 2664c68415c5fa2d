#include "protocol/dicom/pdu_stream.hpp"

#include <algorithm>

#include "core/load.hpp"

namespace wardwatch::protocol::dicom {
namespace {

static_assert(kPduHeaderBytes == kValueHeaderBytes, "one buffer collects both");

/// Longest P-DATA-TF that a search believes: behind a gap only what is usual counts.
constexpr std::uint32_t kFoundPduMaxBytes = 4U << 20U;

/// Whether a PDU of a connection that is under way begins here. Twelve bytes of a P-DATA-TF depend on each other, and
/// of a short PDU all ten are nearly fixed.
bool begins_pdu(Bytes bytes) noexcept {
  const auto head = parse_pdu_head(bytes);
  if (!head) return false;
  const Bytes body = bytes.subspan(kPduHeaderBytes);
  if (head->type == PduType::data) {
    return head->length_bytes <= kFoundPduMaxBytes && parse_value_head(body, head->length_bytes).has_value();
  }
  if (head->length_bytes != kShortPduBytes || body.size() < kShortPduBytes) return false;
  const bool is_abort = head->type == PduType::abort;
  const bool is_release = head->type == PduType::release_request || head->type == PduType::release_reply;
  return (is_release && load_u32be(body, 0) == 0) || (is_abort && load_u16be(body, 0) == 0 && load_u8(body, 2) <= 2);
}

}  // namespace

void PduStream::consume(Bytes piece) {
  while (!piece.empty()) {
    switch (state_) {
      case State::header: take_header(piece); break;
      case State::body: take_body(piece); break;
      case State::value_header: take_value_header(piece); break;
      case State::fragment: take_fragment(piece); break;
      case State::passing: {
        const std::size_t passed_bytes = std::min(pdu_left_, piece.size());
        piece = piece.subspan(passed_bytes);
        pdu_left_ -= passed_bytes;
        if (pdu_left_ == 0) state_ = State::header;
        break;
      }
      case State::lost: search(piece); break;
    }
  }
}

void PduStream::miss(std::uint64_t missing_bytes) {
  if (state_ == State::fragment && missing_bytes <= value_left_) {
    value_left_ -= static_cast<std::size_t>(missing_bytes);
    pdu_left_ -= static_cast<std::size_t>(missing_bytes);
    listener_.on_missing_fragment(&value_, missing_bytes, value_left_);
    if (value_left_ == 0) end_of_value();
    return;
  }
  const bool is_inside = state_ != State::header && state_ != State::lost;
  // Of a value header that is cut in two, the collected bytes no longer count as left.
  if (is_inside && pdu_.type == PduType::data) listener_.on_missing_fragment(nullptr, missing_bytes, 0);
  header_bytes_ = 0;
  body_.clear();
  if (is_inside && missing_bytes <= pdu_left_) {
    pdu_left_ -= static_cast<std::size_t>(missing_bytes);
    state_ = pdu_left_ == 0 ? State::header : State::passing;
    return;
  }
  state_ = State::lost;
}

bool PduStream::collect(Bytes& piece, std::size_t wanted_bytes) {
  const Bytes part = at_most(piece, wanted_bytes - header_bytes_);
  std::copy(part.begin(), part.end(), header_.begin() + static_cast<std::ptrdiff_t>(header_bytes_));
  header_bytes_ += part.size();
  piece = piece.subspan(part.size());
  return header_bytes_ == wanted_bytes;
}

void PduStream::take_header(Bytes& piece) {
  if (!collect(piece, kPduHeaderBytes)) return;
  header_bytes_ = 0;
  const auto head = parse_pdu_head(header_);
  if (!head) return lose(head.error());
  pdu_ = *head;
  pdu_left_ = head->length_bytes;
  state_ = head->type == PduType::data ? State::value_header : State::body;
}

void PduStream::take_body(Bytes& piece) {
  const Bytes part = at_most(piece, pdu_left_);
  piece = piece.subspan(part.size());
  pdu_left_ -= part.size();
  if (pdu_left_ > 0 || !body_.empty()) body_.insert(body_.end(), part.begin(), part.end());
  if (pdu_left_ > 0) return;
  state_ = State::header;
  listener_.on_pdu(pdu_.type, body_.empty() ? part : Bytes{body_});
  body_.clear();
}

void PduStream::take_value_header(Bytes& piece) {
  if (header_bytes_ == 0 && pdu_left_ < kValueHeaderBytes)
    return lose({ParseFault::malformed, "value_length", 0, kValueHeaderBytes, pdu_left_});
  const std::size_t before = header_bytes_;
  const bool is_whole = collect(piece, kValueHeaderBytes);
  pdu_left_ -= header_bytes_ - before;
  if (!is_whole) return;
  header_bytes_ = 0;
  const auto value = parse_value_head(header_, pdu_left_ + kValueHeaderBytes);
  if (!value) return lose(value.error());
  value_ = *value;
  value_left_ = value->length_bytes;
  state_ = State::fragment;
  if (value_left_ > 0) return;
  listener_.on_fragment(value_, {}, 0);
  end_of_value();
}

void PduStream::take_fragment(Bytes& piece) {
  const Bytes part = at_most(piece, value_left_);
  piece = piece.subspan(part.size());
  value_left_ -= part.size();
  pdu_left_ -= part.size();
  listener_.on_fragment(value_, part, value_left_);
  if (value_left_ == 0) end_of_value();
}

void PduStream::end_of_value() noexcept { state_ = pdu_left_ == 0 ? State::header : State::value_header; }

void PduStream::lose(const ParseError& error) {
  state_ = State::lost;
  header_bytes_ = 0;
  listener_.on_lost(error);
}

void PduStream::search(Bytes& piece) {
  for (std::size_t at = 0; at < piece.size(); ++at) {
    const std::uint8_t type = load_u8(piece, at);
    if (type < 4 || type > 7 || !begins_pdu(piece.subspan(at))) continue;
    piece = piece.subspan(at);
    state_ = State::header;
    return;
  }
  piece = {};
}

}  // namespace wardwatch::protocol::dicom
