#include "pipeline/packed_log.hpp"

#include <fstream>

#include "source/archive/entries.hpp"
#include "source/capture_file/byte_stream.hpp"
#include "source/capture_file/identify.hpp"

namespace wardwatch::pipeline {
namespace fs = std::filesystem;
namespace {

/// Unpacks an event log into `target`, because logs are read by chunks from anywhere in a file. What a damaged stream
/// holds before the damage is a log all the same; the answer says why it ended.
Result<void> unpack_log(const fs::path& packed, const fs::path& target, std::uint64_t& size_bytes) {
  auto stream = source::ByteStream::open(packed, {});
  if (!stream) return tl::make_unexpected(stream.error());
  std::ofstream out{target, std::ios::binary};
  size_bytes = 0;
  while (stream->fill(1)) {
    const std::string_view text = as_text(stream->window());
    if (size_bytes + text.size() > source::kArchiveUnpackedMaxBytes)
      return fail("unpacks to more than " + std::to_string(source::kArchiveUnpackedMaxBytes >> 30U) + " GiB");
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    size_bytes += text.size();
    stream->consume(text.size());
  }
  out.close();
  if (!out) return fail("cannot be unpacked: \"" + target.parent_path().string() + "\" is full or not writable");
  return stream->fault().empty() ? Result<void>{} : fail(stream->fault());
}

}  // namespace

bool is_packed_log(const EvidenceFile& file) {
  if (file.about.kind != "gzip" && file.about.kind != "zstd") return false;
  const auto identity = source::identify_file(file.path);
  return identity && identity->inner.kind == source::FileKind::evtx;
}

EvidenceFile log_in(EvidenceFile& packed, const fs::path& target) {
  EvidenceFile log;
  log.path = target;
  log.about.kind = "evtx";
  log.is_event_log = true;
  const auto unpacked = unpack_log(packed.path, target, log.about.size_bytes);
  const fs::path told{packed.about.path};
  log.about.path = (told / (told.extension() == ".evtx" ? told.filename() : told.stem())).string();
  packed.is_capture = packed.may_hold_stores = packed.is_given_up = false;
  packed.about.problem = unpacked ? std::string{} : unpacked.error().what;
  packed.about.complete = packed.about.problem.empty();
  packed.about.read_bytes = packed.about.size_bytes;
  return log;
}

}  // namespace wardwatch::pipeline
