#include "stix/collection.hpp"

#include <algorithm>

namespace wardwatch::stix {
namespace {

/// Which of the limits an object counts towards.
std::size_t group_of(Type type) noexcept {
  if (type == Type::report || type == Type::note) return 0;
  return type == Type::actor || type == Type::identity || type == Type::relationship ? 1 : 2;
}

std::size_t bytes_of(const Object& object) noexcept {
  std::size_t sum = object.name.size() + object.text.size() + object.origin.size();
  for (const std::string& ref : object.refs) sum += ref.size();
  for (const std::string& alias : object.aliases) sum += alias.size();
  return sum;
}

std::string sentence_of(std::uint64_t faulty, std::uint64_t left_out, bool ends_early) {
  std::string problem;
  const auto say = [&](const std::string& text) { problem.append(problem.empty() ? "" : "; ").append(text); };
  if (ends_early) say("ends within its list of objects");
  if (faulty > 0)
    say(std::to_string(faulty) +
        " objects could not be read: no STIX, longer than 4 MiB or nested deeper "
        "than 32");
  if (left_out > 0) say(std::to_string(left_out) + " objects were left out: give the bundles in parts");
  return problem;
}

}  // namespace

ReadStatus Collection::read(ObjectReader::Feed feed, std::uint32_t source, const std::function<bool()>& go_on) {
  constexpr std::uint64_t kAskedEach = 1024;
  ReadStatus status;
  std::uint64_t left_out = 0;
  ObjectReader reader{std::move(feed)};
  for (std::string text; reader.next(text);) {
    std::optional<Object> object = read_object(text);
    if (!object) {
      ++status.faulty;
      continue;
    }
    ++status.objects;
    if (object->type != Type::other && !add(std::move(*object), source)) ++left_out;
    if (status.objects % kAskedEach == 0 && go_on && !go_on()) break;
  }
  status.problem = sentence_of(status.faulty, left_out, reader.ends_early());
  return status;
}

bool Collection::add(Object&& object, std::uint32_t source) {
  if (const auto found = known_.find(object.id); found != known_.end()) {
    const std::size_t index = found->second;
    Kept& kept = kept_[index];
    const bool is_version = kept.object.creator == object.creator && kept.object.type == object.type;
    if (!is_version || object.modified <= kept.object.modified) return true;
    text_bytes_ = text_bytes_ - bytes_of(kept.object) + bytes_of(object);
    known_.erase(found);  // Its key borrows from the older version.
    kept = {std::move(object), source};
    known_.emplace(kept.object.id, index);
    return true;
  }
  std::size_t& count = counts_[group_of(object.type)];
  const std::size_t bytes = bytes_of(object);
  if (count >= kObjectsMax || text_bytes_ + bytes > kTextBytesMaxAll) return false;
  ++count;
  text_bytes_ += bytes;
  kept_.push_back({std::move(object), source});
  known_.emplace(kept_.back().object.id, kept_.size() - 1);
  return true;
}

std::uint64_t Collection::revoked_count() const noexcept {
  return static_cast<std::uint64_t>(
      std::count_if(kept_.begin(), kept_.end(), [](const Kept& kept) { return kept.object.is_revoked; }));
}

}  // namespace wardwatch::stix
