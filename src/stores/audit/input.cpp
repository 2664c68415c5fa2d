#include "stores/audit/input.hpp"

namespace wardwatch::stores {

Input::Input(const RandomFile& file) : first_(kIdentifyBytes), file_{&file} {
  first_.resize(file.read_at(0, first_).size());
  own_stream_ = std::make_unique<FileStream>(file);
  stream_ = own_stream_.get();
}

Input::Input(ByteStream& member) {
  std::vector<std::byte> ahead;
  while (ahead.size() < kIdentifyBytes) {
    const Bytes piece = member.next();
    if (piece.empty()) break;
    ahead.insert(ahead.end(), piece.begin(), piece.end());
  }
  peeked_ = std::make_unique<PeekedStream>(ahead, member);
  stream_ = peeked_.get();
  if (ahead.size() > kIdentifyBytes) ahead.resize(kIdentifyBytes);
  first_ = std::move(ahead);
}

const RandomFile* Input::file() {
  if (file_ != nullptr) return file_;
  Result<RandomFile> memory = RandomFile::in_memory();
  if (!memory) {
    problem_ = memory.error().what;
    return nullptr;
  }
  for (Bytes piece = stream_->next(); !piece.empty(); piece = stream_->next()) {
    if (memory->size_bytes() + piece.size() > kSpoolBytesMax || !memory->append(piece)) {
      problem_ = "is more than can be unpacked into memory";
      return nullptr;
    }
  }
  spooled_.emplace(std::move(*memory));
  file_ = &*spooled_;
  return file_;
}

}  // namespace wardwatch::stores
