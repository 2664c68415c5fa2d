#include "zeeklog/log_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/hash.hpp"
#include "record/uid.hpp"
#include "zeeklog/assign.hpp"
#include "zeeklog/json_row.hpp"

namespace wardwatch::zeeklog {
namespace {

/// Our records of these names have Zeek's fields and meaning.
constexpr std::array<std::string_view, 20> kLogs{
    "conn", "dce_rpc", "dhcp", "dns",       "ftp",         "http", "kerberos", "ldap", "ldap_search", "mysql",
    "ntlm", "rdp",     "rfb",  "smb_files", "smb_mapping", "snmp", "ssh",      "ssl",  "weird",       "x509"};

constexpr bool is_wanted_path(std::string_view path) {
  return std::find(kLogs.begin(), kLogs.end(), path) != kLogs.end();
}

template <record::Record R>
constexpr bool is_zeeks = is_wanted_path(record::schema_of<R>.log);

/// `smb_files.2018-03-24-17-00-00.log.gz` and `conn_20180324.log` are called after their logs; rotation adds a time.
std::string path_of_name(std::string_view file_name) {
  std::string_view longest = file_name.substr(0, file_name.find('.'));  // Of logs that no records are made of.
  std::size_t known_bytes = 0;
  for (const std::string_view log : kLogs) {
    if (!file_name.starts_with(log) || log.size() < known_bytes) continue;
    const std::string_view rest = file_name.substr(log.size());
    const bool ends = rest.empty() || rest.front() < 'a' || rest.front() > 'z';
    const bool goes_on = rest.size() > 1 && rest.front() == '_' && rest[1] >= 'a' && rest[1] <= 'z';  // conn_extra.log
    if (!ends || goes_on) continue;
    known_bytes = log.size();
    longest = log;
  }
  return std::string{longest};
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

Identity identify_table(std::string_view text) {
  TableHeader header;
  while (text.starts_with('#')) {
    const std::string_view line = first_line(text);
    if (line.size() == text.size()) break;  // Cut.
    header.take(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line);
    text.remove_prefix(line.size() + 1);
  }
  if (header.fields.empty()) return {};
  return {Form::table, header.path, is_wanted_path(header.path)};
}

Identity identify_json(std::string_view text, std::string_view file_name) {
  Row row;
  const std::string_view line = first_line(text);
  if (line.size() > kLineMaxBytes || !read_json_row(line, row)) return {};
  const Value* path = row.find("_path");
  const bool has_ids = path != nullptr || row.find("uid") != nullptr || row.find("id.orig_h") != nullptr;
  const std::string name = path != nullptr ? std::string{path->text} : path_of_name(file_name);
  const bool is_wanted = is_wanted_path(name);  // Certificates and some oddities belong to no connection.
  if (row.find("ts") == nullptr || (!has_ids && !is_wanted)) return {};
  return {Form::json, name, is_wanted};
}

constexpr std::uint32_t protocol_number(std::string_view name) noexcept {
  constexpr std::array<std::pair<std::string_view, std::uint32_t>, 4> kNumbers{
      {{"tcp", 6}, {"udp", 17}, {"icmp", 1}, {"sctp", 132}}};
  for (const auto& [known, number] : kNumbers) {
    if (name == known) return number;
  }
  return 0;
}

}  // namespace

bool may_be_table(Bytes beginning) noexcept {
  const std::string_view text = as_text(beginning);
  return text.starts_with('#') &&
         (text.starts_with("#separator ") || text.find("\n#separator ") != std::string_view::npos);
}

Identity identify(Bytes beginning, std::string_view file_name) {
  const std::string_view text = as_text(beginning);
  if (may_be_table(beginning)) return identify_table(text);
  if (text.starts_with('{')) return identify_json(text, file_name);
  return {};
}

void LogReader::refuse(std::string_view why) {
  if (status_.faulty_lines++ == 0 && status_.first_fault.empty())
    status_.first_fault = "line " + std::to_string(line_number_) + " " + std::string{why};
}

bool LogReader::next_line() {
  held_.clear();
  line_is_too_long_ = false;
  for (;;) {
    if (piece_.empty()) piece_ = feed_();
    if (piece_.empty()) {
      line_ = held_;
      return !held_.empty() || line_is_too_long_;
    }
    const std::string_view text = as_text(piece_);
    const std::size_t end = text.find('\n');
    const std::string_view part = text.substr(0, end);
    piece_ = piece_.subspan(end == std::string_view::npos ? piece_.size() : end + 1);
    if (held_.size() + part.size() > kLineMaxBytes) {
      line_is_too_long_ = true;
      held_.clear();
    }
    const bool is_whole = end != std::string_view::npos;
    if (is_whole && (held_.empty() || line_is_too_long_)) {
      line_ = line_is_too_long_ ? std::string_view{} : part;
      return true;
    }
    if (!line_is_too_long_) held_ += part;
    if (is_whole) {
      line_ = held_;
      return true;
    }
  }
}

bool LogReader::next(record::Batches& batches) {
  while (next_line()) {
    ++line_number_;
    if (line_is_too_long_) {
      refuse("has more than 1 MiB");
      continue;
    }
    if (line_.ends_with('\r')) line_.remove_suffix(1);
    if (!line_.empty() && take_line(batches)) return true;
  }
  return false;
}

bool LogReader::take_line(record::Batches& batches) {
  if (identity_.form == Form::json) {
    if (read_json_row(line_, row_)) return add(batches);
    refuse("is no JSON object");
    return false;
  }
  if (line_.front() == '#') {
    header_.take(line_);
    return false;
  }
  return read_table_row() && add(batches);
}

bool LogReader::read_table_row() {
  row_.own_texts.clear();
  if (row_.names != header_.fields) row_.names = header_.fields;
  split(line_, {&header_.separator, 1}, kColumnsMax, parts_);
  if (parts_.size() != row_.names.size()) {
    refuse("has " + std::to_string(parts_.size()) + " columns and not " + std::to_string(row_.names.size()));
    return false;
  }
  row_.values.resize(parts_.size());
  std::string scratch;
  const auto plain = [&](std::string_view text) {
    const std::string_view whole = unescaped(text, scratch);
    return whole.data() == scratch.data() ? std::string_view{row_.own_texts.emplace_back(whole)} : whole;
  };
  std::vector<std::string_view> items;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    Value& value = row_.values[i];
    value.items.clear();
    value.text = {};
    value.kind = header_.is_list(i) ? Value::Kind::list : Value::Kind::text;
    if (parts_[i] == header_.unset_field) value.kind = Value::Kind::unset;
    if (value.kind == Value::Kind::unset || parts_[i] == header_.empty_field) continue;
    if (value.kind == Value::Kind::text) {
      value.text = plain(parts_[i]);
      continue;
    }
    split(parts_[i], header_.set_separator, kItemsMax, items);
    for (const std::string_view item : items) value.items.push_back(plain(item));
  }
  return true;
}

bool LogReader::add(record::Batches& batches) {
  std::string path = identity_.form == Form::table ? header_.path : identity_.path;
  if (const Value* own = row_.find("_path")) path = own->text;
  bool is_known = false, is_added = false;
  record::for_each_record([&]<class R>(std::type_identity<R>) {
    if constexpr (is_zeeks<R>) {
      if (is_known || path != record::schema_of<R>.log) return;
      is_known = true;
      if (columns_path_ != path || columns_names_ != row_.names) {
        columns_of<R>(row_.names, columns_);
        columns_path_ = path;
        columns_names_ = row_.names;
      }
      is_added = add_as(batches.of<R>());
    }
  });
  if (!is_known) refuse("is of the log \"" + path.substr(0, 40) + "\", of which no records are made");
  return is_added;
}

template <record::Record R>
bool LogReader::add_as(record::Batch<R>& batch) {
  R row;
  const Assigned done = assign_row(batch, row_, columns_, row);
  if (row.at.ts == Timestamp{}) {
    refuse("has no time");
    return false;
  }
  if (done.faulty > 0 && status_.first_fault.empty())
    status_.first_fault = "line " + std::to_string(line_number_) + " has another kind of value for \"" +
                          std::string{done.first_faulty} + "\"";
  status_.faulty_values += done.faulty;
  row.at.source = source_;
  row.at.first_packet = row.at.last_packet = line_number_;
  if (row.at.uid.empty()) {
    const Value* uids = row_.find("uids");
    if (uids != nullptr && !uids->items.empty()) row.at.uid = record::Uid{uids->items.front()};
  }
  if (row.at.uid.empty()) {  // Of what has none in Zeek: certificates, oddities without a connection.
    row.at.uid = record::uid_of_text('Z', line_, 1);
  }
  complete(row);
  status_.first_ts = status_.rows == 0 ? row.at.ts : std::min(status_.first_ts, row.at.ts);
  status_.last_ts = status_.rows == 0 ? row.at.ts : std::max(status_.last_ts, row.at.ts);
  ++status_.rows;
  batch.add(row);
  return true;
}

template <record::Record R>
void LogReader::complete(R& row) const {
  if constexpr (std::is_same_v<R, record::Connection>) {
    if (row.ip_proto == 0) row.ip_proto = protocol_number(row.proto.view());
    if (row.at.community_id.empty() && row.ip_proto != 0)
      row.at.community_id = community_id(row.at.orig_h, row.at.orig_p, row.at.resp_h, row.at.resp_p,
                                         static_cast<std::uint8_t>(row.ip_proto));
  } else if constexpr (std::is_same_v<R, record::Rdp>) {
    if (sizes_ != nullptr) sizes_->judge(row);
    else RdpSizes{}.judge(row);
  }
}

}  // namespace wardwatch::zeeklog
