#include "taxii/fetch.hpp"

#include <fstream>

#include <nlohmann/json.hpp>

#include "taxii/address.hpp"

namespace wardwatch::taxii {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::uint64_t kPagesMax = 1'000'000;  ///< Of one run; a server that never ends is left.
constexpr std::size_t kStateBytesMax = 16U << 20U;

/// How far the fetching of one collection has come.
struct Mark {
  std::string added_after;  ///< Where this round began; after it, where the next one begins.
  std::string next;         ///< The page that comes next, while a round is under way.
  std::string reached;      ///< When the last object that came in this round was added.
};

std::string text_at(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

/// The marks of all collections, in a file.
class Marks {
 public:
  explicit Marks(fs::path path) : path_{std::move(path)} {}

  Result<void> load() {
    std::error_code error;
    if (!fs::exists(path_, error)) return {};
    if (fs::file_size(path_, error) > kStateBytesMax || error) return unreadable();
    std::ifstream in{path_, std::ios::binary};
    all_ = Json::parse(in, nullptr, false);
    if (!in || !all_.is_object()) return unreadable();
    for (const Json& one : all_) {
      if (!one.is_object()) return unreadable();
    }
    return {};
  }

  [[nodiscard]] Mark of(const std::string& key) const {
    const auto found = all_.find(key);
    if (found == all_.end()) return {};
    return {text_at(*found, "added_after"), text_at(*found, "next"), text_at(*found, "reached")};
  }

  /// As a whole or not at all.
  Result<void> save(const std::string& key, const Mark& mark) {
    all_[key] = {{"added_after", mark.added_after}, {"next", mark.next}, {"reached", mark.reached}};
    fs::path partial = path_;
    partial.replace_extension(".partial");
    std::ofstream out{partial, std::ios::binary};
    out << all_.dump(1, ' ', false, Json::error_handler_t::replace) << "\n";
    out.close();
    std::error_code error;
    if (out) fs::rename(partial, path_, error);
    if (!out || error)
      return fail("cannot write \"" + path_.string() + "\": is its folder writable, and the disk not full?");
    return {};
  }

 private:
  [[nodiscard]] Result<void> unreadable() const {
    return fail("\"" + path_.string() +
                "\" does not say how far the fetching came. Remove it, and everything is fetched again");
  }

  fs::path path_;
  Json all_ = Json::object();
};

/// What a server says that does not know its own `next` any more (TAXII 2.1 section 3.4 leaves it open).
bool is_forgetting(int status) noexcept { return status == 400 || status == 404 || status == 410 || status == 422; }

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out.append(out.empty() ? "" : ",").append(text);
  return out;
}

std::string page_url(const CollectionFacts& collection, const FetchOptions& options, const Mark& mark) {
  std::string url = with_query(collection.url + "objects/", "limit", std::to_string(options.limit));
  if (!mark.added_after.empty()) url = with_query(std::move(url), "added_after", mark.added_after);
  if (!options.types.empty()) url = with_query(std::move(url), "match[type]", joined(options.types));
  if (!mark.next.empty()) url = with_query(std::move(url), "next", mark.next);
  return url;
}

/// One round: from where the last one ended, or was interrupted, to the end.
class Round {
 public:
  Round(Client& client, const CollectionFacts& collection, const FetchOptions& options)
      : client_{client}, collection_{collection}, options_{options}, marks_{options.state_file} {}

  Result<Fetched> run() {
    if (auto loaded = marks_.load(); !loaded) return tl::make_unexpected(loaded.error());
    key_ = collection_.url + (options_.types.empty() ? "" : " " + joined(options_.types));
    mark_ = marks_.of(key_);
    if (mark_.added_after.empty() && mark_.next.empty()) mark_.added_after = options_.added_after;
    bool is_resumed = !mark_.next.empty();
    while (fetched_.pages < kPagesMax) {
      auto page = client_.page(page_url(collection_, options_, mark_));
      if (!page && is_resumed && is_forgetting(page.error().status)) {
        // The server has forgotten where we were: the round begins again, and what comes twice is one.
        mark_.next.clear();
        is_resumed = false;
        continue;
      }
      if (!page) return fail(page.error().what);
      is_resumed = false;
      const bool is_last = !page->has_more;
      if (auto taken = take(*page); !taken) return tl::make_unexpected(taken.error());
      if (is_last) return fetched_;
    }
    return fail("\"" + collection_.url + "\" has no end: what came so far is kept");
  }

 private:
  Result<void> take(const Page& page) {
    if (page.objects > 0) {
      if (auto kept = options_.on_page(collection_, page); !kept) return kept;
    }
    ++fetched_.pages;
    fetched_.objects += page.objects;
    if (!page.added_last.empty()) mark_.reached = page.added_last;
    const std::string before = page_url(collection_, options_, mark_);
    if (!page.has_more) {
      if (!mark_.reached.empty()) mark_.added_after = mark_.reached;
      mark_.next.clear();
      mark_.reached.clear();
      return marks_.save(key_, mark_);
    }
    // A server need not hand out `next`: what was added later is the next page then (TAXII 2.1 section 3.4).
    mark_.next = page.next;
    if (page.next.empty() && !mark_.reached.empty()) mark_.added_after = mark_.reached;
    if (page_url(collection_, options_, mark_) == before)
      return fail("\"" + collection_.url +
                  "\" says that there is more and does not say where: its provider must mend it");
    return marks_.save(key_, mark_);
  }

  Client& client_;
  const CollectionFacts& collection_;
  const FetchOptions& options_;
  Marks marks_;
  std::string key_;
  Mark mark_;
  Fetched fetched_;
};

}  // namespace

Result<Fetched> fetch(Client& client, const CollectionFacts& collection, const FetchOptions& options) {
  return Round{client, collection, options}.run();
}

}  // namespace wardwatch::taxii
