#pragma once

#include <map>

#include "protocol/smb/conversation.hpp"

namespace wardwatch::protocol::smb {

/// Reads messages of SMB 2 and 3 (MS-SMB2), of which only the front may be there. At most 256 requests wait for their
/// answers.
class Smb2Reader {
 public:
  explicit Smb2Reader(Conversation& conversation) noexcept : conversation_{conversation} {}

  /// `message` begins with the protocol's mark; `total_bytes` is what it says of its length.
  void on_message(Direction direction, Bytes message, std::uint64_t total_bytes);

 private:
  struct Header {
    std::uint16_t command = 0;
    std::uint32_t status = 0, tree = 0;
    std::uint64_t message_id = 0;
    Bytes message;  ///< From the header on; offsets count from here.
    std::uint64_t total_bytes = 0;
  };
  struct Request {
    std::uint16_t command = 0;
    std::uint32_t tree = 0;
    std::string text;  ///< Path or name.
    std::string file;
    FileAction action = FileAction::open;
    bool is_action = false;
  };

  std::uint32_t on_one(Direction direction, Bytes message, std::uint64_t total_bytes);
  void on_request(const Header& header, Reader in);
  void on_response(const Header& header, Reader in);
  void negotiate_request(Reader& in);
  void negotiate_response(const Header& header, Reader& in);
  void session_request(const Header& header, Reader& in);
  void session_response(const Header& header, Reader& in);
  void create_request(const Header& header, Reader& in, Request& request);
  void create_response(Reader& in, const Request& request);
  void write_request(const Header& header, Reader& in, Request& request);
  void control_request(const Header& header, Reader& in, Request& request);
  void control_response(const Header& header, Reader& in, const Request& request);
  void set_info_request(const Header& header, Reader& in, Request& request);
  std::string file_id(Reader& in);

  Conversation& conversation_;
  std::map<std::uint64_t, Request> waiting_;
  std::string last_file_;  ///< What a request that is related to the one before it speaks of.
};

}  // namespace wardwatch::protocol::smb
