// Programs (not the library) use jemalloc where it is there: compiling leaves fewer holes in the heap. One
// arena: what one of the device's threads frees, the next one takes, instead of each keeping its own
// (docs/decisions/0010).
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "narenas:1,lg_tcache_max:12,oversize_threshold:0";
}
