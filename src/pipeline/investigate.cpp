#include "pipeline/investigate.hpp"

#include <sched.h>

#include <sys/resource.h>

#include <algorithm>
#include <thread>

#include "detect/sigma/matcher.hpp"
#include "incident/join.hpp"
#include "pipeline/archived_evidence.hpp"
#include "pipeline/case_folder.hpp"
#include "pipeline/event_worker.hpp"
#include "pipeline/evidence_digests.hpp"
#include "pipeline/evidence_statuses.hpp"
#include "pipeline/group_overlaps.hpp"
#include "pipeline/listing_samples.hpp"
#include "pipeline/log_events.hpp"
#include "pipeline/merge_stage.hpp"
#include "pipeline/patients_at_risk.hpp"
#include "pipeline/rules.hpp"
#include "pipeline/schema_text.hpp"
#include "pipeline/store_worker.hpp"
#include "pipeline/telling.hpp"
#include "pipeline/worker.hpp"
#include "store/case_store.hpp"

namespace wardwatch::pipeline {
namespace fs = std::filesystem;
namespace {

double process_cpu_seconds() noexcept {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) { return double(time.tv_sec) + double(time.tv_usec) * 1e-6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::uint64_t peak_memory_bytes() noexcept {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024U;
}

/// The processors that this process may run on: a worker more than that would read all evidence once more for nothing.
unsigned usable_processors() noexcept {
  cpu_set_t set;
  const int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  return static_cast<unsigned>(std::max(1, count));
}

/// All workers' results, put together.
struct Decoded {
  RunSet runs;
  asset::HomeInference homes;
  std::vector<record::Counter> skipped;
  std::vector<record::Counter> dropped;
  std::vector<std::string> assumptions;
  double cpu_seconds = 0;
};

/// What is read of each capture: never more than what custody has hashed, also when a file grows meanwhile.
std::vector<source::PlannedCapture> plan_of(const std::vector<EvidenceFile>& files) {
  std::vector<source::CapturePath> captures;
  for (std::uint32_t i = 0; i < files.size(); ++i) {
    if (files[i].is_capture && files[i].about.size_bytes > 0) captures.push_back({files[i].path, SourceId{i}});
  }
  auto plan = source::plan_captures(captures);
  for (source::PlannedCapture& planned : plan) {
    planned.file_bytes = std::min(planned.file_bytes, files[planned.capture.source.value].about.size_bytes);
  }
  return plan;
}

using StoreWorkers = std::vector<std::unique_ptr<StoreWorker>>;

StoreWorkers store_workers_of(const InvestigateOptions& options, const Config& config, RunLimits& run_limits,
                              Progress& progress) {
  StoreWorkers workers;
  if (options.auditors == nullptr) return workers;
  for (stores::Auditor& auditor : *options.auditors)
    workers.push_back(std::make_unique<StoreWorker>(auditor, options.fingerprints, config, run_limits, progress));
  return workers;
}

void add_stores(const StoreWorkers& workers, std::vector<EvidenceFile>& files, Decoded& decoded) {
  for (const auto& worker : workers) {
    decoded.runs.add(std::move(worker->runs()));
    take_statuses(worker->statuses(), files);
  }
}

Decoded decode(std::vector<EvidenceFile>& files, const Config& config, const InvestigateOptions& options,
               RunLimits& run_limits, Progress& progress) {
  const unsigned worker_count = pipeline::worker_count(options.workers);
  const auto captures = plan_of(files);
  EventLogs logs{files};
  logs.learn_rdp_sizes(progress.stop);
  StoreFiles store_files{files};
  const auto store_workers = store_workers_of(options, config, run_limits, progress);
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<std::unique_ptr<EventWorker>> event_workers;
  for (unsigned i = 0; i < worker_count; ++i) {
    workers.push_back(std::make_unique<Worker>(i, worker_count, config.limits, *options.tokens, run_limits, progress));
    event_workers.push_back(std::make_unique<EventWorker>(run_limits, progress));
  }
  const auto work = [&](unsigned i) {
    workers[i]->run(captures);
    event_workers[i]->run(logs);
    if (i < store_workers.size()) store_workers[i]->run(store_files);
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 1; i < worker_count; ++i) threads.emplace_back(work, i);
    work(0);
  }
  Decoded decoded;
  flow::TableStats table;
  for (const auto& worker : workers) {
    decoded.runs.add(std::move(worker->runs()));
    decoded.homes.merge(std::move(worker->homes()));
    decoded.cpu_seconds += worker->cpu_seconds();
    table.add(worker->table_stats());
  }
  std::uint64_t cut_texts = 0;
  for (const auto& worker : event_workers) {
    decoded.runs.add(std::move(worker->runs()));
    decoded.homes.merge(std::move(worker->homes()));
    decoded.cpu_seconds += worker->cpu_seconds();
    cut_texts += worker->cut_count();
    take_statuses(worker->statuses(), files);
    worker->state_assumptions(files, decoded.assumptions);
  }
  add_stores(store_workers, files, decoded);
  std::sort(decoded.assumptions.begin(), decoded.assumptions.end());
  take_statuses(workers[0]->statuses(), files);
  decoded.skipped = workers[0]->decoder_stats().counters();
  decoded.dropped = table.counters();
  if (cut_texts > 0) decoded.dropped.push_back({"event values", cut_texts});
  return decoded;
}

/// One run of the main job, step by step.
class Inquiry {
 public:
  Inquiry(const InvestigateOptions& options, const Config& config, Progress& progress)
      : options_{options}, config_{config}, progress_{progress} {}

  Result<Investigation> work() {
    result_.manifest.started = options_.wall_clock();
    auto rules = load_all_rules(options_.rule_folders, config_.detect);
    if (!rules) return tl::make_unexpected(rules.error());
    auto folder = CaseFolder::open(options_.out, options_.force);
    if (!folder) return tl::make_unexpected(folder.error());
    files_ = collect_evidence(options_.evidence);
    unpack_archives(files_, folder->work() / "tmp" / "unpacked");
    for (const EvidenceFile& file : files_)
      progress_.bytes_total += file.is_readable() || file.may_hold_stores ? file.about.size_bytes : 0;
    EvidenceDigests digests{files_, progress_.stop, whole() || options_.bench == Bench::hash};
    if (auto done = examine(*folder, std::move(*rules)); !done) return tl::make_unexpected(done.error());
    digests.finish(files_);
    if (auto told = tell(*folder, digests.cpu_seconds()); !told) return tl::make_unexpected(told.error());
    if (options_.is_repeated && result_.interrupted) folder->discard();
    else if (auto published = folder->publish(); !published) return tl::make_unexpected(published.error());
    result_.folder = folder->target();
    return std::move(result_);
  }

 private:
  using Bench = InvestigateOptions::Bench;
  [[nodiscard]] bool whole() const noexcept { return options_.bench == Bench::everything; }

  /// Walks packets and events and does nothing with them: what reading alone costs.
  void read_only() {
    source::MergedCaptures merged{plan_of(files_)};
    for (Packet packet; merged.next(packet) && !progress_.stop;) {
    }
    take_statuses(merged.statuses(), files_);
    for_each_event([](const eventlog::Event&) {});
  }

  template <class Visit>
  void for_each_event(Visit&& visit) {
    EventLogs logs{files_};
    while (const EventLogs::Log* log = progress_.stop ? nullptr : logs.take()) {
      if (log->is_json || log->zeek.form != zeeklog::Form::none) continue;  // Reading and taking apart are one there.
      auto file = eventlog::LogFile::open(log->path, {.bytes_max = log->bytes_max, .carve = true});
      if (!file) continue;
      for (eventlog::Event event; file->next(event) && !progress_.stop;) visit(event);
      take_statuses({{log->source, file->status(), 0}}, files_);
    }
  }

  /// Asks all Sigma rules of event logs, one after the other, and keeps nothing but counts: what matching costs.
  void match_only(const detect::sigma::RuleSet& rules) {
    const double start = process_cpu_seconds();
    add_stage("start", start);
    detect::sigma::Matcher matcher{rules};
    LogEvents events;
    std::uint64_t number = 0;
    for_each_event([&](const eventlog::Event& event) {
      std::ignore = matcher.on(events.event_of(event, detect::sigma::EventId{++number}));
    });
    std::ignore = matcher.finish();
    result_.manifest.records = {{"windows_event", matcher.counts().events}, {"rules that held", matcher.counts().hits}};
    add_stage("parse and match", process_cpu_seconds() - start);
  }

  Result<void> examine(const CaseFolder& folder, RuleSet rules) {
    RunLimits run_limits;
    run_limits.spill_folder = folder.work() / "tmp";
    run_limits.memory_bytes_max = config_.limits.records_memory_bytes;
    progress_.stage = Progress::Stage::decoding;
    if (options_.bench == Bench::read || options_.bench == Bench::hash) {
      read_only();
      return {};
    }
    if (options_.bench == Bench::match) {
      match_only(*rules.sigma);
      return {};
    }
    MatchSample match_sample;
    if (options_.auditors != nullptr && options_.fingerprints != nullptr)
      match_sample = sample_matcher(options_.auditors->front(), *options_.fingerprints, progress_.stop);
    ListingsRead listings = read_listings(files_, config_, progress_, match_sample);
    Decoded decoded = decode(files_, config_, options_, run_limits, progress_);
    decoded.runs.add(std::move(listings.records), run_limits);
    result_.listings_seen = std::move(listings.seen);
    if (run_limits.disk_failed)
      return fail("cannot write to \"" + run_limits.spill_folder.string() + "\": the disk is full?");
    site_ = decoded.homes.conclude(config_.home);
    same_host_ = decoded.homes.same_host();
    site_.organisation = config_.organisation;
    result_.manifest.assumptions = std::move(decoded.assumptions);
    result_.manifest.rules_hash = rules.hash;
    for (const detect::sigma::Refusal& refusal : rules.sigma->refusals())
      result_.manifest.refused_rules.push_back(refusal.text());
    result_.manifest.skipped = std::move(decoded.skipped);
    tell_listings(std::move(listings), result_.manifest);
    result_.manifest.dropped = std::move(decoded.dropped);
    add_stage("decode", decoded.cpu_seconds);
    if (options_.bench == Bench::decode) return {};
    return merge(folder, std::move(decoded.runs), std::move(rules));
  }

  Result<void> merge(const CaseFolder& folder, RunSet runs, RuleSet rules) {
    progress_.stage = Progress::Stage::merging;
    DetectStage detectors{site_, std::move(rules)};
    MergeStage stage{site_, detectors, progress_};
    if (std::any_of(files_.begin(), files_.end(), [](const EvidenceFile& file) { return file.is_event_json; }))
      stage.expect_echoes();
    std::optional<LogWriter> logs;
    std::optional<store::CaseStore> database;
    if (whole() || options_.bench == Bench::json) {
      logs.emplace(folder.work() / "logs");
      stage.add_output([&](const Window& window) { logs->write(window); });
    }
    if (whole() || options_.bench == Bench::duckdb) {
      auto created = store::CaseStore::create(folder.work() / "case.duckdb", folder.work() / "tmp",
                                              config_.limits.store_memory_bytes);
      if (!created) return tl::make_unexpected(created.error());
      database.emplace(std::move(*created));
      stage.add_output([&](const Window& window) {
        record::for_each_record(
            [&]<class R>(std::type_identity<R>) { database->append(std::span<const R>{window.of<R>()}); });
      });
    }
    asset::MachineNames names{site_};
    stage.learn(names);
    stage.run(std::move(runs));
    for (auto& machine : names.groups()) same_host_.push_back(std::move(machine));
    result_.findings = detectors.take_findings();
    result_.incidents = incident::join(result_.findings, site_, same_host_);
    compare_with_installed(result_.findings, result_.incidents, result_.manifest);
    take_counts(stage);
    if (detectors.dropped_count() > 0)
      result_.manifest.dropped.push_back({"detector state", detectors.dropped_count()});
    add_stage("merge and detect", stage.cpu_seconds());
    std::size_t output = 0;
    if (logs) {
      if (auto closed = logs->close(); !closed) return closed;
      add_stage("JSON logs", stage.output_cpu_seconds(output++));
    }
    if (database) {
      database->append_findings(result_.findings);
      database->append_incidents(result_.incidents);
      if (auto closed = database->close(); !closed) return closed;
      add_stage("DuckDB", stage.output_cpu_seconds(output++));
    }
    return {};
  }

  void take_counts(MergeStage& stage) {
    record::Manifest& manifest = result_.manifest;
    manifest.records = stage.counts();
    manifest.store_count = stage.stores().count();
    manifest.stores = stage.stores().take();
    manifest.leak_count = stage.leaks().count();
    manifest.leaks = stage.leaks().take();
    tell_patients_at_risk(manifest.stores, manifest.leaks, result_.incidents);
    if (stage.repeated_events() > 0) manifest.skipped.push_back({"events met again", stage.repeated_events()});
  }

  Result<void> tell(const CaseFolder& folder, double hash_cpu_seconds) {
    progress_.stage = Progress::Stage::telling;
    record::Manifest& manifest = result_.manifest;
    result_.interrupted = progress_.stop;
    manifest.status = result_.interrupted ? "interrupted" : "complete";
    manifest.version = WARDWATCH_VERSION;
    manifest.schema_hash = schema_hash();
    manifest.configuration = to_toml(config_);
    manifest.assumptions.insert(manifest.assumptions.begin(), site_.assumptions.begin(), site_.assumptions.end());
    manifest.key_id = options_.tokens->id();
    if (!options_.is_key_lasting)
      manifest.assumptions.emplace_back("Tokens of patients and studies were made with a key of this run alone.");
    for (const EvidenceFile& file : files_) manifest.evidence.push_back(file.about);
    const auto readable = [](const EvidenceFile& file) {
      return file.about.packets > 0 || file.about.events > 0 || file.about.stores > 0 || file.about.listings > 0 ||
             file.about.objects > 0;
    };
    result_.nothing_read = std::none_of(files_.begin(), files_.end(), readable);
    result_.some_unreadable =
        std::any_of(files_.begin(), files_.end(), [](const EvidenceFile& file) { return !file.about.problem.empty(); });
    add_stage("SHA-256", hash_cpu_seconds);
    if (whole()) {
      if (auto written = write_findings(folder.work(), result_.incidents, result_.findings); !written) return written;
      manifest.ended = options_.wall_clock();
      manifest.cpu_seconds = process_cpu_seconds();
      manifest.peak_memory_bytes = peak_memory_bytes();
      if (auto written = write_report(folder.work(), result_); !written) return written;
    }
    manifest.ended = options_.wall_clock();
    manifest.cpu_seconds = process_cpu_seconds();
    manifest.peak_memory_bytes = peak_memory_bytes();
    return write_manifest(folder.work(), manifest);
  }

  void add_stage(std::string name, double cpu_seconds) {
    result_.manifest.stages.push_back({std::move(name), cpu_seconds});
  }

  const InvestigateOptions& options_;
  const Config& config_;
  Progress& progress_;
  std::vector<EvidenceFile> files_;
  record::Site site_;
  incident::SameHost same_host_;
  Investigation result_;
};

}  // namespace

unsigned worker_count(unsigned asked) noexcept { return asked > 0 ? asked : usable_processors(); }

Result<Investigation> investigate(const InvestigateOptions& options, const Config& config, Progress& progress) {
  return Inquiry{options, config, progress}.work();
}

}  // namespace wardwatch::pipeline
