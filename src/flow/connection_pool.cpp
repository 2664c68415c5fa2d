#include <memory>
#include <new>

#include "flow/flow_index.hpp"

namespace wardwatch::flow {

ConnectionPool::~ConnectionPool() {
  for (std::uint32_t number = 0; number < begun_; ++number) std::destroy_at(&at(number));
}

void ConnectionPool::Release::operator()(Connection* block) const noexcept {
  ::operator delete (static_cast<void*>(block), std::align_val_t{alignof(Connection)});
}

std::uint32_t ConnectionPool::take() {
  ++used_;
  std::uint32_t number = begun_;
  if (!free_.empty()) {
    number = free_.back();
    free_.pop_back();
  } else {
    if (begun_ == blocks_.size() * kBlock) {
      void* memory = ::operator new (kBlock * sizeof(Connection), std::align_val_t{alignof(Connection)});
      blocks_.emplace_back(static_cast<Connection*>(memory));
    }
    ++begun_;
    std::construct_at(&at(number));
  }
  at(number).in_use = true;
  return number;
}

}  // namespace wardwatch::flow
