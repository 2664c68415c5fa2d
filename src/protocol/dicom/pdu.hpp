#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/reader.hpp"

namespace wardwatch::protocol::dicom {

/// PS3.8 9.3.1: the protocol data units of the upper layer.
enum class PduType : std::uint8_t {
  associate_request = 1,
  associate_accept = 2,
  associate_reject = 3,
  data = 4,
  release_request = 5,
  release_reply = 6,
  abort = 7,
};

inline constexpr std::size_t kPduHeaderBytes = 6;
/// Length of a presentation data value, its context and its control header (PS3.8 9.3.5.1).
inline constexpr std::size_t kValueHeaderBytes = 6;
/// Body of A-RELEASE, A-ABORT and A-ASSOCIATE-RJ.
inline constexpr std::uint32_t kShortPduBytes = 4;
/// Version, two AE titles and what is reserved stand before the items of A-ASSOCIATE.
inline constexpr std::uint32_t kAssociateHeadBytes = 68;
inline constexpr std::size_t kAeTitleBytes = 16;
/// Longest A-ASSOCIATE that is read: 128 contexts of some 20 transfer syntaxes need a sixth of it.
inline constexpr std::uint32_t kAssociateMaxBytes = 1U << 20U;
/// Longest P-DATA-TF that is believed. The standard allows 4 GiB; modalities send 16 to 128 KiB, archives up to some MiB.
inline constexpr std::uint32_t kDataPduMaxBytes = 256U << 20U;

struct PduHead {
  PduType type;
  std::uint32_t length_bytes;  ///< Of the body that follows.
};
/// Reads the six bytes of a header; `malformed` also for a length that its type cannot have.
[[nodiscard]] Parsed<PduHead> parse_pdu_head(Bytes stream);

/// The head of a presentation data value in a P-DATA-TF of which `left_bytes` remain, itself included.
struct ValueHead {
  std::uint8_t context_id;
  bool is_command;
  bool is_last;
  std::uint32_t length_bytes;  ///< Of the fragment that follows.
};
[[nodiscard]] Parsed<ValueHead> parse_value_head(Bytes stream, std::size_t left_bytes);

/// All texts of these structs borrow from the PDU.
struct ProposedContext {
  std::uint8_t id = 0;
  std::uint8_t result = 0;  ///< In an A-ASSOCIATE-AC: 0 is acceptance (PS3.8 table 9-18).
  std::string_view abstract_syntax;
  std::vector<std::string_view> transfer_syntaxes;
};
struct RoleSelection {
  std::string_view sop_class;
  bool scu = false;
  bool scp = false;
};
struct UserIdentity {
  std::uint8_t type = 0;  ///< PS3.7 D.3.3.7.1
  std::string_view user;  ///< Only of the types that show a user name.
};

/// A-ASSOCIATE-RQ or -AC (PS3.8 9.3.2, 9.3.3; PS3.7 annex D.3.3).
struct Associate {
  std::string_view called_ae;
  std::string_view calling_ae;
  std::vector<ProposedContext> contexts;
  std::string_view implementation_class_uid;
  std::string_view implementation_version;
  std::vector<RoleSelection> roles;
  std::optional<UserIdentity> user_identity;
  std::optional<ParseError> fault;  ///< Where reading of the items ended early; what stood before it is kept.
};
[[nodiscard]] Parsed<Associate> parse_associate(Bytes body);

/// The four bytes of A-ASSOCIATE-RJ and A-ABORT behind the header.
struct Refusal {
  std::uint8_t result;
  std::uint8_t source;
  std::uint8_t reason;
};
[[nodiscard]] Parsed<Refusal> parse_refusal(Bytes body);

/// Without the spaces and nulls that pad a text to its length.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;
/// Digits in groups with dots between them, at most 64 characters (PS3.5 9.1).
[[nodiscard]] bool is_uid(std::string_view text) noexcept;

}  // namespace wardwatch::protocol::dicom
