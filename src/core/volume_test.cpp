#include "core/volume.hpp"

#include <doctest/doctest.h>

using namespace wardwatch;

TEST_CASE("an amount of data has two or three digits and a unit, and never a thousand of one") {
  CHECK(volume(0) == "0 bytes");
  CHECK(volume(999) == "999 bytes");
  CHECK(volume(1'600) == "1.6 kB");
  CHECK(volume(999'499) == "999 kB");
  CHECK(volume(999'500) == "1.0 MB");
  CHECK(volume(200'000'000) == "200 MB");
  CHECK(volume(3'000'000'000'000) == "3.0 TB");
}
