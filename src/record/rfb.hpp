#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One VNC connection, with the meaning of Zeek's rfb.log.
struct Rfb {
  ConnectionRef at;
  std::optional<std::string_view> client_major_version;
  std::optional<std::string_view> client_minor_version;
  std::optional<std::string_view> server_major_version;
  std::optional<std::string_view> server_minor_version;
  std::optional<std::string_view> authentication_method;
  std::optional<bool> auth;
  std::optional<bool> share_flag;
  std::optional<std::string_view> desktop_name;
  std::optional<std::uint64_t> width;
  std::optional<std::uint64_t> height;
  std::optional<TextList> security_types;
  std::optional<bool> no_authentication;
  std::optional<std::string_view> failure_reason;
};

template <>
inline constexpr auto schema_of<Rfb> = schema(
    "rfb", "One VNC (RFB) connection", connection_fields(&Rfb::at),
    field(11, "client_major_version", &Rfb::client_major_version, Unit::none, Content::technical,
          "Major version that the client speaks"),
    field(12, "client_minor_version", &Rfb::client_minor_version, Unit::none, Content::technical,
          "Minor version that the client speaks"),
    field(13, "server_major_version", &Rfb::server_major_version, Unit::none, Content::technical,
          "Major version that the server speaks"),
    field(14, "server_minor_version", &Rfb::server_minor_version, Unit::none, Content::technical,
          "Minor version that the server speaks"),
    field(15, "authentication_method", &Rfb::authentication_method, Unit::none, Content::technical,
          "Security type that was chosen"),
    field(16, "auth", &Rfb::auth, Unit::none, Content::technical, "Whether authentication succeeded"),
    field(17, "share_flag", &Rfb::share_flag, Unit::none, Content::technical, "The client lets others stay"),
    field(18, "desktop_name", &Rfb::desktop_name, Unit::none, Content::free, "Name of the desktop"),
    field(19, "width", &Rfb::width, Unit::none, Content::technical, "Width of the desktop"),
    field(20, "height", &Rfb::height, Unit::none, Content::technical, "Height of the desktop"),
    field(21, "security_types", &Rfb::security_types, Unit::none, Content::technical,
          "Security types that the server offered"),
    field(22, "no_authentication", &Rfb::no_authentication, Unit::none, Content::technical,
          "The session needed no password"),
    field(23, "failure_reason", &Rfb::failure_reason, Unit::none, Content::free, "Words of the server that refused"));

}  // namespace wardwatch::record
