// One source against many servers, and many sources against one.
#include <map>
#include <set>

#include "detect/common/episode.hpp"
#include "detect/common/rdp_attempt.hpp"
#include "detect/rdp_guessing/rdp_guessing.hpp"

namespace wardwatch::detect::rdp_guessing {
namespace {

constexpr std::size_t kGroupsMax = 100'000;
constexpr std::size_t kMembersMax = 5000;  ///< Of one group; a botnet of the 2016 campaign had some hundreds.
constexpr std::size_t kEntitiesMax = 50;

/// Attempts grouped by one end of the connection, with the other ends as members.
struct Group {
  Episode episode;
  std::uint64_t failed = 0;
  std::map<IpAddress, std::uint64_t> members;  ///< With their refused logons.
  std::set<std::string> users;
};

class GroupAnalytic : public Analytic {
 public:
  explicit GroupAnalytic(const Context& context)
      : context_{context}, quiet_{seconds_of(context.rule.threshold("quiet_seconds", 86'400))} {}

  void on(const record::Rdp& row) override {
    const AttemptKind kind = attempt_kind(row);
    if (kind != AttemptKind::failed && kind != AttemptKind::named) return;
    const auto [key, member] = ends_of(row);
    auto found = groups_.find(key);
    if (found != groups_.end() && found->second.episode.is_over(row.at.ts, quiet_)) {
      conclude(key, found->second, true);
      groups_.erase(found);
      found = groups_.end();
    }
    if (found == groups_.end()) {
      if (groups_.size() >= kGroupsMax) {
        ++dropped_count_;
        return;
      }
      found = groups_.emplace(key, Group{}).first;
    }
    Group& group = found->second;
    const std::uint64_t attempts = kind == AttemptKind::failed ? std::max<std::uint64_t>(row.attempts_min, 1) : 1;
    group.episode.add(row.at.ts, "rdp", row.at.uid, attempts);
    if (kind == AttemptKind::failed) group.failed += attempts;
    if (group.members.size() < kMembersMax || group.members.contains(member)) {
      group.members[member] += kind == AttemptKind::failed ? attempts : 0;
    }
    if (const std::string user = user_of(row); !user.empty() && group.users.size() < kMembersMax)
      group.users.insert(user);
  }

  void on_tick(Timestamp watermark) override {
    if (!sweep_.due(watermark)) return;
    for (auto at = groups_.begin(); at != groups_.end();) {
      const bool over = at->second.episode.is_over(watermark, quiet_);
      if (over || at->second.episode.changed) conclude(at->first, at->second, over);
      at = over ? groups_.erase(at) : std::next(at);
    }
  }
  void on_end(Timestamp) override {
    for (auto& [key, group] : groups_) conclude(key, group, false);
  }
  [[nodiscard]] std::uint64_t dropped_count() const noexcept override { return dropped_count_; }

 protected:
  [[nodiscard]] virtual std::pair<IpAddress, IpAddress> ends_of(const record::Rdp& row) const = 0;
  virtual void conclude(const IpAddress& key, Group& group, bool closed) = 0;

  static void add_members(record::Finding& finding, const Group& group, const char* role) {
    for (const auto& [member, failed] : group.members) {
      if (finding.entities.size() > kEntitiesMax) break;
      finding.entities.push_back({"ip", member.text(), role});
    }
    std::size_t users = 0;
    for (const std::string& user : group.users) {
      if (users++ < kEntitiesMax) finding.entities.push_back({"user", user, "account"});
    }
  }

  const Context& context_;

 private:
  Interval quiet_;
  std::map<IpAddress, Group> groups_;
  std::uint64_t dropped_count_ = 0;
  Sweep sweep_{std::chrono::minutes{5}};
};

class Spraying final : public GroupAnalytic {
 public:
  using GroupAnalytic::GroupAnalytic;

 private:
  [[nodiscard]] std::pair<IpAddress, IpAddress> ends_of(const record::Rdp& row) const override {
    return {row.at.orig_h, row.at.resp_h};
  }
  void conclude(const IpAddress& source, Group& group, bool closed) override {
    group.episode.changed = false;
    if (group.members.size() < static_cast<std::size_t>(context_.rule.threshold("servers_min", 3))) return;
    record::Finding finding = finding_of(context_.rule, {source.text()}, group.episode, closed);
    finding.title =
        context_.rule.title + ": " + source.text() + " against " + counted(group.members.size(), "server", "servers");
    finding.confidence = group.failed > 0 ? 0.9 : 0.75;
    finding.entities = {{"ip", source.text(), "attacker"}};
    add_members(finding, group, "victim");
    finding.summary = source.text() + " tried " + counted(group.users.size(), "user name", "user names") + " on " +
                      counted(group.members.size(), "RDP server", "RDP servers") + ", " +
                      counted(group.failed, "logon was", "logons were") +
                      " seen to be refused; user names: " + some_of(group.users) + ".";
    context_.findings.report(std::move(finding));
  }
};

class Distributed final : public GroupAnalytic {
 public:
  using GroupAnalytic::GroupAnalytic;

 private:
  [[nodiscard]] std::pair<IpAddress, IpAddress> ends_of(const record::Rdp& row) const override {
    return {row.at.resp_h, row.at.orig_h};
  }
  void conclude(const IpAddress& server, Group& group, bool closed) override {
    group.episode.changed = false;
    const auto one_source_max = static_cast<std::uint64_t>(context_.rule.threshold("failed_of_one_source_max", 5));
    Group quiet_ones = group;  // Who guesses loudly alone is another finding.
    std::erase_if(quiet_ones.members,
                  [&](const auto& member) { return member.second == 0 || member.second > one_source_max; });
    std::uint64_t failed = 0;
    for (const auto& [source, count] : quiet_ones.members) failed += count;
    if (quiet_ones.members.size() < static_cast<std::size_t>(context_.rule.threshold("sources_min", 8)) ||
        failed < static_cast<std::uint64_t>(context_.rule.threshold("failed_min", 20))) {
      return;
    }
    record::Finding finding = finding_of(context_.rule, {server.text()}, group.episode, closed);
    finding.title = context_.rule.title + ": " + counted(quiet_ones.members.size(), "source", "sources") + " against " +
                    server.text();
    finding.confidence = 0.85;
    finding.count = failed;
    finding.entities = {{"ip", server.text(), "victim"}};
    add_members(finding, quiet_ones, "attacker");
    finding.summary = counted(quiet_ones.members.size(), "source", "sources") + " were refused " +
                      counted(failed, "logon", "logons") + " on " + server.text() + ", none of them more than " +
                      std::to_string(one_source_max) + " times; user names: " + some_of(group.users) + ".";
    context_.findings.report(std::move(finding));
  }
};

/// Names that guessing tools and bots ask for when they begin, and people do not have: seen on exposed servers for
/// years (`a` and `hello` of the Morto worm and its heirs, NCRACK_USER of ncrack).
bool is_tool_name(std::string_view user) noexcept {
  for (const std::string_view name :
       {"a", "hello", "NCRACK_USE", "NCRACK_USER", "ncrack", "hydra", "Test", "crowbar"}) {
    if (user == name) return true;
  }
  return false;
}

constexpr std::uint16_t kRdpPort = 3389;
constexpr std::size_t kServersEnough = 3;

class ToolAccount final : public Analytic {
 public:
  explicit ToolAccount(const Context& context)
      : context_{context}, quiet_{seconds_of(context.rule.threshold("quiet_seconds", 86'400))} {}

  /// A single visit is a scan; who uses the name guesses on when he knocks at several doors.
  void on(const record::Connection& row) override {
    if (row.at.resp_p.value != kRdpPort || row.proto.view() != "tcp") return;
    if (knocks_.size() >= kGroupsMax && !knocks_.contains(row.at.orig_h)) return;
    std::set<IpAddress>& servers = knocks_[row.at.orig_h];
    if (servers.size() < kServersEnough) servers.insert(row.at.resp_h);
  }

  void on(const record::Rdp& row) override {
    const AttemptKind kind = attempt_kind(row);
    if ((kind != AttemptKind::failed && kind != AttemptKind::named) || !is_tool_name(*row.cookie)) return;
    if (sources_.size() >= kGroupsMax && !sources_.contains(row.at.orig_h)) {
      ++dropped_count_;
      return;
    }
    Seen& seen = sources_[row.at.orig_h];
    seen.episode.add(row.at.ts, "rdp", row.at.uid);
    seen.user = *row.cookie;
    if (seen.servers.size() < kEntitiesMax) seen.servers.insert(row.at.resp_h);
  }
  void on_tick(Timestamp watermark) override {
    if (!sweep_.due(watermark)) return;
    for (auto at = sources_.begin(); at != sources_.end();) {
      const bool over = at->second.episode.is_over(watermark, quiet_);
      if (over || at->second.episode.changed) conclude(at->first, at->second, over);
      at = over ? sources_.erase(at) : std::next(at);
    }
  }
  void on_end(Timestamp) override {
    for (auto& [source, seen] : sources_) conclude(source, seen, false);
  }
  [[nodiscard]] std::uint64_t dropped_count() const noexcept override { return dropped_count_; }

 private:
  struct Seen {
    Episode episode;
    std::string user;
    std::set<IpAddress> servers;
  };
  void conclude(const IpAddress& source, Seen& seen, bool closed) {
    seen.episode.changed = false;
    if (seen.servers.size() >= kServersEnough) return;  // That is spraying, and told as such.
    const auto knocks = knocks_.find(source);
    const bool several = knocks != knocks_.end() && knocks->second.size() >= kServersEnough;
    if (!several && seen.episode.count < kServersEnough) return;
    record::Finding finding = finding_of(context_.rule, {source.text()}, seen.episode, closed);
    finding.title = context_.rule.title + ": " + source.text();
    finding.confidence = 0.7;
    finding.entities = {{"ip", source.text(), "attacker"}};
    for (const IpAddress& server : seen.servers) finding.entities.push_back({"ip", server.text(), "victim"});
    finding.entities.push_back({"user", seen.user, "account"});
    finding.summary = source.text() + " asked " + (seen.servers.begin())->text() + " for a session as \"" + seen.user +
                      "\", a name that guessing tools use and people do not have.";
    context_.findings.report(std::move(finding));
  }

  const Context& context_;
  Interval quiet_;
  std::map<IpAddress, Seen> sources_;
  std::map<IpAddress, std::set<IpAddress>> knocks_;  ///< Servers at whose RDP port a source knocked.
  std::uint64_t dropped_count_ = 0;
  Sweep sweep_{std::chrono::minutes{5}};
};

}  // namespace

std::unique_ptr<Analytic> open_spraying(const Context& context) { return std::make_unique<Spraying>(context); }
std::unique_ptr<Analytic> open_distributed(const Context& context) { return std::make_unique<Distributed>(context); }
std::unique_ptr<Analytic> open_tool_account(const Context& context) { return std::make_unique<ToolAccount>(context); }

}  // namespace wardwatch::detect::rdp_guessing
