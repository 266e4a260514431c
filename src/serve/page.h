// The page at "/": one file with its script and style, and no other asset.
#pragma once

#include "http/message.h"

namespace constate::serve {

http::Response page();

}  // namespace constate::serve
