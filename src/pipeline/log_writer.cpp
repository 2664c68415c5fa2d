#include "pipeline/log_writer.hpp"

#include <zstd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "record/json.hpp"

namespace wardwatch::pipeline {
namespace {

constexpr std::size_t kBufferBytes = 1U << 20U;
constexpr std::uint64_t kPlainBytesMax = 2ULL << 30U;  ///< DESIGN: plain up to 2 GB.

struct FileCloser {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
struct ZstdFree {
  void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

}  // namespace

struct LogFile::State {
  std::filesystem::path plain_path;
  std::filesystem::path packed_path;
  std::string buffer;
  File file;
  std::unique_ptr<ZSTD_CCtx, ZstdFree> packer;
  std::uint64_t written_bytes = 0;
  int error = 0;

  void put(std::string_view bytes) {
    if (error == 0 && std::fwrite(bytes.data(), 1, bytes.size(), file.get()) != bytes.size()) error = errno;
  }
  void pack(std::string_view bytes, ZSTD_EndDirective mode) {
    std::array<char, 1U << 16U> out{};
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (;;) {
      ZSTD_outBuffer room{out.data(), out.size(), 0};
      const std::size_t left = ZSTD_compressStream2(packer.get(), &room, &in, mode);
      if (ZSTD_isError(left) != 0U) {
        error = EIO;
        return;
      }
      put({out.data(), room.pos});
      if (mode == ZSTD_e_continue ? in.pos == in.size : left == 0) return;
    }
  }
  void turn_to_packed();
};

/// The log has outgrown the plain form: what is there is compressed once, and the rest follows it.
void LogFile::State::turn_to_packed() {
  file.reset();
  File plain{std::fopen(plain_path.c_str(), "rb")};
  file.reset(std::fopen(packed_path.c_str(), "wb"));
  packer.reset(ZSTD_createCCtx());
  if (!plain || !file || !packer) {
    error = errno != 0 ? errno : ENOMEM;
    return;
  }
  std::string chunk(kBufferBytes, '\0');
  while (const std::size_t got = std::fread(chunk.data(), 1, chunk.size(), plain.get())) {
    pack({chunk.data(), got}, ZSTD_e_continue);
  }
  std::filesystem::remove(plain_path);
}

LogFile::LogFile(std::filesystem::path folder, std::string name) : state_{std::make_unique<State>()} {
  state_->plain_path = folder / (name + ".log");
  state_->packed_path = folder / (name + ".log.zst");
  state_->buffer.reserve(kBufferBytes + (64U << 10U));
  state_->file.reset(std::fopen(state_->plain_path.c_str(), "wb"));
  if (!state_->file) state_->error = errno;
}
LogFile::~LogFile() = default;
LogFile::LogFile(LogFile&&) noexcept = default;
LogFile& LogFile::operator=(LogFile&&) noexcept = default;

std::string& LogFile::buffer() noexcept { return state_->buffer; }

void LogFile::write_out() {
  State& state = *state_;
  if (state.buffer.size() < kBufferBytes) return;
  if (!state.packer && state.written_bytes + state.buffer.size() > kPlainBytesMax) state.turn_to_packed();
  if (state.packer) state.pack(state.buffer, ZSTD_e_continue);
  else state.put(state.buffer);
  state.written_bytes += state.buffer.size();
  state.buffer.clear();
}

Result<void> LogFile::close() {
  State& state = *state_;
  if (state.packer) state.pack(state.buffer, ZSTD_e_end);
  else if (state.file) state.put(state.buffer);
  state.buffer.clear();
  if (state.error == 0 && std::fflush(state.file.get()) != 0) state.error = errno;
  if (state.error == 0) return {};
  return fail("cannot write \"" + state.plain_path.string() + "\": " + std::strerror(state.error) +
              ". Free space there or choose another --out.");
}

LogWriter::LogWriter(const std::filesystem::path& folder) {
  record::for_each_record(
      [&]<class R>(std::type_identity<R>) { files_.emplace_back(folder, std::string{record::schema_of<R>.log}); });
}

void LogWriter::write(const Window& window) {
  std::size_t index = 0;
  record::for_each_record([&]<class R>(std::type_identity<R>) {
    LogFile& file = files_[index++];
    for (const R& row : window.of<R>()) {
      record::append_json(file.buffer(), row);
      file.buffer().push_back('\n');
      file.write_out();
    }
  });
}

Result<void> LogWriter::close() {
  Result<void> result;
  for (LogFile& file : files_) {
    if (auto closed = file.close(); !closed && result) result = closed;
  }
  return result;
}

}  // namespace wardwatch::pipeline
