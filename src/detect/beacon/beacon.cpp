// Something inside that calls the same place outside again and again, as if by a clock.
#include "detect/beacon/beacon.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "core/hash.hpp"
#include "core/load.hpp"
#include "detect/common/episode_table.hpp"

namespace wardwatch::detect::beacon {
namespace {

constexpr std::size_t kPairsMax = 100'000;
constexpr std::size_t kFirstCallsBytes = 1U << 20U;
constexpr std::uint8_t kFirstCalls = 8;          ///< Calls before a pair is followed.
constexpr std::size_t kActiveHostsMax = 20'000;  ///< Hosts whose hours are kept, 1.2 kB each for 400 days.
constexpr std::size_t kHostsMax = 64;            ///< Counted of one service; more are as many.
constexpr std::size_t kCallsMax = 5000;          ///< Kept of one pair, 16 B each; a call a minute for three days.

struct Pair {
  IpAddress host, destination;
  Port port;
  [[nodiscard]] friend auto operator<=>(const Pair&, const Pair&) = default;
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
  double hours_on = 0;  ///< Between first and last call.
  double coverage = 0;  ///< Share of the hours, while the host was on, in which it called.
};

std::int64_t hour_of(Timestamp ts) { return std::chrono::floor<std::chrono::hours>(ts).time_since_epoch().count(); }

/// Hours in which a host was seen to call anything often: a computer that is switched off at night cannot call then.
class ActiveHours {
 public:
  void note(Timestamp ts) {
    const std::int64_t hour = hour_of(ts);
    if (seen_.empty()) first_ = hour;
    const auto at = static_cast<std::size_t>(std::max<std::int64_t>(hour - first_, 0));
    if (at >= kHoursMax) return;
    if (seen_.size() <= at) seen_.resize(at + 1);
    seen_[at] = true;
  }
  [[nodiscard]] double between(Timestamp first, Timestamp last) const {
    double count = 0;
    for (std::int64_t hour = hour_of(first); hour <= hour_of(last); ++hour) {
      const std::int64_t at = hour - first_;
      count += at >= 0 && at < static_cast<std::int64_t>(seen_.size()) && seen_[static_cast<std::size_t>(at)] ? 1 : 0;
    }
    return count;
  }

 private:
  static constexpr std::size_t kHoursMax = 400 * 24;
  std::int64_t first_ = 0;
  std::vector<bool> seen_;
};

struct Calls {
  Episode episode;
  std::vector<Timestamp> times;
  std::vector<double> sizes;
  std::uint64_t sent = 0;
  std::size_t judge_at = 0;  ///< Count of calls at which the rhythm is looked at again.
  /// Of the last look at which it was a clock's. Once told, it is not taken back.
  std::optional<Rhythm> rhythm;
};

Rhythm rhythm_of(const Calls& calls, const ActiveHours& active) {
  Rhythm rhythm;
  std::vector<double> gaps;
  std::set<std::int64_t> hours;
  for (std::size_t i = 0; i < calls.times.size(); ++i) {
    if (i > 0) gaps.push_back(std::chrono::duration<double>(calls.times[i] - calls.times[i - 1]).count());
    hours.insert(hour_of(calls.times[i]));
  }
  rhythm.interval_seconds = median(gaps);
  rhythm.time_spread = spread(gaps);
  rhythm.size_spread = spread(calls.sizes);
  rhythm.hours_on = active.between(calls.times.front(), calls.times.back());
  const double expected = std::min(rhythm.hours_on, rhythm.hours_on * 3600 / std::max(rhythm.interval_seconds, 3600.0));
  rhythm.coverage = std::min(1.0, static_cast<double>(hours.size()) / std::max(1.0, expected));
  return rhythm;
}

struct Service {
  IpAddress destination;
  Port port;
  [[nodiscard]] friend auto operator<=>(const Service&, const Service&) = default;
};

/// What many machines call by the clock.
struct Shared {
  Episode episode;
  std::set<IpAddress> hosts;
  Rhythm rhythm;
};

class Beacon final : public Analytic {
 public:
  explicit Beacon(const Context& context)
      : context_{context},
        calls_min_{static_cast<std::size_t>(context.rule.threshold("calls_min", 48))},
        prevalent_min_{static_cast<std::size_t>(context.rule.threshold("prevalent_hosts_min", 4))},
        pairs_{kPairsMax, quiet_of(context), std::chrono::hours{6}},
        shared_{kPairsMax, quiet_of(context), std::chrono::hours{6}} {}

  using Analytic::on;
  void on(const record::Connection& row) override {
    if (!evidence_start_) evidence_start_ = row.at.ts;
    if (row.proto.view() == "icmp" || row.at.resp_h.is_multicast() || row.conn_state.view() == "S0") return;
    if (row.service && (*row.service == "dns" || *row.service == "ntp"))
      return;  // Those call by the clock for a living.
    if (row.at.resp_p.value == 123 || row.at.resp_p.value == 53) return;
    const Pair pair{row.at.orig_h, row.at.resp_h, row.at.resp_p};
    if (!calls_often(pair)) return;
    Calls* calls = pairs_.at(pair, row.at.ts, conclude_);
    if (calls == nullptr) return;
    if (calls->episode.count == 0) note_host(pair, row.at.ts);
    if (active_.size() < kActiveHostsMax || active_.contains(pair.host)) active_[pair.host].note(row.at.ts);
    calls->episode.add(row.at.ts, "conn", row.at.uid);
    calls->sent += row.orig_bytes.value_or(0);
    if (calls->times.size() >= kCallsMax) return;
    calls->times.push_back(row.at.ts);
    calls->sizes.push_back(static_cast<double>(row.orig_bytes.value_or(0)) + 1);
    if (calls->times.size() < std::max(calls->judge_at, calls_min_)) return;
    // A look costs all calls: the next is due when there are a quarter more,.
    calls->judge_at = calls->times.size() + calls->times.size() / 4;
    weigh(pair, *calls);
  }
  void on_tick(Timestamp watermark) override {
    pairs_.tick(watermark, conclude_);
    shared_.tick(watermark, conclude_shared_);
  }
  void on_end(Timestamp watermark) override {
    pairs_.end(watermark, conclude_);
    shared_.end(watermark, conclude_shared_);
  }
  [[nodiscard]] std::uint64_t dropped_count() const noexcept override {
    return pairs_.dropped_count() + shared_.dropped_count();
  }

 private:
  static Interval quiet_of(const Context& context) {
    return seconds_of(context.rule.threshold("quiet_seconds", 4 * 86'400));
  }
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

  void note_host(const Pair& pair, Timestamp ts) {
    const Service service{pair.destination, pair.port};
    if (hosts_.size() >= kPairsMax && !hosts_.contains(service)) return;
    auto& hosts = hosts_[service];
    if (hosts.size() < kHostsMax) hosts.try_emplace(pair.host, ts);
  }
  /// Hosts that had called the same service by the end of this episode.
  [[nodiscard]] std::size_t hosts_calling(const Pair& pair, Timestamp until) const {
    const auto found = hosts_.find({pair.destination, pair.port});
    if (found == hosts_.end()) return 0;
    return static_cast<std::size_t>(std::count_if(found->second.begin(), found->second.end(),
                                                  [&](const auto& host) { return host.second <= until; }));
  }

  /// Depends on nothing but the calls, and is asked at certain counts of them: so it does not matter when it is told.
  void weigh(const Pair& pair, Calls& calls) {
    const auto active = active_.find(pair.host);
    if (active == active_.end()) return;
    const Rhythm rhythm = rhythm_of(calls, active->second);
    // Updates and back-ups call a few times a day, or send volumes of their own: neither is a clock of small messages.
    if (rhythm.hours_on < context_.rule.threshold("hours_min", 20) ||
        rhythm.interval_seconds < context_.rule.threshold("interval_seconds_min", 5) ||
        rhythm.interval_seconds > context_.rule.threshold("interval_seconds_max", 3 * 3600)) {
      return;
    }
    if (median(calls.sizes) > context_.rule.threshold("message_bytes_max", 100'000)) return;
    if (rhythm.time_spread > context_.rule.threshold("time_spread_max", 0.35) ||
        rhythm.size_spread > context_.rule.threshold("size_spread_max", 0.3) ||
        rhythm.coverage < context_.rule.threshold("coverage_min", 0.75)) {
      return;
    }
    // One finding a machine would bury the rest under what all machines do: those are told as one.
    const std::size_t hosts = hosts_calling(pair, calls.episode.last);
    if (!calls.rhythm && hosts >= prevalent_min_) {
      Shared* shared = shared_.at({pair.destination, pair.port}, calls.episode.last, conclude_shared_);
      if (shared == nullptr) return;
      shared->episode.add(calls.episode.last, "conn", calls.episode.uids.front());
      shared->rhythm = rhythm;
      if (shared->hosts.size() < kHostsMax) shared->hosts.insert(pair.host);
      return;
    }
    calls.rhythm = rhythm;
  }

  void conclude_shared(const Service& service, const Shared& shared, bool closed) {
    std::set<std::string> hosts;
    for (const IpAddress& host : shared.hosts) {
      if (context_.site.is_home(host)) hosts.insert(host.text());
    }
    if (hosts.empty() || !context_.site.is_external(service.destination)) return;
    const std::string destination = service.destination.text(), port = std::to_string(service.port.value);
    record::Finding finding = finding_of(context_.rule, {"many", destination, port}, shared.episode, closed);
    finding.title = "Many machines call " + destination + " by the clock";
    finding.severity = record::Severity::informational;
    finding.confidence = 0.2;
    finding.count = hosts.size();
    for (const std::string& host : hosts) finding.entities.push_back({"ip", host, "victim"});
    finding.entities.push_back({"ip", destination, "attacker"});
    finding.summary = counted(hosts.size(), "host calls", "hosts call") + " " + destination + " port " + port +
                      " about every " + std::to_string(static_cast<long>(shared.rhythm.interval_seconds + 0.5)) +
                      " s, as updates, virus scanners and mail programs do: " + some_of(hosts) + ".";
    context_.findings.report(std::move(finding));
  }

  void conclude(const Pair& pair, const Calls& calls, bool closed) {
    if (!calls.rhythm || !context_.site.is_home(pair.host) || !context_.site.is_external(pair.destination)) return;
    const Rhythm& rhythm = *calls.rhythm;
    const std::string host = pair.host.text(), destination = pair.destination.text();
    record::Finding finding =
        finding_of(context_.rule, {host, destination, std::to_string(pair.port.value)}, calls.episode, closed);
    finding.title = context_.rule.title + ": " + host + " calls " + destination;
    const std::size_t hosts = hosts_calling(pair, calls.episode.last);
    const bool is_new = calls.episode.first - evidence_start_.value_or(calls.episode.first) >=
                        seconds_of(context_.rule.threshold("new_after_seconds", 3 * 86'400.0));
    // What was called before anybody looked, or by many, is most often software of ours.
    finding.confidence = hosts >= prevalent_min_ ? 0.2 : is_new ? 0.5 : 0.3;
    if (hosts >= prevalent_min_ || !is_new) finding.severity = std::min(finding.severity, record::Severity::low);
    finding.bytes = calls.sent;
    finding.entities = {{"ip", host, "victim"}, {"ip", destination, "attacker"}};
    finding.summary = host + " called " + destination + " port " + std::to_string(pair.port.value) + " " +
                      std::to_string(calls.episode.count) + " times, about every " +
                      std::to_string(static_cast<long>(rhythm.interval_seconds + 0.5)) + " s (spread " +
                      std::to_string(static_cast<int>(rhythm.time_spread * 100 + 0.5)) +
                      " %), with messages of much the same size, in " +
                      std::to_string(static_cast<int>(rhythm.coverage * 100 + 0.5)) +
                      " % of the hours in which the host was on.";
    if (is_new) finding.summary += " It began while the evidence was taken.";
    if (hosts > 1) finding.summary += " " + std::to_string(hosts) + " of our hosts call it.";
    context_.findings.report(std::move(finding));
  }

  struct Conclude {
    Beacon* self;
    void operator()(const Pair& pair, const Calls& calls, bool closed) const { self->conclude(pair, calls, closed); }
  } conclude_{this};
  struct ConcludeShared {
    Beacon* self;
    void operator()(const Service& service, const Shared& shared, bool closed) const {
      self->conclude_shared(service, shared, closed);
    }
  } conclude_shared_{this};
  const Context& context_;
  std::size_t calls_min_, prevalent_min_;
  std::vector<std::uint8_t> first_calls_ = std::vector<std::uint8_t>(kFirstCallsBytes);
  EpisodeTable<Pair, Calls> pairs_;
  EpisodeTable<Service, Shared> shared_;
  std::map<Service, std::map<IpAddress, Timestamp>> hosts_;  ///< Of ours and others', with when each began to call.
  std::map<IpAddress, ActiveHours> active_;
  std::optional<Timestamp> evidence_start_;
};

std::unique_ptr<Analytic> open(const Context& context) { return std::make_unique<Beacon>(context); }

constexpr std::array<Detector, 1> kAll{{{.name = "beacon", .open = &open}}};

}  // namespace

constinit const std::span<const Detector> kDetectors{kAll};

}  // namespace wardwatch::detect::beacon
