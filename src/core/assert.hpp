#pragma once

#include <cstdio>
#include <cstdlib>

/// An invariant of ours, checked in release too. Nothing read from outside can reach one: fuzz targets prove it.
#define WW_ASSERT(condition)                                                                            \
  do {                                                                                                  \
    if (!(condition)) {                                                                                 \
      std::fprintf(stderr, "wardwatch: %s:%d: broken invariant: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                                     \
    }                                                                                                   \
  } while (false)
