#pragma once

#include <map>
#include <set>

#include "core/bytes.hpp"
#include "core/result.hpp"
#include "intel/attack.hpp"
#include "intel/object_splitter.hpp"

namespace wardwatch::intel {

/// What of a bundle was not taken, and why.
struct LeftOut {
  std::size_t revoked = 0;     ///< Techniques and groups that MITRE has withdrawn.
  std::size_t deprecated = 0;  ///< And those that it keeps no longer.
  std::size_t uses = 0;        ///< Uses that are withdrawn, or of a technique or group that is left out or not there.
  std::size_t unreadable = 0;  ///< Objects that are no JSON, too long or too deep.
  std::size_t malformed = 0;   ///< Techniques and groups without ATT&CK's id or a name.
  bool is_cut_short = false;   ///< The bytes end inside of something.
};

/// Reads ATT&CK as MITRE publishes it: a STIX 2.0 or 2.1 bundle, object by object, in one file or in several of which
/// one may have the objects and another the relationships. Any bytes; memory is bounded by the limits in attack.hpp.
class BundleReader {
 public:
  void feed(Bytes bytes);
  /// A file ends here; the next one begins anew.
  void end_file();
  /// What was read, complete and in order. Fails when there is nothing to compare with: no technique, no group, or no use
  /// of one by the other; and when the bundle is larger than ATT&CK can be.
  [[nodiscard]] Result<Attack> finish();
  [[nodiscard]] const LeftOut& left_out() const noexcept { return left_out_; }

 private:
  struct Object {
    std::string id, name;
    std::vector<std::string> aliases;
    bool is_left_out = false;
  };
  void take(std::string_view text);
  struct Shape;
  void take_object(const Shape& shape, std::map<std::string, Object>& into);
  void take_relationship(const Shape& shape);
  void take_collection(const Shape& shape);
  void take_marking(const Shape& shape);

  ObjectSplitter splitter_;
  std::map<std::string, Object> techniques_, groups_;   ///< By their STIX ids.
  std::set<std::pair<std::string, std::string>> uses_;  ///< Group, technique.
  std::map<std::string, std::size_t> domains_;          ///< How many objects are of each.
  std::string title_, version_, changed_, newest_, copyright_;
  LeftOut left_out_;
  bool has_list_ = false, is_too_large_ = false;
};

}  // namespace wardwatch::intel
