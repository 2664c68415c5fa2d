#pragma once

#include <map>

#include "protocol/smb/conversation.hpp"

namespace wardwatch::protocol::smb {

/// Reads messages of SMB 1 (MS-CIFS, MS-SMB), of which only the front may be there. At most 256 requests wait for their
/// answers.
class Smb1Reader {
 public:
  explicit Smb1Reader(Conversation& conversation) noexcept : conversation_{conversation} {}

  void on_message(Direction direction, Bytes message, std::uint64_t total_bytes);

 private:
  struct Header {
    std::uint32_t status = 0;
    std::uint16_t tree = 0, user = 0;
    std::uint32_t request_id = 0;
    bool is_unicode = false;
    Bytes message;
    std::uint64_t total_bytes = 0;
  };
  struct Request {
    std::string text, service, file;
    std::uint16_t tree = 0;
    bool is_pipe = false;
  };
  /// One command's block: its words, its bytes, and where the bytes stand in the message.
  struct Block {
    Reader words;
    std::size_t word_count = 0;
    Bytes data;
    std::size_t data_offset_bytes = 0;
  };

  void on_request(std::uint8_t command, const Header& header, Block& block);
  void on_response(std::uint8_t command, const Header& header, Block& block);
  void negotiate_response(Block& block);
  void session_request(const Header& header, Block& block);
  void session_response(const Header& header, Block& block);
  void tree_request(const Header& header, Block& block, Request& request);
  void tree_response(const Header& header, Block& block, const Request& request);
  void create_response(const Header& header, Block& block, const Request& request);
  void write_request(const Header& header, Block& block);
  void read_response(const Header& header, Block& block, const Request& request);
  void transaction_request(const Header& header, Block& block, Request& request);
  void transaction_response(const Header& header, Block& block, const Request& request);

  Conversation& conversation_;
  std::map<std::uint64_t, Request> waiting_;
};

}  // namespace wardwatch::protocol::smb
