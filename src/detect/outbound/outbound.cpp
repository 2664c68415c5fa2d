// Data that leaves: much at once, and much over weeks.
#include "detect/outbound/outbound.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/volume.hpp"
#include "detect/common/episode_table.hpp"

namespace wardwatch::detect::outbound {
namespace {

constexpr std::size_t kPairsMax = 500'000;       ///< Host and destination; the smallest of a full table go first.
constexpr std::size_t kHabitsMax = 200'000;      ///< Pairs of which earlier episodes are remembered.
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

/// What a pair did before: a nightly back-up has a history, a theft has none.
struct Habit {
  std::uint64_t episodes = 0;
  std::uint64_t largest_bytes = 0;
};

struct Flow {
  Episode episode;
  std::uint64_t sent = 0, received = 0;
  std::uint64_t served =
      0;  ///< Of `sent`: asked for from outside at a service of ours (web pages, a remote desktop's pictures).
  std::map<std::int64_t, std::uint64_t> sent_by_day;
  std::map<int, std::uint64_t> sent_by_hour;  ///< Hour of the day, UTC.
  Habit before;
  bool enough = false;  ///< What was enough once stays enough: what was told is not taken back.
};

struct Sent {
  Pair pair;
  std::uint64_t sent, received;
  bool served;
};

/// The two directions of a connection in which somebody sent something.
std::array<Sent, 2> both_ways(const record::Connection& row) {
  const std::uint64_t orig = row.orig_bytes.value_or(0), resp = row.resp_bytes.value_or(0);
  return {{{{row.at.orig_h, row.at.resp_h}, orig, resp, false}, {{row.at.resp_h, row.at.orig_h}, resp, orig, true}}};
}

/// Whether what the server sends is what such a server is there for.
bool is_service_for_outside(const record::Connection& row) {
  if (row.service &&
      (row.service->find("rdp") != std::string_view::npos || row.service->find("http") != std::string_view::npos))
    return true;
  for (const int port : {80, 443, 3389, 8080, 8443}) {
    if (row.at.resp_p.value == port) return true;
  }
  return false;
}

class OutboundAnalytic : public Analytic {
 public:
  OutboundAnalytic(const Context& context, double quiet_seconds)
      : context_{context},
        flows_{kPairsMax, seconds_of(context.rule.threshold("quiet_seconds", quiet_seconds)),
               std::chrono::minutes{60}} {}

  using Analytic::on;
  void on(const record::Connection& row) override {
    if (!evidence_start_) evidence_start_ = row.at.ts;
    if (row.proto.view() == "icmp" || row.at.resp_h.is_multicast()) return;
    for (const Sent& sent : both_ways(row)) {
      if (sent.sent >= kConnectionBytesMin) add(sent, row);
    }
  }
  void on_tick(Timestamp watermark) override { flows_.tick(watermark, conclude_); }
  void on_end(Timestamp watermark) override { flows_.end(watermark, conclude_); }
  [[nodiscard]] std::uint64_t dropped_count() const noexcept override { return flows_.dropped_count(); }

 protected:
  /// Depends on nothing but the connections, and is asked after each.
  [[nodiscard]] virtual bool is_enough(const Flow& flow) const = 0;
  virtual void conclude(const Pair& pair, const Flow& flow, bool closed) = 0;

  [[nodiscard]] bool leaves(const Pair& pair) const {
    return context_.site.is_home(pair.host) && context_.site.is_external(pair.destination);
  }
  [[nodiscard]] bool is_lopsided(const Flow& flow) const {
    return double(flow.sent) >= context_.rule.threshold("sent_to_received_min", 4) * double(flow.received);
  }
  /// It went on already when the evidence begins: nobody can say that it is new.
  [[nodiscard]] bool older_than_evidence(const Flow& flow) const {
    return flow.episode.first - evidence_start_.value_or(flow.episode.first) <
           seconds_of(context_.rule.threshold("new_after_seconds", 3 * 86'400.0));
  }
  [[nodiscard]] std::optional<Timestamp> evidence_start() const noexcept { return evidence_start_; }
  [[nodiscard]] static std::vector<record::Entity> entities(const Pair& pair) {
    return {{"ip", pair.host.text(), "victim"}, {"ip", pair.destination.text(), "attacker"}};
  }

  const Context& context_;

 private:
  void add(const Sent& sent, const record::Connection& row) {
    if (flows_.full() && flows_.find(sent.pair) == nullptr && row.at.ts >= next_purge_) {
      next_purge_ = row.at.ts + std::chrono::hours{1};
      flows_.drop_if([](const Pair&, const Flow& flow) { return flow.sent < kBytesKept; });
    }
    Flow* flow = flows_.at(sent.pair, row.at.ts, conclude_);
    if (flow == nullptr) return;
    if (flow->episode.count == 0) {
      const auto habit = habits_.find(sent.pair);
      flow->before = habit == habits_.end() ? Habit{} : habit->second;
    }
    flow->episode.add(row.at.ts, "conn", row.at.uid);
    flow->episode.last = std::max(flow->episode.last, row.at.ts + row.duration.value_or(Interval{}));
    flow->sent += sent.sent;
    flow->received += sent.received;
    if (sent.served && is_service_for_outside(row)) flow->served += sent.sent;
    const std::int64_t day = std::chrono::floor<std::chrono::days>(row.at.ts).time_since_epoch().count();
    if (flow->sent_by_day.size() < kDaysMax) flow->sent_by_day[day] += sent.sent;
    flow->sent_by_hour[static_cast<int>(row.at.ts.time_since_epoch() / std::chrono::hours{1} % 24)] += sent.sent;
    flow->enough = flow->enough || is_enough(*flow);
  }

  void conclude_any(const Pair& pair, const Flow& flow, bool closed) {
    conclude(pair, flow, closed);
    if (!closed || flow.sent < kBytesKept || (habits_.size() >= kHabitsMax && !habits_.contains(pair))) return;
    Habit& habit = habits_[pair];
    habit = {.episodes = flow.before.episodes + 1, .largest_bytes = std::max(flow.before.largest_bytes, flow.sent)};
  }

  /// A quiet flow's sum is remembered at once; should the flow go on after all, the sum is put right when it ends.
  struct Conclude {
    OutboundAnalytic* self;
    void operator()(const Pair& pair, const Flow& flow, bool closed) const { self->conclude_any(pair, flow, closed); }
  } conclude_{this};
  EpisodeTable<Pair, Flow> flows_;
  std::map<Pair, Habit> habits_;
  std::optional<Timestamp> evidence_start_;
  Timestamp next_purge_;
};

/// Much, to one place, within one episode. Needs no learning: a server that pushes gigabytes to an address from which
/// it gets next to nothing does what servers do not do. What it did some times before is a habit, and slow-outbound's.
class Bulk final : public OutboundAnalytic {
 public:
  explicit Bulk(const Context& context) : OutboundAnalytic{context, 6 * 3600} {}

 private:
  [[nodiscard]] bool is_habit(const Flow& flow) const {
    return double(flow.before.episodes) >= context_.rule.threshold("habit_episodes", 2) &&
           double(flow.sent) <= context_.rule.threshold("habit_growth_max", 2) * double(flow.before.largest_bytes);
  }

  [[nodiscard]] bool is_enough(const Flow& flow) const override {
    const bool much = double(flow.sent - flow.served) >= context_.rule.threshold("bytes_min", 100e6) ||
                      double(flow.sent) >= context_.rule.threshold("served_bytes_min", 1e9);
    return much && is_lopsided(flow) && !is_habit(flow);
  }
  void conclude(const Pair& pair, const Flow& flow, bool closed) override {
    if (!flow.enough || !leaves(pair)) return;
    const auto pushed = double(flow.sent - flow.served);
    record::Finding finding =
        finding_of(context_.rule, {pair.host.text(), pair.destination.text()}, flow.episode, closed);
    finding.title =
        context_.rule.title + ": " + volume(flow.sent) + " from " + pair.host.text() + " to " + pair.destination.text();
    if (pushed >= context_.rule.threshold("high_bytes_min", 1e9)) finding.severity = record::Severity::high;
    finding.confidence = flow.before.episodes > 0 ? 0.5 : flow.served * 2 > flow.sent ? 0.4 : 0.6;
    finding.bytes = flow.sent;
    finding.entities = entities(pair);
    finding.summary = pair.host.text() + " sent " + volume(flow.sent) + " to " + pair.destination.text() + " in " +
                      counted(flow.episode.count, "connection", "connections") + " and got " + volume(flow.received) +
                      " back, between " + rfc3339(flow.episode.first) + " and " + rfc3339(flow.episode.last) + ".";
    if (flow.served > 0)
      finding.summary += " Of that, " + volume(flow.served) + " were asked for from outside at a service of the host.";
    finding.summary += flow.before.episodes == 0
                           ? " The evidence shows no such transfer between the two before."
                           : " The two had " + counted(flow.before.episodes, "transfer", "transfers") +
                                 " before, the largest of " + volume(flow.before.largest_bytes) + ".";
    context_.findings.report(std::move(finding));
  }
};

/// Gigabytes over weeks to one destination, no day of which stands out.
class Slow final : public OutboundAnalytic {
 public:
  explicit Slow(const Context& context) : OutboundAnalytic{context, 7 * 86'400.0} {}

 private:
  /// Every day, much the same, at the same hours, and as old as the evidence: the shape of a back-up.
  [[nodiscard]] bool like_a_back_up(const Flow& flow, const std::vector<std::uint64_t>& sorted_days) const {
    const auto middle = double(sorted_days[sorted_days.size() / 2]);
    std::size_t alike = 0;
    for (const std::uint64_t bytes : sorted_days) alike += std::abs(double(bytes) - middle) <= 0.5 * middle ? 1U : 0U;
    std::uint64_t busiest = 0;  // Any three hours in a row hold nearly all of a job that starts at a set time.
    for (int hour = 0; hour < 24; ++hour) {
      std::uint64_t sum = 0;
      for (int next = hour; next < hour + 3; ++next) {
        const auto found = flow.sent_by_hour.find(next % 24);
        sum += found == flow.sent_by_hour.end() ? 0 : found->second;
      }
      busiest = std::max(busiest, sum);
    }
    return alike * 5 >= sorted_days.size() * 4 && busiest >= flow.sent / 10 * 9 && older_than_evidence(flow);
  }

  [[nodiscard]] bool is_enough(const Flow& flow) const override {
    return double(flow.sent) >= context_.rule.threshold("bytes_min", 2e9) && is_lopsided(flow) &&
           flow.sent_by_day.size() >= static_cast<std::size_t>(context_.rule.threshold("days_min", 7));
  }
  void conclude(const Pair& pair, const Flow& flow, bool closed) override {
    if (!flow.enough || !leaves(pair)) return;
    std::vector<std::uint64_t> days;
    for (const auto& [day, bytes] : flow.sent_by_day) days.push_back(bytes);
    std::sort(days.begin(), days.end());
    record::Finding finding =
        finding_of(context_.rule, {pair.host.text(), pair.destination.text()}, flow.episode, closed);
    finding.title = context_.rule.title + ": " + volume(flow.sent) + " from " + pair.host.text() + " to " +
                    pair.destination.text() + " over " + counted(days.size(), "day", "days");
    finding.confidence = older_than_evidence(flow) ? 0.5 : 0.6;
    if (double(flow.sent) >= context_.rule.threshold("high_bytes_min", 20e9)) finding.severity = record::Severity::high;
    if (flow.served * 2 > flow.sent) {
      finding.severity = record::Severity::low;
      finding.confidence = 0.3;
    }
    finding.bytes = flow.sent;
    finding.entities = entities(pair);
    finding.summary = pair.host.text() + " sent " + volume(flow.sent) + " to " + pair.destination.text() + " over " +
                      counted(days.size(), "day", "days") + "; on a day in the middle " +
                      volume(days[days.size() / 2]) + ", on the busiest " + volume(days.back()) + "; it got " +
                      volume(flow.received) + " back.";
    if (like_a_back_up(flow, days)) {
      finding.severity = record::Severity::low;
      finding.confidence = 0.3;
      finding.summary +=
          " It has the shape of a back-up: much the same every day, at the same hours, since the evidence begins. Make "
          "sure that it is one.";
    } else if (!older_than_evidence(flow)) {
      finding.summary +=
          " It began " +
          std::to_string(std::chrono::floor<std::chrono::days>(flow.episode.first - *evidence_start()).count()) +
          " days into the evidence.";
    }
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
