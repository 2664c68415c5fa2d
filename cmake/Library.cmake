# main() of the test programs is compiled once: doctest's runner is as much code as all of a folder's tests.
add_library(ww_test_main OBJECT EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/cmake/test_main.cpp)
# Tests are built without optimisation where sanitizers are: it halves the time to compile them, and what they test is
# optimised all the same.
if(WARDWATCH_SANITIZE)
  set(test_options -O0)
endif()
target_compile_options(ww_test_main PRIVATE ${test_options})

# ww_library(<path below src> [SEPARATE] [COLD] [DEPS <paths below src>...] [LINK <third-party targets>...])
#
# With WARDWATCH_UNITY several files of a folder are compiled as one, which halves the time of a build from nothing;
# SEPARATE is for folders whose files give one name to different things. COLD is for what takes no time in any test: with
# sanitizers it is built without optimisation, as tests are.
#
# Makes the static library of one folder from its *.cpp, and one test program from its *_test.cpp.
# A folder sees core and record, itself, and nothing else that is not listed: tools/check_layers holds the same rule.
function(ww_target_name path out)
  string(REPLACE "/" "_" flat ${path})
  set(${out} ww_${flat} PARENT_SCOPE)
endfunction()

function(ww_library path)
  cmake_parse_arguments(ARG "SEPARATE;COLD" "" "DEPS;LINK" ${ARGN})
  ww_target_name(${path} target)
  set(folder ${PROJECT_SOURCE_DIR}/src/${path})
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  if(sources)
    add_library(${target} STATIC ${sources})
    if(WARDWATCH_UNITY AND NOT ARG_SEPARATE)
      set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 10)
      # g++ warns of what a header gives an unnamed namespace; here it is a file of ours that is included.
      target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
    endif()
    if(ARG_COLD)
      target_compile_options(${target} PRIVATE ${test_options})
    endif()
    set(scope PUBLIC)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${target} ${scope} ${PROJECT_SOURCE_DIR}/src ${PROJECT_BINARY_DIR}/generated)
  foreach(dep ${ARG_DEPS})
    ww_target_name(${dep} dep_target)
    target_link_libraries(${target} ${scope} ${dep_target})
  endforeach()
  target_link_libraries(${target} ${scope} ${ARG_LINK})
  if(tests AND BUILD_TESTING)
    add_executable(test_${target} ${tests})
    target_link_libraries(test_${target} PRIVATE ${target} ww_test_main)
    target_compile_options(test_${target} PRIVATE ${test_options})
    add_test(NAME ${path} COMMAND test_${target} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  endif()
endfunction()
