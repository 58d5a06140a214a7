/* RFC 3629 section 4, a row for each line of its grammar. */
#include "utf8.h"

static const struct row {
    uint8_t first, last; /* of the lead byte */
    uint8_t more;        /* bytes that follow */
    uint8_t low, high;   /* of the first of these; others are 80 to BF */
} rows[] = {
    {0x01, 0x7f, 0, 0, 0},       {0xc2, 0xdf, 1, 0x80, 0xbf},
    {0xe0, 0xe0, 2, 0xa0, 0xbf}, {0xe1, 0xec, 2, 0x80, 0xbf},
    {0xed, 0xed, 2, 0x80, 0x9f}, {0xee, 0xef, 2, 0x80, 0xbf},
    {0xf0, 0xf0, 3, 0x90, 0xbf}, {0xf1, 0xf3, 3, 0x80, 0xbf},
    {0xf4, 0xf4, 3, 0x80, 0x8f},
};

static const struct row *row_of(uint8_t lead)
{
    for (uint32_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (lead >= rows[i].first && lead <= rows[i].last)
            return &rows[i];
    return NULL;
}

bool adsum_xmpp_utf8(struct adsum_text text)
{
    const uint8_t *bytes = (const uint8_t *)text.bytes;

    for (uint32_t i = 0; i < text.length;) {
        const struct row *row = row_of(bytes[i++]);

        if (row == NULL || text.length - i < row->more)
            return false;
        for (uint32_t k = 0; k < row->more; k++, i++)
            if (bytes[i] < (k == 0 ? row->low : 0x80) ||
                bytes[i] > (k == 0 ? row->high : 0xbf))
                return false;
    }
    return true;
}
