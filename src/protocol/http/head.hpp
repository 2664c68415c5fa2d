#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/bytes.hpp"

namespace wardwatch::protocol::http {

/// First line of a request (RFC 9112 3). `version` is "0.9" when the line has none.
struct RequestLine {
  std::string_view method, uri, version;
};
/// Nothing when the line is no request.
[[nodiscard]] std::optional<RequestLine> parse_request_line(std::string_view line) noexcept;

/// First line of a reply (RFC 9112 4).
struct StatusLine {
  std::string_view version, reason;
  std::uint64_t code = 0;
};
[[nodiscard]] std::optional<StatusLine> parse_status_line(std::string_view line) noexcept;

/// What is kept of the fields of one head. Texts are cut at 1 KiB.
struct Fields {
  std::optional<std::string> host, referrer, user_agent, origin, server, content_type, file_name;
  std::vector<std::string> proxied;  ///< "NAME -> value", as Zeek writes it.
  std::optional<std::uint64_t> content_length;
  bool is_chunked = false;
  bool is_gzip = false;
  std::string auth_scheme;
  std::string auth_value;  ///< Base64 of a token or of credentials; dropped when it was read.
  std::string challenge;   ///< The server's token (WWW-Authenticate).

  /// Takes one field line (RFC 9112 5).
  void add(std::string_view line);
};

/// The bytes that a base64 text stands for, up to the first character that is none of it.
[[nodiscard]] std::string decode_base64(std::string_view text);

/// `filename` of a Content-Disposition (RFC 6266 4.3).
[[nodiscard]] std::optional<std::string> file_name_of(std::string_view disposition);

[[nodiscard]] bool equals_ignoring_case(std::string_view text, std::string_view lowered) noexcept;

}  // namespace wardwatch::protocol::http
