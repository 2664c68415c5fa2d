#pragma once

#include <functional>
#include <map>
#include <string>

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol {

/// A context without a pipeline, for the tests and fuzz targets of one protocol. Children are made by
/// `child_protocols`, which a test fills; unknown ones are refused. A test of what a protocol hands on derives from it.
class TestContext : public Context {
 public:
  explicit TestContext(Transport transport = Transport::tcp) : transport_{transport} {
    connection_.uid = record::Uid{"Ctest"};
    connection_.orig_h = IpAddress::v4(0x0a000001);
    connection_.resp_h = IpAddress::v4(0x0a000002);
  }

  std::map<std::string, const Protocol*, std::less<>> child_protocols;
  events::Listener* listening = nullptr;
  std::optional<Direction> first_to_end;
  std::string argument_text;
  std::map<std::string, std::uint64_t, std::less<>> weirds;
  std::vector<std::string> services;

  [[nodiscard]] const record::ConnectionRef& connection() const noexcept override { return connection_; }
  [[nodiscard]] Transport transport() const noexcept override { return transport_; }
  [[nodiscard]] std::optional<Direction> ended_first() const noexcept override { return first_to_end; }
  [[nodiscard]] record::Batches& records() noexcept override { return parent_ ? parent_->records() : records_; }
  [[nodiscard]] Memo& memo() noexcept override { return root().memo_; }
  [[nodiscard]] const TokenKey& tokens() const noexcept override { return tokens_; }
  [[nodiscard]] std::string_view carrier() const noexcept override { return carrier_; }
  void weird(FieldName name, std::string_view) override { root().weirds[std::string{name.text()}]++; }
  void weird(FieldName name, std::string_view, const ParseError&) override {
    root().weirds[std::string{name.text()}]++;
  }
  void add_service(std::string_view name) override { root().services.emplace_back(name); }
  [[nodiscard]] std::unique_ptr<Session> open_child(std::string_view name, events::Listener* listener,
                                                    std::string_view argument) override {
    const auto found = root().child_protocols.find(name);
    if (found == root().child_protocols.end()) return nullptr;
    auto child = std::make_unique<TestContext>(transport_);
    child->parent_ = this;
    child->listening = listener;
    child->argument_text = argument;
    child->carrier_ = "test";
    children_.push_back(std::move(child));
    return found->second->open(*children_.back());
  }
  [[nodiscard]] std::unique_ptr<Session> open_recogniser() override { return nullptr; }
  [[nodiscard]] events::Listener* listener() const noexcept override { return listening; }
  [[nodiscard]] std::string_view argument() const noexcept override { return argument_text; }

 private:
  TestContext& root() noexcept { return parent_ ? parent_->root() : *this; }

  record::ConnectionRef connection_;
  record::Batches records_;
  Memo memo_;
  TokenKey tokens_{{}};
  Transport transport_;
  std::string carrier_;
  TestContext* parent_ = nullptr;
  std::vector<std::unique_ptr<TestContext>> children_;
};

}  // namespace wardwatch::protocol
