#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "core/events/listener.hpp"
#include "core/reader.hpp"
#include "core/token.hpp"
#include "protocol/common/memo.hpp"
#include "record/batch.hpp"

namespace wardwatch::protocol {

/// Whether the first bytes follow the format. `yes` only when they really do: ports are never proof.
enum class Probe : std::uint8_t { no, need_more, yes };

/// The first bytes that each side sent: of the TCP stream, or the first datagram. Either may still be empty.
struct FirstBytes {
  Bytes orig;
  Bytes resp;
  Transport transport = Transport::tcp;
  Port resp_port;              ///< A hint at most.
  bool orig_complete = false;  ///< No more bytes of this side will be shown to the probe: decide.
  bool resp_complete = false;
};

enum class EndReason : std::uint8_t { closed, reset, timed_out, evicted, evidence_ended };

/// What a session wants next. `skip` says that the next `skip_bytes` of this direction need not be shown: the fast
/// path, they are not even copied. After `done` nothing is shown but `on_end`.
struct Next {
  enum class Kind : std::uint8_t { more, skip, done };
  Kind kind = Kind::more;
  std::uint64_t skip_bytes = 0;

  [[nodiscard]] static constexpr Next more() noexcept { return {}; }
  [[nodiscard]] static constexpr Next skip(std::uint64_t bytes) noexcept { return {Kind::skip, bytes}; }
  [[nodiscard]] static constexpr Next done() noexcept { return {Kind::done, 0}; }
};

/// One protocol on one connection (or on bytes that a parent extracted from one).
///
/// TCP: `bytes` is the next piece of the stream in order, cut anywhere. UDP: each call is one datagram.
class Session {
 public:
  virtual ~Session() = default;
  virtual Next on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) = 0;
  /// `missing_bytes` of the stream will never come. What follows continues behind them.
  virtual Next on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp ts) = 0;
  /// Nothing more will come; records that are still held are emitted now.
  virtual void on_end(EndReason reason, Timestamp ts) = 0;
};

/// What a session may ask of the connection that it belongs to. Lives as long as the session.
class Context {
 public:
  virtual ~Context() = default;

  /// The connection; `ts` and `first_packet` are those of its first packet, `last_packet` that of the current one.
  [[nodiscard]] virtual const record::ConnectionRef& connection() const noexcept = 0;
  [[nodiscard]] virtual Transport transport() const noexcept = 0;
  /// Known at `on_end`: which side was seen to end the connection first.
  [[nodiscard]] virtual std::optional<Direction> ended_first() const noexcept { return std::nullopt; }
  /// Where records go. Text of a row must be kept in the same batch.
  [[nodiscard]] virtual record::Batches& records() noexcept = 0;
  /// What the sessions of this worker remember together.
  [[nodiscard]] virtual Memo& memo() noexcept = 0;
  /// The key of which tokens are made that stand for patients in records.
  [[nodiscard]] virtual const TokenKey& tokens() const noexcept = 0;
  /// Name of the protocol that carries this session ("rdp", "socks"), empty for the connection itself.
  [[nodiscard]] virtual std::string_view carrier() const noexcept = 0;

  /// Counts an oddity; one `weird` row a name and connection comes of it. Names are literals.
  virtual void weird(FieldName name, std::string_view analyzer) = 0;
  virtual void weird(FieldName name, std::string_view analyzer, const ParseError& error) = 0;

  /// Adds a name to the connection's `service`. Opening a session adds the protocol's own.
  virtual void add_service(std::string_view name) = 0;

  /// A session of protocol `name` one level deeper, on bytes that the caller will hand it; it reports to `listener`
  /// (may be null), which must outlive it. `argument` is protocol-specific (for x509 the host name asked for).
  /// Null when the protocol is unknown or the depth limit of 8 is reached.
  [[nodiscard]] virtual std::unique_ptr<Session> open_child(std::string_view name, events::Listener* listener,
                                                            std::string_view argument = {}) = 0;
  /// A session that recognises whatever it is given, for carriers such as SOCKS. Null at the depth limit.
  [[nodiscard]] virtual std::unique_ptr<Session> open_recogniser() = 0;
  /// Whom this session reports to; null when nobody listens.
  [[nodiscard]] virtual events::Listener* listener() const noexcept = 0;
  /// What the parent said when it opened this session.
  [[nodiscard]] virtual std::string_view argument() const noexcept = 0;
};

/// The connection's reference with the time of the record's own event.
[[nodiscard]] inline record::ConnectionRef connection_at(const Context& context, Timestamp ts) {
  record::ConnectionRef at = context.connection();
  at.ts = ts;
  return at;
}

enum class Robustness : std::uint8_t { fresh, reviewed, fuzzed };

/// A protocol is a constant; src/protocol/CMakeLists.txt holds the ordered list of them.
struct Protocol {
  std::string_view name;  ///< Zeek's service name where it has one.
  bool over_tcp = false;
  bool over_udp = false;
  std::span<const std::uint16_t> usual_ports;  ///< Tried first; never proof.
  /// Null when the protocol is only ever opened as a child.
  Probe (*probe)(const FirstBytes& first) = nullptr;
  /// Whether a message begins with, or in, this piece of a TCP stream whose beginning is missing. Null when that cannot
  /// be told as surely as by `probe`. The session is shown the piece first.
  bool (*resumes)(Bytes piece) = nullptr;
  std::unique_ptr<Session> (*open)(Context& context) = nullptr;
  Robustness robustness = Robustness::fresh;
};

}  // namespace wardwatch::protocol
