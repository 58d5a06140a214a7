/*
 * UTF-8 (RFC 3629).
 *
 * The syntax of its section 4: a leading byte says how many follow, and for
 * four of them the byte after it is bounded more closely. That alone keeps out
 * overlong forms (E0, F0), surrogates (ED) and what is above U+10FFFF (F4).
 */
#include "utf8.h"

/* The least and most of the byte after a leading one. */
static bool second_fits(unsigned char lead, unsigned char second)
{
    unsigned char least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    unsigned char most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;

    return second >= least && second <= most;
}

/* How many bytes a leading one other than ASCII asks for; 0: it is none. */
static uint32_t width(unsigned char lead)
{
    if (lead < 0xc2 || lead > 0xf4)
        return 0;
    return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

bool adsum_utf8_valid(const char *bytes, uint32_t length)
{
    const unsigned char *at = (const unsigned char *)bytes;
    uint32_t wide;

    while (length != 0) {
        wide = 1;
        if (*at >= 0x80) {
            wide = width(*at);
            if (wide == 0 || wide > length || !second_fits(at[0], at[1]))
                return false;
            for (uint32_t i = 2; i < wide; i++)
                if ((at[i] & 0xc0) != 0x80)
                    return false;
        }
        at += wide;
        length -= wide;
    }
    return true;
}

bool adsum_utf8_text(struct adsum_text text)
{
    return text.length == 0 ||
           (text.bytes != NULL && adsum_utf8_valid(text.bytes, text.length));
}
