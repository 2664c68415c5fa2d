#pragma once

#include <algorithm>
#include <deque>
#include <map>

#include "detect/common/episode.hpp"
#include "detect/common/rules.hpp"

namespace wardwatch::detect::testing {

/// Runs one analytic on records that a test makes, with its built-in rule; 10.0.0.0/8 and 198.51.100.0/24 are home.
class Bench {
 public:
  /// Without `ticks` the analytic hears nothing between the records: both ways must end with the same findings.
  explicit Bench(const Detector& detector, bool ticks = true) : ticks_{ticks} {
    site_.home = {*Cidr::parse("10.0.0.0/8"), *Cidr::parse("198.51.100.0/24")};
    auto rules = load_rules(built_in_rules());
    for (Rule& rule : *rules) {
      if (rule.name == detector.name) rule_ = std::move(rule);
    }
    analytic_ = detector.open(context_);
  }

  /// An RDP connection `seconds` after the start.
  void rdp(double seconds, std::string_view from, std::string_view to, std::string_view user, std::string_view outcome,
           double confidence = 0.9) {
    record::Rdp row;
    place(row.at, seconds, from, to, 3389);
    row.transport = "tcp";
    row.cookie = keep(user);
    row.rdp_outcome = keep(outcome);
    row.rdp_outcome_confidence = confidence;
    row.attempts_min = outcome == "logon-failed" || outcome == "logon-succeeded" ? 1 : 0;
    row.resp_bytes = 1000;
    row.security_protocol = "HYBRID";
    give(row);
  }
  /// A session without a readable outcome, in which so much went from and to the server.
  void rdp_session(double seconds, std::string_view from, std::string_view to, double duration_seconds,
                   std::uint64_t typed, std::uint64_t drawn) {
    record::Rdp row;
    place(row.at, seconds, from, to, 3389);
    row.transport = "tcp";
    row.cookie = "nurse";
    row.rdp_outcome = "unknown";
    row.duration = seconds_of(duration_seconds);
    row.orig_bytes = typed;
    row.resp_bytes = drawn;
    give(row);
  }
  void connection(double seconds, std::string_view from, std::string_view to, std::uint64_t sent,
                  std::uint64_t received, double duration_seconds = 1, std::uint16_t port = 443) {
    record::Connection row;
    place(row.at, seconds, from, to, port);
    row.proto = decltype(row.proto){"tcp"};
    row.conn_state = InlineText<8>{"SF"};
    row.orig_bytes = sent;
    row.resp_bytes = received;
    row.duration = seconds_of(duration_seconds);
    give(row);
  }
  void event(double seconds, record::WindowsEvent row) {
    row.at.ts = kStart + seconds_of(seconds);
    last_ = std::max(last_, row.at.ts);
    row.at.uid = record::Uid{"E" + std::to_string(++count_)};
    give(row);
  }
  /// The last word on each finding, in the order of their ids.
  std::vector<record::Finding> end() {
    analytic_->on_end(last_);
    return told();
  }
  /// The same, without the end of the evidence.
  [[nodiscard]] std::vector<record::Finding> told() const {
    std::vector<record::Finding> all;
    for (const auto& [id, finding] : sink_.last) all.push_back(finding);
    return all;
  }

 private:
  /// 2026-03-01 21:20 UTC.
  static constexpr Timestamp kStart = timestamp_of(1'772'400'000, 0);

  template <class R>
  void give(const R& row) {
    // As the pipeline does: at whole minutes of event time.
    if (ticks_ && row.at.ts >= next_tick_) {
      const auto minute = std::chrono::floor<std::chrono::minutes>(row.at.ts);
      analytic_->on_tick(minute);
      next_tick_ = minute + std::chrono::minutes{1};
    }
    analytic_->on(row);
  }
  struct Sink final : FindingSink {
    std::map<std::string, record::Finding> last;
    void report(record::Finding finding) override { last[finding.id] = std::move(finding); }
  };

  void place(record::ConnectionRef& at, double seconds, std::string_view from, std::string_view to,
             std::uint16_t port) {
    at.ts = kStart + seconds_of(seconds);
    last_ = std::max(last_, at.ts);
    at.uid = record::Uid{"C" + std::to_string(++count_)};
    at.orig_h = *IpAddress::parse(from);
    at.resp_h = *IpAddress::parse(to);
    at.resp_p = Port{port};
  }
  std::string_view keep(std::string_view text) { return texts_.emplace_back(text); }

  bool ticks_;
  Timestamp next_tick_;
  record::Site site_;
  Rule rule_;
  Sink sink_;
  Context context_{site_, rule_, sink_};
  std::unique_ptr<Analytic> analytic_;
  std::deque<std::string> texts_;
  Timestamp last_;
  std::uint64_t count_ = 0;
};

[[nodiscard]] inline const Detector& named(std::span<const Detector> detectors, std::string_view name) {
  return *std::find_if(detectors.begin(), detectors.end(),
                       [&](const Detector& detector) { return detector.name == name; });
}

}  // namespace wardwatch::detect::testing
