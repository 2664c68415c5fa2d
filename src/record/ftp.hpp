#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One FTP command with its reply, with the meaning of Zeek's ftp.log. Passwords are never kept.
struct Ftp {
  ConnectionRef at;
  std::optional<std::string_view> user;
  std::optional<std::string_view> password;
  std::optional<std::string_view> command;
  std::optional<std::string_view> arg;
  std::optional<std::string_view> mime_type;
  std::optional<std::uint64_t> file_size;
  std::optional<std::uint64_t> reply_code;
  std::optional<std::string_view> reply_msg;
  std::optional<bool> data_channel_passive;
  std::optional<IpAddress> data_channel_orig_h;
  std::optional<IpAddress> data_channel_resp_h;
  std::optional<Port> data_channel_resp_p;
};

template <>
inline constexpr auto schema_of<Ftp> =
    schema("ftp", "One FTP command with its reply", connection_fields(&Ftp::at),
           field(11, "user", &Ftp::user, Unit::none, Content::account, "User of the session"),
           field(12, "password", &Ftp::password, Unit::none, Content::technical,
                 "<hidden> when one was sent; never the password itself"),
           field(13, "command", &Ftp::command, Unit::none, Content::technical, "Command"),
           field(14, "arg", &Ftp::arg, Unit::none, Content::free, "Argument; of a file the whole URL"),
           field(15, "mime_type", &Ftp::mime_type, Unit::none, Content::technical, "Kind of the file, by content"),
           field(16, "file_size", &Ftp::file_size, Unit::bytes, Content::technical, "Size of the file"),
           field(17, "reply_code", &Ftp::reply_code, Unit::none, Content::technical, "Code of the reply"),
           field(18, "reply_msg", &Ftp::reply_msg, Unit::none, Content::free, "Words of the reply"),
           field(19, "data_channel.passive", &Ftp::data_channel_passive, Unit::none, Content::technical,
                 "The client opens the data connection"),
           field(20, "data_channel.orig_h", &Ftp::data_channel_orig_h, Unit::none, Content::technical,
                 "Who opens the data connection"),
           field(21, "data_channel.resp_h", &Ftp::data_channel_resp_h, Unit::none, Content::technical,
                 "Where the data connection goes"),
           field(22, "data_channel.resp_p", &Ftp::data_channel_resp_p, Unit::none, Content::technical,
                 "Port of the data connection"));

}  // namespace wardwatch::record
