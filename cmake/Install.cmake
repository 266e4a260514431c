# What `make install` and `make dist` put where. Two components: `program`, which is the archive, and `development`,
# the library with its headers, for find_package(constate). share/constate is laid out as this project's folder is,
# so that its tools find the same things there.
include(GNUInstallDirs)
set(share ${CMAKE_INSTALL_DATAROOTDIR})

# ---- the program
install(TARGETS constate_portable RUNTIME DESTINATION bin COMPONENT program)
install(DIRECTORY models/demo DESTINATION ${share}/constate/models COMPONENT program)
install(DIRECTORY tests/data/golden DESTINATION ${share}/constate/tests/data COMPONENT program)
install(FILES tests/data/heldout.txt DESTINATION ${share}/constate/tests/data COMPONENT program)
# Those that are there: set-up of plugins, and what measures a GPU.
foreach(tool fetch_plugin.py gpu_day.py gpu_day.sh gpu_mamba_ssm.py gpu_report.py gpu_wheels.py)
  install(PROGRAMS tools/${tool} DESTINATION ${share}/constate/tools COMPONENT program OPTIONAL)
endforeach()
install(DIRECTORY tools/plugins tools/gpu_wheels DESTINATION ${share}/constate/tools COMPONENT program OPTIONAL)

# ---- what it says of itself, by its flags
set(said ${CMAKE_BINARY_DIR}/portable)
add_custom_command(
  OUTPUT ${said}/constate.1 ${said}/constate.bash ${said}/_constate ${said}/constate.fish
  COMMAND constate_portable man > ${said}/constate.1
  COMMAND constate_portable completions bash > ${said}/constate.bash
  COMMAND constate_portable completions zsh > ${said}/_constate
  COMMAND constate_portable completions fish > ${said}/constate.fish
  DEPENDS constate_portable VERBATIM)
add_custom_target(constate_said ALL DEPENDS ${said}/constate.1)
install(FILES ${said}/constate.1 DESTINATION ${share}/man/man1 COMPONENT program)
install(FILES ${said}/constate.bash DESTINATION ${share}/bash-completion/completions RENAME constate COMPONENT program)
install(FILES ${said}/_constate DESTINATION ${share}/zsh/site-functions COMPONENT program)
install(FILES ${said}/constate.fish DESTINATION ${share}/fish/vendor_completions.d COMPONENT program)

# ---- documents, and the licences of what is inside or comes along
set(doc ${share}/doc/constate)
install(FILES README.md LICENSE NOTICE DESTINATION ${doc} COMPONENT program)
install(FILES docs/archive.md docs/server.md docs/usage.md DESTINATION ${doc}/docs COMPONENT program)
install(DIRECTORY docs/commands docs/start DESTINATION ${doc}/docs COMPONENT program)
foreach(package libboost1.81-dev libboost-dev libbsd-dev libcli11-dev libedit-dev libfmt-dev libhiredis-dev libjemalloc-dev
        libmd-dev libncurses-dev libpcre2-dev libssl-dev libstdc++6 libutf8proc-dev libxxhash-dev nlohmann-json3-dev)
  install(FILES /usr/share/doc/${package}/copyright DESTINATION ${doc}/licenses RENAME ${package}.txt
          COMPONENT program OPTIONAL)
endforeach()
install(FILES /usr/share/common-licenses/GPL-3 DESTINATION ${doc}/licenses COMPONENT program OPTIONAL)

# ---- C++'s run-time libraries, for plugins where the system has none (src/pjrt/cxx_runtime.h)
foreach(library libstdc++.so.6 libgcc_s.so.1)
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=${library} OUTPUT_VARIABLE path
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
  file(REAL_PATH ${path} path)
  install(PROGRAMS ${path} DESTINATION lib/constate RENAME ${library} COMPONENT program)
endforeach()

# ---- the library, and what it is used with: constate.h for C, constate.hpp for C++
install(DIRECTORY include/constate DESTINATION include COMPONENT development)
install(TARGETS constate_shared EXPORT constateLibrary LIBRARY DESTINATION lib COMPONENT development)
install(EXPORT constateLibrary NAMESPACE constate:: FILE constateLibrary.cmake DESTINATION lib/cmake/constate
        COMPONENT development)
configure_file(cmake/constate.pc.in ${CMAKE_BINARY_DIR}/constate.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/constate.pc DESTINATION lib/pkgconfig COMPONENT development)

# ---- in Python's package (pyproject.toml)
install(FILES $<TARGET_FILE:constate_shared> DESTINATION constate/lib RENAME libconstate.so.0 COMPONENT python
        EXCLUDE_FROM_ALL)

# ---- its modules, for who writes models of their own
set(modules base hlo trace models jinja formats tokenizer pjrt programs runtime engine check measure ahead)
set(targets constate_flags)
foreach(module IN LISTS modules)
  list(APPEND targets constate_${module})
  set_target_properties(constate_${module} PROPERTIES EXPORT_NAME ${module})
  install(DIRECTORY src/${module} DESTINATION include/constate/modules COMPONENT development
          FILES_MATCHING PATTERN "*.h" PATTERN "*test*.h" EXCLUDE
          REGEX "pjrt/(api|c_types|client_state|cuda_files|cxx_runtime|python_environments)\\.h" EXCLUDE)
endforeach()
install(TARGETS ${targets} EXPORT constate ARCHIVE DESTINATION lib COMPONENT development)
install(EXPORT constate NAMESPACE constate:: FILE constateTargets.cmake DESTINATION lib/cmake/constate
        COMPONENT development)
include(CMakePackageConfigHelpers)
configure_package_config_file(cmake/constateConfig.cmake.in ${CMAKE_BINARY_DIR}/constateConfig.cmake
                              INSTALL_DESTINATION lib/cmake/constate)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/constateConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/constateConfig.cmake ${CMAKE_BINARY_DIR}/constateConfigVersion.cmake
              cmake/FindPcre2.cmake cmake/FindUtf8proc.cmake src/pjrt/built_in_folder.cc
        DESTINATION lib/cmake/constate COMPONENT development)
