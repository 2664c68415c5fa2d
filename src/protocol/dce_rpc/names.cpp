#include "protocol/dce_rpc/names.hpp"

#include <algorithm>
#include <array>

#include "core/digest.hpp"

namespace wardwatch::protocol::dce_rpc {
namespace {

struct Interface {
  std::string_view uuid;
  std::string_view name;
};
constexpr Interface kInterfaces[] = {
#include "protocol/dce_rpc/interfaces.inc"
};

struct Operation {
  std::string_view interface;
  std::uint16_t number;
  std::string_view name;
};
constexpr Operation kOperations[] = {
#include "protocol/dce_rpc/operations.inc"
};

constexpr bool is_before(const Operation& operation, std::string_view interface, std::uint16_t number) noexcept {
  return operation.interface != interface ? operation.interface < interface : operation.number < number;
}

}  // namespace

std::string uuid_text(Bytes uuid) {
  constexpr std::array<std::size_t, 16> kOrder{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
  std::string out;
  if (uuid.size() != kOrder.size()) return out;
  for (std::size_t i = 0; i < kOrder.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += hex(uuid.subspan(kOrder[i], 1));
  }
  return out;
}

std::string interface_name(std::string_view uuid) {
  const auto* found = std::lower_bound(std::begin(kInterfaces), std::end(kInterfaces), uuid,
                                       [](const Interface& row, std::string_view wanted) { return row.uuid < wanted; });
  return std::string{found != std::end(kInterfaces) && found->uuid == uuid ? found->name : uuid};
}

std::string operation_name(std::string_view interface, std::uint16_t number) {
  const auto* found = std::partition_point(std::begin(kOperations), std::end(kOperations),
                                           [&](const Operation& row) { return is_before(row, interface, number); });
  if (found != std::end(kOperations) && found->interface == interface && found->number == number) {
    return std::string{found->name};
  }
  return "unknown-" + std::to_string(number);
}

}  // namespace wardwatch::protocol::dce_rpc
