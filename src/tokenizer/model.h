// What turns a word into token ids, whichever kind it is.
#pragma once

#include <variant>

#include "tokenizer/models.h"
#include "tokenizer/sentencepiece.h"
#include "tokenizer/unigram.h"

namespace constate::tokenizer {

using Model = std::variant<ByteBpe, CharacterBpe, Unigram, WordPiece, WordLevel, SentencePieceUnigram,
                           SentencePieceBpe>;

}  // namespace constate::tokenizer
