/*
 * Addresses and passwords, prepared: RFC 7622.
 *
 * A part is tried as ASCII first, straight into the buffer; what that cannot
 * take for whatever reason, too little room included, is judged by the profile.
 *
 * An address is divided here and not by adsum_address_split(), which bounds
 * parts as they are; here the bound is on what they become (sections 3.2 to
 * 3.4).
 */
#include <adsum/prep.h>

#include "ascii.h"
#include "domain.h"
#include "precis.h"
#include <string.h>

/* Bytes that do not become wrong, nor fewer or more. */
static bool copy(struct adsum_text text, uint8_t kind, char *buffer,
                 uint32_t capacity)
{
    if (text.length > ADSUM_ADDRESS_PART_BYTES || text.length > capacity)
        return false;
    for (uint32_t i = 0; i < text.length; i++) {
        if (!ascii_is(text.bytes[i], kind))
            return false;
        buffer[i] =
            kind == ASCII_LOCAL ? ascii_lower(text.bytes[i]) : text.bytes[i];
    }
    return true;
}

static bool is_empty(struct adsum_text text)
{
    return text.bytes == NULL || text.length == 0;
}

/* A part's own error for what the profiles call INVALID. */
static int error_of(int err, int part)
{
    return err == ADSUM_ERR_INVALID ? part : err;
}

/* RFC 7622 section 3.3.1, after mapping: a fullwidth '@' is one, too. */
static int local_of(struct points *points)
{
    int err = adsum_precis_username(points);

    if (err != 0)
        return err;
    for (uint32_t i = 0; i < points->count; i++)
        if (points->at[i] < 0x80 && !ascii_is((char)points->at[i], ASCII_LOCAL))
            return ADSUM_ERR_INVALID;
    return 0;
}

static int enforce(int (*profile)(struct points *points), struct points *points,
                   struct adsum_text text, char *buffer, uint32_t capacity,
                   struct adsum_text *ret)
{
    int err;

    if ((err = adsum_points_read(text, points)) != 0 ||
        (err = profile(points)) != 0)
        return err;
    return adsum_points_write(points, buffer, capacity, ret);
}

int adsum_prep_local(struct adsum_text text, char *buffer, uint32_t capacity,
                     struct adsum_text *ret)
{
    struct points points;

    if (is_empty(text))
        return ADSUM_ERR_LOCAL;
    if (copy(text, ASCII_LOCAL, buffer, capacity)) {
        *ret = (struct adsum_text){buffer, text.length};
        return 0;
    }
    return error_of(enforce(local_of, &points, text, buffer, capacity, ret),
                    ADSUM_ERR_LOCAL);
}

int adsum_prep_domain(struct adsum_text text, char *buffer, uint32_t capacity,
                      struct adsum_text *ret)
{
    if (is_empty(text))
        return ADSUM_ERR_DOMAIN;
    return error_of(adsum_domain_prepare(text, buffer, capacity, ret),
                    ADSUM_ERR_DOMAIN);
}

static int opaque(struct points *points, struct adsum_text text, char *buffer,
                  uint32_t capacity, struct adsum_text *ret)
{
    if (is_empty(text))
        return ADSUM_ERR_INVALID;
    if (copy(text, ASCII_RESOURCE, buffer, capacity)) {
        *ret = (struct adsum_text){buffer, text.length};
        return 0;
    }
    return enforce(adsum_precis_opaque, points, text, buffer, capacity, ret);
}

int adsum_prep_resource(struct adsum_text text, char *buffer, uint32_t capacity,
                        struct adsum_text *ret)
{
    struct points points;

    return error_of(opaque(&points, text, buffer, capacity, ret),
                    ADSUM_ERR_RESOURCE);
}

/* Written over by calls that the compiler may not leave out. */
static void wipe(struct points *points)
{
    void *(*volatile set)(void *, int, size_t) = memset;

    set(points, 0, sizeof *points);
}

int adsum_prep_password(struct adsum_text text, char *buffer, uint32_t capacity,
                        struct adsum_text *ret)
{
    struct points points;
    int err = opaque(&points, text, buffer, capacity, ret);

    wipe(&points);
    return error_of(err, ADSUM_ERR_PASSWORD);
}

/* Up to the sign; @ret_rest what is behind it, if it is there. */
static bool divide(struct adsum_text *text, char sign,
                   struct adsum_text *ret_rest)
{
    const char *at = memchr(text->bytes, sign, text->length);
    uint32_t before;

    if (at == NULL)
        return false;
    before = (uint32_t)(at - text->bytes);
    *ret_rest = (struct adsum_text){at + 1, text->length - before - 1};
    text->length = before;
    return true;
}

/* A buffer as it fills. */
struct output {
    char *buffer;
    uint32_t capacity, used;
};

static int put_part(struct output *output, struct adsum_text text,
                    int (*prepare)(struct adsum_text text, char *buffer,
                                   uint32_t capacity, struct adsum_text *ret),
                    struct adsum_text *ret)
{
    int err = prepare(text, output->buffer + output->used,
                      output->capacity - output->used, ret);

    if (err == 0)
        output->used += ret->length;
    return err;
}

static int put_sign(struct output *output, char sign)
{
    if (output->used == output->capacity)
        return ADSUM_ERR_ROOM;
    output->buffer[output->used++] = sign;
    return 0;
}

int adsum_prep_address(struct adsum_text text, char *buffer, uint32_t capacity,
                       struct adsum_text *ret, struct adsum_address *ret_parts)
{
    struct output output = {buffer, capacity, 0};
    struct adsum_text domain, resource;
    struct adsum_address parts = {0};
    bool has_resource;
    int err;

    if (is_empty(text))
        return ADSUM_ERR_DOMAIN;
    has_resource = divide(&text, '/', &resource);
    if (!divide(&text, '@', &domain))
        domain = text;
    else if ((err = put_part(&output, text, adsum_prep_local, &parts.local)) !=
                 0 ||
             (err = put_sign(&output, '@')) != 0)
        return err;
    err = put_part(&output, domain, adsum_prep_domain, &parts.domain);
    if (err != 0)
        return err;
    parts.bare = (struct adsum_text){buffer, output.used};
    if (has_resource && ((err = put_sign(&output, '/')) != 0 ||
                         (err = put_part(&output, resource, adsum_prep_resource,
                                         &parts.resource)) != 0))
        return err;
    *ret = (struct adsum_text){buffer, output.used};
    if (ret_parts != NULL)
        *ret_parts = parts;
    return 0;
}
