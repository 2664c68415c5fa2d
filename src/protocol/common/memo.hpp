#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace wardwatch::protocol {

/// What the sessions of one worker remember together, one object of each type. Only results that follow from bytes
/// alone belong here: sharing them, or not, must never show in a record. Each type bounds its own size.
class Memo {
 public:
  template <class T>
  [[nodiscard]] T& of() {
    for (const auto& [tag, object] : objects_) {
      if (tag == &kTag<T>) return static_cast<Held<T>&>(*object).value;
    }
    objects_.emplace_back(&kTag<T>, std::make_unique<Held<T>>());
    return static_cast<Held<T>&>(*objects_.back().second).value;
  }

 private:
  struct Object {
    virtual ~Object() = default;
  };
  template <class T>
  struct Held final : Object {
    T value;
  };
  template <class T>
  static constexpr char kTag = 0;

  std::vector<std::pair<const char*, std::unique_ptr<Object>>> objects_;
};

}  // namespace wardwatch::protocol
