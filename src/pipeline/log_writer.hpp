#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <string>

#include "core/result.hpp"
#include "pipeline/window.hpp"

namespace wardwatch::pipeline {

/// Writes one log of the case: plain up to a size that tools open easily, compressed with Zstandard beyond it.
class LogFile {
 public:
  LogFile(std::filesystem::path folder, std::string name);
  ~LogFile();
  LogFile(LogFile&&) noexcept;
  LogFile& operator=(LogFile&&) noexcept;

  /// The buffer that rows are appended to; `write_out` empties it when it is large enough.
  [[nodiscard]] std::string& buffer() noexcept;
  void write_out();
  [[nodiscard]] Result<void> close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// All logs of a case, from the windows of the merged order.
class LogWriter {
 public:
  explicit LogWriter(const std::filesystem::path& folder);
  void write(const Window& window);
  [[nodiscard]] Result<void> close();

 private:
  std::vector<LogFile> files_;  ///< In the order of `AllRecords`.
};

}  // namespace wardwatch::pipeline
