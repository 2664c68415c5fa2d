#pragma once

#include <string>
#include <vector>

#include "core/reader.hpp"

namespace wardwatch::protocol::dns {

/// Of one section: a 64 KiB message cannot usefully hold more, and one that claims more is refused.
inline constexpr std::size_t kRecordsMax = 1024;

struct Question {
  std::string name;  ///< Lower case, without the root's dot; NetBIOS names decoded on port 137.
  std::uint16_t type = 0;
  std::uint16_t class_of = 0;
};

/// One answer as Zeek writes it: an address, a name, or `TXT 12 text`.
struct Answer {
  std::string text;
  double ttl_seconds = 0;
};

/// A DNS message (RFC 1035 4.1), as far as a record needs it: header, questions and the answer section.
struct Message {
  std::uint16_t id = 0;
  bool is_response = false;
  std::uint8_t opcode = 0;
  bool authoritative = false;
  bool truncated = false;
  bool recursion_desired = false;
  bool recursion_available = false;
  std::uint8_t reserved = 0;  ///< The Z bit with AD and CD (RFC 4035 3.1.6), as Zeek's Z.
  std::uint16_t rcode = 0;
  std::uint16_t record_count = 0;  ///< Answer, authority and additional together.
  std::vector<Question> questions;
  std::string owner;  ///< Of the first answer.
  std::vector<Answer> answers;
  std::size_t size_bytes = 0;  ///< What the sections took; less than the datagram when something trails.
};

/// How far a message is read: a record needs the answers, a probe the questions, or on an unusual port the whole.
enum class Sections : std::uint8_t { questions, answers, all };
/// Names and data of a message that is only probed are checked and not kept.
enum class Texts : std::uint8_t { kept, checked };

[[nodiscard]] Parsed<Message> parse_message(Bytes message, Sections sections, Texts texts = Texts::kept);

/// First-level NetBIOS decoding (RFC 1001 14.1), blanks and the suffix byte taken off.
[[nodiscard]] std::string decode_netbios_name(std::string_view encoded);

}  // namespace wardwatch::protocol::dns
