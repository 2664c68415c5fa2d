#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "taxii/https.hpp"

namespace wardwatch::taxii {

inline constexpr std::size_t kResourceBytesMax = 4U << 20U;  ///< Of a description of roots or collections.
inline constexpr std::size_t kPageBytesMax = 64U << 20U;     ///< Of one answer with objects.

/// Lets so much time pass; false when the user does not want to wait any longer.
using Wait = std::function<bool(std::chrono::seconds)>;

/// Why a question has no good answer; `status` is the server's, 0 when it gave none.
struct Refusal {
  std::string what;
  int status = 0;
};
template <class T>
using Answer = tl::expected<T, Refusal>;

/// A collection (TAXII 2.1 section 5.2).
struct CollectionFacts {
  std::string url;  ///< Ends in a slash.
  std::string id;
  std::string title;
  bool can_read = false;
};

/// One page of a collection's objects (TAXII 2.1 section 5.4).
struct Page {
  std::string envelope;
  std::uint64_t objects = 0;
  bool has_more = false;
  std::string next;
  std::string added_last;
};

/// Asks a TAXII 2.1 server. Waits and asks again where the server or the way to it is in trouble, as often as makes sense;
/// follows redirects on the same host; takes no answer that is not TAXII 2.1.
class Client {
 public:
  Client(Https& https, Wait wait) : https_{https}, wait_{std::move(wait)} {}

  /// The collections that an address stands for: itself, all of an API root, or all of all API roots of a server.
  [[nodiscard]] Result<std::vector<CollectionFacts>> collections(const std::string& url);
  /// One page; `url` has the query. What is asked is in the refusal.
  [[nodiscard]] Answer<Page> page(const std::string& url);

 private:
  [[nodiscard]] Answer<Response> ask(std::string url, std::size_t bytes_max);
  /// How long to wait before the next try; nothing when there is none.
  [[nodiscard]] std::optional<std::chrono::seconds> pause_after(const tl::expected<Response, NoResponse>& answer,
                                                                int attempt);
  [[nodiscard]] Result<void> add_root(const std::string& url, std::vector<CollectionFacts>& found);

  Https& https_;
  Wait wait_;
};

}  // namespace wardwatch::taxii
