#include "stores/input/byte_stream.hpp"

namespace wardwatch::stores {

Bytes FileStream::next() {
  const std::uint64_t data = file_.next_data(offset_bytes_);
  if (data > offset_bytes_) {
    if (problem_.empty() && data - offset_bytes_ >= kPieceBytes)
      problem_ = "has a hole from byte " + std::to_string(offset_bytes_) + " to byte " + std::to_string(data);
    offset_bytes_ = data;
  }
  if (offset_bytes_ >= file_.size_bytes()) return {};
  const Bytes piece = file_.read_at(offset_bytes_, {buffer_.get(), kPieceBytes});
  if (piece.empty()) problem_ = "cannot be read at byte " + std::to_string(offset_bytes_);
  offset_bytes_ += piece.empty() ? file_.size_bytes() - offset_bytes_ : piece.size();
  return piece;
}

}  // namespace wardwatch::stores
