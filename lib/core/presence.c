/*
 * Presence records. Numbers inside the bytes are the machine's own: a record
 * never leaves the service.
 */
#include "presence.h"
#include "utf8.h"

#define PLAIN ADSUM_PRESENCE_PLAIN

/* First bytes no text has, for texts are UTF-8: no peer can forge a record. */
#define MARK_RECORD 0xfeffu
#define MARK_PART   0xffffu

struct head {
    uint16_t mark;
    uint8_t type;
    uint8_t show;
    int8_t priority;
    uint8_t count;
    uint8_t zero[2];
    uint32_t id;
    uint32_t language;
};

struct part_head {
    uint16_t mark;
    uint16_t encoding;
    uint32_t name;
    uint32_t space;
    uint32_t language;
    uint64_t expires_ms;
    uint32_t audience;
    uint32_t zero;
};

static bool key_equal(const struct adsum_part *a, const struct adsum_part *b)
{
    return text_equal(a->name, b->name) && text_equal(a->space, b->space) &&
           text_equal(a->language, b->language);
}

static bool text_valid(struct adsum_text text)
{
    return text.length == 0 ||
           (text.bytes != NULL && adsum_utf8_valid(text.bytes, text.length));
}

static int check_part(const struct adsum_service *service,
                      const struct adsum_presence *presence, uint32_t index)
{
    const struct adsum_part *part = &presence->parts[index];

    if (part->name.length == 0 || !text_valid(part->name) ||
        !text_valid(part->space) || !text_valid(part->language) ||
        part->encoding > ADSUM_ENCODING_SEALED ||
        (part->bytes == NULL && part->length != 0))
        return ADSUM_ERR_INVALID;
    if (part->length > service->limits.part_bytes ||
        part->name.length > service->limits.part_bytes ||
        part->space.length > service->limits.part_bytes ||
        part->language.length > service->limits.part_bytes)
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_PART_BYTES;
    for (uint32_t i = 0; i < index; i++)
        if (key_equal(&presence->parts[i], part))
            return ADSUM_ERR_INVALID;
    return 0;
}

int adsum_presence_check(const struct adsum_service *service,
                         const struct adsum_presence *presence)
{
    int err;

    if (presence == NULL)
        return 0;
    if (presence->size < sizeof *presence ||
        presence->type > ADSUM_UNAVAILABLE || presence->show > ADSUM_SHOW_DND ||
        (presence->type == ADSUM_UNAVAILABLE &&
         (presence->show != 0 || presence->priority != 0)) ||
        (presence->parts == NULL && presence->part_count != 0) ||
        !text_valid(presence->id) || !text_valid(presence->language))
        return ADSUM_ERR_INVALID;
    if (presence->part_count > service->limits.parts)
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_PARTS;
    if (presence->id.length > service->limits.part_bytes ||
        presence->language.length > service->limits.part_bytes)
        return ADSUM_ERR_LIMIT - ADSUM_LIMIT_PART_BYTES;
    for (uint32_t i = 0; i < presence->part_count; i++)
        if ((err = check_part(service, presence, i)) != 0)
            return err;
    return 0;
}

static int intern(struct adsum_service *service, struct adsum_text text,
                  uint32_t *ret)
{
    *ret = 0;
    if (text.length == 0)
        return 0;
    return adsum_text_intern(&service->texts, &service->memory, text.bytes,
                             text.length, ret);
}

static struct adsum_text text_of(const struct adsum_service *service,
                                 uint32_t atom)
{
    struct adsum_text none = {NULL, 0};

    return atom == 0 ? none : adsum_text_at(&service->texts, atom);
}

static void release_words(struct adsum_service *service,
                          const struct part_head *head)
{
    adsum_text_release(&service->texts, head->name);
    adsum_text_release(&service->texts, head->space);
    adsum_text_release(&service->texts, head->language);
}

/*
 * An atom for bytes that name atoms. If it was there before, it holds uses of
 * them already and the ones just taken are too many.
 */
static int take_part(struct adsum_service *service,
                     const struct adsum_part *part, uint32_t *ret)
{
    struct part_head head = {.mark = MARK_PART,
                             .expires_ms = part->expires_ms,
                             .audience = part->audience,
                             .encoding = part->encoding};
    int err;

    if ((err = intern(service, part->name, &head.name)) == 0 &&
        (err = intern(service, part->space, &head.space)) == 0 &&
        (err = intern(service, part->language, &head.language)) == 0)
        err =
            adsum_text_intern_two(&service->texts, &service->memory, &head,
                                  sizeof head, part->bytes, part->length, ret);
    if (err != 0 || adsum_text_uses(&service->texts, *ret) > 1)
        release_words(service, &head);
    return err;
}

static void drop_part(struct adsum_service *service, uint32_t atom)
{
    struct part_head head;

    memcpy(&head, adsum_text_at(&service->texts, atom).bytes, sizeof head);
    if (adsum_text_uses(&service->texts, atom) == 1)
        release_words(service, &head);
    adsum_text_release(&service->texts, atom);
}

static void drop_body(struct adsum_service *service, const struct head *head,
                      const uint32_t *parts, uint32_t count)
{
    adsum_text_release(&service->texts, head->id);
    adsum_text_release(&service->texts, head->language);
    for (uint32_t i = 0; i < count; i++)
        drop_part(service, parts[i]);
}

static int take_record(struct adsum_service *service,
                       const struct adsum_presence *presence, uint32_t *ret)
{
    struct head head = {.mark = MARK_RECORD,
                        .type = presence->type,
                        .show = presence->show,
                        .priority = presence->priority,
                        .count = (uint8_t)presence->part_count};
    uint32_t *parts = service->part_atoms;
    uint32_t count = 0;
    int err;

    if ((err = intern(service, presence->id, &head.id)) == 0)
        err = intern(service, presence->language, &head.language);
    for (uint32_t i = 0; err == 0 && i < presence->part_count; i++)
        if ((err = take_part(service, &presence->parts[i], &parts[i])) == 0)
            count++;
    if (err == 0)
        err = adsum_text_intern_two(&service->texts, &service->memory, &head,
                                    sizeof head, parts,
                                    count * (uint32_t)sizeof *parts, ret);
    if (err != 0 || adsum_text_uses(&service->texts, *ret) > 1)
        drop_body(service, &head, parts, count);
    return err;
}

int adsum_presence_take(struct adsum_service *service,
                        const struct adsum_presence *presence, uint32_t *ret)
{
    if (presence == NULL) {
        *ret = PLAIN;
        return 0;
    }
    if (presence->part_count == 0 && presence->id.length == 0 &&
        presence->language.length == 0) {
        *ret = PLAIN | (uint32_t)presence->type << 11 |
               (uint32_t)presence->show << 8 | (uint8_t)presence->priority;
        return 0;
    }
    return take_record(service, presence, ret);
}

static const uint32_t *open_record(const struct adsum_service *service,
                                   uint32_t record, struct head *head)
{
    struct adsum_text bytes = adsum_text_at(&service->texts, record);

    memcpy(head, bytes.bytes, sizeof *head);
    memcpy(service->part_atoms, bytes.bytes + sizeof *head,
           head->count * sizeof(uint32_t));
    return service->part_atoms;
}

void adsum_presence_free(struct adsum_service *service, uint32_t record)
{
    const uint32_t *parts;
    struct head head;

    if (adsum_text_uses(&service->texts, record) == 1) {
        parts = open_record(service, record, &head);
        drop_body(service, &head, parts, head.count);
    }
    adsum_text_release(&service->texts, record);
}

static uint32_t part_of(struct adsum_text record, uint32_t index)
{
    uint32_t atom;

    memcpy(&atom, record.bytes + sizeof(struct head) + index * sizeof atom,
           sizeof atom);
    return atom;
}

void adsum_presence_show_part(const struct adsum_service *service,
                              uint32_t record, uint32_t index,
                              struct adsum_part *ret)
{
    struct adsum_text bytes =
        adsum_text_at(&service->texts,
                      part_of(adsum_text_at(&service->texts, record), index));
    struct part_head head;

    memset(ret, 0, sizeof *ret);
    memcpy(&head, bytes.bytes, sizeof head);
    ret->expires_ms = head.expires_ms;
    ret->name = text_of(service, head.name);
    ret->space = text_of(service, head.space);
    ret->language = text_of(service, head.language);
    ret->audience = head.audience;
    ret->encoding = (uint8_t)head.encoding;
    ret->bytes = bytes.bytes + sizeof head;
    ret->length = bytes.length - (uint32_t)sizeof head;
}

void adsum_presence_show_head(const struct adsum_service *service,
                              uint32_t record, struct adsum_presence *ret)
{
    struct head head;

    memset(ret, 0, sizeof *ret);
    ret->size = sizeof *ret;
    if ((record & PLAIN) != 0) {
        ret->type = record >> 11 & 1u;
        ret->show = record >> 8 & 7u;
        ret->priority = (int8_t)(record & 255u);
        return;
    }
    memcpy(&head, adsum_text_at(&service->texts, record).bytes, sizeof head);
    ret->type = head.type;
    ret->show = head.show;
    ret->priority = head.priority;
    ret->id = text_of(service, head.id);
    ret->language = text_of(service, head.language);
    ret->part_count = head.count;
}

void adsum_presence_lay_out(const struct adsum_service *service,
                            uint32_t record, struct adsum_part *parts,
                            struct adsum_presence *ret)
{
    adsum_presence_show_head(service, record, ret);
    if (ret->part_count != 0)
        ret->parts = parts;
    for (uint32_t i = 0; i < ret->part_count; i++)
        adsum_presence_show_part(service, record, i, &parts[i]);
}

void adsum_presence_show(const struct adsum_service *service, uint32_t record,
                         uint32_t view, struct adsum_presence *ret)
{
    uint8_t type;

    if (view == ADSUM_VIEW_ALL) {
        adsum_presence_lay_out(service, record, service->parts, ret);
        return;
    }
    adsum_presence_show_head(service, record, ret);
    type = ret->type;
    memset(ret, 0, sizeof *ret);
    ret->size = sizeof *ret;
    ret->type = type;
}

bool adsum_presence_gone(const struct adsum_service *service, uint32_t record)
{
    struct head head;

    if ((record & PLAIN) != 0)
        return (record >> 11 & 1u) != 0;
    memcpy(&head, adsum_text_at(&service->texts, record).bytes, sizeof head);
    return head.type == ADSUM_UNAVAILABLE;
}

static void body_of(const struct adsum_service *service, uint32_t record,
                    struct head *head, struct adsum_text *parts)
{
    struct adsum_presence shown;

    memset(head, 0, sizeof *head);
    *parts = (struct adsum_text){NULL, 0};
    if ((record & PLAIN) == 0) {
        *parts = adsum_text_at(&service->texts, record);
        memcpy(head, parts->bytes, sizeof *head);
        parts->bytes += sizeof *head;
        parts->length -= (uint32_t)sizeof *head;
    } else {
        adsum_presence_show(service, record, ADSUM_VIEW_ALL, &shown);
        head->type = shown.type;
        head->show = shown.show;
        head->priority = shown.priority;
    }
}

bool adsum_presence_same(const struct adsum_service *service, uint32_t a,
                         uint32_t b)
{
    struct head left, right;
    struct adsum_text left_parts, right_parts;

    if (a == b)
        return true;
    body_of(service, a, &left, &left_parts);
    body_of(service, b, &right, &right_parts);
    return left.type == right.type && left.show == right.show &&
           left.priority == right.priority && left.language == right.language &&
           text_equal(left_parts, right_parts);
}
