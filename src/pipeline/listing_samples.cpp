#include "pipeline/listing_samples.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include "leak/verdict.hpp"
#include "pipeline/leak_rows.hpp"

namespace wardwatch::pipeline {
namespace {

/// A file that lies in memory alone, with a path by which another process of this user can open it.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view text) : descriptor_{::memfd_create("sample", MFD_CLOEXEC)} {
    is_written_ =
        descriptor_ >= 0 && ::write(descriptor_, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  }
  ~MemoryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] bool is_written() const noexcept { return is_written_; }
  [[nodiscard]] std::filesystem::path path() const {
    return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(descriptor_);
  }

 private:
  int descriptor_;
  bool is_written_ = false;
};

/// Rows of a table up to here tell nobody which column is what: they are read as text is, a person after the other.
constexpr std::size_t kLinesOfText = 20;

/// The cells of a line one after the other, and a blank line behind it, where a person ends.
std::string as_prose(std::string_view line) {
  std::string out;
  for (const char c : line) {
    if (c == '"') continue;
    const bool is_between = c == '|' || c == ';' || c == ',' || c == '\t' || c == ' ';
    if (!is_between) out.push_back(c);
    else if (!out.empty() && out.back() != ' ') out.push_back(' ');
  }
  return out + "\n\n";
}

std::string text_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += lines.size() <= kLinesOfText ? as_prose(line) : line + "\n";
  return text;
}

/// All of the people that a seller shows are in the store, so many as chance would rarely put there. What is asked of a
/// leaked table, where a few people in common mean little, is more than three or four people can show.
bool is_whole_sample(const leak::StoreAnswer& answer) {
  constexpr double kByChanceMax = 0.02;
  return answer.matched == answer.people_in_sample && answer.matched >= 3 &&
         leak::at_least_by_chance(answer.matched, answer.by_chance) < kByChanceMax;
}

/// The store that the sample is from; that it is from none only when that is sure of each.
std::optional<SampleMatch> concluded(const std::vector<leak::StoreAnswer>& answers, const leak::Index& fingerprints) {
  const leak::StoreAnswer* best = nullptr;
  bool is_sure = !answers.empty();
  for (const leak::StoreAnswer& answer : answers) {
    if (answer.people_in_sample == 0) return std::nullopt;
    is_sure = is_sure && answer.verdict == leak::Verdict::not_from_store;
    const bool is_from = answer.verdict == leak::Verdict::from_store || is_whole_sample(answer);
    if (is_from && (best == nullptr || answer.matched > best->matched)) best = &answer;
  }
  if (best != nullptr)
    return SampleMatch{true, fingerprints.stores()[best->store].path(), best->matched, start_of(best->window.after),
                       start_of(best->window.before)};
  if (is_sure) return SampleMatch{};
  return std::nullopt;
}

}  // namespace

MatchSample sample_matcher(stores::Auditor& auditor, const leak::Index& fingerprints, const std::atomic<bool>& stop) {
  return [&](const ListingSample& sample) -> std::optional<SampleMatch> {
    const MemoryFile file{text_of(sample.lines)};
    if (!file.is_written()) return std::nullopt;
    record::Batch<record::Datastore> stores;
    std::vector<record::StorePersons> people;
    const std::vector<std::filesystem::path> paths{file.path()};
    if (!auditor.audit(paths, stop, stores, &people) || people.size() != 1) return std::nullopt;
    return concluded(leak::answer(people.front(), fingerprints), fingerprints);
  };
}

}  // namespace wardwatch::pipeline
