#pragma once

#include <filesystem>
#include <functional>

#include "taxii/client.hpp"

namespace wardwatch::taxii {

struct FetchOptions {
  std::size_t limit = 1000;        ///< Objects asked for at once.
  std::string added_after;         ///< RFC 3339: nothing that was added before; only where nothing was fetched yet.
  std::vector<std::string> types;  ///< STIX types that are asked for; all when empty.
  /// Where it stands with each collection is kept here, so that the next run goes on.
  std::filesystem::path state_file;
  /// Keeps one page; an error ends the run, and what came before is good.
  std::function<Result<void>(const CollectionFacts&, const Page&)> on_page;
};

struct Fetched {
  std::uint64_t pages = 0;
  std::uint64_t objects = 0;
};

/// What a collection has that was not fetched before, page by page. After each page it is noted how far it went: whatever
/// interrupts it, the next run goes on there.
[[nodiscard]] Result<Fetched> fetch(Client& client, const CollectionFacts& collection, const FetchOptions& options);

}  // namespace wardwatch::taxii
