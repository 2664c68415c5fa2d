#include "pipeline/config.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>

#include <toml++/toml.h>

namespace wardwatch::pipeline {
namespace {

/// Edits that turn one word into the other, for suggestions.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::string nearest(std::string_view word, const std::vector<std::string_view>& known) {
  std::string_view best;
  for (const std::string_view candidate : known) {
    if (best.empty() || distance(word, candidate) < distance(word, best)) best = candidate;
  }
  return std::string{best};
}

/// Reads tables key by key and keeps the first error, with its place.
class TomlReader {
 public:
  explicit TomlReader(std::string_view name) : name_{name} {}

  using Take = std::function<void(const toml::node&)>;
  struct Key {
    std::string_view name;
    Take take;
  };

  void read(const toml::table& table, std::string_view where, const std::vector<Key>& keys) {
    for (const auto& [key, node] : table) {
      const std::string_view name = key.str();
      const auto known = std::find_if(keys.begin(), keys.end(), [name](const Key& k) { return k.name == name; });
      if (known != keys.end()) {
        known->take(node);
        continue;
      }
      std::vector<std::string_view> names;
      for (const Key& k : keys) names.push_back(k.name);
      fail_at(node, "unknown key \"" + std::string{key.str()} + "\"" +
                        (where.empty() ? "" : " in [" + std::string{where} + "]") + ". Did you mean \"" +
                        nearest(key.str(), names) + "\"?");
    }
  }
  void table(const toml::node& node, std::string_view where, const std::vector<Key>& keys) {
    if (const auto* found = node.as_table()) read(*found, where, keys);
    else fail_at(node, "[" + std::string{where} + "] must be a table");
  }
  void tables(const toml::node& node, std::string_view where, const std::function<void(const toml::node&)>& each) {
    if (const auto* list = node.as_array()) {
      for (const auto& item : *list) each(item);
    } else {
      fail_at(node, "[[" + std::string{where} + "]] must be an array of tables");
    }
  }
  Take text(std::string& out) {
    return [this, &out](const toml::node& node) {
      if (const auto value = node.value<std::string>()) out = *value;
      else fail_at(node, "expected text in quotes");
    };
  }
  Take count(std::uint64_t& out) {
    return [this, &out](const toml::node& node) {
      const auto value = node.value<std::int64_t>();
      if (value && *value > 0) out = static_cast<std::uint64_t>(*value);
      else fail_at(node, "expected a positive whole number");
    };
  }
  Take texts(std::vector<std::string>& out) {
    return [this, &out](const toml::node& node) {
      each_text(node, [&](const std::string& text) { out.push_back(text); });
    };
  }
  Take networks(std::vector<Cidr>& out) {
    return [this, &out](const toml::node& node) {
      each_text(node, [&](const std::string& text) {
        if (const auto network = Cidr::parse(text)) out.push_back(*network);
        else fail_at(node, "\"" + text + "\" is not a network such as 10.20.0.0/16");
      });
    };
  }
  void fail_at(const toml::node& node, const std::string& what) {
    if (!error_.empty()) return;
    const auto at = node.source().begin;
    error_ = name_ + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " + what;
  }
  [[nodiscard]] const std::string& error() const noexcept { return error_; }

 private:
  void each_text(const toml::node& node, const std::function<void(const std::string&)>& use) {
    const auto* list = node.as_array();
    if (list == nullptr) return fail_at(node, "expected a list of texts, [\"...\"]");
    for (const auto& item : *list) {
      if (const auto text = item.value<std::string>()) use(*text);
      else fail_at(item, "expected text in quotes");
    }
  }

  std::string name_;
  std::string error_;
};

void read_segment(TomlReader& in, const toml::node& node, Config& config) {
  Segment segment;
  std::vector<Cidr> cidr;
  std::string text;
  in.table(node, "segment",
           {{"name", in.text(segment.name)}, {"cidr", in.text(text)}, {"role", in.text(segment.role)}});
  if (const auto network = Cidr::parse(text)) segment.cidr = *network;
  else in.fail_at(node, "[[segment]] needs a cidr such as \"10.20.0.0/16\"");
  config.segments.push_back(std::move(segment));
}

void read_vendor(TomlReader& in, const toml::node& node, Config& config) {
  Vendor vendor;
  in.table(node, "vendor",
           {{"name", in.text(vendor.name)},
            {"tools", in.texts(vendor.tools)},
            {"sources", in.networks(vendor.sources)},
            {"devices", in.networks(vendor.devices)},
            {"hours", in.text(vendor.hours)}});
  config.vendors.push_back(std::move(vendor));
}

void read_detect(TomlReader& in, const toml::node& node, Config& config) {
  const auto* rules = node.as_table();
  if (rules == nullptr) return in.fail_at(node, "[detect] must be a table of rules");
  for (const auto& [rule, thresholds] : *rules) {
    const auto* table = thresholds.as_table();
    if (table == nullptr) {
      in.fail_at(thresholds, "[detect." + std::string{rule.str()} + "] must be a table of thresholds");
      continue;
    }
    for (const auto& [key, value] : *table) {
      const auto number = value.value<double>();
      if (number) config.detect[std::string{rule.str()}][std::string{key.str()}] = *number;
      else if (const auto flag = value.value<bool>())
        config.detect[std::string{rule.str()}][std::string{key.str()}] = *flag ? 1 : 0;
      else in.fail_at(value, "expected a number");
    }
  }
}

void read_all(TomlReader& in, const toml::table& root, Config& config) {
  Limits& limits = config.limits;
  in.read(
      root, "",
      {{"site",
        [&](const toml::node& node) {
          in.table(node, "site",
                   {{"name", in.text(config.site_name)},
                    {"organisation", in.text(config.organisation)},
                    {"aliases", in.texts(config.aliases)},
                    {"domains", in.texts(config.domains)},
                    {"region", in.text(config.region)},
                    {"specialty", in.text(config.specialty)},
                    {"patients", in.count(config.patients)}});
        }},
       {"networks",
        [&](const toml::node& node) {
          in.table(node, "networks", {{"home", in.networks(config.home)}});
        }},
       {"segment",
        [&](const toml::node& node) {
          in.tables(node, "segment", [&](const toml::node& item) { read_segment(in, item, config); });
        }},
       {"vendor",
        [&](const toml::node& node) {
          in.tables(node, "vendor", [&](const toml::node& item) { read_vendor(in, item, config); });
        }},
       {"store",
        [&](const toml::node& node) {
          in.tables(node, "store", [&](const toml::node& item) {
            DeclaredStore& store = config.stores.emplace_back();
            in.table(item, "store", {{"name", in.text(store.name)}, {"path", in.text(store.path)}});
          });
        }},
       {"actor",
        [&](const toml::node& node) {
          in.tables(node, "actor", [&](const toml::node& item) {
            ActorDecision& decision = config.actors.emplace_back();
            in.table(item, "actor", {{"same", in.texts(decision.same)}, {"different", in.texts(decision.different)}});
          });
        }},
       {"detect", [&](const toml::node& node) { read_detect(in, node, config); }},
       {"limits", [&](const toml::node& node) {
          in.table(node, "limits",
                   {{"connections_max", in.count(limits.connections_max)},
                    {"reassembly_bytes_max", in.count(limits.reassembly_bytes_max)},
                    {"records_memory_bytes", in.count(limits.records_memory_bytes)},
                    {"store_memory_bytes", in.count(limits.store_memory_bytes)}});
        }}});
}

void append_list(std::ostringstream& out, std::string_view key, const std::vector<std::string>& items) {
  out << key << " = [";
  for (std::size_t i = 0; i < items.size(); ++i) out << (i > 0 ? ", " : "") << toml::value<std::string>{items[i]};
  out << "]\n";
}

std::vector<std::string> texts_of(const std::vector<Cidr>& networks) {
  std::vector<std::string> texts;
  for (const Cidr& network : networks) texts.push_back(network.text());
  return texts;
}

}  // namespace

Result<Config> parse_config(std::string_view text, std::string_view name) {
  const toml::parse_result parsed = toml::parse(text, name);
  if (!parsed) {
    const auto at = parsed.error().source().begin;
    return fail(std::string{name} + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " +
                std::string{parsed.error().description()});
  }
  Config config;
  TomlReader in{name};
  read_all(in, parsed.table(), config);
  if (!in.error().empty()) return fail(in.error());
  return config;
}

Result<Config> read_config(const std::filesystem::path& file) {
  std::ifstream in{file};
  if (!in) return fail("cannot open configuration \"" + file.string() + "\". `wardwatch config init` writes one.");
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  return parse_config(text, file.string());
}

std::string to_toml(const Config& config) {
  std::ostringstream out;
  out << "[site]\nname = " << toml::value<std::string>{config.site_name}
      << "\norganisation = " << toml::value<std::string>{config.organisation} << "\n";
  append_list(out, "aliases", config.aliases);
  append_list(out, "domains", config.domains);
  if (!config.region.empty()) out << "region = " << toml::value<std::string>{config.region} << "\n";
  if (!config.specialty.empty()) out << "specialty = " << toml::value<std::string>{config.specialty} << "\n";
  if (config.patients > 0) out << "patients = " << config.patients << "\n";
  out << "\n[networks]\n";
  append_list(out, "home", texts_of(config.home));
  for (const Segment& segment : config.segments) {
    out << "\n[[segment]]\nname = " << toml::value<std::string>{segment.name} << "\ncidr = \"" << segment.cidr.text()
        << "\"\nrole = " << toml::value<std::string>{segment.role} << "\n";
  }
  for (const Vendor& vendor : config.vendors) {
    out << "\n[[vendor]]\nname = " << toml::value<std::string>{vendor.name} << "\n";
    append_list(out, "tools", vendor.tools);
    append_list(out, "sources", texts_of(vendor.sources));
    append_list(out, "devices", texts_of(vendor.devices));
    out << "hours = " << toml::value<std::string>{vendor.hours} << "\n";
  }
  for (const DeclaredStore& store : config.stores) {
    out << "\n[[store]]\nname = " << toml::value<std::string>{store.name}
        << "\npath = " << toml::value<std::string>{store.path} << "\n";
  }
  for (const ActorDecision& decision : config.actors) {
    out << "\n[[actor]]\n";
    append_list(out, "same", decision.same);
    append_list(out, "different", decision.different);
  }
  for (const auto& [rule, thresholds] : config.detect) {
    out << "\n[detect." << rule << "]\n";
    for (const auto& [key, value] : thresholds) out << key << " = " << value << "\n";
  }
  const Limits& limits = config.limits;
  out << "\n[limits]\nconnections_max = " << limits.connections_max
      << "\nreassembly_bytes_max = " << limits.reassembly_bytes_max
      << "\nrecords_memory_bytes = " << limits.records_memory_bytes
      << "\nstore_memory_bytes = " << limits.store_memory_bytes << "\n";
  return out.str();
}

}  // namespace wardwatch::pipeline
