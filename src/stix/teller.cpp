#include <algorithm>
#include <set>

#include "stix/collection.hpp"

namespace wardwatch::stix {
namespace {

constexpr std::size_t kReferredBytesMax = 256U << 10U;  ///< Of what one report refers to.
constexpr std::size_t kBesideMax = 200;                 ///< Notes and relationships of one object.
/// Of all that is put together: a hundred thousand reports that refer to the same long text are told without it.
constexpr std::size_t kWorkBytesMax = 512U << 20U;

}  // namespace

/// Puts together what belongs together. Follows references from a report to what it names, from there to notes and
/// relationships, and no further: cycles have no meaning here.
class Teller {
 public:
  explicit Teller(const Collection& collection) : collection_{collection} {
    for (const Collection::Kept& kept : collection.kept_) {
      const Object& object = kept.object;
      if (object.is_revoked || (object.type != Type::note && object.type != Type::relationship)) continue;
      for (const std::string& ref : object.refs) {
        auto& beside = beside_[ref];
        if (beside.size() < kBesideMax) beside.push_back(&object);
      }
    }
  }

  void tell(const std::function<void(Telling&&)>& on_telling) {
    for (const Type type : {Type::report, Type::note, Type::actor}) {
      for (const auto& [id, index] : collection_.known_) {
        const Collection::Kept& kept = collection_.kept_[index];
        if (kept.object.type != type || kept.object.is_revoked || told_.contains(&kept.object)) continue;
        // An actor of whom nothing is said but his name tells of nothing.
        if (type == Type::actor && kept.object.text.empty()) continue;
        on_telling(telling_of(kept));
      }
    }
  }

 private:
  [[nodiscard]] const Object* find(const std::string& id) const {
    const auto found = collection_.known_.find(id);
    if (found == collection_.known_.end()) return nullptr;
    const Object& object = collection_.kept_[found->second].object;
    return object.is_revoked ? nullptr : &object;
  }

  Telling telling_of(const Collection::Kept& kept) {
    const Object& object = kept.object;
    Telling out{kept.source, object.id, object.name, {}, {}, object.date, object.origin, object.text, {}, {}, {}};
    if (object.declared) out.declared = *object.declared;
    into_ = &out.text;
    beside_text_ = &out.beside;
    organisations_ = &out.organisations;
    room_ = std::min(kReferredBytesMax, kWorkBytesMax - std::min(kWorkBytesMax, done_bytes_));
    in_this_.clear();
    sellers_.clear();
    actors_.clear();
    in_this_.insert(&object);
    told_.insert(&object);
    if (object.is_threat) sellers_.insert(&object);
    for (const std::string& ref : object.refs) {
      if (const Object* other = find(ref)) put(*other);
    }
    put_beside(object);
    put_beside_actors();
    if (sellers_.size() == 1) {
      out.seller = (*sellers_.begin())->name;
      out.actor_id = (*sellers_.begin())->id;
    }
    done_bytes_ += out.text.size() + out.beside.size();
    return out;
  }

  void put_beside(const Object& object) {
    const auto found = beside_.find(object.id);
    if (found == beside_.end()) return;
    for (const Object* other : found->second) {
      if (other->type == Type::note) put_text(*other);
      else put_relationship(*other);
    }
  }

  /// Something that is referred to, and what stands beside it.
  void put(const Object& object) {
    if (object.type == Type::report) return;  // It is told itself.
    if (object.type == Type::relationship) return put_relationship(object);
    put_text(object);
    if (object.type != Type::observed) return;
    for (const std::string& ref : object.refs) {
      const Object* seen = find(ref);
      if (seen != nullptr && seen->type == Type::observable) put_text(*seen);
    }
  }

  /// "A targets B", and what both are in themselves.
  void put_relationship(const Object& object) {
    if (object.refs.size() != 2 || !in_this_.insert(&object).second) return;
    const Object* from = find(object.refs[0]);
    const Object* to = find(object.refs[1]);
    if (from == nullptr || to == nullptr) return;
    add_line(from->name + " " + object.verb + " " + to->name);
    add_line(object.text);
    for (const Object* end : {from, to}) {
      if (end->type != Type::report && end->type != Type::relationship) put_text(*end);
    }
  }

  void put_text(const Object& object) {
    if (!in_this_.insert(&object).second) return;
    if (object.type == Type::note || object.type == Type::actor) told_.insert(&object);
    add_line(object.name);
    if (object.type == Type::actor) return put_actor(object);
    if (object.type == Type::identity && into_ != beside_text_) organisations_->push_back(object.name);
    // Of an organisation only who it is: how it can be reached is no contact of a seller.
    if (object.type != Type::identity && object.type != Type::relationship) add_line(object.text);
  }

  /// His name is told; the rest stands beside, once all that is told is known.
  void put_actor(const Object& object) {
    if (into_ == beside_text_) return;
    if (object.is_threat) sellers_.insert(&object);
    actors_.push_back(&object);
  }

  /// Who is met here, by a relationship, is not looked at any further.
  void put_beside_actors() {
    into_ = beside_text_;
    for (const Object* actor : actors_) {
      for (const std::string& alias : actor->aliases) add_line(alias);
      add_line(actor->text);
      put_beside(*actor);
    }
  }

  void add_line(const std::string& line) {
    if (line.empty() || line == " " || line.size() + 1 > room_) return;
    room_ -= line.size() + 1;
    if (!into_->empty()) into_->push_back('\n');
    into_->append(line);
  }

  const Collection& collection_;
  std::map<std::string_view, std::vector<const Object*>> beside_;
  std::set<const Object*> told_;     ///< Not told again on their own.
  std::set<const Object*> in_this_;  ///< Already in the text that is being put together.
  std::set<const Object*> sellers_;
  std::vector<const Object*> actors_;  ///< Whom the text names, in its order.
  std::string* into_ = nullptr;
  std::string* beside_text_ = nullptr;
  std::vector<std::string>* organisations_ = nullptr;
  std::size_t room_ = 0;
  std::size_t done_bytes_ = 0;
};

void Collection::tell(const std::function<void(Telling&&)>& on_telling) const { Teller{*this}.tell(on_telling); }

}  // namespace wardwatch::stix
