/* Stanzas that were sent and never acknowledged. */
#ifndef ADSUM_XMPP_C2S_UNACKED_H
#define ADSUM_XMPP_C2S_UNACKED_H

#include "c2s.h"

#include "texts.h"

/** Treat all as sent to one who is not there: messages and requests go to the
 * core again, and presence is forgotten (XEP-0198 4). Their numbers say when
 * they were sent first. */
void adsum_unacked_salvage(struct texts *unacked, struct adsum_c2s *c2s);

#endif
