#include "protocol/hl7/segment_stream.hpp"

#include <algorithm>

#include "protocol/hl7/text.hpp"

namespace wardwatch::protocol::hl7 {
namespace {

/// Kept of a segment: what is read of it stands at its front. An OBX with a document in it has megabytes.
constexpr std::size_t kSegmentKeptBytes = 4096;

bool is_mark(char c) noexcept { return c == '\r' || c == '\n' || c == kStartBlock || c == kEndBlock; }

}  // namespace

void SegmentStream::consume(Bytes piece) {
  std::string_view text = as_text(piece);
  while (!text.empty()) {
    const auto mark = std::find_if(text.begin(), text.end(), is_mark);
    const auto length = static_cast<std::size_t>(mark - text.begin());
    if (!is_passing_) segment_.append(text.substr(0, std::min(length, kSegmentKeptBytes - segment_.size())));
    if (mark == text.end()) return listener_.on_bytes(length);
    const char c = *mark;
    text.remove_prefix(length + 1);
    if (c == kStartBlock) {
      listener_.on_bytes(length);
      end_segment();
      listener_.on_start_block();
      listener_.on_bytes(1);
      continue;
    }
    listener_.on_bytes(length + 1);
    end_segment();
    if (c == kEndBlock) listener_.on_end_block();
  }
}

void SegmentStream::miss() noexcept {
  segment_.clear();
  is_passing_ = true;
}

void SegmentStream::finish() { end_segment(); }

void SegmentStream::end_segment() {
  is_passing_ = false;
  if (segment_.empty()) return;
  listener_.on_segment(segment_);
  segment_.clear();
}

}  // namespace wardwatch::protocol::hl7
