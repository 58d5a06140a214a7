/* The grammar of RFC 5802 section 7, written and read. */
#include "base64.h"
#include "scram.h"
#include "utf8.h"

#include <string.h>

struct adsum_text adsum_scram_text(const char *string)
{
    struct adsum_text text = {string, (uint32_t)strlen(string)};

    return text;
}

static char *room_for(struct scram_out *out, uint32_t length)
{
    char *at = out->bytes + out->length;

    if (out->full || out->capacity - out->length < length) {
        out->full = true;
        return NULL;
    }
    out->length += length;
    return at;
}

void adsum_scram_put(struct scram_out *out, struct adsum_text text)
{
    char *at = room_for(out, text.length);

    if (at != NULL && text.length != 0)
        memmove(at, text.bytes, text.length);
}

void adsum_scram_put_word(struct scram_out *out, const char *word)
{
    adsum_scram_put(out, adsum_scram_text(word));
}

void adsum_scram_put_base64(struct scram_out *out, const void *bytes,
                            uint32_t length)
{
    char *at = room_for(out, adsum_base64_length(length));

    if (at != NULL)
        adsum_base64_encode(bytes, length, at);
}

void adsum_scram_put_number(struct scram_out *out, uint32_t number)
{
    char digits[10];
    struct adsum_text text = {digits + sizeof digits, 0};

    do {
        digits[sizeof digits - ++text.length] = (char)('0' + number % 10);
        text.bytes--;
        number /= 10;
    } while (number != 0);
    adsum_scram_put(out, text);
}

void adsum_scram_put_name(struct scram_out *out, struct adsum_text name)
{
    for (uint32_t i = 0; i < name.length; i++) {
        struct adsum_text one = {name.bytes + i, 1};

        if (*one.bytes == ',' || *one.bytes == '=')
            one = adsum_scram_text(*one.bytes == ',' ? "=2C" : "=3D");
        adsum_scram_put(out, one);
    }
}

bool adsum_scram_put_unescaped(struct scram_out *out, struct adsum_text name)
{
    for (uint32_t i = 0; i < name.length; i++) {
        struct adsum_text one = {name.bytes + i, 1};

        if (*one.bytes == '=') {
            if (name.length - i < 3 || (memcmp(one.bytes, "=2C", 3) != 0 &&
                                        memcmp(one.bytes, "=3D", 3) != 0))
                return false;
            one = adsum_scram_text(one.bytes[2] == 'C' ? "," : "=");
            i += 2;
        }
        adsum_scram_put(out, one);
    }
    return true;
}

bool adsum_scram_begin(struct scram_in *in, struct adsum_text message)
{
    in->rest = message;
    in->more = true;
    return adsum_xmpp_utf8(message);
}

static bool letter_valid(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool adsum_scram_next(struct scram_in *in, char *letter,
                      struct adsum_text *value)
{
    const char *at = in->rest.bytes, *comma;

    if (!in->more || in->rest.length < 3 || !letter_valid(at[0]) ||
        at[1] != '=' || at[2] == ',')
        return false;
    *letter = at[0];
    value->bytes = at + 2;
    value->length = in->rest.length - 2;
    comma = memchr(value->bytes, ',', value->length);
    in->more = comma != NULL;
    if (in->more)
        value->length = (uint32_t)(comma - value->bytes);
    in->rest.bytes = value->bytes + value->length + in->more;
    in->rest.length -= 2 + value->length + in->more;
    return true;
}

uint32_t adsum_scram_expect(struct scram_in *in, char letter,
                            struct adsum_text *value)
{
    char got;

    if (!adsum_scram_next(in, &got, value))
        return ADSUM_SASL_REASON_MALFORMED;
    if (got == 'm')
        return ADSUM_SASL_REASON_EXTENSION;
    return got == letter ? ADSUM_SASL_REASON_NONE : ADSUM_SASL_REASON_MALFORMED;
}

uint32_t adsum_scram_extensions(struct scram_in *in, char last,
                                struct adsum_text *value,
                                struct adsum_text *protect)
{
    static const struct adsum_text none = {NULL, 0};
    struct adsum_text one, ignored = none;
    char letter;

    if (protect == NULL)
        protect = &ignored;
    *protect = none;
    while (in->more) {
        if (!adsum_scram_next(in, &letter, &one))
            return ADSUM_SASL_REASON_MALFORMED;
        if (letter == 'm')
            return ADSUM_SASL_REASON_EXTENSION;
        if (letter == last && !in->more) {
            *value = one;
            return ADSUM_SASL_REASON_NONE;
        }
        /* What the RFC defines has its place; nothing else is refused. */
        if (strchr("anrcsipve", letter) != NULL ||
            (letter == 'h' && protect->length != 0))
            return ADSUM_SASL_REASON_MALFORMED;
        if (letter == 'h')
            *protect = one;
    }
    return last == 0 ? ADSUM_SASL_REASON_NONE : ADSUM_SASL_REASON_MALFORMED;
}

bool adsum_scram_nonce_valid(struct adsum_text nonce)
{
    for (uint32_t i = 0; i < nonce.length; i++)
        if (nonce.bytes[i] < 0x21 || nonce.bytes[i] > 0x7e ||
            nonce.bytes[i] == ',')
            return false;
    return nonce.length != 0;
}

uint32_t adsum_scram_number(struct adsum_text text)
{
    uint64_t number = 0;

    if (text.length == 0 || text.length > 10 || text.bytes[0] == '0')
        return 0;
    for (uint32_t i = 0; i < text.length; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9')
            return 0;
        number = number * 10 + (uint64_t)(text.bytes[i] - '0');
    }
    return number > UINT32_MAX ? 0 : (uint32_t)number;
}
