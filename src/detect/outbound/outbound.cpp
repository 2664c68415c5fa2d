// Data that leaves: much at once, and much over weeks.
#include "detect/outbound/outbound.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "detect/common/episode.hpp"

namespace wardwatch::detect::outbound {
namespace {

constexpr std::size_t kPairsMax = 500'000;       ///< Host and destination; the smallest of a full table go first.
constexpr std::uint64_t kBytesKept = 1'000'000;  ///< A pair below this is the first to be forgotten.
constexpr std::size_t kDaysMax = 400;
/// Less than this in one connection is not counted: web and mail clients send it all day to thousands of places, and
/// who takes data out in such pieces calls thousands of times, which is the beacon's business.
constexpr std::uint64_t kConnectionBytesMin = 16U << 10U;

/// Who sent how much where. Payload bytes as the connection counted them.
struct Pair {
  IpAddress host, destination;
  [[nodiscard]] friend auto operator<=>(const Pair&, const Pair&) = default;
};

struct Flow {
  Episode episode;
  std::uint64_t sent = 0, received = 0;
  std::map<std::int64_t, std::uint64_t> sent_by_day;
  Timestamp first_ever;
};

struct Sent {
  Pair pair;
  std::uint64_t sent, received;
  Timestamp start, end;
};

/// The two directions of a connection in which somebody sent something.
std::array<Sent, 2> both_ways(const record::Connection& row) {
  const std::uint64_t orig = row.orig_bytes.value_or(0), resp = row.resp_bytes.value_or(0);
  const Timestamp end = row.at.ts + row.duration.value_or(Interval{});
  return {{{{row.at.orig_h, row.at.resp_h}, orig, resp, row.at.ts, end},
           {{row.at.resp_h, row.at.orig_h}, resp, orig, row.at.ts, end}}};
}

class OutboundAnalytic : public Analytic {
 public:
  OutboundAnalytic(const Context& context, double quiet_seconds)
      : context_{context}, quiet_{seconds_of(context.rule.threshold("quiet_seconds", quiet_seconds))} {}

  void on(const record::Connection& row) override {
    if (row.proto.view() == "icmp" || row.at.resp_h.is_multicast()) return;
    for (const Sent& sent : both_ways(row)) {
      if (sent.sent >= kConnectionBytesMin) add(sent, row);
    }
  }
  void on_tick(Timestamp watermark) override {
    if (!sweep_.due(watermark)) return;
    for (auto at = flows_.begin(); at != flows_.end();) {
      const bool over = at->second.episode.is_over(watermark, quiet_);
      if (over || at->second.episode.changed) conclude(at->first, at->second, over);
      at->second.episode.changed = false;
      at = over ? flows_.erase(at) : std::next(at);
    }
  }
  void on_end(Timestamp) override {
    for (auto& [pair, flow] : flows_) conclude(pair, flow, false);
  }
  [[nodiscard]] std::uint64_t dropped_count() const noexcept override { return dropped_count_; }

 protected:
  virtual void conclude(const Pair& pair, const Flow& flow, bool closed) = 0;

  [[nodiscard]] bool leaves(const Pair& pair) const {
    return context_.site.is_home(pair.host) && context_.site.is_external(pair.destination);
  }
  [[nodiscard]] static std::vector<record::Entity> entities(const Pair& pair) {
    return {{"ip", pair.host.text(), "victim"}, {"ip", pair.destination.text(), "attacker"}};
  }

  const Context& context_;

 private:
  void add(const Sent& sent, const record::Connection& row) {
    auto found = flows_.find(sent.pair);
    if (found != flows_.end() && found->second.episode.is_over(sent.start, quiet_)) {
      conclude(found->first, found->second, true);
      flows_.erase(found);
      found = flows_.end();
    }
    if (found == flows_.end()) {
      if (flows_.size() >= kPairsMax && !make_room()) {
        ++dropped_count_;
        return;
      }
      found = flows_.emplace(sent.pair, Flow{}).first;
    }
    Flow& flow = found->second;
    flow.episode.add(sent.start, "conn", row.at.uid);
    flow.episode.last = std::max(flow.episode.last, sent.end);
    flow.sent += sent.sent;
    flow.received += sent.received;
    const std::int64_t day = std::chrono::floor<std::chrono::days>(sent.start).time_since_epoch().count();
    if (flow.sent_by_day.size() < kDaysMax) flow.sent_by_day[day] += sent.sent;
  }

  bool make_room() {
    const std::size_t before = flows_.size();
    std::erase_if(flows_, [](const auto& entry) { return entry.second.sent < kBytesKept; });
    dropped_count_ += before - flows_.size();
    return flows_.size() < before;
  }

  Interval quiet_;
  std::map<Pair, Flow> flows_;
  std::uint64_t dropped_count_ = 0;
  Sweep sweep_{std::chrono::minutes{60}};
};

/// Much, to one place, within one episode. Needs no learning: a server that pushes gigabytes to an address from which
/// it gets next to nothing does what servers do not do.
class Bulk final : public OutboundAnalytic {
 public:
  explicit Bulk(const Context& context) : OutboundAnalytic{context, 6 * 3600} {}

 private:
  void conclude(const Pair& pair, const Flow& flow, bool closed) override {
    const double bytes_min = context_.rule.threshold("bytes_min", 100e6);
    const double ratio_min = context_.rule.threshold("sent_to_received_min", 4);
    if (double(flow.sent) < bytes_min || double(flow.sent) < ratio_min * double(flow.received) || !leaves(pair)) return;
    record::Finding finding =
        finding_of(context_.rule, {pair.host.text(), pair.destination.text()}, flow.episode, closed);
    finding.title =
        context_.rule.title + ": " + volume(flow.sent) + " from " + pair.host.text() + " to " + pair.destination.text();
    if (double(flow.sent) >= context_.rule.threshold("high_bytes_min", 1e9)) finding.severity = record::Severity::high;
    finding.confidence = 0.7;
    finding.bytes = flow.sent;
    finding.entities = entities(pair);
    finding.summary = pair.host.text() + " sent " + volume(flow.sent) + " to " + pair.destination.text() + " in " +
                      counted(flow.episode.count, "connection", "connections") + " and got " + volume(flow.received) +
                      " back, between " + rfc3339(flow.episode.first) + " and " + rfc3339(flow.episode.last) + ".";
    context_.findings.report(std::move(finding));
  }
};

/// Gigabytes over weeks to one destination, no day of which stands out.
class Slow final : public OutboundAnalytic {
 public:
  explicit Slow(const Context& context) : OutboundAnalytic{context, 7 * 86'400.0} {}

 private:
  void conclude(const Pair& pair, const Flow& flow, bool closed) override {
    const double bytes_min = context_.rule.threshold("bytes_min", 2e9);
    const auto days_min = static_cast<std::size_t>(context_.rule.threshold("days_min", 7));
    const double ratio_min = context_.rule.threshold("sent_to_received_min", 4);
    if (double(flow.sent) < bytes_min || flow.sent_by_day.size() < days_min ||
        double(flow.sent) < ratio_min * double(flow.received) || !leaves(pair))
      return;
    std::vector<std::uint64_t> days;
    for (const auto& [day, bytes] : flow.sent_by_day) days.push_back(bytes);
    std::sort(days.begin(), days.end());
    record::Finding finding =
        finding_of(context_.rule, {pair.host.text(), pair.destination.text()}, flow.episode, closed);
    finding.title = context_.rule.title + ": " + volume(flow.sent) + " from " + pair.host.text() + " to " +
                    pair.destination.text() + " over " + counted(days.size(), "day", "days");
    if (double(flow.sent) >= context_.rule.threshold("high_bytes_min", 20e9)) finding.severity = record::Severity::high;
    finding.confidence = 0.6;
    finding.bytes = flow.sent;
    finding.entities = entities(pair);
    finding.summary = pair.host.text() + " sent " + volume(flow.sent) + " to " + pair.destination.text() + " over " +
                      counted(days.size(), "day", "days") + "; on a day in the middle " +
                      volume(days[days.size() / 2]) + ", on the busiest " + volume(days.back()) + "; it got " +
                      volume(flow.received) + " back.";
    context_.findings.report(std::move(finding));
  }
};

std::unique_ptr<Analytic> open_bulk(const Context& context) { return std::make_unique<Bulk>(context); }
std::unique_ptr<Analytic> open_slow(const Context& context) { return std::make_unique<Slow>(context); }

constexpr std::array<Detector, 2> kAll{{
    {.name = "bulk-outbound", .open = &open_bulk},
    {.name = "slow-outbound", .open = &open_slow},
}};

}  // namespace

constinit const std::span<const Detector> kDetectors{kAll};

}  // namespace wardwatch::detect::outbound
