#include "protocol/rdp/row.hpp"

#include "protocol/rdp/names.hpp"

namespace wardwatch::protocol::rdp {
namespace {

using Batch = record::Batch<record::Rdp>;

constexpr std::uint32_t kRedirectedSessionIdValid = 0x02;  // REDIRECTED_SESSIONID_FIELD_VALID, MS-RDPBCGR 2.2.1.3.5

/// Zeek's `result`: why negotiation failed, or that the rest is encrypted, or what the conference was answered.
std::optional<std::string> result_of(const Draft& draft) {
  if (draft.failure_code) return failure_name(*draft.failure_code);
  if (draft.tls_started) return "encrypted";
  if (draft.server && draft.server->result) return conference_result_name(*draft.server->result);
  return std::nullopt;
}

void write_negotiation(Batch& batch, record::Rdp& row, const Draft& draft) {
  row.cookie = batch.keep_optional(draft.cookie);
  row.routing_token = batch.keep_optional(draft.routing_token);
  row.result = batch.keep_optional(result_of(draft));
  if (draft.security_protocol) row.security_protocol = batch.keep(security_protocol_name(*draft.security_protocol));
  if (draft.request) {
    row.requested_protocols = batch.keep_list(requested_protocol_names(draft.request->value));
    row.request_flags = batch.keep_list(request_flag_names(draft.request->flags));
  }
  if (draft.response) row.response_flags = batch.keep_list(response_flag_names(draft.response->flags));
  if (draft.failure_code) row.failure_code = batch.keep(failure_name(*draft.failure_code));
  if (draft.tls_started) row.ssl = true;
}

void write_client(Batch& batch, record::Rdp& row, const ClientData& client) {
  if (client.core) {
    const ClientCore& core = *client.core;
    row.keyboard_layout = batch.keep(keyboard_layout_name(core.keyboard_layout));
    row.client_build = batch.keep(client_build_name(core.client_build));
    row.client_name = batch.keep(core.client_name.view());
    if (core.dig_product_id) row.client_dig_product_id = batch.keep(core.dig_product_id->view());
    row.desktop_width = core.desktop_width;
    row.desktop_height = core.desktop_height;
    row.requested_color_depth = batch.keep(color_depth_name(core));
  }
  if (client.has_network) {
    std::array<std::string_view, kChannelsMax> names{};
    for (std::size_t i = 0; i < client.channel_count; ++i) names[i] = client.channels[i].view();
    row.client_channels = batch.keep_list(std::span{names}.first(client.channel_count));
  }
  if (client.monitor_count) row.monitor_count = *client.monitor_count;
  if (client.cluster_flags) row.redirected = (*client.cluster_flags & kRedirectedSessionIdValid) != 0;
}

void write_server(Batch& batch, record::Rdp& row, const ServerData& server) {
  if (server.encryption_level) row.encryption_level = batch.keep(encryption_level_name(*server.encryption_level));
  if (server.encryption_method) row.encryption_method = batch.keep(encryption_method_name(*server.encryption_method));
  if (!server.certificate) return;
  row.cert_type = batch.keep(certificate_type_name(server.certificate->type));
  row.cert_count = server.certificate->count;
  row.cert_permanent = server.certificate->is_permanent;
}

}  // namespace

void write_row(Context& context, const Draft& draft, const Features& features, const Outcome& outcome) {
  Batch& batch = context.records().of<record::Rdp>();
  record::Rdp& row = batch.add();
  row.at = connection_at(context, draft.first_ts.value_or(context.connection().ts));
  write_negotiation(batch, row, draft);
  if (draft.client) write_client(batch, row, *draft.client);
  if (draft.server) write_server(batch, row, *draft.server);
  row.transport = "tcp";
  if (!context.carrier().empty()) row.inside = batch.keep(context.carrier());
  row.rdp_outcome = outcome.outcome;
  row.rdp_outcome_confidence = outcome.confidence;
  row.attempts_min = outcome.attempts_min;
  row.client_kind = client_kind(features, outcome);
  if (!outcome.evidence.empty()) row.outcome_evidence = outcome.evidence;
  row.outcome_features = batch.keep_list(described(features));
  if (draft.first_ts) row.duration = draft.last_ts - *draft.first_ts;
  row.orig_bytes = draft.stream_bytes[index_of(Direction::orig)];
  row.resp_bytes = draft.stream_bytes[index_of(Direction::resp)];
}

}  // namespace wardwatch::protocol::rdp
