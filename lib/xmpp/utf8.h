/* UTF-8, as SASL's messages must be. */
#ifndef ADSUM_XMPP_UTF8_H
#define ADSUM_XMPP_UTF8_H

#include <adsum/base.h>
#include <stdbool.h>

/** UTF-8 without a NUL (RFC 3629). */
bool adsum_xmpp_utf8(struct adsum_text text);

#endif
