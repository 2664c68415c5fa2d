#pragma once

#include <memory>
#include <string>
#include <vector>

#include "flow/stream_handler.hpp"
#include "pipeline/recogniser.hpp"

namespace wardwatch::pipeline {

/// Reads one connection: the tree of sessions, from the recogniser at its root to what they opened, and what they say
/// of the connection (services, oddities). It is where flow and protocols meet.
class Analyzer final : public flow::StreamHandler {
 public:
  Analyzer(const record::ConnectionRef& connection, Transport transport, record::Batches& records);
  ~Analyzer() override;

  flow::Want on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts,
                     std::uint64_t packet) override;
  flow::Want on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp ts) override;
  void on_end(flow::EndReason reason, Timestamp ts) override;
  [[nodiscard]] std::string_view services() const noexcept override { return services_; }

 private:
  class Node;
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
  std::string services_;
  std::vector<Oddity> oddities_;
  std::vector<std::unique_ptr<Node>> nodes_;  ///< Contexts outlive the sessions that they were made for.
  std::optional<Recogniser> root_;
};

}  // namespace wardwatch::pipeline
