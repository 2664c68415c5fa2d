#include "protocol/ssh/kex.hpp"

#include "core/digest.hpp"

namespace wardwatch::protocol::ssh {
namespace {

constexpr std::size_t kCookieBytes = 16;
constexpr std::size_t kListMaxBytes = 8192;

/// Takes the first name off a list.
std::string_view take_name(std::string_view& list) noexcept {
  const std::size_t comma = list.find(',');
  const std::string_view name = list.substr(0, comma);
  list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
  return name;
}

bool contains(std::string_view list, std::string_view wanted) noexcept {
  while (!list.empty()) {
    if (take_name(list) == wanted) return true;
  }
  return false;
}

}  // namespace

Parsed<Offer> parse_kexinit(Bytes payload) {
  Reader in{payload};
  in.skip(kCookieBytes, "cookie");
  Offer offer;
  for (std::string& list : offer.lists) {
    const std::uint32_t length_bytes = in.u32be("name_list_length");
    in.require_limit(length_bytes <= kListMaxBytes, "name_list_length");
    list = as_text(in.bytes(length_bytes, "name_list"));
  }
  return in.finish([&offer] { return std::move(offer); });
}

std::string chosen(std::string_view client, std::string_view server) {
  constexpr std::size_t kNamesMax = 64;
  for (std::size_t i = 0; i < kNamesMax && !client.empty(); ++i) {
    const std::string_view name = take_name(client);
    if (contains(server, name)) return std::string{name};
  }
  return {};
}

std::string hassh(const Offer& offer, bool is_server) {
  const auto& lists = offer.lists;
  const std::string text = lists[Offer::kex] + ';' + lists[is_server ? Offer::cipher_in : Offer::cipher_out] + ';' +
                           lists[is_server ? Offer::mac_in : Offer::mac_out] + ';' +
                           lists[is_server ? Offer::compression_in : Offer::compression_out];
  return hex(md5(as_bytes(text)));
}

}  // namespace wardwatch::protocol::ssh
