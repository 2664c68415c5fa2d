#include "detect/sigma/rule_findings.hpp"

#include <algorithm>

#include "detect/sigma/log_source.hpp"
#include "detect/sigma/words.hpp"

namespace wardwatch::detect::sigma {
namespace {

constexpr std::size_t kEpisodesMax = 50'000;
constexpr std::size_t kSourcesMax = 50;    ///< Addresses of a rule on a computer that are findings of their own.
constexpr std::size_t kNamedMax = 20;      ///< Users, addresses and computers that one finding names.
constexpr std::size_t kKeptMax = 200'000;  ///< Events that correlations may still name; some 300 B each.
constexpr Interval kQuiet = std::chrono::hours{6};
constexpr std::string_view kManySources = "*";

void put(std::set<std::string>& names, const std::string& name) {
  if (!name.empty() && names.size() < kNamedMax) names.insert(name);
}

void put(record::Finding& finding, const std::set<std::string>& names, std::string_view type, std::string_view role) {
  for (const std::string& name : names) finding.entities.push_back({std::string{type}, name, std::string{role}});
}

/// The analytics' form of a rule: what a finding takes from it.
detect::Rule description_of(const Rule& rule) {
  const Telling telling = telling_of(rule);
  detect::Rule out;
  out.name = rule.id.empty() ? (rule.name.empty() ? rule.title : rule.name) : rule.id;
  out.title = rule.title;
  out.version = rule.version.empty() ? "1" : rule.version;
  out.level = rule.level;
  out.stage = telling.stage;
  out.techniques = rule.techniques;
  out.explain_plain = telling.explain_plain;
  out.advice = telling.advice;
  out.innocent_explanation = telling.innocent_explanation;
  return out;
}

/// The machine calls somebody, and not the other way round.
bool is_outward(const detect::Rule& rule) {
  return rule.stage == "command-and-control" || rule.stage == "exfiltration";
}

}  // namespace

template <record::Record R>
void RuleFindings::prepare() {
  constexpr std::size_t log = record::log_index<R>;
  layouts_[log] = record_layout<R>(log + 1);
  is_watched_[log] = std::any_of(rules_.rules().begin(), rules_.rules().end(), [&](const Rule& rule) {
    return !rule.correlation && !rule.is_description && accepted(rule.source, layouts_[log]);
  });
}

RuleFindings::RuleFindings(const RuleSet& rules, FindingSink& findings)
    : rules_{rules}, findings_{findings}, matcher_{rules}, episodes_{kEpisodesMax, kQuiet, std::chrono::minutes{10}} {
  record::for_each_record([&]<class R>(std::type_identity<R>) {
    if constexpr (!std::is_same_v<R, record::WindowsEvent>) prepare<R>();
  });
}

template <record::Record R>
void RuleFindings::on_record(const R& row) {
  constexpr std::size_t log = record::log_index<R>;
  if (!is_watched_[log]) return;
  const EventId id{next_event_++};
  const auto hits = matcher_.on(record_event(layouts_[log], row, id, row.at.ts));
  if (hits.empty() && !matcher_.is_kept()) return;
  EventFacts facts;
  if constexpr (requires { facts_of(row); }) {
    facts = facts_of(row);
  } else {
    facts.address = row.at.orig_h.text();
    facts.server = row.at.resp_h.text();
  }
  facts.at = row.at.ts;
  facts.uid = row.at.uid;
  facts.log = record::schema_of<R>.log;
  if (matcher_.is_kept()) keep(id, facts);
  take(hits, &facts);
}

void RuleFindings::on(const record::WindowsEvent& row) {
  const EventId id{next_event_++};
  const auto hits = matcher_.on(events_.event_of(row, id));
  if (hits.empty() && !matcher_.is_kept()) return;
  EventFacts facts = facts_of(row);
  if (matcher_.is_kept()) keep(id, facts);
  take(hits, &facts);
}

void RuleFindings::keep(EventId id, EventFacts facts) {
  if (kept_.size() >= kKeptMax) kept_.pop_front();
  kept_.emplace_back(id, std::move(facts));
}

const EventFacts* RuleFindings::kept(EventId id) const {
  const auto found = std::lower_bound(kept_.begin(), kept_.end(), id,
                                      [](const auto& entry, EventId wanted) { return entry.first < wanted; });
  return found == kept_.end() || found->first != id ? nullptr : &found->second;
}

void RuleFindings::take(std::span<const Hit> hits, const EventFacts* facts) {
  for (const Hit& hit : hits) {
    if (rules_.rules()[hit.rule].correlation) take_correlation(hit);
    else if (facts != nullptr) take_single(hit, *facts);
  }
}

RuleFindings::State* RuleFindings::episode_at(const About& about, Timestamp at) {
  return episodes_.at(about, at,
                      [this](const About& known, const State& state, bool closed) { conclude(known, state, closed); });
}

void RuleFindings::note(State& state, const EventFacts& facts) {
  if (state.episode.count == 0) state.shown = facts.shown;
  state.episode.add(facts.at, "windows_event", facts.uid);
  if (state.evidence.size() < record::kEvidenceMax)
    state.evidence.push_back({facts.log, std::string{facts.uid.view()}});
  put(state.hosts, facts.computer);
  put(state.users, facts.user);
  put(state.addresses, facts.address);
  put(state.victims, facts.server);
  put(state.stores, facts.store);
  put(state.stores, facts.sample_store);
  put(state.files, facts.file);
  put(state.actors, facts.actor);
}

void RuleFindings::take_single(const Hit& hit, const EventFacts& facts) {
  std::string_view where = facts.server;
  for (const std::string* place : {&facts.actor, &facts.file, &facts.store}) where = place->empty() ? where : *place;
  // A sample beside a store came from there as an action comes from an address.
  const bool is_sample = !facts.store.empty() && !facts.file.empty();
  About about{hit.rule, facts.computer.empty() ? std::string{where} : facts.computer,
              is_sample ? facts.file : facts.address};
  std::set<std::string>& sources = sources_[{about.rule, about.host}];
  if (sources.size() < kSourcesMax) sources.insert(about.address);
  else if (!sources.contains(about.address)) about.address = kManySources;
  State* state = episode_at(about, facts.at);
  if (state == nullptr) return;
  note(*state, facts);
}

void RuleFindings::take_correlation(const Hit& hit) {
  About about{hit.rule, {}, {}};
  for (const std::string& value : hit.group) about.host.append(value).push_back('\n');
  State* state = nullptr;
  for (const EventId id : hit.events) {
    const EventFacts* facts = kept(id);
    if (facts == nullptr) continue;
    if (state == nullptr) state = episode_at(about, facts->at);
    if (state == nullptr) return;
    note(*state, *facts);
  }
  if (state != nullptr) state->measured = std::max(state->measured, hit.measured);
}

void RuleFindings::on_tick(Timestamp watermark) {
  episodes_.tick(watermark,
                 [this](const About& about, const State& state, bool closed) { conclude(about, state, closed); });
}

void RuleFindings::on_end(Timestamp watermark) {
  take(matcher_.finish(), nullptr);
  episodes_.end(watermark,
                [this](const About& about, const State& state, bool closed) { conclude(about, state, closed); });
}

std::uint64_t RuleFindings::dropped_count() const noexcept {
  const CorrelationCounts& counts = matcher_.correlation_counts();
  return episodes_.dropped_count() + counts.dropped_groups + counts.late_events;
}

void RuleFindings::conclude(const About& about, const State& state, bool closed) {
  const Rule& rule = rules_.rules()[about.rule];
  const detect::Rule description = description_of(rule);
  record::Finding finding = finding_of(description, {about.host, about.address}, state.episode, closed);
  finding.confidence = confidence_of(rule);
  finding.evidence = state.evidence;
  const bool outward = is_outward(description);
  put(finding, state.addresses, "ip", state.hosts.empty() && outward ? "victim" : "attacker");
  put(finding, state.victims, "ip", outward ? "attacker" : "victim");
  put(finding, state.hosts, "host", "victim");
  put(finding, state.users, "user", "account");
  put(finding, state.stores, "store", "store");
  const bool is_listing = !state.files.empty() && (!state.actors.empty() || state.stores.empty());
  put(finding, state.files, "file", is_listing ? "listing" : "sample");
  put(finding, state.actors, "actor", "seller");
  const auto& places = is_listing ? state.files : !state.stores.empty() ? state.stores : state.actors;
  if (!places.empty()) {
    const std::string& path = *places.begin();
    finding.title = rule.title + ": " + path;
    finding.summary = rule.title + ": " + path + " (" + state.shown + ").";
    return findings_.report(std::move(finding));
  }
  const std::string where = state.hosts.empty() ? some_of(state.victims, 1) : some_of(state.hosts, 1);
  finding.title = rule.title + (where.empty() ? "" : ": " + where);
  finding.summary = rule.title +
                    (where.empty() ? "" : " on " + some_of(state.hosts.empty() ? state.victims : state.hosts)) + ": " +
                    counted(state.episode.count, "event", "events");
  if (!state.addresses.empty()) finding.summary += ", from " + some_of(state.addresses);
  if (!state.users.empty()) finding.summary += ", account " + some_of(state.users);
  if (!state.shown.empty()) finding.summary += "; first: " + state.shown;
  finding.summary += ".";
  if (!rule.author.empty() && rule.author != "Wardwatch") finding.summary += " Rule by " + rule.author + ".";
  findings_.report(std::move(finding));
}

}  // namespace wardwatch::detect::sigma
