#pragma once

/// Whether this is a build with AddressSanitizer, which g++ and clang say in ways of their own.
#if defined(__SANITIZE_ADDRESS__)
#define WARDWATCH_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WARDWATCH_ADDRESS_SANITIZER 1
#endif
#endif
