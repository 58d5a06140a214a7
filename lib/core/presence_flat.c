/* Presence in packed forms: the fields in their order, nothing judged. */
#include "presence_flat.h"

uint8_t adsum_flat_octet(struct flat_reader *reader)
{
    return (uint8_t)adsum_flat_number(reader, UINT8_MAX);
}

void adsum_flat_put_presence(struct flat_writer *writer,
                             const struct adsum_presence *head)
{
    adsum_flat_put_number(writer, head->type);
    adsum_flat_put_number(writer, head->show);
    adsum_flat_put_number(writer, (uint8_t)head->priority);
    adsum_flat_put_text(writer, head->id);
    adsum_flat_put_text(writer, head->language);
    adsum_flat_put_number(writer, head->part_count);
}

void adsum_flat_presence(struct flat_reader *reader, struct adsum_presence *ret)
{
    ret->size = sizeof *ret;
    ret->type = adsum_flat_octet(reader);
    ret->show = adsum_flat_octet(reader);
    ret->priority = (int8_t)adsum_flat_octet(reader);
    ret->id = adsum_flat_text(reader);
    ret->language = adsum_flat_text(reader);
}

void adsum_flat_put_part(struct flat_writer *writer,
                         const struct adsum_part *part)
{
    adsum_flat_put_number(writer, part->expires_ms);
    adsum_flat_put_text(writer, part->name);
    adsum_flat_put_text(writer, part->space);
    adsum_flat_put_text(writer, part->language);
    adsum_flat_put_bytes(writer, part->bytes, part->length);
    adsum_flat_put_number(writer, part->audience);
    adsum_flat_put_number(writer, part->encoding);
}

void adsum_flat_part(struct flat_reader *reader, struct adsum_part *ret)
{
    struct adsum_text bytes;

    ret->expires_ms = adsum_flat_number(reader, UINT64_MAX);
    ret->name = adsum_flat_text(reader);
    ret->space = adsum_flat_text(reader);
    ret->language = adsum_flat_text(reader);
    bytes = adsum_flat_text(reader);
    ret->bytes = bytes.bytes;
    ret->length = bytes.length;
    ret->audience = (uint32_t)adsum_flat_number(reader, UINT32_MAX);
    ret->encoding = adsum_flat_octet(reader);
}
