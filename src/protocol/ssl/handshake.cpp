#include "protocol/ssl/handshake.hpp"

#include <algorithm>

namespace wardwatch::protocol::ssl {
namespace {

std::size_t body_bytes_of(Bytes header) { return std::size_t{load_u8(header, 1)} << 16U | load_u16be(header, 2); }

}  // namespace

std::optional<HandshakeMessage> HandshakeAssembler::next(Bytes& fragment) {
  if (is_held_delivered_) {
    held_.clear();
    is_held_delivered_ = false;
  }
  if (!is_skipping_) {
    if (held_.empty() && fragment.size() >= kHeaderBytes) return start(fragment);
    if (fragment.empty() || !hold(fragment, kHeaderBytes)) return std::nullopt;
    const Bytes header{held_};
    const std::size_t body_bytes = body_bytes_of(header);
    if (is_body_read(load_u8(header, 0)) && body_bytes <= kHandshakeMessageMaxBytes) {
      if (!hold(fragment, kHeaderBytes + body_bytes)) return std::nullopt;
      is_held_delivered_ = true;
      return HandshakeMessage{load_u8(held_, 0), Bytes{held_}.subspan(kHeaderBytes), true, false};
    }
    skipped_type_ = load_u8(header, 0);
    skip_bytes_ = body_bytes;
    is_skipped_over_limit_ = is_body_read(skipped_type_);
    is_skipping_ = true;
    held_.clear();
  }
  const std::size_t taken = std::min(skip_bytes_, fragment.size());
  fragment = fragment.subspan(taken);
  skip_bytes_ -= taken;
  if (skip_bytes_ != 0) return std::nullopt;
  is_skipping_ = false;
  return HandshakeMessage{skipped_type_, {}, false, is_skipped_over_limit_};
}

/// A message at the front of the fragment, with its header whole: the usual case, without a copy.
std::optional<HandshakeMessage> HandshakeAssembler::start(Bytes& fragment) {
  const std::uint8_t type = load_u8(fragment, 0);
  const std::size_t body_bytes = body_bytes_of(fragment);
  const bool is_read = is_body_read(type);
  if (is_read && body_bytes <= kHandshakeMessageMaxBytes) {
    if (fragment.size() - kHeaderBytes < body_bytes) {
      static_cast<void>(hold(fragment, kHeaderBytes + body_bytes));
      return std::nullopt;
    }
    const Bytes body = fragment.subspan(kHeaderBytes, body_bytes);
    fragment = fragment.subspan(kHeaderBytes + body_bytes);
    return HandshakeMessage{type, body, true, false};
  }
  fragment = fragment.subspan(kHeaderBytes);
  skipped_type_ = type;
  skip_bytes_ = body_bytes;
  is_skipped_over_limit_ = is_read;
  is_skipping_ = true;
  return next(fragment);
}

/// Holds bytes of the fragment until there are `until_bytes`; whether there are.
bool HandshakeAssembler::hold(Bytes& fragment, std::size_t until_bytes) {
  if (held_.size() >= until_bytes) return true;
  const Bytes taken = at_most(fragment, until_bytes - held_.size());
  held_.insert(held_.end(), taken.begin(), taken.end());
  fragment = fragment.subspan(taken.size());
  return held_.size() >= until_bytes;
}

}  // namespace wardwatch::protocol::ssl
