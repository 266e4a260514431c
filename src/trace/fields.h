// Structs whose fields are listed once. That one list gives checkpoint names, argument names, loop variables
// and device buffers:
//
//   template <class T> struct Layer { T norm, in_proj; std::optional<T> bias; CONSTATE_FIELDS(norm, in_proj,
//   bias) };
//
// A leaf is whatever has no fields; vectors, arrays and optionals of structs or leaves are walked through.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#define CONSTATE_FIELDS(...)                            \
  auto fields() { return std::tie(__VA_ARGS__); }       \
  auto fields() const { return std::tie(__VA_ARGS__); } \
  static constexpr std::string_view kFieldNames = #__VA_ARGS__;

namespace constate::trace {
namespace detail {

template <class T>
struct IsRange : std::false_type {};
template <class T, class A>
struct IsRange<std::vector<T, A>> : std::true_type {};
template <class T, std::size_t N>
struct IsRange<std::array<T, N>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

// Takes the first name off "a, b, c".
constexpr std::string_view next_name(std::string_view& names) {
  const auto comma = names.find(',');
  std::string_view name = names.substr(0, comma);
  names.remove_prefix(comma == names.npos ? names.size() : comma + 1);
  while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
  return name;
}

// A field without a name goes by its struct's.
inline std::string join(const std::string& path, std::string_view name) {
  if (path.empty() || name.empty()) return path + std::string(name);
  return path + "." + std::string(name);
}

}  // namespace detail

// Calls f(leaf, path) for each leaf, in order; path is "layers.3.norm".
template <class S, class F>
void each_field(S& s, F&& f, const std::string& path = "") {
  using Bare = std::remove_const_t<S>;
  if constexpr (requires { s.fields(); }) {
    std::string_view names = Bare::kFieldNames;
    std::apply([&](auto&... x) { (each_field(x, f, detail::join(path, detail::next_name(names))), ...); },
               s.fields());
  } else if constexpr (detail::IsRange<Bare>::value) {
    for (std::size_t i = 0; i < s.size(); ++i) each_field(s[i], f, detail::join(path, std::to_string(i)));
  } else if constexpr (detail::IsOptional<Bare>::value) {
    if (s) each_field(*s, f, path);
  } else {
    f(s, path);
  }
}

// Gives `to` the structure of `from` (lengths of vectors, presence of optionals), with to_leaf = f(from_leaf,
// path).
template <class From, class To, class F>
void map_fields(const From& from, To& to, F&& f, const std::string& path = "") {
  if constexpr (requires { from.fields(); }) {
    std::string_view names = From::kFieldNames;
    auto targets = to.fields();
    std::apply(
        [&](const auto&... x) {
          std::apply(
              [&](auto&... y) { (map_fields(x, y, f, detail::join(path, detail::next_name(names))), ...); },
              targets);
        },
        from.fields());
  } else if constexpr (detail::IsRange<From>::value) {
    if constexpr (requires { to.resize(0); }) to.resize(from.size());
    for (std::size_t i = 0; i < from.size(); ++i)
      map_fields(from[i], to[i], f, detail::join(path, std::to_string(i)));
  } else if constexpr (detail::IsOptional<From>::value) {
    to.reset();
    if (from) map_fields(*from, to.emplace(), f, path);
  } else {
    to = f(from, path);
  }
}

}  // namespace constate::trace
