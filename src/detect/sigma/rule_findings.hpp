#pragma once

#include <deque>
#include <map>
#include <set>

#include "detect/common/episode_table.hpp"
#include "detect/sigma/event_facts.hpp"
#include "detect/sigma/matcher.hpp"
#include "detect/sigma/record_event.hpp"
#include "detect/sigma/windows_events.hpp"

namespace wardwatch::detect::sigma {

/// Matches every record against a set of Sigma rules and reports what held: one finding a day for each rule, computer
/// and address that it came from, however often it held. `rule` of such a finding is the rule's UUID.
class RuleFindings final : public Analytic {
 public:
  /// All of it outlives the analytic.
  RuleFindings(const RuleSet& rules, FindingSink& findings);

  void on(const record::Actor& row) override { on_record(row); }
  void on(const record::Connection& row) override { on_record(row); }
  void on(const record::Datastore& row) override { on_record(row); }
  void on(const record::DceRpc& row) override { on_record(row); }
  void on(const record::Dhcp& row) override { on_record(row); }
  void on(const record::Dicom& row) override { on_record(row); }
  void on(const record::DicomTransfer& row) override { on_record(row); }
  void on(const record::Dns& row) override { on_record(row); }
  void on(const record::Ftp& row) override { on_record(row); }
  void on(const record::Hl7& row) override { on_record(row); }
  void on(const record::Http& row) override { on_record(row); }
  void on(const record::Kerberos& row) override { on_record(row); }
  void on(const record::Ldap& row) override { on_record(row); }
  void on(const record::LdapSearch& row) override { on_record(row); }
  void on(const record::Listing& row) override { on_record(row); }
  void on(const record::LeakMatch& row) override { on_record(row); }
  void on(const record::Mysql& row) override { on_record(row); }
  void on(const record::Ntlm& row) override { on_record(row); }
  void on(const record::Rdp& row) override { on_record(row); }
  void on(const record::Rfb& row) override { on_record(row); }
  void on(const record::Smb& row) override { on_record(row); }
  void on(const record::SmbFile& row) override { on_record(row); }
  void on(const record::SmbMapping& row) override { on_record(row); }
  void on(const record::Snmp& row) override { on_record(row); }
  void on(const record::Ssh& row) override { on_record(row); }
  void on(const record::Ssl& row) override { on_record(row); }
  void on(const record::Weird& row) override { on_record(row); }
  void on(const record::WindowsEvent& row) override;
  void on(const record::X509& row) override { on_record(row); }
  void on_tick(Timestamp watermark) override;
  void on_end(Timestamp watermark) override;
  [[nodiscard]] std::uint64_t dropped_count() const noexcept override;

 private:
  /// What makes two findings of a rule different things.
  struct About {
    std::uint32_t rule = 0;
    std::string host;  ///< Computer; of a correlation the values that it was grouped by.
    std::string address;
    friend auto operator<=>(const About&, const About&) = default;
  };
  struct State {
    Episode episode;
    std::vector<record::EvidenceRef> evidence;  ///< Of whatever logs; the episode knows one.
    std::set<std::string> hosts, users, addresses, victims, stores, files, actors;
    std::string shown;    ///< Of the first event.
    double measured = 0;  ///< Of a correlation, the most.
  };
  template <record::Record R>
  void on_record(const R& row);
  template <record::Record R>
  void prepare();
  /// `facts` are those of the event that was just matched; null at the end.
  void take(std::span<const Hit> hits, const EventFacts* facts);
  static void note(State& state, const EventFacts& facts);
  void take_single(const Hit& hit, const EventFacts& facts);
  void take_correlation(const Hit& hit);
  void keep(EventId id, EventFacts facts);
  [[nodiscard]] const EventFacts* kept(EventId id) const;
  [[nodiscard]] State* episode_at(const About& about, Timestamp at);
  void conclude(const About& about, const State& state, bool closed);

  const RuleSet& rules_;
  FindingSink& findings_;
  Matcher matcher_;
  WindowsEvents events_;
  std::array<Layout, record::log_count> layouts_;
  std::array<bool, record::log_count> is_watched_{};  ///< By log: whether any rule is for it.
  EpisodeTable<About, State> episodes_;
  std::map<std::pair<std::uint32_t, std::string>, std::set<std::string>>
      sources_;                                      ///< By rule and computer: addresses.
  std::deque<std::pair<EventId, EventFacts>> kept_;  ///< Events that correlations hold, in the order of their ids.
  std::uint64_t next_event_ = 1;
};

}  // namespace wardwatch::detect::sigma
