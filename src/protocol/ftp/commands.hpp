#pragma once

#include <array>
#include <deque>
#include <string>

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::ftp {

/// Joins the commands of a control connection with their replies and writes the `ftp` rows (RFC 959). Passwords are
/// passed over where they stand. At most 64 commands wait; a line is cut at 1 KiB.
class Commands {
 public:
  explicit Commands(Context& context) noexcept : context_{context} {}

  void on_data(Direction direction, Bytes bytes, Timestamp ts);
  void on_gap(Direction direction) noexcept;
  void finish();

 private:
  struct Line {
    std::string text;
    bool is_damaged = false;
  };
  struct Command {
    Timestamp ts;
    std::string name, argument;
    std::optional<std::uint64_t> size_bytes;
  };
  struct Channel {
    bool is_passive = false;
    std::uint32_t address = 0;
    std::uint16_t port = 0;
  };

  void on_command(std::string_view line, Timestamp ts);
  void on_reply(std::string_view line);
  void take_effect(const Command& command, std::uint64_t code);
  std::optional<Channel> channel_of(const Command& command, std::uint64_t code, std::string_view text) const;
  void write(const Command& command, std::optional<std::uint64_t> code, std::string_view text);
  [[nodiscard]] std::string shown_argument(const Command& command) const;

  Context& context_;
  std::array<Line, 2> lines_;
  std::deque<Command> waiting_;
  std::string user_;
  std::string folder_ = ".";
  std::string open_code_;  ///< Of a reply of several lines.
  bool has_password_ = false;
  bool is_tls_ = false;
};

}  // namespace wardwatch::protocol::ftp
