/*
 * A presence in packed forms: notices and users have the same.
 *
 *     presence  type, show, priority as an octet, id, language, count, parts
 *     part      expires_ms, name, space, language, bytes, audience, encoding
 */
#ifndef ADSUM_CORE_PRESENCE_FLAT_H
#define ADSUM_CORE_PRESENCE_FLAT_H

#include "flat.h"
#include <adsum/presence.h>

/** Up to the count, which is put too; read it is the reader's next number. */
void adsum_flat_put_presence(struct flat_writer *writer,
                             const struct adsum_presence *head);
void adsum_flat_presence(struct flat_reader *reader,
                         struct adsum_presence *ret);

void adsum_flat_put_part(struct flat_writer *writer,
                         const struct adsum_part *part);
/** @ret  zeroed; its views are into what is read, and not checked */
void adsum_flat_part(struct flat_reader *reader, struct adsum_part *ret);

/** A number of one octet. */
uint8_t adsum_flat_octet(struct flat_reader *reader);

#endif
