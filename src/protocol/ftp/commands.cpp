#include "protocol/ftp/commands.hpp"

#include <algorithm>
#include <charconv>

namespace wardwatch::protocol::ftp {
namespace {

constexpr std::string_view kAnalyzer = "FTP";
constexpr std::size_t kLineMaxBytes = 1024;
constexpr std::size_t kCommandsMax = 64;
constexpr std::size_t kNameMaxBytes = 8;

/// Commands that have a row: what Zeek logs, and what says who is let in and what is destroyed.
constexpr std::array<std::string_view, 16> kRecorded{"APPE", "DELE", "RETR", "STOR", "STOU", "ACCT", "PORT", "PASV",
                                                     "EPRT", "EPSV", "PASS", "AUTH", "QUIT", "RNTO", "RMD",  "SITE"};
constexpr std::array<std::string_view, 5> kOfFiles{"APPE", "DELE", "RETR", "STOR", "STOU"};

template <class Names>
bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Six numbers of one byte, separated by commas, where digits begin in the text (RFC 959 5.3.2).
std::optional<std::array<std::uint8_t, 6>> six_numbers(std::string_view text) noexcept {
  std::array<std::uint8_t, 6> numbers{};
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto begin = std::find_if(text.begin(), text.end(), is_digit);
  const char* at = text.data() + (begin - text.begin());
  const char* const end = text.data() + text.size();
  for (std::uint8_t& number : numbers) {
    const auto read = std::from_chars(at, end, number);
    if (read.ec != std::errc{}) return std::nullopt;
    at = read.ptr;
    if (&number != &numbers.back()) {
      if (at == end || *at != ',') return std::nullopt;
      ++at;
    }
  }
  return numbers;
}

/// "(77 bytes)", as servers say before they send.
std::optional<std::uint64_t> size_in(std::string_view text) noexcept {
  const std::size_t bytes = text.rfind(" bytes)");
  const std::size_t open = bytes == std::string_view::npos ? bytes : text.rfind('(', bytes);
  if (open == std::string_view::npos) return std::nullopt;
  std::uint64_t size_bytes = 0;
  const std::string_view digits = text.substr(open + 1, bytes - open - 1);
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), size_bytes);
  if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) return std::nullopt;
  return size_bytes;
}

std::uint64_t code_of(std::string_view line) noexcept {
  std::uint64_t code = 0;
  if (line.size() < 3) return 0;
  const auto read = std::from_chars(line.data(), line.data() + 3, code);
  return read.ptr == line.data() + 3 && code >= 100 ? code : 0;
}

std::string upper(std::string_view text) {
  std::string out;
  for (const char c : text) out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

}  // namespace

void Commands::on_data(Direction direction, Bytes bytes, Timestamp ts) {
  std::string_view text = as_text(bytes);
  Line& line = lines_[index_of(direction)];
  while (!text.empty() && !is_tls_) {
    const std::size_t end = text.find('\n');
    const std::string_view part = text.substr(0, end);
    line.text.append(part.substr(0, kLineMaxBytes - std::min(kLineMaxBytes, line.text.size())));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
    std::string whole = std::move(line.text);
    line.text = {};
    if (std::exchange(line.is_damaged, false)) continue;
    if (whole.ends_with('\r')) whole.pop_back();
    if (direction == Direction::orig) on_command(whole, ts);
    else on_reply(whole);
    std::fill(whole.begin(), whole.end(), '\0');  // It may have been a password.
  }
}

void Commands::on_gap(Direction direction) noexcept {
  lines_[index_of(direction)].text.clear();
  lines_[index_of(direction)].is_damaged = true;
  waiting_.clear();
}

void Commands::on_command(std::string_view line, Timestamp ts) {
  const std::size_t space = std::min(line.find(' '), line.size());
  if (space == 0 || space > kNameMaxBytes) return;
  Command command{.ts = ts, .name = upper(line.substr(0, space)), .argument = {}, .size_bytes = {}};
  if (command.name != "PASS" && command.name != "ACCT" && space < line.size())
    command.argument = line.substr(space + 1);
  if (waiting_.size() >= kCommandsMax) {
    context_.weird("ftp_too_many_commands", kAnalyzer);
    waiting_.pop_front();
  }
  if (command.name == "USER") {
    user_ = command.argument;
    has_password_ = false;
  }
  has_password_ = has_password_ || command.name == "PASS";
  waiting_.push_back(std::move(command));
}

/// A reply of several lines ends with its code and a space (RFC 959 4.2); the greeting answers nobody.
void Commands::on_reply(std::string_view line) {
  const std::uint64_t code = code_of(line);
  if (!open_code_.empty() && (!line.starts_with(open_code_) || line.substr(3).starts_with('-'))) return;
  if (code == 0) return;
  open_code_ = line.substr(3).starts_with('-') ? std::string{line.substr(0, 3)} : std::string{};
  if (!open_code_.empty() || waiting_.empty()) return;
  const std::string_view text = line.size() > 4 ? line.substr(4) : std::string_view{};
  Command& command = waiting_.front();
  if (code < 200) {
    if (const auto size_bytes = size_in(text)) command.size_bytes = size_bytes;
    return;
  }
  take_effect(command, code);
  if (contains(kRecorded, command.name)) write(command, code, text);
  waiting_.pop_front();
}

void Commands::take_effect(const Command& command, std::uint64_t code) {
  is_tls_ = command.name == "AUTH" && code == 234;
  if (command.name == "CWD" && code < 300) {
    const bool is_whole = command.argument.starts_with('/');
    folder_ = is_whole ? command.argument : folder_ + '/' + command.argument;
    folder_.resize(std::min(folder_.size(), kLineMaxBytes));
  }
}

std::optional<Commands::Channel> Commands::channel_of(const Command& command, std::uint64_t code,
                                                      std::string_view text) const {
  const bool is_passive = command.name == "PASV" && code == 227;
  if (!is_passive && (command.name != "PORT" || code >= 300)) return std::nullopt;
  const auto numbers = six_numbers(is_passive ? text.substr(std::min(text.find('('), text.size())) : command.argument);
  if (!numbers) return std::nullopt;
  const auto& n = *numbers;
  return Channel{is_passive, std::uint32_t{n[0]} << 24U | std::uint32_t{n[1]} << 16U | std::uint32_t{n[2]} << 8U | n[3],
                 static_cast<std::uint16_t>(n[4] << 8U | n[5])};
}

/// Of a file the whole URL, as Zeek writes it.
std::string Commands::shown_argument(const Command& command) const {
  if (!contains(kOfFiles, command.name)) return command.argument;
  char address[48];
  const std::string server{address, context_.connection().resp_h.write(address)};
  const std::string path = command.argument.starts_with('/') ? command.argument : folder_ + '/' + command.argument;
  return "ftp://" + server + (path.starts_with('/') ? "" : "/") + path;
}

void Commands::write(const Command& command, std::optional<std::uint64_t> code, std::string_view text) {
  auto& batch = context_.records().of<record::Ftp>();
  record::Ftp row;
  row.at = connection_at(context_, command.ts);
  row.user = user_.empty() ? std::string_view{"<unknown>"} : batch.keep(user_);
  if (has_password_) row.password = "<hidden>";
  row.command = batch.keep(command.name);
  const std::string argument = shown_argument(command);
  if (!argument.empty()) row.arg = batch.keep(argument);
  row.file_size = command.size_bytes;
  row.reply_code = code;
  if (!text.empty()) row.reply_msg = batch.keep(text);
  if (const auto channel = channel_of(command, code.value_or(0), text)) {
    row.data_channel_passive = channel->is_passive;
    row.data_channel_orig_h = channel->is_passive ? context_.connection().orig_h : context_.connection().resp_h;
    row.data_channel_resp_h = IpAddress::v4(channel->address);
    row.data_channel_resp_p = Port{channel->port};
  }
  batch.add(row);
}

void Commands::finish() {
  for (const Command& command : waiting_) {
    if (contains(kRecorded, command.name)) write(command, std::nullopt, {});
  }
  waiting_.clear();
}

}  // namespace wardwatch::protocol::ftp
