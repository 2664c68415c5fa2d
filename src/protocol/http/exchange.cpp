#include "protocol/http/exchange.hpp"

#include <algorithm>

namespace wardwatch::protocol::http {
namespace {

std::string_view scheme_name(std::string_view scheme) noexcept {
  for (const std::string_view known : {"basic", "bearer", "digest", "ntlm", "negotiate"}) {
    if (scheme == known) return known;
  }
  return "other";
}

std::optional<std::string_view> upload_kind(const Exchange& exchange) noexcept {
  if (exchange.request_bytes == 0) return std::nullopt;
  if (!exchange.request_names.empty()) return "file";
  const std::string_view type = exchange.request.content_type ? std::string_view{*exchange.request.content_type} : "";
  return type.starts_with("application/x-www-form-urlencoded") || type.starts_with("multipart/form-data") ? "form"
                                                                                                          : "body";
}

}  // namespace

std::string take_credentials(Exchange& exchange) {
  constexpr std::size_t kUserMaxBytes = 256;
  std::string value = std::move(exchange.request.auth_value);
  exchange.request.auth_value = {};
  if (exchange.request.auth_scheme == "ntlm" || exchange.request.auth_scheme == "negotiate")
    return decode_base64(value);
  if (exchange.request.auth_scheme == "basic") {
    std::string credentials = decode_base64(value);
    const std::size_t colon = credentials.find(':');
    exchange.has_password = colon != std::string::npos && colon + 1 < credentials.size();
    exchange.user = credentials.substr(0, std::min(colon, kUserMaxBytes));
    std::fill(credentials.begin(), credentials.end(), '\0');
  }
  std::fill(value.begin(), value.end(), '\0');
  return {};
}

void write_row(Context& context, const Exchange& exchange) {
  auto& batch = context.records().of<record::Http>();
  const auto kept = [&batch](const std::string& text) -> std::optional<std::string_view> {
    if (text.empty()) return std::nullopt;
    return batch.keep(text);
  };
  const auto list = [&batch](const std::vector<std::string>& texts) -> std::optional<record::TextList> {
    if (texts.empty()) return std::nullopt;
    return batch.keep_list(texts);
  };
  record::Http row;
  row.at = connection_at(context, exchange.ts);
  row.trans_depth = exchange.depth;
  row.method = kept(exchange.method);
  row.host = batch.keep_optional(exchange.request.host);
  row.uri = kept(exchange.uri);
  row.referrer = batch.keep_optional(exchange.request.referrer);
  row.version = kept(exchange.version);
  row.user_agent = batch.keep_optional(exchange.request.user_agent);
  row.origin = batch.keep_optional(exchange.request.origin);
  row.request_body_len = exchange.request_bytes;
  row.response_body_len = exchange.reply_bytes;
  row.status_code = exchange.status;
  row.status_msg = kept(exchange.reason);
  row.info_code = exchange.info_status;
  row.info_msg = kept(exchange.info_reason);
  row.username = kept(exchange.user);
  row.proxied = list(exchange.request.proxied);
  row.orig_filenames = list(exchange.request_names);
  row.orig_mime_types = list(exchange.request_kinds);
  row.resp_filenames = list(exchange.reply_names);
  row.resp_mime_types = list(exchange.reply_kinds);
  if (!exchange.request.auth_scheme.empty()) row.auth_scheme = scheme_name(exchange.request.auth_scheme);
  row.has_password = exchange.has_password;
  row.server = batch.keep_optional(exchange.reply.server);
  row.content_type = batch.keep_optional(exchange.reply.content_type);
  row.upload = upload_kind(exchange);
  batch.add(row);
}

}  // namespace wardwatch::protocol::http
