#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/crc32.hpp"
#include "eventlog/binxml.hpp"
#include "eventlog/plan.hpp"
#include "eventlog/value.hpp"

namespace wardwatch::eventlog::testing {

/// Little-endian numbers, appended or overwritten.
template <class T>
void put(std::string& out, T number) {
  for (std::size_t i = 0; i < sizeof(T); ++i)
    out.push_back(static_cast<char>(static_cast<std::uint64_t>(number) >> (i * 8)));
}
template <class T>
void put_at(std::string& out, std::size_t at, T number) {
  for (std::size_t i = 0; i < sizeof(T); ++i)
    out[at + i] = static_cast<char>(static_cast<std::uint64_t>(number) >> (i * 8));
}

/// ASCII as UTF-16LE; the tests that need more write it themselves.
inline std::string utf16(std::string_view ascii) {
  std::string wide;
  for (const char c : ascii) put(wide, static_cast<std::uint16_t>(static_cast<unsigned char>(c)));
  return wide;
}

/// A value to write: type and bytes as they stand in the log.
struct Typed {
  ValueType type = ValueType::null;
  std::string bytes;
  bool is_array = false;

  static Typed text(std::string_view ascii) { return {ValueType::utf16, utf16(ascii)}; }
  template <class T>
  static Typed number(ValueType type, T value) {
    Typed typed{type, {}};
    put(typed.bytes, value);
    return typed;
  }
};

/// One event to write.
struct EventSpec {
  std::uint64_t number = 1;
  std::uint64_t filetime = 132'000'000'000'000'000ULL;  ///< In April 2019.
  std::uint64_t record_id = 0;                          ///< 0: the number.
  std::string provider = "Microsoft-Windows-Security-Auditing";
  std::string channel = "Security";
  std::string computer = "ws1.clinic.example";
  std::uint16_t event_id = 4624;
  std::uint8_t level = 0;
  std::uint32_t process_id = 600;
  std::uint32_t thread_id = 700;
  std::string user_sid;                             ///< Its bytes; none when empty.
  std::vector<std::pair<std::string, Typed>> data;  ///< An empty name is `Data` without one.
  std::string user_data_root;                       ///< Set: the data stands in UserData, in an element named so.
};

/// Writes one chunk as Windows does: names and templates stand where they are first used and are pointed to from then
/// on, System in one template, EventData in another that is a substitution of the first.
class ChunkBuilder {
 public:
  ChunkBuilder() { chunk_.assign(kChunkHeaderBytes, '\0'); }

  /// False when it does not fit any more; the event belongs in the next chunk then.
  bool add(const EventSpec& event) {
    const ChunkBuilder before = *this;
    const std::size_t start = chunk_.size();
    if (first_ == 0) first_ = event.number;
    last_ = event.number;
    last_record_ = start;
    chunk_.append("\x2a\x2a\0\0", 4);
    put(chunk_, std::uint32_t{0});
    put(chunk_, event.number);
    put(chunk_, event.filetime);
    fragment_header();
    system_instance(event);
    chunk_.push_back('\0');
    while ((chunk_.size() + kRecordTailBytes) % 8 != 0) chunk_.push_back('\0');
    const auto size = static_cast<std::uint32_t>(chunk_.size() + kRecordTailBytes - start);
    put(chunk_, size);
    put_at(chunk_, start + 4, size);
    if (chunk_.size() <= kChunkBytes) return true;
    *this = before;
    return false;
  }

  /// The whole chunk, with its checksums.
  [[nodiscard]] std::string bytes() const {
    std::string out = chunk_;
    const auto free_offset = static_cast<std::uint32_t>(out.size());
    out.resize(kChunkBytes, '\0');
    out.replace(0, 8, std::string_view{"ElfChnk\0", 8});
    for (const auto& [at, number] : {std::pair{8, first_}, {16, last_}, {24, first_}, {32, last_}})
      put_at(out, static_cast<std::size_t>(at), number);
    put_at(out, 40, std::uint32_t{128});
    put_at(out, 44, static_cast<std::uint32_t>(last_record_));
    put_at(out, 48, free_offset);
    seal(out);
    return out;
  }

  /// Writes the checksums anew, for tests that change something.
  static void seal(std::string& chunk) {
    const Bytes bytes = as_bytes(chunk);
    std::uint32_t free_offset = 0;
    std::memcpy(&free_offset, &chunk[48], 4);
    put_at(chunk, 52, crc32(bytes.subspan(kChunkHeaderBytes, free_offset - kChunkHeaderBytes)));
    put_at(chunk, 124, crc32(as_bytes(chunk).subspan(128, 384), crc32(as_bytes(chunk).first(120))));
  }

 private:
  void fragment_header() { chunk_.append("\x0f\x01\x01\0", 4); }

  void name(std::string_view text) {
    const auto known = names_.find(std::string{text});
    if (known != names_.end()) return put(chunk_, known->second);
    const auto offset = static_cast<std::uint32_t>(chunk_.size() + 4);
    names_[std::string{text}] = offset;
    put(chunk_, offset);
    put(chunk_, std::uint32_t{0});
    put(chunk_, name_hash(as_bytes(utf16(text))));
    put(chunk_, static_cast<std::uint16_t>(text.size()));
    chunk_ += utf16(text) + std::string(2, '\0');
  }
  /// Sizes of elements and attribute lists are not needed for reading; Windows writes them, so they are.
  std::size_t open_element(std::string_view text, bool has_attributes) {
    chunk_.push_back(has_attributes ? '\x41' : '\x01');
    put(chunk_, std::uint16_t{0xffff});
    const std::size_t size_at = chunk_.size();
    put(chunk_, std::uint32_t{0});
    name(text);
    if (has_attributes) put(chunk_, std::uint32_t{0});
    return size_at;
  }
  void end_element(std::size_t size_at, bool is_empty = false) {
    chunk_.push_back(is_empty ? '\x03' : '\x04');
    put_at(chunk_, size_at, static_cast<std::uint32_t>(chunk_.size() - size_at - 4));
  }
  void attribute(std::string_view text) {
    chunk_.push_back('\x06');
    name(text);
  }
  void literal(std::string_view text) {
    chunk_.append("\x05\x01", 2);
    put(chunk_, static_cast<std::uint16_t>(text.size()));
    chunk_ += utf16(text);
  }
  void substitution(std::uint16_t index, ValueType type, bool is_optional = true) {
    chunk_.push_back(is_optional ? '\x0e' : '\x0d');
    put(chunk_, index);
    chunk_.push_back(static_cast<char>(type));
  }
  void element(std::string_view text, std::uint16_t index, ValueType type) {
    const std::size_t at = open_element(text, false);
    chunk_.push_back('\x02');
    substitution(index, type);
    end_element(at);
  }

  /// The head of an instance; `write` writes the definition's content when it is not in the chunk yet.
  template <class Write>
  void instance_head(const std::string& key, Write&& write) {
    const auto known = templates_.find(key);
    const bool is_new = known == templates_.end();
    const auto offset = is_new ? static_cast<std::uint32_t>(chunk_.size() + 10) : known->second;
    const std::uint32_t id = crc32(as_bytes(key));
    chunk_.append("\x0c\x01", 2);
    put(chunk_, id);
    put(chunk_, offset);
    if (!is_new) return;
    templates_[key] = offset;
    put(chunk_, std::uint32_t{0});
    put(chunk_, id);
    chunk_.append(12, '\x11');
    const std::size_t size_at = chunk_.size();
    put(chunk_, std::uint32_t{0});
    fragment_header();
    write();
    chunk_.push_back('\0');
    put_at(chunk_, size_at, static_cast<std::uint32_t>(chunk_.size() - size_at - 4));
  }
  void values(const std::vector<Typed>& all) {
    put(chunk_, static_cast<std::uint32_t>(all.size()));
    for (const Typed& value : all) {
      put(chunk_, static_cast<std::uint16_t>(value.bytes.size()));
      chunk_.push_back(static_cast<char>(static_cast<unsigned>(value.type) | (value.is_array ? kArrayFlag : 0U)));
      chunk_.push_back('\0');
    }
    for (const Typed& value : all) chunk_ += value.bytes;
  }

  void system_template() {
    const std::size_t event = open_element("Event", true);
    attribute("xmlns");
    literal("http://schemas.microsoft.com/win/2004/08/events/event");
    chunk_.push_back('\x02');
    const std::size_t system = open_element("System", false);
    chunk_.push_back('\x02');
    const auto with_attributes = [&](std::string_view text, std::vector<std::pair<std::string_view, Typed>> parts) {
      const std::size_t at = open_element(text, true);
      for (const auto& [key, typed] : parts) {
        attribute(key);
        substitution(static_cast<std::uint16_t>(typed.bytes[0]), typed.type);
      }
      end_element(at, true);
    };
    const auto sub = [](char index, ValueType type) { return Typed{type, std::string(1, index)}; };
    with_attributes("Provider", {{"Name", sub(9, ValueType::utf16)}});
    element("EventID", 1, ValueType::uint16);
    element("Level", 0, ValueType::uint8);
    with_attributes("TimeCreated", {{"SystemTime", sub(2, ValueType::filetime)}});
    element("EventRecordID", 3, ValueType::uint64);
    with_attributes("Execution", {{"ProcessID", sub(4, ValueType::uint32)}, {"ThreadID", sub(5, ValueType::uint32)}});
    element("Channel", 6, ValueType::utf16);
    element("Computer", 7, ValueType::utf16);
    with_attributes("Security", {{"UserID", sub(8, ValueType::sid)}});
    end_element(system);
    substitution(10, ValueType::binxml);
    end_element(event);
  }

  void data_template(const EventSpec& event) {
    const bool is_user_data = !event.user_data_root.empty();
    const std::size_t outer = open_element(is_user_data ? "UserData" : "EventData", false);
    chunk_.push_back('\x02');
    std::size_t root = 0;
    if (is_user_data) {
      root = open_element(event.user_data_root, false);
      chunk_.push_back('\x02');
    }
    std::uint16_t index = 0;
    for (const auto& [key, value] : event.data) {
      const bool is_attribute = !is_user_data && !key.empty();
      const std::size_t at = open_element(is_user_data ? key : "Data", is_attribute);
      if (is_attribute) {
        attribute("Name");
        literal(key);
      }
      chunk_.push_back('\x02');
      substitution(index++, value.type);
      end_element(at);
    }
    if (is_user_data) end_element(root);
    end_element(outer);
  }

  void system_instance(const EventSpec& event) {
    instance_head("System", [&] { system_template(); });
    // The inner instance is the value of a substitution: its size must be known before it is written, and where it
    // stands decides the offsets in it. So it is written in its place, and the size put in afterwards.
    std::vector<Typed> all{
        Typed::number(ValueType::uint8, event.level),
        Typed::number(ValueType::uint16, event.event_id),
        Typed::number(ValueType::filetime, event.filetime),
        Typed::number(ValueType::uint64, event.record_id == 0 ? event.number : event.record_id),
        Typed::number(ValueType::uint32, event.process_id),
        Typed::number(ValueType::uint32, event.thread_id),
        Typed::text(event.channel),
        Typed::text(event.computer),
        Typed{event.user_sid.empty() ? ValueType::null : ValueType::sid, event.user_sid},
        Typed::text(event.provider),
        Typed{ValueType::binxml, {}},
    };
    const std::size_t descriptors = chunk_.size() + 4;
    values(all);
    const std::size_t start = chunk_.size();
    if (!event.data.empty()) data_instance(event);
    put_at(chunk_, descriptors + (all.size() - 1) * 4, static_cast<std::uint16_t>(chunk_.size() - start));
  }

  void data_instance(const EventSpec& event) {
    std::string key = event.provider + std::to_string(event.event_id) + event.user_data_root;
    std::vector<Typed> all;
    for (const auto& [field, value] : event.data) {
      key += "/" + field;
      all.push_back(value);
    }
    fragment_header();
    instance_head(key, [&] { data_template(event); });
    values(all);
    chunk_.push_back('\0');
  }

  std::string chunk_;
  std::map<std::string, std::uint32_t> names_;
  std::map<std::string, std::uint32_t> templates_;
  std::uint64_t first_ = 0;
  std::uint64_t last_ = 0;
  std::size_t last_record_ = 0;
};

/// A log of as many chunks as its events need.
class LogBuilder {
 public:
  void add(const EventSpec& event) {
    if (!open_.add(event)) {
      chunks_.push_back(open_.bytes());
      open_ = ChunkBuilder{};
      open_.add(event);
    }
    last_ = event.number;
  }

  /// `flags`: 1 as Windows leaves a log that is open.
  [[nodiscard]] std::string bytes(std::uint32_t flags = 0) const {
    std::vector<std::string> chunks = chunks_;
    chunks.push_back(open_.bytes());
    std::string file(kFileHeaderBytes, '\0');
    file.replace(0, 8, std::string_view{"ElfFile\0", 8});
    put_at(file, 16, std::uint64_t{chunks.size() - 1});
    put_at(file, 24, last_ + 1);
    put_at(file, 32, std::uint32_t{128});
    put_at(file, 36, std::uint16_t{1});
    put_at(file, 38, std::uint16_t{3});
    put_at(file, 40, std::uint16_t{kFileHeaderBytes});
    put_at(file, 42, static_cast<std::uint16_t>(chunks.size()));
    put_at(file, 120, flags);
    put_at(file, 124, crc32(as_bytes(file).first(120)));
    for (const std::string& chunk : chunks) file += chunk;
    return file;
  }

 private:
  std::vector<std::string> chunks_;
  ChunkBuilder open_;
  std::uint64_t last_ = 0;
};

}  // namespace wardwatch::eventlog::testing
