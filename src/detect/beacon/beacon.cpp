// Something inside that calls the same place outside again and again, as if by a clock.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "core/hash.hpp"
#include "core/load.hpp"
#include "detect/beacon/beacon.hpp"
#include "detect/common/episode.hpp"

namespace wardwatch::detect::beacon {
namespace {

constexpr std::size_t kPairsMax = 100'000;
constexpr std::size_t kFirstCallsBytes = 1U << 20U;
constexpr std::uint8_t kFirstCalls = 8;  ///< Calls before a pair is followed.
constexpr std::size_t kCallsMax = 5000;  ///< Kept of one pair, 16 B each; a call a minute for three days.

struct Pair {
  IpAddress host, destination;
  Port port;
  [[nodiscard]] friend auto operator<=>(const Pair&, const Pair&) = default;
};

struct Calls {
  Episode episode;
  std::vector<Timestamp> times;
  std::vector<double> sizes;
  std::uint64_t sent = 0;
};

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Median of the distances from the median, as a share of it: 0 is a clock, a call at random has about 0.7.
double spread(const std::vector<double>& values) {
  const double centre = median(values);
  if (centre <= 0) return 1;
  std::vector<double> distances;
  for (const double value : values) distances.push_back(std::abs(value - centre));
  return median(distances) / centre;
}

/// How well the calls fit a clock with jitter, 0 to 1.
struct Rhythm {
  double interval_seconds = 0;
  double time_spread = 1;
  double size_spread = 1;
  double coverage = 0;  ///< Share of the hours between first and last call in which it called.
};

Rhythm rhythm_of(const Calls& calls) {
  Rhythm rhythm;
  std::vector<double> gaps;
  std::map<std::int64_t, int> hours;
  for (std::size_t i = 0; i < calls.times.size(); ++i) {
    if (i > 0) gaps.push_back(std::chrono::duration<double>(calls.times[i] - calls.times[i - 1]).count());
    ++hours[std::chrono::floor<std::chrono::hours>(calls.times[i]).time_since_epoch().count()];
  }
  rhythm.interval_seconds = median(gaps);
  rhythm.time_spread = spread(gaps);
  rhythm.size_spread = spread(calls.sizes);
  const double hours_total =
      std::max(1.0, std::chrono::duration<double>(calls.times.back() - calls.times.front()).count() / 3600);
  const double hours_expected = std::min(hours_total, hours_total * 3600 / std::max(rhythm.interval_seconds, 3600.0));
  rhythm.coverage = std::min(1.0, static_cast<double>(hours.size()) / std::max(1.0, hours_expected));
  return rhythm;
}

class Beacon final : public Analytic {
 public:
  explicit Beacon(const Context& context)
      : context_{context}, quiet_{seconds_of(context.rule.threshold("quiet_seconds", 2 * 86'400))} {}

  void on(const record::Connection& row) override {
    if (row.proto.view() == "icmp" || row.at.resp_h.is_multicast() || row.conn_state.view() == "S0") return;
    if (row.service && (*row.service == "dns" || *row.service == "ntp"))
      return;  // Those call by the clock for a living.
    if (row.at.resp_p.value == 123 || row.at.resp_p.value == 53) return;
    const Pair pair{row.at.orig_h, row.at.resp_h, row.at.resp_p};
    if (!calls_often(pair)) return;
    auto found = pairs_.find(pair);
    if (found != pairs_.end() && found->second.episode.is_over(row.at.ts, quiet_)) {
      conclude(found->first, found->second, true);
      pairs_.erase(found);
      found = pairs_.end();
    }
    if (found == pairs_.end()) {
      if (pairs_.size() >= kPairsMax) {
        ++dropped_count_;
        return;
      }
      found = pairs_.emplace(pair, Calls{}).first;
    }
    Calls& calls = found->second;
    calls.episode.add(row.at.ts, "conn", row.at.uid);
    calls.sent += row.orig_bytes.value_or(0);
    if (calls.times.size() >= kCallsMax) return;
    calls.times.push_back(row.at.ts);
    calls.sizes.push_back(static_cast<double>(row.orig_bytes.value_or(0)) + 1);
  }
  /// Judging costs a look at every call, so it is done when an episode ends, not at each tick.
  void on_tick(Timestamp watermark) override {
    if (!sweep_.due(watermark)) return;
    for (auto at = pairs_.begin(); at != pairs_.end();) {
      const bool over = at->second.episode.is_over(watermark, quiet_);
      if (over) conclude(at->first, at->second, true);
      at = over ? pairs_.erase(at) : std::next(at);
    }
  }
  void on_end(Timestamp) override {
    for (auto& [pair, calls] : pairs_) conclude(pair, calls, false);
  }
  [[nodiscard]] std::uint64_t dropped_count() const noexcept override { return dropped_count_; }

 private:
  /// Most pairs call once: they are counted in a byte each, where two may share one, before they get an entry.
  bool calls_often(const Pair& pair) {
    const auto word = [](const IpAddress& address, std::size_t at) {
      return load_u64le(std::as_bytes(std::span{address.octets()}), at);
    };
    const std::uint64_t hash = combine64(combine64(word(pair.host, 0) ^ word(pair.destination, 0), word(pair.host, 8)),
                                         word(pair.destination, 8) + pair.port.value);
    std::uint8_t& count = first_calls_[hash % kFirstCallsBytes];
    if (count >= kFirstCalls) return true;
    ++count;
    return false;
  }

  void conclude(const Pair& pair, const Calls& calls, bool closed) {
    const auto calls_min = static_cast<std::size_t>(context_.rule.threshold("calls_min", 48));
    if (calls.times.size() < calls_min || !context_.site.is_home(pair.host) ||
        !context_.site.is_external(pair.destination))
      return;
    const double hours = std::chrono::duration<double>(calls.times.back() - calls.times.front()).count() / 3600;
    const Rhythm rhythm = rhythm_of(calls);
    // Updates and back-ups call a few times a day, or send volumes of their own: neither is a clock of small messages.
    if (hours < context_.rule.threshold("hours_min", 12) ||
        rhythm.interval_seconds < context_.rule.threshold("interval_seconds_min", 5) ||
        rhythm.interval_seconds > context_.rule.threshold("interval_seconds_max", 3 * 3600)) {
      return;
    }
    if (rhythm.time_spread > context_.rule.threshold("time_spread_max", 0.35) ||
        rhythm.size_spread > context_.rule.threshold("size_spread_max", 0.3) ||
        rhythm.coverage < context_.rule.threshold("coverage_min", 0.75)) {
      return;
    }
    report(pair, calls, rhythm, closed);
  }

  void report(const Pair& pair, const Calls& calls, const Rhythm& rhythm, bool closed) {
    const std::string host = pair.host.text(), destination = pair.destination.text();
    record::Finding finding =
        finding_of(context_.rule, {host, destination, std::to_string(pair.port.value)}, calls.episode, closed);
    finding.title = context_.rule.title + ": " + host + " calls " + destination;
    finding.confidence = rhythm.time_spread < 0.1 && rhythm.size_spread < 0.1 ? 0.6 : 0.5;
    finding.bytes = calls.sent;
    finding.entities = {{"ip", host, "victim"}, {"ip", destination, "attacker"}};
    finding.summary = host + " called " + destination + " port " + std::to_string(pair.port.value) + " " +
                      std::to_string(calls.episode.count) + " times, about every " +
                      std::to_string(static_cast<long>(rhythm.interval_seconds + 0.5)) + " s (spread " +
                      std::to_string(static_cast<int>(rhythm.time_spread * 100 + 0.5)) +
                      " %), with messages of much the same size, at all hours.";
    context_.findings.report(std::move(finding));
  }

  const Context& context_;
  Interval quiet_;
  std::vector<std::uint8_t> first_calls_ = std::vector<std::uint8_t>(kFirstCallsBytes);
  std::map<Pair, Calls> pairs_;
  std::uint64_t dropped_count_ = 0;
  Sweep sweep_{std::chrono::minutes{60}};
};

std::unique_ptr<Analytic> open(const Context& context) { return std::make_unique<Beacon>(context); }

constexpr std::array<Detector, 1> kAll{{{.name = "beacon", .open = &open}}};

}  // namespace

constinit const std::span<const Detector> kDetectors{kAll};

}  // namespace wardwatch::detect::beacon
