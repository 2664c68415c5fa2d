#pragma once

#include <array>
#include <vector>

#include "protocol/dicom/pdu.hpp"

namespace wardwatch::protocol::dicom {

/// Takes what one side's stream holds.
class PduListener {
 public:
  virtual ~PduListener() = default;
  /// Any PDU but P-DATA-TF, whole, without its header.
  virtual void on_pdu(PduType type, Bytes body) = 0;
  /// The next bytes of a presentation data value. `left_bytes` of it are still to come; it may be empty altogether.
  virtual void on_fragment(const ValueHead& value, Bytes piece, std::size_t left_bytes) = 0;
  /// So many bytes of that value passed but are missing; or, without one, an unknown part of some values.
  virtual void on_missing_fragment(const ValueHead* value, std::uint64_t missing_bytes, std::size_t left_bytes) = 0;
  /// What follows is no PDU: malformed, or the beginning was not seen.
  virtual void on_lost(const ParseError& error) = 0;
};

/// Finds the PDUs in one direction of a connection. Where bytes are missing inside a PDU it goes on behind it; where a
/// header is missing it looks for the next P-DATA-TF, A-RELEASE or A-ABORT.
class PduStream {
 public:
  explicit PduStream(PduListener& listener) noexcept : listener_{listener} {}

  void consume(Bytes piece);
  void miss(std::uint64_t missing_bytes);

 private:
  enum class State : std::uint8_t { header, body, value_header, fragment, passing, lost };

  void take_header(Bytes& piece);
  void take_body(Bytes& piece);
  void take_value_header(Bytes& piece);
  void take_fragment(Bytes& piece);
  void search(Bytes& piece);
  bool collect(Bytes& piece, std::size_t wanted_bytes);
  void lose(const ParseError& error);
  void end_of_value() noexcept;

  PduListener& listener_;
  State state_ = State::header;
  PduHead pdu_{};
  ValueHead value_{};
  std::size_t pdu_left_ = 0;    ///< Bytes of the body still to come.
  std::size_t value_left_ = 0;  ///< Bytes of the fragment still to come.
  std::size_t header_bytes_ = 0;
  std::array<std::byte, kValueHeaderBytes> header_{};
  std::vector<std::byte> body_;
};

}  // namespace wardwatch::protocol::dicom
