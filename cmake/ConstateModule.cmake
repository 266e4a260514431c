# constate_module(NAME SOURCES a.cc b.cc DEPS module...): one static library per folder of src/.
# constate_test(NAME LABEL t0|t1|t2 [SOAK] SOURCES a_test.cc DEPS module...): one GoogleTest program.
#   t0 needs no plugin, t1 the CPU plugin, t2 a GPU or TPU. SOAK: one that runs more with CONSTATE_SOAK=1
#   (tests/support/soak.h), which `make soak` builds and runs.

add_library(constate_flags INTERFACE)
target_include_directories(constate_flags INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>
                                                    $<INSTALL_INTERFACE:include/constate/modules>)
target_compile_features(constate_flags INTERFACE cxx_std_20)
target_compile_options(constate_flags INTERFACE "$<BUILD_INTERFACE:-Wall;-Wextra;-Wshadow;-Wnon-virtual-dtor>"
  $<BUILD_INTERFACE:-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=>)  # so that messages name files as the project does
if(CONSTATE_WERROR)
  target_compile_options(constate_flags INTERFACE -Werror)
endif()
if(CONSTATE_SANITIZE)
  target_compile_options(constate_flags INTERFACE -fsanitize=${CONSTATE_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(constate_flags INTERFACE -fsanitize=${CONSTATE_SANITIZE})
endif()

function(constate_module name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPS;LIBS" ${ARGN})
  add_library(constate_${name} STATIC ${arg_SOURCES})
  add_library(constate::${name} ALIAS constate_${name})  # as an installation calls it
  target_link_libraries(constate_${name} PUBLIC constate_flags ${arg_LIBS})
  foreach(dep IN LISTS arg_DEPS)
    target_link_libraries(constate_${name} PUBLIC constate_${dep})
  endforeach()
endfunction()

# constate_embed(TARGET NAME FILE): gives TARGET the bytes of FILE, as they are when it is built, as
#   extern const unsigned char NAME[]; extern const unsigned long NAME_size;
function(constate_embed target name file)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${name}.cc)
  set(script ${PROJECT_SOURCE_DIR}/cmake/embed.cmake)
  add_custom_command(OUTPUT ${out} VERBATIM
    COMMAND ${CMAKE_COMMAND} -DIN=${CMAKE_CURRENT_SOURCE_DIR}/${file} -DOUT=${out} -DNAME=${name} -P ${script}
    DEPENDS ${file} ${script} COMMENT "Embedding ${file}")
  target_sources(${target} PRIVATE ${out})
endfunction()

if(CONSTATE_TESTS)
  # Where all tests of a build keep compiled programs (kept_programs in base/testing.h).
  set(CONSTATE_TEST_PROGRAMS ${CMAKE_BINARY_DIR}/test-programs)
  add_custom_target(soak_tests)
endif()

function(constate_test name)
  if(NOT CONSTATE_TESTS)
    return()
  endif()
  cmake_parse_arguments(arg "SOAK" "LABEL" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${name} PRIVATE GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE CONSTATE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  # What tests compute themselves is little, and they are half of what is compiled.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  foreach(dep IN LISTS arg_DEPS)
    target_link_libraries(${name} PRIVATE constate_${dep})
  endforeach()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS ${arg_LABEL} TIMEOUT 900
                       ENVIRONMENT "CONSTATE_TEST_PROGRAMS=${CONSTATE_TEST_PROGRAMS}")
  if(arg_SOAK)
    set_tests_properties(${name} PROPERTIES LABELS "${arg_LABEL};soak" TIMEOUT 7200)
    add_dependencies(soak_tests ${name})
  endif()
endfunction()
