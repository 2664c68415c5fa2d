// make_seeds EVIDENCE... OUT: inputs for the fuzz targets to start from, out of captures and event logs.
//
// The beginnings of JSON files are seeds as they are. Of each event log the first chunk is a seed, without the header of the file and what is empty behind its records.
// Each capture is an input of its own for the targets that read captures. Of each connection the beginning is shown to
// every protocol; those that recognise it get it as a conversation, and so do the protocols that they open inside
// (certificates in TLS, TLS in RDP). Nothing here knows a protocol by name: a new one has seeds when a capture has it.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "core/hash.hpp"
#include "core/load.hpp"
#include "flow/connection_table.hpp"
#include "flow/decoder.hpp"
#include "fuzz/conversation.hpp"
#include "protocol/common/table.hpp"
#include "source/capture_file/capture_file.hpp"

namespace wardwatch::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSideBytesMax = 16U << 10U;  ///< Of each direction of a conversation.
constexpr std::size_t kDatagramsMax = 40;
constexpr std::size_t kSeedsMax = 400;  ///< Of one target.
constexpr std::size_t kCaptureBytesMax = 64U << 10U;

/// Writes seeds below a folder, one folder a target, named after their content.
class Seeds {
 public:
  explicit Seeds(fs::path folder) : folder_{std::move(folder)} {}

  void add(const std::string& target, std::string_view input) {
    std::set<std::uint64_t>& known = known_[target];
    const std::uint64_t hash = hash_text(input);
    if (known.size() >= kSeedsMax || !known.insert(hash).second) return;
    fs::create_directories(folder_ / target);
    char name[17];
    std::snprintf(name, sizeof name, "%016llx", static_cast<unsigned long long>(hash));
    std::ofstream{folder_ / target / name, std::ios::binary}.write(input.data(),
                                                                   static_cast<std::streamsize>(input.size()));
  }
  void print_counts() const {
    for (const auto& [target, known] : known_) std::printf("%-28s %6zu seeds\n", target.c_str(), known.size());
  }

 private:
  fs::path folder_;
  std::map<std::string, std::set<std::uint64_t>> known_;
};

/// Hands a session its bytes and keeps them as a seed of its protocol.
class Recorded final : public protocol::Session {
 public:
  Recorded(Seeds& seeds, const protocol::Protocol& protocol, protocol::Context& context)
      : seeds_{seeds},
        target_{"fuzz_protocol_" + std::string{protocol.name}},
        writer_{context.transport() == Transport::udp},
        session_{protocol.open(context)} {}
  ~Recorded() override { seeds_.add(target_, writer_.input()); }
  Recorded(const Recorded&) = delete;
  Recorded& operator=(const Recorded&) = delete;

  protocol::Next on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) override {
    if (writer_.input().size() < 2 * kSideBytesMax) writer_.data(direction, at_most(bytes, kSideBytesMax));
    return session_->on_data(direction, bytes, stream_offset, ts);
  }
  protocol::Next on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp ts) override {
    writer_.gap(direction, missing_bytes);
    return session_->on_gap(direction, missing_bytes, ts);
  }
  void on_end(protocol::EndReason reason, Timestamp ts) override { session_->on_end(reason, ts); }

 private:
  Seeds& seeds_;
  std::string target_;
  ConversationWriter writer_;
  std::unique_ptr<protocol::Session> session_;
};

/// A context whose children are recorded.
class SeedContext final : public protocol::Context {
 public:
  SeedContext(Seeds& seeds, const record::ConnectionRef& connection, Transport transport)
      : seeds_{seeds}, connection_{connection}, transport_{transport} {}

  [[nodiscard]] const record::ConnectionRef& connection() const noexcept override { return connection_; }
  [[nodiscard]] Transport transport() const noexcept override { return transport_; }
  [[nodiscard]] protocol::Memo& memo() noexcept override { return memo_; }
  [[nodiscard]] const TokenKey& tokens() const noexcept override { return tokens_; }
  [[nodiscard]] record::Batches& records() noexcept override { return records_; }
  [[nodiscard]] std::string_view carrier() const noexcept override { return ""; }
  void weird(FieldName, std::string_view) override {}
  void weird(FieldName, std::string_view, const ParseError&) override {}
  void add_service(std::string_view) override {}
  [[nodiscard]] std::unique_ptr<protocol::Session> open_child(std::string_view name, events::Listener* listener,
                                                              std::string_view argument) override {
    for (const protocol::Protocol* candidate : protocol::all_protocols()) {
      if (candidate->name != name) continue;
      children_.push_back(std::make_unique<SeedContext>(seeds_, connection_, transport_));
      children_.back()->listener_ = listener;
      children_.back()->argument_ = argument;
      return std::make_unique<Recorded>(seeds_, *candidate, *children_.back());
    }
    return nullptr;
  }
  [[nodiscard]] std::unique_ptr<protocol::Session> open_recogniser() override { return nullptr; }
  [[nodiscard]] events::Listener* listener() const noexcept override { return listener_; }
  [[nodiscard]] std::string_view argument() const noexcept override { return argument_; }

 private:
  Seeds& seeds_;
  record::ConnectionRef connection_;
  protocol::Memo memo_;
  TokenKey tokens_{{}};
  Transport transport_;
  record::Batches records_;
  events::Listener* listener_ = nullptr;
  std::string argument_;
  std::vector<std::unique_ptr<SeedContext>> children_;
};

/// The beginning of one connection, kept until its end and then shown to every protocol.
class Beginning final : public flow::StreamHandler {
 public:
  Beginning(Seeds& seeds, const record::ConnectionRef& connection, Transport transport)
      : seeds_{seeds}, connection_{connection}, transport_{transport} {}

  flow::Want on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts,
                     std::uint64_t) override {
    std::size_t& kept_bytes = kept_bytes_[index_of(direction)];
    const Bytes piece = at_most(bytes, kSideBytesMax - std::min(kept_bytes, kSideBytesMax));
    if (piece.empty() || (transport_ == Transport::udp && pieces_.size() >= kDatagramsMax)) return {};
    kept_bytes += piece.size();
    pieces_.push_back({direction, stream_offset, ts, std::string{as_text(piece)}});
    return {};
  }
  flow::Want on_gap(Direction, std::uint64_t, Timestamp) override { return {}; }
  void on_end(flow::EndReason, Timestamp ts) override {
    for (const protocol::Protocol* candidate : protocol::all_protocols()) {
      if (candidate->probe != nullptr && candidate->probe(first_bytes()) == protocol::Probe::yes)
        replay(*candidate, ts);
    }
  }
  [[nodiscard]] std::string_view services() const noexcept override { return ""; }

 private:
  struct Piece {
    Direction direction;
    std::uint64_t stream_offset;
    Timestamp ts;
    std::string bytes;
  };

  [[nodiscard]] protocol::FirstBytes first_bytes() {
    sides_ = {};
    for (const Piece& piece : pieces_) {
      std::string& side = sides_[index_of(piece.direction)];
      if (transport_ == Transport::tcp || side.empty()) side += piece.bytes;
    }
    return {.orig = as_bytes(sides_[0]),
            .resp = as_bytes(sides_[1]),
            .transport = transport_,
            .resp_port = connection_.resp_p,
            .orig_complete = true,
            .resp_complete = true};
  }

  void replay(const protocol::Protocol& protocol, Timestamp end_ts) {
    SeedContext context{seeds_, connection_, transport_};
    Recorded session{seeds_, protocol, context};
    for (const Piece& piece : pieces_) {
      const protocol::Next next =
          session.on_data(piece.direction, as_bytes(piece.bytes), piece.stream_offset, piece.ts);
      if (next.kind == protocol::Next::Kind::done) break;
    }
    session.on_end(protocol::EndReason::evidence_ended, end_ts);
  }

  Seeds& seeds_;
  record::ConnectionRef connection_;
  Transport transport_;
  std::array<std::size_t, 2> kept_bytes_{};
  std::array<std::string, 2> sides_;
  std::vector<Piece> pieces_;
};

class Collector final : public flow::Consumer {
 public:
  explicit Collector(Seeds& seeds) : seeds_{seeds} {}
  std::unique_ptr<flow::StreamHandler> open_stream(const record::ConnectionRef& connection,
                                                   Transport transport) override {
    if (transport != Transport::tcp && transport != Transport::udp) return nullptr;
    return std::make_unique<Beginning>(seeds_, connection, transport);
  }
  record::Batches& records() noexcept override { return records_; }

 private:
  Seeds& seeds_;
  record::Batches records_;
};

std::string first_bytes(const fs::path& path, std::size_t most) {
  std::string content(most, '\0');
  std::ifstream file{path, std::ios::binary};
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<std::size_t>(file.gcount()));
  return content;
}

void read_event_log(const fs::path& path, Seeds& seeds) {
  constexpr std::size_t kHeaderBytes = 4096, kChunkBytes = 65536, kFreeOffset = 48;
  const std::string content = first_bytes(path, kHeaderBytes + kChunkBytes);
  if (content.size() < kHeaderBytes + 512 || !content.starts_with("ElfFile")) return;
  const std::string_view chunk = std::string_view{content}.substr(kHeaderBytes);
  seeds.add("fuzz_event_log", chunk.substr(0, load_u32le(as_bytes(chunk), kFreeOffset)));
}

/// Their first byte is the size of the pieces that the target makes of the rest.
void read_log(const fs::path& path, Seeds& seeds) {
  const std::string content = first_bytes(path, kCaptureBytesMax);
  if (content.starts_with('#') || content.find("\"_path\"") != std::string::npos)
    seeds.add("fuzz_zeek_log", 'A' + content);
  if (content.starts_with('{') || content.starts_with('[')) seeds.add("fuzz_event_json", 'A' + content);
}

void read_capture(const fs::path& path, Seeds& seeds) {
  auto capture = source::CaptureFile::open({path, SourceId{0}});
  if (!capture) return;
  Collector collector{seeds};
  flow::Decoder decoder;
  flow::ConnectionTable table{{.connections_max = 20'000, .reassembly_bytes_max = 64U << 20U}, collector};
  Packet packet;
  bool has_packets = false;
  while (capture->next(packet)) {
    has_packets = true;
    for (const flow::Datagram* datagram = decoder.decode(packet); datagram != nullptr; datagram = datagram->inner) {
      table.on(*datagram);
    }
  }
  table.finish();
  if (!has_packets) return;
  const std::string content = first_bytes(path, kCaptureBytesMax);
  for (const char* target : {"fuzz_capture_file", "fuzz_flow", "fuzz_reassembly"}) seeds.add(target, content);
}

}  // namespace
}  // namespace wardwatch::fuzz

int main(int count, char** arguments) {
  namespace fs = std::filesystem;
  if (count < 3) {
    std::fputs("usage: make_seeds EVIDENCE... OUT\n", stderr);
    return 2;
  }
  wardwatch::fuzz::Seeds seeds{arguments[count - 1]};
  std::set<fs::path> files;
  for (int i = 1; i < count - 1; ++i) {
    if (fs::is_regular_file(arguments[i])) files.insert(arguments[i]);
    if (!fs::is_directory(arguments[i])) continue;
    for (const auto& entry : fs::recursive_directory_iterator{arguments[i]}) {
      if (entry.is_regular_file()) files.insert(entry.path());
    }
  }
  for (const fs::path& file : files) {
    wardwatch::fuzz::read_capture(file, seeds);
    wardwatch::fuzz::read_event_log(file, seeds);
    wardwatch::fuzz::read_log(file, seeds);
  }
  seeds.print_counts();
  return 0;
}
