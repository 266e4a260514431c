# libedit, which has no CMake files of its own: the target LibEdit::LibEdit, static where static libraries are there,
# so that programs carry it. A static libedit needs terminfo (libtinfo) and libbsd.
find_path(LibEdit_INCLUDE_DIR histedit.h)
find_library(LibEdit_LIBRARY NAMES libedit.a edit)
find_library(LibEdit_TINFO_LIBRARY NAMES libtinfo.a tinfo)
find_library(LibEdit_BSD_LIBRARY NAMES libbsd.a bsd)
find_library(LibEdit_MD_LIBRARY NAMES libmd.a md)
mark_as_advanced(LibEdit_INCLUDE_DIR LibEdit_LIBRARY LibEdit_TINFO_LIBRARY LibEdit_BSD_LIBRARY LibEdit_MD_LIBRARY)

set(LibEdit_needed)
if(LibEdit_LIBRARY MATCHES "\\.a$")
  set(LibEdit_needed LibEdit_TINFO_LIBRARY LibEdit_BSD_LIBRARY LibEdit_MD_LIBRARY)
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibEdit REQUIRED_VARS LibEdit_LIBRARY LibEdit_INCLUDE_DIR ${LibEdit_needed})

if(LibEdit_FOUND AND NOT TARGET LibEdit::LibEdit)
  add_library(LibEdit::LibEdit UNKNOWN IMPORTED)
  set_target_properties(LibEdit::LibEdit PROPERTIES IMPORTED_LOCATION ${LibEdit_LIBRARY}
                        INTERFACE_INCLUDE_DIRECTORIES ${LibEdit_INCLUDE_DIR})
  foreach(library IN LISTS LibEdit_needed)
    set_property(TARGET LibEdit::LibEdit APPEND PROPERTY INTERFACE_LINK_LIBRARIES ${${library}})
  endforeach()
endif()
