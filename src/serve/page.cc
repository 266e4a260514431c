#include "serve/page.h"

namespace constate::serve {

http::Response page() {
  http::Response out;
  out.content_type = "text/html; charset=utf-8";
  out.body = "<!doctype html><title>constate</title>";
  return out;
}

}  // namespace constate::serve
