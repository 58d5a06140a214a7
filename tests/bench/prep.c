/*
 * prep: what an address costs to prepare. One line of JSON for each case.
 *
 * Beside it, for the same bytes: memcpy(); and what the two libraries take,
 * called plainly and without PRECIS: lower case and NFC of the localpart, the
 * domain looked up, NFC of the resourcepart. Times are processor time, the
 * median of RUNS. What comes out must be what is wanted, or it fails.
 */
#include "measure.h"
#include "options.h"
#include <adsum/prep.h>
#include <idn2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <uninorm.h>

#define RUNS 7u

static const struct address {
    const char *name, *text, *wanted;
} addresses[] = {
    {"ASCII, full", "juliet@im.example.com/balcony",
     "juliet@im.example.com/balcony"},
    {"ASCII, bare", "juliet@im.example.com", "juliet@im.example.com"},
    {"ASCII, domain", "im.example.com", "im.example.com"},
    {"ASCII, capitals", "Juliet@IM.Example.COM/balcony",
     "juliet@im.example.com/balcony"},
    {"localpart beyond", "\xcf\x80@example.com", "\xcf\x80@example.com"},
    {"localpart mapped", "\xce\xa0@example.com", "\xcf\x80@example.com"},
    {"resourcepart beyond", "king@example.com/\xe2\x99\x9a",
     "king@example.com/\xe2\x99\x9a"},
    {"domain beyond", "juliet@b\xc3\xbc\x63her.example/balcony",
     "juliet@b\xc3\xbc\x63her.example/balcony"},
    {"domain in A-labels", "juliet@xn--bcher-kva.example/balcony",
     "juliet@b\xc3\xbc\x63her.example/balcony"},
    {"all beyond", "\xcf\x80@b\xc3\xbc\x63her.example/\xe2\x99\x9a",
     "\xcf\x80@b\xc3\xbc\x63her.example/\xe2\x99\x9a"},
};

/* Returns false if what is called fails. */
typedef bool work(struct adsum_text text);

static char buffer[ADSUM_ADDRESS_BYTES];

static bool by_prep(struct adsum_text text)
{
    struct adsum_text ret;

    return adsum_prep_address(text, buffer, sizeof buffer, &ret, NULL) == 0;
}

static bool by_memcpy(struct adsum_text text)
{
    static void *(*volatile copy)(void *, const void *, size_t) = memcpy;

    copy(buffer, text.bytes, text.length);
    return true;
}

static bool by_unistring(struct adsum_text part, bool lower)
{
    size_t length = sizeof buffer;
    uint8_t *from = (uint8_t *)(size_t)part.bytes, *to = (uint8_t *)buffer;

    if (part.length == 0)
        return true;
    return (lower
                ? u8_tolower(from, part.length, NULL, UNINORM_NFC, to, &length)
                : u8_normalize(UNINORM_NFC, from, part.length, to, &length)) ==
           to;
}

static bool by_idn2(struct adsum_text domain)
{
    char name[256], *unicode;
    uint8_t *ascii;
    bool done;

    memcpy(name, domain.bytes, domain.length);
    name[domain.length] = '\0';
    if (idn2_lookup_u8((uint8_t *)name, &ascii, IDN2_NO_TR46) != IDN2_OK)
        return false;
    done = idn2_to_unicode_8z8z((char *)ascii, &unicode, 0) == IDN2_OK;
    idn2_free(ascii);
    if (done)
        idn2_free(unicode);
    return done;
}

static bool by_libraries(struct adsum_text text)
{
    struct adsum_address parts;

    return adsum_address_split(text, &parts) == 0 &&
           by_unistring(parts.local, true) && by_idn2(parts.domain) &&
           by_unistring(parts.resource, false);
}

static double ns_of(work *call, struct adsum_text text, uint32_t times)
{
    double ns[RUNS];

    for (uint32_t run = 0; run < RUNS; run++) {
        uint64_t from = measure_cpu_ns();

        for (uint32_t i = 0; i < times; i++)
            if (!call(text)) {
                fprintf(stderr, "prep: fails: %s\n", text.bytes);
                exit(1);
            }
        ns[run] = (double)(measure_cpu_ns() - from) / times;
    }
    return measure_median(ns, RUNS);
}

static void bench(const struct address *address, uint32_t times)
{
    struct adsum_text text = {address->text, (uint32_t)strlen(address->text)};
    double prep, copy, libraries;
    struct adsum_text ret;

    if (adsum_prep_address(text, buffer, sizeof buffer, &ret, NULL) != 0 ||
        ret.length != strlen(address->wanted) ||
        memcmp(ret.bytes, address->wanted, ret.length) != 0) {
        fprintf(stderr, "prep: does not become %s\n", address->wanted);
        exit(1);
    }
    prep = ns_of(by_prep, text, times);
    copy = ns_of(by_memcpy, text, times);
    libraries = ns_of(by_libraries, text, times / 10 + 1);
    printf("{\"bench\":\"prep\",\"case\":\"%s\",\"bytes\":%u,\"ns\":%.1f,"
           "\"memcpy_ns\":%.1f,\"libraries_ns\":%.1f,\"to_memcpy\":%.2f,"
           "\"to_libraries\":%.3f}\n",
           address->name, text.length, prep, copy, libraries, prep / copy,
           prep / libraries);
}

int main(int count, char **words)
{
    static const char *const names[] = {"times", NULL};
    const struct options options = {count, words, names};
    double times;

    options_check(&options, "prep [--times N]");
    times = options_number(&options, "times", 200000);
    if (times < 1 || times > 1e9) {
        fprintf(stderr, "prep: --times 1 to 1000000000\n");
        return 2;
    }
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
        bench(&addresses[i], (uint32_t)times);
    return 0;
}
