#pragma once

#include <optional>

#include "stores/audit/kind.hpp"
#include "stores/input/byte_stream.hpp"

namespace wardwatch::stores {

/// The bytes of one store, wherever they come from: a file of its own, or a member of an archive as it is unpacked. Its
/// first bytes can be looked at before it is decided how it is read.
class Input {
 public:
  /// Most that is unpacked into memory of what must be read out of order (databases, spreadsheets).
  static constexpr std::uint64_t kSpoolBytesMax = 512U << 20U;

  explicit Input(const RandomFile& file);
  explicit Input(ByteStream& member);

  /// Up to `kIdentifyBytes`.
  [[nodiscard]] Bytes first() const noexcept { return first_; }
  /// Everything, the first bytes included.
  [[nodiscard]] ByteStream& stream() noexcept { return *stream_; }
  /// The same as a file that can be read anywhere; null, with `problem` set, when it is too large for memory.
  [[nodiscard]] const RandomFile* file();
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

 private:
  std::vector<std::byte> first_;
  const RandomFile* file_ = nullptr;
  std::optional<RandomFile> spooled_;
  std::unique_ptr<ByteStream> own_stream_;
  std::unique_ptr<PeekedStream> peeked_;
  ByteStream* stream_ = nullptr;
  std::string problem_;
};

}  // namespace wardwatch::stores
