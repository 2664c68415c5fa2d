#include "pipeline/config.hpp"

#include <doctest/doctest.h>

using namespace wardwatch::pipeline;

TEST_CASE("an empty configuration is a good one") {
  const auto config = parse_config("", "w.toml");
  REQUIRE(config.has_value());
  CHECK(config->home.empty());
}

TEST_CASE("an unknown key is an error that names its place and the nearest key") {
  const auto config = parse_config("[site]\nname = \"x\"\norganization = \"y\"\n", "w.toml");
  REQUIRE_FALSE(config.has_value());
  CHECK(config.error().what == "w.toml:3:16: unknown key \"organization\" in [site]. Did you mean \"organisation\"?");
}

TEST_CASE("a network that is none is an error that says what one looks like") {
  const auto config = parse_config("[networks]\nhome = [\"10.20.0.0/33\"]\n", "w.toml");
  REQUIRE_FALSE(config.has_value());
  CHECK(config.error().what.find("10.20.0.0/16") != std::string::npos);
}

TEST_CASE("what is in force is written as TOML that reads back the same") {
  const auto config = parse_config(
      "[site]\norganisation = \"St. \\\"Mary\\\"\"\naliases = [\"SMH\"]\nregion = \"Missouri\"\nspecialty = \"family "
      "medicine\"\npatients = 48000\n[[actor]]\nsame = [\"a\", \"b\"]\n[networks]\nhome = [\"198.51.100.0/24\", "
      "\"2001:db8::/32\"]\n"
      "[[segment]]\nname = \"imaging\"\ncidr = \"10.30.0.0/16\"\nrole = \"imaging\"\n"
      "[[vendor]]\nname = \"CT maker\"\ntools = [\"TeamViewer\"]\nsources = [\"192.0.2.0/24\"]\n"
      "[detect.rdp-password-guessing]\nattempts_min = 5\n",
      "w.toml");
  REQUIRE(config.has_value());
  const std::string text = to_toml(*config);
  const auto again = parse_config(text, "again.toml");
  REQUIRE_MESSAGE(again.has_value(), again.error().what);
  CHECK(to_toml(*again) == text);
  CHECK(again->patients == 48'000);
  REQUIRE(again->actors.size() == 1);
  CHECK(again->actors[0].same == std::vector<std::string>{"a", "b"});
  CHECK(again->detect.at("rdp-password-guessing").at("attempts_min") == 5);
}
