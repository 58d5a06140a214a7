/*
 * Domainparts: RFC 7622 section 3.2 by IDNA2008.
 *
 * A name of ASCII alone is put in lower case and looked at label by label.
 * Otherwise it is mapped as RFC 5895 says, and each label that is not of ASCII,
 * or says it is an A-label, is asked of libidn2 as for registration, which
 * asks for all that makes a U-label one (RFC 5891 section 4.2): NFC, hyphens,
 * combining marks, derived properties, both kinds of contextual rules, and that
 * A-label and U-label are each other's. It asks for the Bidi rule within a
 * label only; here it is asked of all labels, if one needs it (RFC 5893
 * section 2).
 */
#include "domain.h"

#include "ascii.h"
#include "bidi.h"
#include "literal.h"
#include "points.h"
#include <adsum/error.h>
#include <idn2.h>
#include <string.h>

#define LABEL_MOST   63u  /* RFC 1034 section 3.1 */
#define U_LABEL_MOST 236u /* of 59 code points, a digit each after xn-- */
#define NAME_MOST    253u /* 255 with the lengths of first label and root */

/* A name as it comes together, and how long it is as A-labels. */
struct name {
    char bytes[ADSUM_ADDRESS_PART_BYTES];
    uint32_t length;
    uint32_t ascii_length;
};

/* An NR-LDH label (RFC 5890 section 2.3.1), of ASCII_DOMAIN without dots. */
static bool is_ldh(const char *label, uint32_t length)
{
    return length != 0 && length <= LABEL_MOST && label[0] != '-' &&
           label[length - 1] != '-' &&
           (length < 4 || label[2] != '-' || label[3] != '-');
}

/* Into the buffer, if it is ASCII, right as it is, and fits. */
static bool lower(struct adsum_text text, char *buffer, uint32_t capacity)
{
    uint32_t label = 0; /* where it begins */

    if (text.length > NAME_MOST || text.length > capacity)
        return false;
    for (uint32_t i = 0; i < text.length; i++) {
        if (!ascii_is(text.bytes[i], ASCII_DOMAIN))
            return false;
        buffer[i] = ascii_lower(text.bytes[i]);
        if (buffer[i] != '.')
            continue;
        if (!is_ldh(buffer + label, i - label))
            return false;
        label = i + 1;
    }
    return is_ldh(buffer + label, text.length - label);
}

/* RFC 5895 section 2; of ASCII nothing stays that no domain may have. */
static int map(struct points *points)
{
    int err = adsum_points_lower_unfolded(points);

    if (err != 0)
        return err;
    adsum_points_map_width(points);
    if ((err = adsum_points_compose(points)) != 0)
        return err;
    for (uint32_t i = 0; i < points->count; i++) {
        if (points->at[i] == 0x3002) /* ideographic full stop */
            points->at[i] = '.';
        if (points->at[i] < 0x80 &&
            !ascii_is((char)points->at[i], ASCII_DOMAIN))
            return ADSUM_ERR_INVALID;
    }
    return 0;
}

static int error_of(int idn2)
{
    if (idn2 == IDN2_OK)
        return 0;
    return idn2 == IDN2_MALLOC ? ADSUM_ERR_NO_MEMORY : ADSUM_ERR_INVALID;
}

static int append(struct name *name, const char *label, size_t ascii_length)
{
    size_t length = strlen(label);

    if (length > sizeof name->bytes - name->length ||
        ascii_length > NAME_MOST - name->ascii_length)
        return ADSUM_ERR_INVALID;
    memcpy(name->bytes + name->length, label, length);
    name->length += (uint32_t)length;
    name->ascii_length += (uint32_t)ascii_length;
    return 0;
}

/* @a_label: what it must be as one; NULL: anything */
static int append_u_label(struct name *name, const char *label,
                          const char *a_label)
{
    uint8_t *made = NULL;
    int err;

    if (strlen(label) > U_LABEL_MOST)
        return ADSUM_ERR_INVALID;
    err = error_of(idn2_register_u8((const uint8_t *)label, NULL, &made, 0));
    if (err != 0)
        return err;
    if (a_label != NULL && strcmp((char *)made, a_label) != 0)
        err = ADSUM_ERR_INVALID;
    else
        err = append(name, label, strlen((char *)made));
    idn2_free(made);
    return err;
}

static int append_a_label(struct name *name, const char *label)
{
    char *u_label = NULL;
    int err;

    if (strlen(label) > LABEL_MOST)
        return ADSUM_ERR_INVALID;
    if ((err = error_of(idn2_to_unicode_8z8z(label, &u_label, 0))) != 0)
        return err;
    err = append_u_label(name, u_label, label);
    idn2_free(u_label);
    return err;
}

static bool is_ascii(const char *label)
{
    while (*label != '\0' && (unsigned char)*label < 0x80)
        label++;
    return *label == '\0';
}

static int append_label(struct name *name, const char *label)
{
    if (strncmp(label, "xn--", 4) == 0)
        return append_a_label(name, label);
    if (!is_ascii(label))
        return append_u_label(name, label, NULL);
    if (!is_ldh(label, (uint32_t)strlen(label)))
        return ADSUM_ERR_INVALID;
    return append(name, label, strlen(label));
}

/* @mapped: terminated; its dots become ends */
static int append_labels(struct name *name, char *mapped)
{
    for (;;) {
        char *dot = strchr(mapped, '.');
        int err;

        if (dot != NULL)
            *dot = '\0';
        if ((err = append_label(name, mapped)) != 0 || dot == NULL)
            return err;
        if ((err = append(name, ".", 1)) != 0)
            return err;
        mapped = dot + 1;
    }
}

/* RFC 5893 section 2, of all labels or of none. */
static bool is_bidi_name(const struct points *points)
{
    uint32_t label = 0;

    if (!adsum_bidi_needed(points->at, points->count))
        return true;
    for (uint32_t i = 0; i <= points->count; i++) {
        if (i != points->count && points->at[i] != '.')
            continue;
        if (!adsum_bidi_allows(points->at + label, i - label))
            return false;
        label = i + 1;
    }
    return true;
}

static int translate(struct adsum_text text, struct name *name)
{
    char mapped[ADSUM_ADDRESS_PART_BYTES + 1];
    struct points points;
    int err;

    if ((err = adsum_points_read(text, &points)) != 0 ||
        (err = map(&points)) != 0 ||
        (err = adsum_points_write(&points, mapped, sizeof mapped - 1, &text)) !=
            0)
        return err;
    mapped[text.length] = '\0';
    if ((err = append_labels(name, mapped)) != 0)
        return err;
    text = (struct adsum_text){name->bytes, name->length};
    if ((err = adsum_points_read(text, &points)) != 0)
        return err;
    return is_bidi_name(&points) ? 0 : ADSUM_ERR_INVALID;
}

static int put(struct adsum_text text, char *buffer, uint32_t capacity,
               struct adsum_text *ret)
{
    if (text.length > capacity)
        return ADSUM_ERR_ROOM;
    for (uint32_t i = 0; i < text.length; i++)
        buffer[i] = ascii_lower(text.bytes[i]);
    *ret = (struct adsum_text){buffer, text.length};
    return 0;
}

int adsum_domain_prepare(struct adsum_text text, char *buffer,
                         uint32_t capacity, struct adsum_text *ret)
{
    struct name name;
    int err;

    if (text.bytes[text.length - 1] == '.') /* before all else */
        text.length--;
    if (lower(text, buffer, capacity)) {
        *ret = (struct adsum_text){buffer, text.length};
        return 0;
    }
    if (text.length != 0 && text.bytes[0] == '[')
        return adsum_literal_valid(text) ? put(text, buffer, capacity, ret)
                                         : ADSUM_ERR_INVALID;
    name.length = name.ascii_length = 0;
    if ((err = translate(text, &name)) != 0)
        return err;
    return put((struct adsum_text){name.bytes, name.length}, buffer, capacity,
               ret);
}
