#include "CLibUSB.h"
