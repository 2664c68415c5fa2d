#include "cli/config_text.hpp"

#include <algorithm>
#include <cstdio>

#include "report/words.hpp"

namespace wardwatch::cli {
namespace {

constexpr std::size_t kNetworksMax = 256, kAssumptionMax = 200;
constexpr std::string_view kBetweenWords = " ,;()\"";

/// A basic string of TOML 1.0: quotes, backslashes and control characters are escaped, all else is as it is.
std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (octet < 0x20 || octet == 0x7f) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04X", unsigned{octet});
      out += escape;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string list(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const std::string& item : items) out += (out.size() > 1 ? ", " : "") + toml_text(item);
  return out + "]";
}

std::string list(const std::vector<Cidr>& networks) {
  std::vector<std::string> texts;
  for (const Cidr& network : networks) texts.push_back(network.text());
  return list(texts);
}

std::string site(const pipeline::Config& config) {
  return "# Who this is. Names are used to recognise the organisation in adverts and leaks.\n[site]\nname = " +
         toml_text(config.site_name) + "\norganisation = " + toml_text(config.organisation) +
         "\naliases = " + list(config.aliases) + "\ndomains = " + list(config.domains) +
         "\n# Adverts often name no name: where your patients live, how many are on file, and what you treat give you "
         "away.\n" +
         (config.region.empty() ? "# region = \"Missouri\"\n" : "region = " + toml_text(config.region) + "\n") +
         (config.patients == 0 ? std::string{"# patients = 48000\n"}
                               : "patients = " + std::to_string(config.patients) + "\n") +
         (config.specialty.empty() ? "# specialty = \"family medicine\"\n"
                                   : "specialty = " + toml_text(config.specialty) + "\n");
}

std::string networks(const pipeline::Config& config, const std::vector<std::string>& assumptions) {
  std::string out =
      "\n# Your own networks, a static public address of a clinic among them. What is not here is outside. When "
      "empty,\n"
      "# private ranges and the public addresses that behave as home are assumed, and the report says "
      "so.\n[networks]\n";
  if (!assumptions.empty()) {
    out += "# Assumed from the evidence. Look at each, take out what is not yours, add what is missing:\n";
    for (const std::string& assumption : assumptions)
      out += "#   " + report::visible(report::cut(assumption, kAssumptionMax)) + "\n";
  }
  return out + "home = " + list(config.home) + "\n";
}

std::string segments(const pipeline::Config& config) {
  std::string out =
      "\n# Parts of the network with a purpose: clinical, imaging, laboratory, server, workstation, guest, dmz or "
      "vendor.\n";
  if (config.segments.empty()) {
    out += "#[[segment]]\n#name = \"radiology\"\n#cidr = \"10.20.30.0/24\"\n#role = \"imaging\"\n";
  }
  for (const pipeline::Segment& segment : config.segments) {
    out += "[[segment]]\nname = " + toml_text(segment.name) + "\ncidr = " + toml_text(segment.cidr.text()) +
           "\nrole = " + toml_text(segment.role) + "\n";
  }
  return out;
}

std::string vendors(const pipeline::Config& config) {
  std::string out = "\n# Third parties that may come in: with which tools, from where, to which devices, when.\n";
  if (config.vendors.empty()) {
    out +=
        "#[[vendor]]\n#name = \"Scanner service\"\n#tools = [\"rdp\", \"teamviewer\"]\n#sources = [\"192.0.2.0/28\"]\n"
        "#devices = [\"10.20.30.15/32\"]\n#hours = \"Mon-Fri 08:00-18:00\"\n";
  }
  for (const pipeline::Vendor& vendor : config.vendors) {
    out += "[[vendor]]\nname = " + toml_text(vendor.name) + "\ntools = " + list(vendor.tools) +
           "\nsources = " + list(vendor.sources) + "\ndevices = " + list(vendor.devices) +
           "\nhours = " + toml_text(vendor.hours) + "\n";
  }
  return out;
}

std::string stores(const pipeline::Config& config) {
  std::string out = "\n# Where patient data is meant to be.\n";
  if (config.stores.empty()) out += "#[[store]]\n#name = \"PACS archive\"\n#path = \"/srv/pacs\"\n";
  for (const pipeline::DeclaredStore& store : config.stores) {
    out += "[[store]]\nname = " + toml_text(store.name) + "\npath = " + toml_text(store.path) + "\n";
  }
  return out;
}

std::string detect(const pipeline::Config& config) {
  std::string out =
      "\n# Thresholds by rule; `wardwatch rules list` names the rules. `enabled = false` leaves one out.\n";
  if (config.detect.empty()) out += "#[detect.rdp-password-guessing]\n#enabled = false\n";
  for (const auto& [rule, thresholds] : config.detect) {
    out += "[detect." + toml_text(rule) + "]\n";
    for (const auto& [key, value] : thresholds) {
      char number[40];
      std::snprintf(number, sizeof number, "%.17g", value);
      out += toml_text(key) + " = " + number + "\n";
    }
  }
  return out;
}

std::string limits(const pipeline::Config& config) {
  const pipeline::Limits &now = config.limits, usual;
  std::string out = "\n# Memory. What is dropped at a limit is counted and reported.\n[limits]\n";
  const auto line = [&](std::string_view key, std::uint64_t value, std::uint64_t otherwise, std::string_view meaning) {
    out += (value == otherwise ? "#" : "") + std::string{key} + " = " + std::to_string(value) + "  # " +
           std::string{meaning} + "\n";
  };
  line("connections_max", now.connections_max, usual.connections_max, "open at once");
  line("reassembly_bytes_max", now.reassembly_bytes_max, usual.reassembly_bytes_max, "out-of-order data of one worker");
  line("records_memory_bytes", now.records_memory_bytes, usual.records_memory_bytes, "records before they go to disk");
  line("store_memory_bytes", now.store_memory_bytes, usual.store_memory_bytes, "the database");
  return out;
}

}  // namespace

std::string commented_config(const pipeline::Config& config, const std::vector<std::string>& assumptions) {
  return "# wardwatch.toml. Everything has a default: delete what you do not need.\n"
         "# Check it with: wardwatch config check wardwatch.toml\n\n" +
         site(config) + networks(config, assumptions) + limits(config) + detect(config) + segments(config) +
         vendors(config) + stores(config);
}

std::vector<Cidr> networks_in(const std::vector<std::string>& assumptions) {
  std::vector<Cidr> networks;
  const auto add = [&](const std::string& word) {
    const auto network = Cidr::parse(word);
    if (!network || networks.size() >= kNetworksMax) return;
    if (std::find(networks.begin(), networks.end(), *network) == networks.end()) networks.push_back(*network);
  };
  for (const std::string& assumption : assumptions) {
    if (assumption.find("held to be home") == std::string::npos) continue;
    for (std::size_t at = 0; at < assumption.size();) {
      const std::size_t start = assumption.find_first_not_of(kBetweenWords, at);
      if (start == std::string::npos) break;
      at = std::min(assumption.find_first_of(kBetweenWords, start), assumption.size());
      const std::string word = assumption.substr(start, at - start);
      // "198.51.100.20 is held to be home: ...", or networks in the sentence; other addresses in it are reasons.
      if (start == 0 || word.find('/') != std::string::npos) add(word);
    }
  }
  return networks;
}

}  // namespace wardwatch::cli
