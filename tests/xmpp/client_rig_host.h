/* What a person's core and client ask of it. */
#ifndef CLIENT_RIG_HOST_H
#define CLIENT_RIG_HOST_H

#include "client_rig.h"

extern const struct adsum_client_host person_host;
extern const struct adsum_host person_core_host;

#endif
