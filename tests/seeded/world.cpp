#include "world.hpp"

#include <algorithm>
#include <cmath>

#include "core/hash.hpp"

namespace wardwatch::seeded {
namespace {

constexpr double kMinute = 60, kHour = 3600, kDay = 86'400;
constexpr double kMega = 1e6;

/// Our own generator: the standard's distributions differ between libraries.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_{mix64(seed + 1)} {}
  double unit() {
    state_ += 0x9e3779b97f4a7c15ULL;
    return static_cast<double>(mix64(state_) >> 11U) * 0x1.0p-53;
  }
  double between(double low, double high) { return low + (high - low) * unit(); }
  /// Times apart like callers that know nothing of each other.
  double gap(double mean) { return -mean * std::log(1 - unit()); }
  /// Sizes of the web: many small, few very large.
  double heavy(double least) { return least / std::pow(1 - unit(), 0.8); }
  int below(int count) { return static_cast<int>(unit() * count); }

 private:
  std::uint64_t state_;
};

std::uint64_t bytes_of(double value) { return static_cast<std::uint64_t>(std::max(0.0, value)); }

class Maker {
 public:
  Maker(unsigned seed, const Size& size) : random_{seed}, size_{size} {}

  World make() {
    for (int i = 0; i < size_.workstations; ++i)
      workstation(IpAddress::v4(kWorkstations + static_cast<std::uint32_t>(i)));
    servers();
    beacons();
    exfiltrations();
    beyond_limits();
    std::stable_sort(world_.calls.begin(), world_.calls.end(),
                     [](const Call& a, const Call& b) { return a.at_seconds < b.at_seconds; });
    return std::move(world_);
  }

 private:
  static constexpr std::uint32_t kWorkstations = 0x0a140064;  // 10.20.0.100
  static constexpr std::uint32_t kServers = 0x0a14000a;       // 10.20.0.10
  static constexpr std::uint32_t kVictims = 0x0a140100;       // 10.20.1.0
  static constexpr std::uint32_t kWeb = 0xc6336400;           // 198.51.100.0
  static constexpr std::uint32_t kServices = 0xcb007100;      // 203.0.113.0
  static constexpr std::uint32_t kAttackers = 0xc0000200;     // 192.0.2.0

  [[nodiscard]] double end() const { return size_.days * kDay; }
  static bool is_weekend(double at) { return static_cast<int>(at / kDay) % 7 >= 5; }

  void call(double at, const IpAddress& from, const IpAddress& to, double sent, double received, double duration = 1,
            std::uint16_t port = 443) {
    world_.calls.push_back({at, from, to, port, bytes_of(sent), bytes_of(received), duration});
  }
  void benign(const IpAddress& from, const IpAddress& to, const std::string& kind) {
    world_.truth[{from.text(), to.text()}] = {false, {}, kind};
  }
  void attack(const IpAddress& from, const IpAddress& to, const std::string& rule, const std::string& kind) {
    world_.truth[{from.text(), to.text()}] = {true, rule, kind};
  }
  /// Calls by the clock, each `jitter` of the interval early or late, within these hours of the day.
  void by_clock(const IpAddress& from, const IpAddress& to, double start, double interval, double jitter, double bytes,
                double bytes_jitter, double from_hour = 0, double to_hour = 24) {
    for (double at = start + interval * random_.unit(); at < end();
         at += interval * (1 + jitter * random_.between(-1, 1))) {
      const double hour = std::fmod(at, kDay) / kHour;
      if (hour < from_hour || hour >= to_hour || (to_hour < 24 && is_weekend(at))) continue;
      // A command now and then: what a beacon is for.
      const double extra = random_.unit() < 0.03 ? random_.between(2, 40) : 1;
      call(at, from, to, bytes * (1 + bytes_jitter * random_.between(-1, 1)), 300 * extra);
    }
  }

  /// A call with pictures: both sides send, seldom the same.
  void meet(double at, const IpAddress& host) {
    const double sent = random_.between(100, 600) * kMega;
    call(at, host, IpAddress::v4(kServices + 1), sent, sent * random_.between(0.5, 2), kHour);
  }

  /// Browsing, mail, files in the cloud, calls with pictures; updates and virus scanner by the clock, as everywhere.
  void workstation(const IpAddress& host) {
    for (int day = 0; day < size_.days; ++day) {
      if (is_weekend(day * kDay)) continue;
      for (double at = day * kDay + 8 * kHour; at < day * kDay + 17 * kHour; at += random_.gap(6 * kMinute)) {
        call(at, host, IpAddress::v4(kWeb + static_cast<std::uint32_t>(random_.below(250))), random_.heavy(400),
             random_.heavy(8000), random_.gap(20));
      }
      if (random_.unit() < 0.3) meet(day * kDay + 10 * kHour + random_.gap(kHour), host);
      const double files = random_.heavy(2) * kMega;
      if (random_.unit() < 0.5)
        call(day * kDay + random_.between(9, 16) * kHour, host, IpAddress::v4(kServices + 2),
             std::min(files, 60 * kMega), 50'000, 60);
    }
    benign(host, IpAddress::v4(kServices + 1), "video calls");
    benign(host, IpAddress::v4(kServices + 2), "files in the cloud");
    // A page that refreshes itself each minute while it is open; everybody has another one.
    const IpAddress page = IpAddress::v4(kServices + 100 + host.v4_host_order() % 100);
    for (int day = 0; day < size_.days; ++day) {
      if (is_weekend(day * kDay) || random_.unit() < 0.3) continue;
      const double open = day * kDay + random_.between(8, 14) * kHour, shut = open + random_.gap(2 * kHour);
      for (double at = open; at < shut; at += kMinute)
        call(at, host, page, random_.between(500, 700), random_.heavy(900));
    }
    benign(host, page, "page that refreshes itself");
    by_clock(host, IpAddress::v4(kServices + 3), 0, 4 * kHour, 0.1, 900, 0.3, 8, 17);
    benign(host, IpAddress::v4(kServices + 3), "update check");
    by_clock(host, IpAddress::v4(kServices + 4), 0, 5 * kMinute, 0.05, 600, 0.05, 8, 17);
    benign(host, IpAddress::v4(kServices + 4), "virus scanner's cloud");
    by_clock(host, IpAddress::v4(kServices + 5), 0, 29 * kMinute, 0.02, 250, 0.1, 8, 17);
    benign(host, IpAddress::v4(kServices + 5), "mail");
  }

  void servers() {
    const auto server = [](std::uint32_t i) { return IpAddress::v4(kServers + i); };
    for (int day = 0; day < size_.days; ++day) {
      const double night = day * kDay + 2 * kHour + random_.between(0, 600);
      for (int part = 0; part < 8; ++part)
        call(night + part * 300, server(0), IpAddress::v4(kServices + 20), random_.between(90, 110) * kMega, 20'000,
             290);
      // The second back-up sends what changed: much after a busy day, little after a Sunday.
      call(night + kHour, server(1), IpAddress::v4(kServices + 21),
           random_.between(40, 400) * kMega * (is_weekend(day * kDay) ? 0.2 : 1), 20'000, 900);
      if (day % 7 == 6)
        call(night + 2 * kHour, server(2), IpAddress::v4(kServices + 22), random_.between(40, 60) * kMega, 5000, 60);
      for (int client = 0; client < 40; ++client) {
        call(day * kDay + random_.between(6, 22) * kHour,
             IpAddress::v4(kWeb + static_cast<std::uint32_t>(random_.below(250))), server(3), 3000,
             random_.heavy(200'000), 30);
      }
    }
    benign(server(0), IpAddress::v4(kServices + 20), "back-up, whole");
    benign(server(1), IpAddress::v4(kServices + 21), "back-up, changes");
    benign(server(2), IpAddress::v4(kServices + 22), "weekly report");
    by_clock(server(2), IpAddress::v4(kServices + 23), 0, 10 * kMinute, 0.01, 700, 0.02);
    benign(server(2), IpAddress::v4(kServices + 23), "one server's licence");
    by_clock(server(4), IpAddress::v4(kServices + 24), 0, kHour, 0, 2000, 0.1);
    benign(server(4), IpAddress::v4(kServices + 24), "a device's maker");
    for (double at = 0; at < end(); at += 64) call(at, server(0), IpAddress::v4(kServices + 25), 48, 48, 0.1, 123);
    benign(server(0), IpAddress::v4(kServices + 25), "time");
  }

  void beacons() {
    std::uint32_t index = 0;
    for (const double interval : {kMinute, 5 * kMinute, 15 * kMinute, kHour}) {
      for (const double jitter : {0.0, 0.1, 0.2, 0.3, 0.4, 0.5}) {
        for (const bool office : {false, true}) {
          const IpAddress host = IpAddress::v4(kVictims + index), destination = IpAddress::v4(kAttackers + index);
          ++index;
          by_clock(host, destination, random_.between(5, size_.days * 0.4) * kDay, interval, jitter,
                   random_.between(200, 900), 0.15, office ? 7.5 : 0, office ? 17.5 : 24);
          // The host does other things too, while it is switched on.
          by_clock(host, IpAddress::v4(kServices + 5), 0, 29 * kMinute, 0.02, 250, 0.1, office ? 7.5 : 0,
                   office ? 17.5 : 24);
          benign(host, IpAddress::v4(kServices + 5), "mail");
          attack(host, destination, "beacon",
                 (office ? "office hours, jitter " : "day and night, jitter ") +
                     std::to_string(static_cast<int>(jitter * 100 + 0.5)) + " %");
        }
      }
    }
  }

  /// What the analytics are not expected to find: their limits, measured too.
  void beyond_limits() {
    std::uint32_t index = 120;
    for (const double mean : {5 * kMinute, kHour}) {
      const IpAddress host = IpAddress::v4(kVictims + index), destination = IpAddress::v4(kAttackers + index);
      ++index;
      for (double at = random_.between(5, 20) * kDay; at < end(); at += random_.gap(mean))
        call(at, host, destination, random_.between(300, 500), 300);
      attack(host, destination, "beacon", "beyond the limits: gaps at random");
    }
    const IpAddress host = IpAddress::v4(kVictims + index), destination = IpAddress::v4(kAttackers + index);
    by_clock(host, destination, 8 * kDay, 5 * kMinute, 0.2, 4000, 0.95);
    attack(host, destination, "beacon", "beyond the limits: every message of another size");
  }

  void exfiltrations() {
    std::uint32_t index = 128;
    for (const double mega_a_day : {20.0, 80.0, 200.0, 1000.0}) {
      for (const bool at_night : {false, true}) {
        const IpAddress host = IpAddress::v4(kVictims + index), destination = IpAddress::v4(kAttackers + index);
        ++index;
        for (double day = std::floor(random_.between(5, size_.days * 0.4)); day < size_.days; ++day) {
          if (random_.unit() < 0.2) continue;
          const double total = mega_a_day * kMega * random_.between(0.5, 1.5);
          const int parts = 1 + random_.below(12);
          for (int part = 0; part < parts; ++part) {
            const double at = day * kDay + (at_night ? random_.between(1, 3) : random_.between(0, 24)) * kHour;
            call(at, host, destination, total / parts, total / parts * random_.between(0.001, 0.05), 120);
          }
        }
        attack(host, destination, "slow-outbound",
               (mega_a_day < 50 ? "beyond the limits: " : "") + std::to_string(static_cast<int>(mega_a_day)) +
                   " MB a day" + (at_night ? ", at night" : ", at any hour"));
      }
    }
  }

  Random random_;
  Size size_;
  World world_;
};

}  // namespace

World make_world(unsigned seed, const Size& size) { return Maker{seed, size}.make(); }

}  // namespace wardwatch::seeded
