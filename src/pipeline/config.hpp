#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/ip_address.hpp"
#include "core/result.hpp"

namespace wardwatch::pipeline {

/// A part of the network with a purpose.
struct Segment {
  std::string name;
  Cidr cidr;
  std::string role;  ///< clinical, imaging, laboratory, server, workstation, guest, dmz, vendor
};

/// A third party that may come in, and how.
struct Vendor {
  std::string name;
  std::vector<std::string> tools;
  std::vector<Cidr> sources;
  std::vector<Cidr> devices;
  std::string hours;  ///< "Mon-Fri 08:00-18:00", empty for any.
};

/// Where patient data is meant to be.
struct DeclaredStore {
  std::string name;
  std::string path;
};

/// What a person has decided of sellers, each by his handle or the path of a listing: all of `same` are one actor, no two of
/// `different` are.
struct ActorDecision {
  std::vector<std::string> same;
  std::vector<std::string> different;
};

struct Limits {
  std::uint64_t connections_max = 2'000'000;         ///< Open at once; 400 B each.
  std::uint64_t reassembly_bytes_max = 256U << 20U;  ///< Out-of-order TCP data of all connections of one worker.
  std::uint64_t records_memory_bytes = 512U << 20U;  ///< Records kept in memory before sorted runs go to disk.
  std::uint64_t store_memory_bytes = 192U << 20U;    ///< DuckDB's own limit; it caches up to it.
};

/// wardwatch.toml. Everything has a default that works with no file.
struct Config {
  std::string site_name;
  std::string organisation;
  std::vector<std::string> aliases;
  std::vector<std::string> domains;
  std::string region;          ///< Where the patients live: "Missouri", "US-MO".
  std::string specialty;       ///< "family medicine", "health insurer"
  std::uint64_t patients = 0;  ///< On file; 0 when not said. Adverts name a number before they name anybody.
  std::vector<Cidr> home;      ///< Empty: inferred, and stated as an assumption.
  std::vector<Segment> segments;
  std::vector<Vendor> vendors;
  std::vector<DeclaredStore> stores;
  std::vector<ActorDecision> actors;
  std::map<std::string, std::map<std::string, double>> detect;  ///< Thresholds by rule; `enabled = 0` switches it off.
  Limits limits;
};

/// Reads a configuration. An unknown key is an error that suggests the nearest one; errors name file, line and what
/// was expected.
[[nodiscard]] Result<Config> read_config(const std::filesystem::path& file);
[[nodiscard]] Result<Config> parse_config(std::string_view toml, std::string_view name);
/// The configuration in force as TOML, for the manifest.
[[nodiscard]] std::string to_toml(const Config& config);

}  // namespace wardwatch::pipeline
