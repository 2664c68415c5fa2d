#include "protocol/dns/dns.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "protocol/common/stream_buffer.hpp"
#include "protocol/dns/message.hpp"
#include "protocol/dns/names.hpp"

namespace wardwatch::protocol::dns {
namespace {

constexpr std::array<std::uint16_t, 4> kUsualPorts{53, 5353, 5355, 137};
constexpr std::uint16_t kNetbiosPort = 137;
constexpr std::size_t kPendingMax = 100;           ///< Queries of one connection that wait for an answer.
constexpr std::size_t kTcpBufferMax = 66U << 10U;  ///< One message (RFC 1035 4.2.2) and its length.
constexpr std::uint16_t kUnicastBit = 0x8000;      ///< mDNS uses the class's top bit (RFC 6762 5.4, 10.2).

bool is_usual(Port port) noexcept {
  return std::find(kUsualPorts.begin(), kUsualPorts.end(), port.value) != kUsualPorts.end();
}

bool is_plausible_opcode(unsigned opcode) noexcept { return opcode <= 6 && opcode != 3; }

bool is_plausible(const Message& message) noexcept {
  if (!is_plausible_opcode(message.opcode)) return false;
  if (message.questions.empty() && message.record_count == 0) return false;
  for (const Question& question : message.questions) {
    const std::uint16_t class_of = question.class_of & static_cast<std::uint16_t>(~kUnicastBit);
    if (class_name(class_of).empty() && class_of != 254) return false;
    if (question.type == 0) return false;
  }
  return message.is_response || message.rcode == 0;
}

/// One datagram, or one TCP message without its length. Off the usual ports the sections must fit to the byte: a
/// 12-byte header alone is too little proof.
bool is_message(Bytes bytes, bool usual_port) {
  const auto message = parse_message(bytes, usual_port ? Sections::questions : Sections::all, Texts::checked);
  if (!message || !is_plausible(*message)) return false;
  return usual_port || (message->size_bytes == bytes.size() && !message->questions.empty());
}

Probe probe_stream(Bytes stream, bool complete, bool usual_port) {
  if (stream.empty()) return Probe::need_more;
  Reader in{stream};
  const std::uint16_t length = in.u16be("length");
  if (!in.ok()) return complete ? Probe::no : Probe::need_more;
  if (length < 17) return Probe::no;
  const Bytes message = in.bytes(length, "message");
  if (in.ok()) return is_message(message, usual_port) ? Probe::yes : Probe::no;
  // Flags and counts are within the first bytes: what the whole message would fail for ends the waiting.
  Reader head{stream};
  head.skip(4, "length_and_id");
  const std::uint16_t flags = head.u16be("flags");
  const std::uint16_t questions = head.u16be("question_count");
  const unsigned opcode = (flags >> 11U) & 15U;
  if (head.ok() && (!is_plausible_opcode(opcode) || questions > kRecordsMax || (questions == 0 && !usual_port)))
    return Probe::no;
  // A message longer than what a probe is shown is known by its question, where DNS is at home.
  const auto opening = parse_message(stream.subspan(2), Sections::questions, Texts::checked);
  if (usual_port && opening && is_plausible(*opening)) return Probe::yes;
  return complete ? Probe::no : Probe::need_more;
}

Probe probe(const FirstBytes& first) {
  const bool usual_port = is_usual(first.resp_port);
  if (first.transport == Transport::tcp) {
    if (first.orig.empty()) return first.orig_complete ? Probe::no : Probe::need_more;
    return probe_stream(first.orig, first.orig_complete, usual_port);
  }
  for (const Bytes datagram : {first.orig, first.resp}) {
    if (!datagram.empty()) return is_message(datagram, usual_port) ? Probe::yes : Probe::no;
  }
  return Probe::need_more;
}

/// What a row says of the question, while it may still wait for its answer.
struct Pending {
  std::uint16_t id = 0;
  std::uint8_t opcode = 0;
  Timestamp asked_at;
  std::uint64_t packet = 0;
  bool has_question = false;
  bool recursion_desired = false, truncated = false;
  std::uint8_t reserved = 0;
  std::uint16_t qclass = 0, qtype = 0;
  std::optional<std::string> query;
};

class DnsSession final : public Session {
 public:
  explicit DnsSession(Context& context) : context_{context} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t, Timestamp ts) override {
    if (context_.transport() == Transport::udp) {
      on_message(bytes, ts);
      return Next::more();
    }
    StreamBuffer& buffer = buffers_[index_of(direction)];
    const Bytes all = buffer.append(bytes);
    std::size_t used = 0;
    while (all.size() - used >= 2) {
      Reader in{all.subspan(used)};
      const Bytes message = in.bytes(in.u16be("length"), "message");
      if (!in.ok()) break;
      on_message(message, ts);
      used += 2 + message.size();
    }
    buffer.keep_from(used);
    return Next::more();
  }

  Next on_gap(Direction, std::uint64_t, Timestamp) override {
    // Message boundaries are lost for good; what was asked is told at the end.
    context_.weird("dns_stream_gap", "dns");
    return Next::done();
  }

  void on_end(EndReason, Timestamp) override {
    for (const Pending& pending : pending_) emit(pending, nullptr, false, {});
    pending_.clear();
  }

 private:
  void on_message(Bytes bytes, Timestamp ts) {
    auto message = parse_message(bytes, Sections::answers);
    if (!message) {
      context_.weird("dns_unmatched_msg", "dns", message.error());
      return;
    }
    if (message->is_response) on_response(*message, ts);
    else on_query(*message, ts);
  }

  [[nodiscard]] Pending begin(const Message& message, Timestamp ts) const {
    Pending pending;
    pending.id = message.id;
    pending.opcode = message.opcode;
    pending.asked_at = ts;
    pending.packet = context_.connection().last_packet;
    return pending;
  }

  void on_query(Message& message, Timestamp ts) {
    Pending pending = begin(message, ts);
    if (!message.questions.empty()) {
      Question& question = message.questions.back();  // Zeek keeps the last one of several.
      pending.has_question = true;
      pending.recursion_desired = message.recursion_desired;
      pending.truncated = message.truncated;
      pending.reserved = message.reserved;
      pending.qclass = question.class_of;
      pending.qtype = question.type;
      pending.query = name_of(std::move(question));
    }
    if (pending_.size() >= kPendingMax) {
      emit(pending_.front(), nullptr, false, {});
      pending_.erase(pending_.begin());
    }
    pending_.push_back(std::move(pending));
  }

  void on_response(const Message& message, Timestamp ts) {
    const auto asked = std::find_if(pending_.begin(), pending_.end(),
                                    [&](const Pending& pending) { return pending.id == message.id; });
    const bool matched = asked != pending_.end();
    Pending pending = matched ? std::move(*asked) : begin(message, ts);
    if (matched) pending_.erase(asked);
    if (!message.answers.empty() && !pending.query) pending.query = message.owner;
    emit(pending, &message, matched, ts);
  }

  [[nodiscard]] std::string name_of(Question question) const {
    if (context_.connection().resp_p.value != kNetbiosPort) return std::move(question.name);
    return decode_netbios_name(question.name);
  }

  [[nodiscard]] std::string_view opcode_text(std::uint8_t opcode) const noexcept {
    return context_.connection().resp_p.value == kNetbiosPort ? netbios_opcode_name(opcode) : opcode_name(opcode);
  }

  void emit(const Pending& pending, const Message* response, bool matched, Timestamp answered_at) {
    auto& batch = context_.records().of<record::Dns>();
    record::Dns& row = batch.add();
    row.at = connection_at(context_, pending.asked_at);
    row.at.first_packet = pending.packet;
    row.trans_id = pending.id;
    row.opcode = pending.opcode;
    if (pending.has_question) {
      row.RD = pending.recursion_desired;
      row.TC = pending.truncated;
      row.Z = pending.reserved;
      row.qclass = pending.qclass;
      row.qtype = pending.qtype;
    }
    if (response != nullptr) add_response(row, *response);
    if (response != nullptr && !response->answers.empty() && matched && answered_at > pending.asked_at)
      row.rtt = answered_at - pending.asked_at;
    row.proto = std::string_view{context_.transport() == Transport::udp ? "udp" : "tcp"};
    row.query = batch.keep_optional(pending.query);
    if (row.qclass)
      row.qclass_name = named(class_name(static_cast<std::uint16_t>(*row.qclass)), *row.qclass, "qclass-", batch);
    if (row.qtype)
      row.qtype_name = named(type_name(static_cast<std::uint16_t>(*row.qtype)), *row.qtype, "query-", batch);
    if (row.rcode)
      row.rcode_name = named(rcode_name(static_cast<std::uint16_t>(*row.rcode)), *row.rcode, "rcode-", batch);
    if (row.opcode)
      row.opcode_name = named(opcode_text(static_cast<std::uint8_t>(*row.opcode)), *row.opcode, "opcode-", batch);
  }

  void add_response(record::Dns& row, const Message& response) {
    row.rcode = response.rcode;
    if (response.record_count == 0 && !response.questions.empty()) row.rejected = true;
    if (response.answers.empty()) return;
    row.AA = response.authoritative;
    row.RA = response.recursion_available;
    auto& batch = context_.records().of<record::Dns>();
    std::vector<std::string_view> texts;
    std::vector<double> ttls;
    texts.reserve(response.answers.size());
    ttls.reserve(response.answers.size());
    for (const Answer& answer : response.answers) {
      texts.push_back(answer.text);
      ttls.push_back(answer.ttl_seconds);
    }
    row.answers = batch.keep_list(texts);
    row.TTLs = batch.keep_numbers(ttls);
  }

  static std::string_view named(std::string_view known, std::uint64_t number, std::string_view prefix,
                                record::Batch<record::Dns>& batch) {
    if (!known.empty()) return known;
    return batch.keep(std::string{prefix} + std::to_string(number));
  }

  Context& context_;
  std::array<StreamBuffer, 2> buffers_{StreamBuffer{kTcpBufferMax}, StreamBuffer{kTcpBufferMax}};
  std::vector<Pending> pending_;  ///< Oldest first; mostly one.
};

std::unique_ptr<Session> open(Context& context) { return std::make_unique<DnsSession>(context); }

}  // namespace

constinit const Protocol kProtocol{.name = "dns",
                                   .over_tcp = true,
                                   .over_udp = true,
                                   .usual_ports = kUsualPorts,
                                   .probe = &probe,
                                   .open = &open,
                                   .robustness = Robustness::fuzzed};

}  // namespace wardwatch::protocol::dns
