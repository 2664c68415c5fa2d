// One source against many servers, many sources against one, and names that give a tool away.
#include <set>

#include "detect/common/episode_table.hpp"
#include "detect/common/rdp_attempt.hpp"
#include "detect/rdp_guessing/rdp_guessing.hpp"

namespace wardwatch::detect::rdp_guessing {
namespace {

constexpr std::size_t kGroupsMax = 100'000;
constexpr std::size_t kMembersMax = 5000;  ///< Of one group; a botnet of the 2016 campaign had some hundreds.
constexpr std::size_t kEntitiesMax = 500;  ///< Of one finding: what an incident says of how many there are.

/// Attempts grouped by one end of the connection, with the other ends as members.
struct Group {
  Episode episode;
  std::uint64_t failed = 0;
  std::map<IpAddress, std::uint64_t> members;  ///< With their refused logons.
  std::set<std::string> users;
  std::size_t quiet_count = 0;       ///< Members that were refused, but seldom.
  std::uint64_t quiet_failed = 0;    ///< And how often in all.
  std::uint64_t members_failed = 0;  ///< Refused logons of all members.
  /// What was enough once stays enough: what was told while it went on is not taken back when a member drops out.
  bool enough = false, enough_inside = false;
};

class GroupAnalytic : public Analytic {
 public:
  explicit GroupAnalytic(const Context& context)
      : context_{context},
        one_source_max_{static_cast<std::uint64_t>(context.rule.threshold("failed_of_one_source_max", 5))},
        groups_{kGroupsMax, seconds_of(context.rule.threshold("quiet_seconds", 86'400)), std::chrono::minutes{5}} {}

  using Analytic::on;
  void on(const record::Rdp& row) override {
    const AttemptKind kind = attempt_kind(row);
    const auto [key, member] = ends_of(row);
    // Who is let in is a user there, whatever he mistyped before; a guesser leaves enough other doors behind.
    if (kind == AttemptKind::succeeded || kind == AttemptKind::session) {
      Group* group = groups_.find(key);
      if (group != nullptr && group->members.contains(member)) {
        set_failed(*group, member, 0);
        group->members.erase(member);
      }
    }
    if (kind != AttemptKind::failed && kind != AttemptKind::named) return;
    Group* group = groups_.at(key, row.at.ts, conclude_);
    if (group == nullptr) return;
    const std::uint64_t attempts = attempts_of(row, kind), failed = kind == AttemptKind::failed ? attempts : 0;
    group->episode.add(row.at.ts, "rdp", row.at.uid, attempts);
    group->failed += failed;
    if (group->members.size() < kMembersMax || group->members.contains(member)) {
      set_failed(*group, member, group->members[member] + failed);
    }
    if (const std::string user = user_of(row); !user.empty() && group->users.size() < kMembersMax)
      group->users.insert(user);
    weigh(*group);
  }
  void on_tick(Timestamp watermark) override { groups_.tick(watermark, conclude_); }
  void on_end(Timestamp watermark) override { groups_.end(watermark, conclude_); }
  [[nodiscard]] std::uint64_t dropped_count() const noexcept override { return groups_.dropped_count(); }

 protected:
  [[nodiscard]] virtual std::pair<IpAddress, IpAddress> ends_of(const record::Rdp& row) const = 0;
  /// Called after each attempt: decides whether the group has become what the analytic looks for. Depends on nothing
  /// but the attempts, so that it is the same whenever it is concluded.
  virtual void weigh(Group& group) const = 0;
  virtual void conclude(const IpAddress& key, const Group& group, bool closed) = 0;

  [[nodiscard]] bool is_quiet_one(std::uint64_t failed) const noexcept {
    return failed > 0 && failed <= one_source_max_;
  }
  [[nodiscard]] std::uint64_t one_source_max() const noexcept { return one_source_max_; }
  static void add_members(record::Finding& finding, const std::map<IpAddress, std::uint64_t>& members,
                          const char* role) {
    for (const auto& [member, failed] : members) {
      if (finding.entities.size() > kEntitiesMax) break;
      finding.entities.push_back({"ip", member.text(), role});
    }
  }
  static void add_users(record::Finding& finding, const Group& group) {
    std::size_t users = 0;
    for (const std::string& user : group.users) {
      if (users++ < kEntitiesMax) finding.entities.push_back({"user", user, "account"});
    }
  }

  const Context& context_;

 private:
  void set_failed(Group& group, const IpAddress& member, std::uint64_t failed) const {
    std::uint64_t& known = group.members[member];
    if (is_quiet_one(known)) {
      --group.quiet_count;
      group.quiet_failed -= known;
    }
    if (is_quiet_one(failed)) {
      ++group.quiet_count;
      group.quiet_failed += failed;
    }
    group.members_failed = group.members_failed - known + failed;
    known = failed;
  }

  std::uint64_t one_source_max_;
  struct Conclude {
    GroupAnalytic* self;
    void operator()(const IpAddress& key, const Group& group, bool closed) const { self->conclude(key, group, closed); }
  } conclude_{this};
  EpisodeTable<IpAddress, Group> groups_;
};

class Spraying final : public GroupAnalytic {
 public:
  using GroupAnalytic::GroupAnalytic;

 private:
  [[nodiscard]] std::pair<IpAddress, IpAddress> ends_of(const record::Rdp& row) const override {
    return {row.at.orig_h, row.at.resp_h};
  }
  [[nodiscard]] std::size_t many() const {
    return static_cast<std::size_t>(context_.rule.threshold("servers_without_refusal_min", 10));
  }
  void weigh(Group& group) const override {
    const std::size_t servers = group.members.size();
    if (servers < static_cast<std::size_t>(context_.rule.threshold("servers_min", 3))) return;
    group.enough = true;
    // Inventory and monitoring knock at every door inside, and administrators at several.
    if (group.members_failed >= servers || servers >= many()) group.enough_inside = true;
  }
  void conclude(const IpAddress& source, const Group& group, bool closed) override {
    const bool inside = context_.site.is_home(source);
    if (!(inside ? group.enough_inside : group.enough)) return;
    const std::size_t servers = group.members.size();
    const std::uint64_t failed = group.members_failed;
    record::Finding finding = finding_of(context_.rule, {source.text()}, group.episode, closed);
    finding.title = context_.rule.title + ": " + source.text() + " against " + counted(servers, "server", "servers");
    // Without a refusal in sight a few doors are what scanners of the whole internet do each day.
    if (failed == 0 && servers < many()) finding.severity = record::Severity::medium;
    finding.confidence = failed > 0 ? 0.9 : servers < many() ? 0.6 : 0.75;
    finding.entities = {{"ip", source.text(), "attacker"}};
    add_members(finding, group.members, "victim");
    add_users(finding, group);
    finding.summary = source.text() + (inside ? " (inside)" : " (outside)") + " tried " +
                      counted(group.users.size(), "user name", "user names") + " on " +
                      counted(servers, "RDP server", "RDP servers") + ", " +
                      counted(failed, "logon was", "logons were") +
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
  [[nodiscard]] std::size_t sources_min() const {
    return static_cast<std::size_t>(context_.rule.threshold("sources_min", 8));
  }
  void weigh(Group& group) const override {
    if (group.quiet_count < sources_min()) return;
    if (group.quiet_failed < static_cast<std::uint64_t>(context_.rule.threshold("failed_min", 20))) return;
    group.enough = true;
  }
  void conclude(const IpAddress& server, const Group& group, bool closed) override {
    if (!group.enough) return;
    // Who guesses loudly alone is another finding, unless all have become loud.
    const bool grown = group.quiet_count < sources_min();
    std::map<IpAddress, std::uint64_t> quiet_ones;
    std::uint64_t failed = 0;
    for (const auto& [source, refused] : group.members) {
      if (refused == 0 || (!grown && !is_quiet_one(refused))) continue;
      quiet_ones.emplace(source, refused);
      failed += refused;
    }
    record::Finding finding = finding_of(context_.rule, {server.text()}, group.episode, closed);
    finding.title =
        context_.rule.title + ": " + counted(quiet_ones.size(), "source", "sources") + " against " + server.text();
    finding.confidence = 0.85;
    finding.count = failed;
    finding.entities = {{"ip", server.text(), "victim"}};
    add_members(finding, quiet_ones, "attacker");
    add_users(finding, group);
    finding.summary =
        counted(quiet_ones.size(), "source", "sources") + " were refused " + counted(failed, "logon", "logons") +
        " on " + server.text() +
        (grown ? ", in turns" : ", none of them more than " + std::to_string(one_source_max()) + " times") +
        "; user names: " + some_of(group.users) + ".";
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
      : context_{context},
        quiet_{seconds_of(context.rule.threshold("quiet_seconds", 86'400))},
        sources_{kGroupsMax, quiet_, std::chrono::minutes{5}} {}

  using Analytic::on;
  /// A single visit is a scan; who uses the name guesses on when he knocks at several doors.
  void on(const record::Connection& row) override {
    if (row.at.resp_p.value != kRdpPort || row.proto.view() != "tcp") return;
    if (knocks_.size() >= kGroupsMax && row.at.ts >= next_purge_) {
      next_purge_ = row.at.ts + std::chrono::hours{1};
      std::erase_if(knocks_, [&](const auto& entry) { return row.at.ts - entry.second.last > quiet_; });
    }
    if (knocks_.size() >= kGroupsMax && !knocks_.contains(row.at.orig_h)) {
      ++dropped_count_;
      return;
    }
    Knocks& knocks = knocks_[row.at.orig_h];
    knocks.last = row.at.ts;
    if (knocks.servers.size() < kServersEnough) knocks.servers.insert(row.at.resp_h);
    if (Seen* seen = sources_.find(row.at.orig_h)) weigh(row.at.orig_h, *seen);
  }

  void on(const record::Rdp& row) override {
    const AttemptKind kind = attempt_kind(row);
    if ((kind != AttemptKind::failed && kind != AttemptKind::named) || !is_tool_name(user_of(row))) return;
    Seen* seen = sources_.at(row.at.orig_h, row.at.ts, conclude_);
    if (seen == nullptr) return;
    seen->episode.add(row.at.ts, "rdp", row.at.uid);
    seen->user = user_of(row);
    if (seen->servers.size() < kEntitiesMax) seen->servers.insert(row.at.resp_h);
    weigh(row.at.orig_h, *seen);
  }
  void on_tick(Timestamp watermark) override { sources_.tick(watermark, conclude_); }
  void on_end(Timestamp watermark) override { sources_.end(watermark, conclude_); }
  [[nodiscard]] std::uint64_t dropped_count() const noexcept override {
    return dropped_count_ + sources_.dropped_count();
  }

 private:
  struct Seen {
    Episode episode;
    std::string user;
    std::set<IpAddress> servers;
    bool enough = false;
  };
  struct Knocks {
    Timestamp last;
    std::set<IpAddress> servers;  ///< At whose RDP port the source knocked; no more than are enough.
  };

  void weigh(const IpAddress& source, Seen& seen) const {
    const auto knocks = knocks_.find(source);
    const bool several = knocks != knocks_.end() && knocks->second.servers.size() >= kServersEnough;
    if (several || seen.episode.count >= kServersEnough) seen.enough = true;
  }

  void conclude(const IpAddress& source, const Seen& seen, bool closed) {
    if (!seen.enough) return;
    record::Finding finding = finding_of(context_.rule, {source.text()}, seen.episode, closed);
    finding.title = context_.rule.title + ": " + source.text();
    finding.confidence = 0.7;
    finding.entities = {{"ip", source.text(), "attacker"}};
    for (const IpAddress& server : seen.servers) finding.entities.push_back({"ip", server.text(), "victim"});
    finding.entities.push_back({"user", seen.user, "account"});
    finding.summary = source.text() + " asked " + seen.servers.begin()->text() + " for a session as \"" + seen.user +
                      "\", a name that guessing tools use and people do not have.";
    context_.findings.report(std::move(finding));
  }

  struct Conclude {
    ToolAccount* self;
    void operator()(const IpAddress& source, const Seen& seen, bool closed) const {
      self->conclude(source, seen, closed);
    }
  } conclude_{this};
  const Context& context_;
  Interval quiet_;
  EpisodeTable<IpAddress, Seen> sources_;
  std::map<IpAddress, Knocks> knocks_;
  Timestamp next_purge_;
  std::uint64_t dropped_count_ = 0;
};

}  // namespace

std::unique_ptr<Analytic> open_spraying(const Context& context) { return std::make_unique<Spraying>(context); }
std::unique_ptr<Analytic> open_distributed(const Context& context) { return std::make_unique<Distributed>(context); }
std::unique_ptr<Analytic> open_tool_account(const Context& context) { return std::make_unique<ToolAccount>(context); }

}  // namespace wardwatch::detect::rdp_guessing
