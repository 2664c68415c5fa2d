#include "stores/sql_dump/sql_dump.hpp"

#include <map>
#include <vector>

#include "stores/sql_dump/tokens.hpp"

namespace wardwatch::stores::sql_dump {
namespace {

using Names = std::vector<std::string>;

bool is_value(const Token& token) noexcept {
  return token.kind == Token::Kind::text || token.kind == Token::Kind::number || token.kind == Token::Kind::name ||
         token.kind == Token::Kind::word;
}

/// Goes through a dump, statement by statement.
class Dump {
 public:
  Dump(ByteStream& stream, RowSink& sink) : tokens_{stream}, sink_{sink} {}

  ReadStatus run() {
    for (take(); token_.kind != Token::Kind::end;) {
      if (token_.is("CREATE")) create();
      else if (token_.is("INSERT") || token_.is("REPLACE")) insert();
      else if (token_.is("COPY")) copy();
      else pass_statement();
    }
    end_table();
    return std::move(status_);
  }

 private:
  void take() { token_ = tokens_.next(); }

  void pass_statement() {
    while (token_.kind != Token::Kind::end && !token_.is_sign(';')) take();
    if (token_.kind != Token::Kind::end) take();
  }

  /// `schema.table`, quoted or not: its last part.
  std::string table_name() {
    std::string name;
    while (is_value(token_)) {
      name = token_.text.substr(0, kNameBytesMax);
      take();
      if (!token_.is_sign('.')) break;
      take();
    }
    return name;
  }

  /// `(a, b)`: the first word of each part, on the outermost level.
  Names names_in_brackets() {
    Names names;
    std::size_t depth = 0;
    bool is_first = true;
    for (; token_.kind != Token::Kind::end; take()) {
      if (token_.is_sign('(')) {
        ++depth;
      } else if (token_.is_sign(')')) {
        if (--depth == 0) break;
      } else if (token_.is_sign(',') && depth == 1) {
        is_first = true;
      } else if (is_first && depth == 1 && names.size() < kColumnsMax) {
        is_first = false;
        if (!is_constraint()) names.push_back(token_.text.substr(0, kNameBytesMax));
      }
    }
    if (token_.kind != Token::Kind::end) take();
    return names;
  }

  [[nodiscard]] bool is_constraint() const noexcept {
    for (const std::string_view word :
         {"PRIMARY", "KEY", "UNIQUE", "CONSTRAINT", "FOREIGN", "INDEX", "CHECK", "FULLTEXT", "SPATIAL", "EXCLUDE"}) {
      if (token_.is(word)) return true;
    }
    return false;
  }

  void create() {
    take();
    while (token_.is("TEMPORARY") || token_.is("UNLOGGED") || token_.is("GLOBAL") || token_.is("LOCAL")) take();
    if (!token_.is("TABLE")) return pass_statement();
    take();
    while (token_.is("IF") || token_.is("NOT") || token_.is("EXISTS")) take();
    const std::string name = table_name();
    if (token_.is_sign('(') && columns_.size() < kTablesMax) columns_[name] = names_in_brackets();
    pass_statement();
  }

  void insert() {
    take();
    while (token_.is("INTO") || token_.is("IGNORE") || token_.is("LOW_PRIORITY") || token_.is("DELAYED")) take();
    const std::string name = table_name();
    Names names;
    if (token_.is_sign('(')) names = names_in_brackets();
    while (token_.kind == Token::Kind::word && !token_.is("VALUES") && !token_.is("VALUE")) take();
    if (!token_.is("VALUES") && !token_.is("VALUE")) return pass_statement();
    take();
    while (token_.is_sign('(')) {
      std::vector<std::string> cells = row();
      open_table(name, names, cells.size());
      give(cells);
      if (!token_.is_sign(',')) break;
      take();
    }
    pass_statement();
  }

  /// `(1, 'a', NULL, N'b', date '2001-02-03', f(x))`; the bracket that opens it is the token.
  std::vector<std::string> row() {
    std::vector<std::string> cells(1);
    std::size_t depth = 0;
    for (; token_.kind != Token::Kind::end && !(depth == 0 && token_.is_sign(';')); take()) {
      if (token_.is_sign('(')) {
        ++depth;
      } else if (token_.is_sign(')')) {
        if (--depth == 0) break;
      } else if (token_.is_sign(',') && depth == 1) {
        if (cells.size() < kColumnsMax) cells.emplace_back();
      } else if (token_.kind == Token::Kind::text || token_.kind == Token::Kind::number ||
                 token_.kind == Token::Kind::name) {
        cells.back() = std::move(token_.text);
      }
    }
    if (token_.kind != Token::Kind::end) take();
    return cells;
  }

  /// PostgreSQL: rows as lines, cells parted by tabs, `\N` for nothing, `\.` at the end.
  void copy() {
    take();
    const std::string name = table_name();
    Names names;
    if (token_.is_sign('(')) names = names_in_brackets();
    bool is_from_here = false;
    while (token_.kind != Token::Kind::end && !token_.is_sign(';')) {
      is_from_here = is_from_here || token_.is("STDIN");
      take();
    }
    if (!is_from_here) return pass_statement();
    std::string line;
    static_cast<void>(tokens_.line(line));  // What is left of the statement's line.
    while (tokens_.line(line) && line != "\\.") {
      std::vector<std::string> cells = cells_of(line);
      open_table(name, names, cells.size());
      give(cells);
    }
    take();
  }

  static std::vector<std::string> cells_of(std::string_view line) {
    std::vector<std::string> cells(1);
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\t') {
        if (cells.size() < kColumnsMax) cells.emplace_back();
      } else if (line[i] == '\\' && i + 1 < line.size()) {
        ++i;
        if (line[i] != 'N') cells.back().push_back(line[i] == 'n' ? '\n' : line[i] == 't' ? '\t' : line[i]);
      } else {
        cells.back().push_back(line[i]);
      }
    }
    return cells;
  }

  void open_table(const std::string& name, const Names& names, std::size_t count) {
    if (is_open_ && open_name_ == name) return;
    end_table();
    is_open_ = true;
    open_name_ = name;
    const auto known = columns_.find(name);
    const Names& all = !names.empty() || known == columns_.end() ? names : known->second;
    std::vector<ColumnHead> heads;
    for (const std::string& column : all) heads.push_back({column, PhiClass::none, false});
    while (heads.size() < count) heads.push_back({"column " + std::to_string(heads.size() + 1), PhiClass::none, true});
    ++status_.tables;
    sink_.begin_table({open_name_, heads});
  }

  void give(const std::vector<std::string>& cells) {
    views_.assign(cells.begin(), cells.end());
    sink_.row(views_);
    ++status_.rows;
  }

  void end_table() {
    if (is_open_) sink_.end_table();
    is_open_ = false;
  }

  Tokens tokens_;
  RowSink& sink_;
  Token token_;
  std::map<std::string, Names> columns_;
  bool is_open_ = false;
  std::string open_name_;
  std::vector<std::string_view> views_;
  ReadStatus status_;
};

}  // namespace

ReadStatus read_sql_dump(ByteStream& stream, RowSink& sink) {
  ReadStatus status = Dump{stream, sink}.run();
  if (!stream.problem().empty()) status.note(stream.problem());
  return status;
}

}  // namespace wardwatch::stores::sql_dump
