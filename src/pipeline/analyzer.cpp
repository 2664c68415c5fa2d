#include "pipeline/analyzer.hpp"

#include <algorithm>
#include <cctype>

namespace wardwatch::pipeline {
namespace {

using protocol::Next;

constexpr int kDepthMax = 8;           ///< Sessions within sessions; a SOCKS chain longer than this is an attack on us.
constexpr std::size_t kNodesMax = 63;  ///< Children of one connection, such as the certificates of its chain.
constexpr std::size_t kOdditiesMax = 32;  ///< Different names on one connection.

flow::Want want_of(Next next) noexcept {
  switch (next.kind) {
    case Next::Kind::more: return {flow::Want::Kind::more, 0};
    case Next::Kind::skip: return {flow::Want::Kind::skip, next.skip_bytes};
    case Next::Kind::done: return {flow::Want::Kind::done, 0};
  }
  return {};
}

protocol::EndReason reason_of(flow::EndReason reason) noexcept {
  switch (reason) {
    case flow::EndReason::closed: return protocol::EndReason::closed;
    case flow::EndReason::reset: return protocol::EndReason::reset;
    case flow::EndReason::timed_out: return protocol::EndReason::timed_out;
    case flow::EndReason::evicted: return protocol::EndReason::evicted;
    case flow::EndReason::evidence_ended: return protocol::EndReason::evidence_ended;
  }
  return protocol::EndReason::closed;
}

const protocol::Protocol* protocol_named(std::string_view name) noexcept {
  for (const protocol::Protocol* candidate : protocol::all_protocols()) {
    if (candidate->name == name) return candidate;
  }
  return nullptr;
}

}  // namespace

std::unique_ptr<protocol::Session> Analyzer::Node::open_child(std::string_view name, events::Listener* listener,
                                                              std::string_view argument) {
  const protocol::Protocol* wanted = protocol_named(name);
  if (wanted == nullptr || !may_have_child()) return nullptr;
  if (wanted->probe != nullptr) owner_.add_service(name);
  return wanted->open(new_child(listener, argument));
}

std::unique_ptr<protocol::Session> Analyzer::Node::open_recogniser() {
  if (!may_have_child()) return nullptr;
  return std::make_unique<Recogniser>(new_child(nullptr, {}));
}

bool Analyzer::Node::may_have_child() const noexcept {
  return depth_ + 1 < kDepthMax && owner_.nodes_.size() < kNodesMax;
}

Analyzer::Node& Analyzer::Node::new_child(events::Listener* listener, std::string_view argument) {
  // A child of a recogniser's choice is carried by that protocol; the recogniser itself carries nothing.
  owner_.nodes_.push_back(
      std::make_unique<Node>(owner_, own_name_.empty() ? carrier_ : own_name_, listener, argument, depth_ + 1));
  return *owner_.nodes_.back();
}

Analyzer::Analyzer(const record::ConnectionRef& connection, Transport transport, record::Batches& records,
                   protocol::Memo& memo, const TokenKey& tokens)
    : connection_{connection}, transport_{transport}, records_{records}, memo_{memo}, tokens_{tokens} {}

flow::Want Analyzer::on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts,
                             std::uint64_t packet) {
  connection_.last_packet = packet;
  return want_of(root_.on_data(direction, bytes, stream_offset, ts));
}

flow::Want Analyzer::on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp ts) {
  return want_of(root_.on_gap(direction, missing_bytes, ts));
}

void Analyzer::on_end(flow::EndReason reason, Timestamp ts) {
  root_.on_end(reason_of(reason), ts);
  emit_oddities(ts);
}

void Analyzer::add_service(std::string_view name) {
  std::string_view rest = services_;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    if (rest.substr(0, comma) == name) return;
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
  }
  if (!services_.empty()) services_.push_back(',');
  services_.append(name);
}

void Analyzer::add_oddity(FieldName name, std::string_view analyzer, const ParseError* error) {
  const auto known = std::find_if(oddities_.begin(), oddities_.end(), [&](const Oddity& oddity) {
    return oddity.name.text() == name.text() && oddity.analyzer == analyzer;
  });
  if (known != oddities_.end()) {
    ++known->count;
  } else if (oddities_.size() < kOdditiesMax) {
    oddities_.push_back({name, analyzer, error ? std::optional{*error} : std::nullopt, 1});
  }
}

void Analyzer::emit_oddities(Timestamp ts) {
  auto& batch = records_.of<record::Weird>();
  for (const Oddity& oddity : oddities_) {
    record::Weird& row = batch.add();
    row.at = connection_;
    row.at.ts = ts;
    row.name = batch.keep(oddity.name.text());
    std::string analyzer{oddity.analyzer};
    for (char& c : analyzer) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    row.analyzer = batch.keep(analyzer);
    if (oddity.first_error) {
      const ParseError& error = *oddity.first_error;
      row.addl = batch.keep(std::string{error.field_name()} + " at byte " + std::to_string(error.offset_bytes));
    }
    row.count = oddity.count;
  }
}

}  // namespace wardwatch::pipeline
