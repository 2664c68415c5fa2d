#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One HTTP request with its reply, with the meaning of Zeek's http.log. Passwords are never kept.
struct Http {
  ConnectionRef at;
  std::uint64_t trans_depth = 0;
  std::optional<std::string_view> method;
  std::optional<std::string_view> host;
  std::optional<std::string_view> uri;
  std::optional<std::string_view> referrer;
  std::optional<std::string_view> version;
  std::optional<std::string_view> user_agent;
  std::optional<std::string_view> origin;
  std::uint64_t request_body_len = 0;
  std::uint64_t response_body_len = 0;
  std::optional<std::uint64_t> status_code;
  std::optional<std::string_view> status_msg;
  std::optional<std::uint64_t> info_code;
  std::optional<std::string_view> info_msg;
  std::optional<std::string_view> username;
  std::optional<TextList> proxied;
  std::optional<TextList> orig_filenames;
  std::optional<TextList> orig_mime_types;
  std::optional<TextList> resp_filenames;
  std::optional<TextList> resp_mime_types;
  std::optional<std::string_view> auth_scheme;
  bool has_password = false;
  std::optional<std::string_view> server;
  std::optional<std::string_view> content_type;
  std::optional<std::string_view> upload;
};

template <>
inline constexpr auto schema_of<Http> = schema(
    "http", "One HTTP request with its reply", connection_fields(&Http::at),
    field(11, "trans_depth", &Http::trans_depth, Unit::count, Content::technical,
          "Place of the request on its connection, from 1"),
    field(12, "method", &Http::method, Unit::none, Content::technical, "Method of the request"),
    field(13, "host", &Http::host, Unit::none, Content::free, "Host header of the request"),
    field(14, "uri", &Http::uri, Unit::none, Content::free, "What is asked for, as sent"),
    field(15, "referrer", &Http::referrer, Unit::none, Content::free, "Referer header of the request"),
    field(16, "version", &Http::version, Unit::none, Content::technical,
          "Version of HTTP that the reply has, else the request"),
    field(17, "user_agent", &Http::user_agent, Unit::none, Content::technical, "User-Agent header of the request"),
    field(18, "origin", &Http::origin, Unit::none, Content::free, "Origin header of the request"),
    field(19, "request_body_len", &Http::request_body_len, Unit::bytes, Content::technical,
          "Bytes of the request's body that were seen, without coding of the transfer"),
    field(20, "response_body_len", &Http::response_body_len, Unit::bytes, Content::technical,
          "Bytes of the reply's body that were seen, without coding of the transfer"),
    field(21, "status_code", &Http::status_code, Unit::none, Content::technical, "Status code of the reply"),
    field(22, "status_msg", &Http::status_msg, Unit::none, Content::technical, "Reason phrase of the reply"),
    field(23, "info_code", &Http::info_code, Unit::none, Content::technical, "Last interim status code (1xx)"),
    field(24, "info_msg", &Http::info_msg, Unit::none, Content::technical, "Reason phrase of the interim reply"),
    field(25, "username", &Http::username, Unit::none, Content::account,
          "User of basic authentication; of the password nothing is kept"),
    field(26, "proxied", &Http::proxied, Unit::none, Content::free, "Headers that speak of a proxy, with their values"),
    field(27, "orig_filenames", &Http::orig_filenames, Unit::none, Content::free, "File names in the request"),
    field(28, "orig_mime_types", &Http::orig_mime_types, Unit::none, Content::technical,
          "Kinds of what the client sent, by content"),
    field(29, "resp_filenames", &Http::resp_filenames, Unit::none, Content::free, "File names in the reply"),
    field(30, "resp_mime_types", &Http::resp_mime_types, Unit::none, Content::technical,
          "Kinds of what the server sent, by content"),
    field(31, "auth_scheme", &Http::auth_scheme, Unit::none, Content::technical,
          "Scheme of the Authorization header: basic, bearer, digest, ntlm, negotiate, other"),
    field(32, "has_password", &Http::has_password, Unit::none, Content::technical,
          "Basic authentication carried a password in clear"),
    field(33, "server", &Http::server, Unit::none, Content::technical, "Server header of the reply"),
    field(34, "content_type", &Http::content_type, Unit::none, Content::technical,
          "Content-Type that the reply claims"),
    field(35, "upload", &Http::upload, Unit::none, Content::technical, "What the request sends: form, file, body"));

}  // namespace wardwatch::record
