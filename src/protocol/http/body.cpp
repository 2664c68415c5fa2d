#include "protocol/http/body.hpp"

#include <algorithm>
#include <charconv>

#include "core/load.hpp"
#include "protocol/common/mime.hpp"

namespace wardwatch::protocol::http {
namespace {

constexpr std::size_t kFormFrontMaxBytes = 8192;
constexpr std::size_t kChunkLineMaxBytes = 256;
constexpr std::size_t kPartsMax = 16;
/// What is unpacked of one body; beyond it, nothing counts.
constexpr std::uint64_t kUnpackedMaxBytes = std::uint64_t{16} << 20U;
constexpr std::size_t kGzipHeadMaxBytes = 512;

/// Length of gzip's head (RFC 1952 2.3); nothing when it is not all there, 0 when this is no gzip.
std::optional<std::size_t> gzip_head_bytes(std::string_view text) noexcept {
  constexpr std::size_t kFixedBytes = 10;
  const Bytes bytes = as_bytes(text);
  if (text.size() < kFixedBytes) return std::nullopt;
  if (!text.starts_with("\x1f\x8b\x08")) return 0;
  const std::uint8_t flags = load_u8(bytes, 3);
  std::size_t at = kFixedBytes;
  if ((flags & 4U) != 0) {
    if (text.size() < at + 2) return std::nullopt;
    at += std::size_t{2} + load_u16le(bytes, at);
  }
  for (const std::uint8_t bit : {std::uint8_t{8}, std::uint8_t{16}}) {
    if ((flags & bit) == 0) continue;
    const std::size_t end = at < text.size() ? text.find('\0', at) : std::string_view::npos;
    if (end == std::string_view::npos) return std::nullopt;
    at = end + 1;
  }
  if ((flags & 2U) != 0) at += 2;
  return text.size() < at ? std::nullopt : std::optional{at};
}

std::string boundary_of(std::string_view content_type) {
  if (!content_type.starts_with("multipart/")) return {};
  constexpr std::string_view kName = "boundary=";
  const std::size_t at = content_type.find(kName);
  if (at == std::string_view::npos) return {};
  std::string_view value = content_type.substr(at + kName.size());
  if (value.starts_with('"')) value = value.substr(1, value.find('"', 1) - 1);
  constexpr std::size_t kBoundaryMaxBytes = 70;  // RFC 2046 5.1.1.
  return std::string{value.substr(0, std::min(value.find(';'), kBoundaryMaxBytes))};
}

}  // namespace

Body::Body(Framing framing, std::uint64_t length_bytes, bool is_gzip, std::string_view content_type)
    : framing_{framing},
      left_bytes_{framing == Framing::length ? length_bytes : 0},
      boundary_{boundary_of(content_type)},
      is_gzip_{is_gzip},
      is_complete_{framing == Framing::none || (framing == Framing::length && length_bytes == 0)} {}

std::size_t Body::front_max() const noexcept { return boundary_.empty() ? kMimeBytesMax : kFormFrontMaxBytes; }

std::size_t Body::take(Bytes bytes) {
  switch (framing_) {
    case Framing::none: return 0;
    case Framing::until_close: on_packed(bytes); return bytes.size();
    case Framing::chunked: return take_chunked(bytes);
    case Framing::length: break;
  }
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), left_bytes_));
  on_packed(bytes.first(taken));
  left_bytes_ -= taken;
  is_complete_ = left_bytes_ == 0;
  return taken;
}

std::size_t Body::take_chunked(Bytes bytes) {
  std::size_t used = 0;
  while (used < bytes.size() && !is_complete_ && !is_damaged_) {
    if (chunk_ == Chunk::data) {
      const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size() - used, left_bytes_));
      on_packed(bytes.subspan(used, taken));
      used += taken;
      left_bytes_ -= taken;
      if (left_bytes_ == 0) chunk_ = Chunk::data_end;
      continue;
    }
    const char c = static_cast<char>(bytes[used++]);
    if (c == '\n') on_chunk_line();
    else if (c != '\r') line_ += c;
    is_damaged_ = is_damaged_ || line_.size() > kChunkLineMaxBytes;
  }
  return used;
}

void Body::on_chunk_line() {
  const std::string line = std::move(line_);
  line_.clear();
  if (chunk_ == Chunk::data_end) {
    chunk_ = Chunk::size;
    is_damaged_ = !line.empty();
  } else if (chunk_ == Chunk::trailer) {
    is_complete_ = line.empty();
  } else {
    const auto read = std::from_chars(line.data(), line.data() + line.size(), left_bytes_, 16);
    is_damaged_ = read.ec != std::errc{};
    chunk_ = left_bytes_ == 0 ? Chunk::trailer : Chunk::data;
  }
}

bool Body::miss(std::uint64_t missing_bytes) {
  is_gzip_ = false;
  inflater_.reset();
  if (framing_ == Framing::until_close) return true;
  const bool is_inside = framing_ == Framing::length || (framing_ == Framing::chunked && chunk_ == Chunk::data);
  if (!is_inside || missing_bytes > left_bytes_) return false;
  left_bytes_ -= missing_bytes;
  if (left_bytes_ == 0 && framing_ == Framing::chunked) chunk_ = Chunk::data_end;
  is_complete_ = framing_ == Framing::length && left_bytes_ == 0;
  return true;
}

std::uint64_t Body::take_skippable() {
  if (framing_ != Framing::length || is_gzip_ || front_.size() < front_max() || left_bytes_ == 0) return 0;
  const std::uint64_t skipped = left_bytes_;
  content_bytes_ += skipped;
  left_bytes_ = 0;
  is_complete_ = true;
  return skipped;
}

void Body::on_packed(Bytes bytes) {
  if (!is_gzip_) return on_content(bytes);
  if (!inflater_) {
    gzip_head_.append(as_text(bytes));
    const auto head_bytes = gzip_head_bytes(gzip_head_);
    if (!head_bytes && gzip_head_.size() < kGzipHeadMaxBytes) return;
    const std::string all = std::move(gzip_head_);
    gzip_head_ = {};
    if (head_bytes.value_or(0) == 0) {
      is_gzip_ = false;
      return on_content(as_bytes(all));
    }
    inflater_ = std::make_unique<Inflater>();
    return on_packed(as_bytes(all).subspan(*head_bytes));
  }
  Bytes packed = bytes;
  while (!packed.empty() && content_bytes_ < kUnpackedMaxBytes) {
    const Bytes content = inflater_->next(packed);
    if (content.empty()) break;
    on_content(at_most(content, static_cast<std::size_t>(kUnpackedMaxBytes - content_bytes_)));
  }
}

void Body::on_content(Bytes bytes) {
  content_bytes_ += bytes.size();
  const std::size_t room = front_max() - std::min(front_max(), front_.size());
  front_.append(as_text(at_most(bytes, room)));
}

void Body::tell(std::vector<std::string>& kinds, std::vector<std::string>& names) const {
  if (boundary_.empty()) {
    const std::string_view kind = mime_of(as_bytes(front_));
    if (!kind.empty()) kinds.emplace_back(kind);
    return;
  }
  const std::string mark = "--" + boundary_;
  std::size_t at = front_.find(mark);
  for (std::size_t part = 0; part < kPartsMax && at != std::string::npos; ++part) {
    const std::size_t head = at + mark.size();
    const std::size_t body = front_.find("\r\n\r\n", head);
    if (body == std::string::npos || front_.compare(head, 2, "--") == 0) return;
    const std::string_view fields = std::string_view{front_}.substr(head, body - head);
    if (const auto name = file_name_of(fields)) names.push_back(*name);
    at = front_.find("\r\n" + mark, body + 2);
    const std::size_t from = std::min(body + 4, front_.size());
    const std::size_t to = std::max(from, std::min(at, front_.size()));
    const std::string_view kind = mime_of(as_bytes(std::string_view{front_}.substr(from, to - from)));
    if (!kind.empty()) kinds.emplace_back(kind);
    if (at != std::string::npos) at += 2;
  }
}

}  // namespace wardwatch::protocol::http
