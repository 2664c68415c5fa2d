// bench_mix LIST OUT MEGABYTES SEED CONCURRENCY: a large capture mixed from small ones.
// A line of LIST is "WEIGHT PATH": the share of the bytes that sessions of this trace shall have. CONCURRENCY sessions
// run at any moment, each a copy of a trace under its own addresses; one that ends is replaced by the next. The same
// arguments and traces give the same bytes, and a smaller MEGABYTES gives a prefix of a larger one.

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <optional>
#include <queue>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "capture_file.hpp"
#include "frame_rewrite.hpp"

namespace wardwatch::bench {
namespace {

constexpr std::uint64_t kStartUs = 1'772'400'000ULL * 1'000'000;  // 2026-03-01 21:20 UTC
constexpr std::uint64_t kFirstStartSpreadUs = 2'000'000;
constexpr std::uint64_t kNextStartSpreadUs = 200'000;

struct Options {
  std::string list;
  std::string out;
  std::uint64_t target_bytes = 0;
  std::uint64_t seed = 0;
  std::uint64_t concurrency = 0;
};

struct Sources {
  std::vector<Trace> traces;
  /// How often a session is of this trace: its share of the bytes over the bytes of one session.
  std::vector<double> chances;
};

/// A copy of a trace that is being played.
struct Session {
  std::uint64_t next_us;
  std::uint64_t start_us;
  std::size_t trace;
  std::size_t frame;
  std::uint64_t salt;
};

struct LaterFirst {
  bool operator()(const Session& a, const Session& b) const { return a.next_us > b.next_us; }
};

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

std::optional<Options> options_from(std::span<char*> arguments) {
  if (arguments.size() != 6) return std::nullopt;
  const auto megabytes = number(arguments[3]);
  const auto seed = number(arguments[4]);
  const auto concurrency = number(arguments[5]);
  if (!megabytes || !seed || !concurrency) return std::nullopt;
  return Options{.list = arguments[1],
                 .out = arguments[2],
                 .target_bytes = *megabytes * 1'000'000,
                 .seed = *seed,
                 .concurrency = *concurrency};
}

Sources load_sources(const std::string& list) {
  Sources sources;
  std::ifstream in{list};
  double weight = 0;
  std::string path;
  while (in >> weight >> std::ws && std::getline(in, path)) {
    std::optional<Trace> trace = load_trace(path);
    if (!trace) continue;
    sources.chances.push_back(weight / static_cast<double>(trace->bytes.size()));
    sources.traces.push_back(std::move(*trace));
  }
  return sources;
}

/// Plays sessions into one file in the order of their packets' times.
class Mixer {
 public:
  Mixer(const Sources& sources, const Options& options)
      : sources_{sources},
        random_{options.seed},
        choice_{sources.chances.begin(), sources.chances.end()},
        next_salt_{scramble(options.seed + 77)} {
    for (std::uint64_t i = 0; i < options.concurrency; ++i) start_session(kStartUs, kFirstStartSpreadUs);
  }

  void play(CaptureWriter& out, std::uint64_t target_bytes) {
    while (out.ok() && out.written_bytes() < target_bytes && !playing_.empty()) {
      Session session = playing_.top();
      playing_.pop();
      const Trace& trace = sources_.traces[session.trace];
      write_frame(out, session, trace.frame_bytes(trace.frames[session.frame]));
      if (++session.frame == trace.frames.size()) {
        start_session(session.next_us, kNextStartSpreadUs);
        continue;
      }
      session.next_us = session.start_us + trace.frames[session.frame].since_start_us;
      playing_.push(session);
    }
  }

  [[nodiscard]] std::uint64_t session_count() const { return session_count_; }

 private:
  void start_session(std::uint64_t after_us, std::uint64_t spread_us) {
    const std::size_t trace = choice_(random_);
    const std::uint64_t start_us = after_us + random_() % spread_us;
    playing_.push({.next_us = start_us, .start_us = start_us, .trace = trace, .frame = 0, .salt = next_salt_++});
    ++session_count_;
  }

  void write_frame(CaptureWriter& out, const Session& session, Bytes original) {
    const WritableBytes copy{frame_.data(), original.size()};
    std::copy(original.begin(), original.end(), copy.begin());
    rewrite_frame(copy, session.salt);
    out.write(session.next_us, copy);
  }

  const Sources& sources_;
  std::mt19937_64 random_;
  std::discrete_distribution<std::size_t> choice_;
  std::priority_queue<Session, std::vector<Session>, LaterFirst> playing_;
  std::array<std::uint8_t, kFrameMaxBytes> frame_{};
  std::uint64_t next_salt_;
  std::uint64_t session_count_ = 0;
};

int run(std::span<char*> arguments) {
  const std::optional<Options> options = options_from(arguments);
  if (!options) {
    std::fputs("usage: bench_mix LIST OUT MEGABYTES SEED CONCURRENCY\n", stderr);
    return 2;
  }
  const Sources sources = load_sources(options->list);
  if (sources.traces.empty()) {
    std::fprintf(stderr, "error: no usable capture is named in %s\n", options->list.c_str());
    return 2;
  }
  CaptureWriter out{options->out};
  Mixer mixer{sources, *options};
  mixer.play(out, options->target_bytes);
  if (!out.close()) {
    std::fprintf(stderr, "error: cannot write %s\n", options->out.c_str());
    return 1;
  }
  std::fprintf(stderr, "%zu traces, %lu sessions, %lu packets, %lu bytes\n", sources.traces.size(),
               mixer.session_count(), out.packet_count(), out.written_bytes());
  return 0;
}

}  // namespace
}  // namespace wardwatch::bench

int main(int argument_count, char** arguments) {
  return wardwatch::bench::run({arguments, static_cast<std::size_t>(argument_count)});
}
