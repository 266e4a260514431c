# Compiles SOURCE twice (see einsum.cc) with the compiler and include folders given; fails unless the sound spec
# compiles and the malformed one does not, for the reason REASON.
foreach(right 1 0)
  execute_process(
    COMMAND ${COMPILER} -std=c++20 -fsyntax-only ${INCLUDES} -DRIGHT=${right} "-DSOUND=\"${SOUND}\""
            "-DSPEC=\"${SPEC}\"" ${SOURCE}
    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(right AND NOT status EQUAL 0)
    message(FATAL_ERROR "the sound spec \"${SOUND}\" does not compile:\n${output}")
  endif()
endforeach()
if(status EQUAL 0)
  message(FATAL_ERROR "the malformed spec \"${SPEC}\" compiles")
endif()
string(FIND "${output}" "einsum spec: ${REASON}" at)
if(at EQUAL -1)
  message(FATAL_ERROR "the compiler does not say \"einsum spec: ${REASON}\":\n${output}")
endif()
