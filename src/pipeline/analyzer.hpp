#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "flow/stream_handler.hpp"
#include "pipeline/recogniser.hpp"

namespace wardwatch::pipeline {

/// Reads one connection: the tree of sessions, from the recogniser at its root to what they opened, and what they say
/// of the connection (services, oddities). It is where flow and protocols meet.
class Analyzer final : public flow::StreamHandler {
 public:
  /// `records` and `memo` are the worker's, `tokens` the investigation's; all outlive it.
  Analyzer(const record::ConnectionRef& connection, Transport transport, record::Batches& records, protocol::Memo& memo,
           const TokenKey& tokens);

  flow::Want on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts,
                     std::uint64_t packet) override;
  void on_beginning_missed() override { root_.on_beginning_missed(); }
  flow::Want on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp ts) override;
  void on_ending(Direction first) override { ended_first_ = first; }
  void on_end(flow::EndReason reason, Timestamp ts) override;
  [[nodiscard]] std::string_view services() const noexcept override { return services_; }
  [[nodiscard]] bool is_spent() const noexcept override { return services_.empty() && oddities_.empty(); }
  [[nodiscard]] const record::ConnectionRef* connection() const noexcept override { return &connection_; }

 private:
  /// The context of one session in the tree. Carriers are names of protocols, which are constants.
  class Node final : public protocol::Context {
   public:
    Node(Analyzer& owner, std::string_view carrier, events::Listener* listener, std::string_view argument, int depth)
        : owner_{owner}, carrier_{carrier}, listener_{listener}, argument_{argument}, depth_{depth} {}

    [[nodiscard]] const record::ConnectionRef& connection() const noexcept override { return owner_.connection_; }
    [[nodiscard]] Transport transport() const noexcept override { return owner_.transport_; }
    [[nodiscard]] std::optional<Direction> ended_first() const noexcept override { return owner_.ended_first_; }
    [[nodiscard]] record::Batches& records() noexcept override { return owner_.records_; }
    [[nodiscard]] protocol::Memo& memo() noexcept override { return owner_.memo_; }
    [[nodiscard]] const TokenKey& tokens() const noexcept override { return owner_.tokens_; }
    [[nodiscard]] std::string_view carrier() const noexcept override { return carrier_; }
    void weird(FieldName name, std::string_view analyzer) override { owner_.add_oddity(name, analyzer, nullptr); }
    void weird(FieldName name, std::string_view analyzer, const ParseError& error) override {
      owner_.add_oddity(name, analyzer, &error);
    }
    void add_service(std::string_view name) override {
      own_name_ = name;
      owner_.add_service(name);
    }
    [[nodiscard]] std::unique_ptr<protocol::Session> open_child(std::string_view name, events::Listener* listener,
                                                                std::string_view argument) override;
    [[nodiscard]] std::unique_ptr<protocol::Session> open_recogniser() override;
    [[nodiscard]] events::Listener* listener() const noexcept override { return listener_; }
    [[nodiscard]] std::string_view argument() const noexcept override { return argument_; }

   private:
    [[nodiscard]] bool may_have_child() const noexcept;
    Node& new_child(events::Listener* listener, std::string_view argument);

    Analyzer& owner_;
    std::string_view carrier_;
    std::string_view own_name_;
    events::Listener* listener_;
    std::string argument_;
    int depth_;
  };
  struct Oddity {
    FieldName name;
    std::string_view analyzer;
    std::optional<ParseError> first_error;
    std::uint64_t count = 0;
  };

  void add_service(std::string_view name);
  void add_oddity(FieldName name, std::string_view analyzer, const ParseError* error);
  void emit_oddities(Timestamp ts);

  record::ConnectionRef connection_;
  Transport transport_;
  record::Batches& records_;
  protocol::Memo& memo_;
  const TokenKey& tokens_;
  std::string services_;
  std::optional<Direction> ended_first_;
  std::vector<Oddity> oddities_;
  // Contexts outlive the sessions that they were made for.
  Node root_context_{*this, {}, nullptr, {}, 0};
  std::vector<std::unique_ptr<Node>> nodes_;
  Recogniser root_{root_context_};
};

}  // namespace wardwatch::pipeline
