#include "protocol/x509/host_name.hpp"

#include <algorithm>

namespace wardwatch::protocol::x509 {
namespace {

constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_same(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

bool is_international(std::string_view label) noexcept {
  return label.size() >= 4 && is_same(label.substr(0, 4), "xn--");
}

constexpr bool is_host_character(char c) noexcept {
  return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-';
}

}  // namespace

bool is_name_of_host(std::string_view certificate_name, std::string_view host) noexcept {
  if (host.empty() || certificate_name.empty()) return false;
  if (is_same(certificate_name, host)) return true;
  const std::size_t star = certificate_name.find('*');
  const std::size_t label_end = certificate_name.find('.');
  if (star == std::string_view::npos || label_end == std::string_view::npos || star > label_end) return false;
  if (certificate_name.find('*', star + 1) != std::string_view::npos) return false;
  const std::string_view suffix = certificate_name.substr(label_end);
  if (std::count(suffix.begin(), suffix.end(), '.') < 2) return false;

  const std::size_t host_label_end = host.find('.');
  if (host_label_end == std::string_view::npos || host_label_end == 0) return false;
  if (!is_same(suffix, host.substr(host_label_end))) return false;
  const std::string_view before = certificate_name.substr(0, star);
  const std::string_view after = certificate_name.substr(star + 1, label_end - star - 1);
  const std::string_view label = host.substr(0, host_label_end);
  if (label.size() < before.size() + after.size()) return false;
  const bool is_partial = !before.empty() || !after.empty();
  // RFC 6125 6.4.3: a part of an internationalised label means nothing.
  if (is_partial && (is_international(certificate_name) || is_international(label))) return false;
  if (!is_same(label.substr(0, before.size()), before) || !is_same(label.substr(label.size() - after.size()), after)) {
    return false;
  }
  const std::string_view matched = label.substr(before.size(), label.size() - before.size() - after.size());
  return (is_partial || !matched.empty()) && std::all_of(matched.begin(), matched.end(), is_host_character);
}

}  // namespace wardwatch::protocol::x509
