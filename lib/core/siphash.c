/*
 * SipHash-2-4 (Aumasson and Bernstein 2012), for adsum_map_hash().
 *
 * Texts come from peers, and the seed from the host's random source: who does
 * not know it cannot choose texts that fall into one chain.
 */
#include "map.h"

struct state {
    uint64_t v0, v1, v2, v3;
};

static uint64_t rotate(uint64_t value, unsigned bits)
{
    return value << bits | value >> (64 - bits);
}

static void round_once(struct state *s)
{
    s->v0 += s->v1;
    s->v2 += s->v3;
    s->v1 = rotate(s->v1, 13) ^ s->v0;
    s->v3 = rotate(s->v3, 16) ^ s->v2;
    s->v0 = rotate(s->v0, 32);
    s->v2 += s->v1;
    s->v0 += s->v3;
    s->v1 = rotate(s->v1, 17) ^ s->v2;
    s->v3 = rotate(s->v3, 21) ^ s->v0;
    s->v2 = rotate(s->v2, 32);
}

static uint64_t load(const uint8_t *bytes)
{
    uint64_t value = 0;
    unsigned i;

    for (i = 0; i < 8; i++)
        value |= (uint64_t)bytes[i] << (8 * i);
    return value;
}

static uint64_t load_last(const uint8_t *bytes, uint32_t length)
{
    uint64_t value = (uint64_t)(length & 0xff) << 56;
    uint32_t i;

    for (i = 0; i < (length & 7); i++)
        value |= (uint64_t)bytes[i] << (8 * i);
    return value;
}

static void mix(struct state *s, uint64_t word)
{
    s->v3 ^= word;
    round_once(s);
    round_once(s);
    s->v0 ^= word;
}

uint32_t adsum_map_hash(const uint8_t seed[16], const void *bytes,
                        uint32_t length)
{
    const uint8_t *at = bytes;
    uint64_t k0 = load(seed), k1 = load(seed + 8), sum;
    struct state s = {k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d,
                      k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573};
    uint32_t words, i;

    for (words = length / 8; words != 0; words--, at += 8)
        mix(&s, load(at));
    mix(&s, load_last(at, length));
    s.v2 ^= 0xff;
    for (i = 0; i < 4; i++)
        round_once(&s);
    sum = s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
    return (uint32_t)(sum ^ sum >> 32);
}
