# Writes the bytes of the file IN as a C++ source OUT: NAME and NAME_size.
file(READ ${IN} hex HEX)
file(SIZE ${IN} size)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)" "\\1\n" bytes "${bytes}")
file(WRITE ${OUT} "// From ${IN}; written by cmake/embed.cmake.
extern const unsigned char ${NAME}[];
extern const unsigned long ${NAME}_size;
const unsigned char ${NAME}[] = {
${bytes}
};
const unsigned long ${NAME}_size = ${size};
")
