// fmt's own code, for programs that carry it: Debian has it as a shared library alone. Compiled once, and not
// in each file, which would take seconds more for each.
#include <fmt/format-inl.h>

#include <locale>

FMT_BEGIN_NAMESPACE
namespace detail {

template FMT_API auto thousands_sep_impl<char>(locale_ref) -> thousands_sep_result<char>;
template FMT_API auto locale_ref::get<std::locale>() const -> std::locale;
template FMT_API auto decimal_point_impl<char>(locale_ref) -> char;

}  // namespace detail
FMT_END_NAMESPACE
