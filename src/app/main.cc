#include "app/commands.h"

int main(int argc, char** argv) { return constate::app::run(argc, argv); }
