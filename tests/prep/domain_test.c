/* Domainparts: RFC 7622 section 3.2; UTS 46 as far as IDNA2008 agrees. */
#include "judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
/* After those it needs. */
#include <cmocka.h>

#define BOOKS   \
    "b\xc3\xbc" \
    "cher"
#define A10    "aaaaaaaaaa"
#define A61    A10 A10 A10 A10 A10 A10 "a"
#define A63    A61 "aa"
#define ALEF   "\xd7\x90" /* R */
#define HANGUL "\xea\xb0\x80"

static const struct domain {
    struct adsum_text text, wanted;
} domains[] = {
    /* Letters, digits, hyphens (RFC 5890 section 2.3.1). */
    {TEXT("example.com"), TEXT("example.com")},
    {TEXT("EXAMPLE.Com"), TEXT("example.com")},
    {TEXT("localhost"), TEXT("localhost")},
    {TEXT("a-b.c--d.0-9"), TEXT("a-b.c--d.0-9")},
    {TEXT("ab--cd.com"), NONE},
    {TEXT("-a.com"), NONE},
    {TEXT("a-.com"), NONE},
    {TEXT("a.com-"), NONE},
    {TEXT("exa_mple.com"), NONE},
    {TEXT("exa mple.com"), NONE},
    {TEXT("b@c"), NONE},
    {TEXT("b/c"), NONE},
    {TEXT("a\0b.com"), NONE},
    {TEXT("a\177b.com"), NONE},
    {TEXT("a\xff.com"), NONE},
    {TEXT("a\xc3.com"), NONE},
    /* One dot at the end is cut off, before all else (3.2). */
    {TEXT("example.com."), TEXT("example.com")},
    {TEXT(BOOKS ".example."), TEXT(BOOKS ".example")},
    {TEXT("127.0.0.1."), TEXT("127.0.0.1")},
    {TEXT("[::1]."), TEXT("[::1]")},
    {TEXT("example.com.."), NONE},
    {TEXT("."), NONE},
    {TEXT(".."), NONE},
    {TEXT(".com"), NONE},
    {TEXT("a..com"), NONE},
    {TEXT(BOOKS "..com"), NONE},
    {TEXT("." BOOKS), NONE},
    {TEXT(""), NONE},
    /* U-labels stay, A-labels become U-labels (3.2.1). */
    {TEXT(BOOKS ".example"), TEXT(BOOKS ".example")},
    {TEXT("B\xc3\x9c"
          "CHER.Example"),
     TEXT(BOOKS ".example")},
    {TEXT("bu\xcc\x88"
          "cher.example"),
     TEXT(BOOKS ".example")},
    {TEXT("xn--bcher-kva.example"), TEXT(BOOKS ".example")},
    {TEXT("XN--BCHER-KVA.EXAMPLE"), TEXT(BOOKS ".example")},
    {TEXT("\xef\xbd\x98n--bcher-kva"), TEXT(BOOKS)},
    {TEXT("xn--bcher-kva.xn--fa-hia"), TEXT(BOOKS ".fa\xc3\x9f")},
    {TEXT("xn--foo-"), NONE}, /* would be ASCII */
    {TEXT("xn--"), NONE},
    {TEXT("xn--a"), NONE},     /* no Punycode */
    {TEXT("xn--a-ecp"), NONE}, /* a symbol, U+2488 */
    {TEXT("xn--99999999"), NONE},
    {TEXT("xn--xn---epa"), NONE},
    {TEXT("xn--" A63), NONE},
    /* Mapped (RFC 5895 section 2), or not to be had (RFC 5892). */
    {TEXT("\xef\xbc\xa5xample\xef\xbc\x8e"
          "com"),
     TEXT("example.com")},
    {TEXT(BOOKS "\xe3\x80\x82"
                "de"),
     TEXT(BOOKS ".de")},
    {TEXT(BOOKS "\xef\xbd\xa1"
                "de"),
     TEXT(BOOKS ".de")},
    {TEXT("a\xef\xbc\xa0"
          "b"),
     NONE}, /* fullwidth '@' */
    {TEXT("a\xef\xbc\x8f"
          "b"),
     NONE}, /* fullwidth '/' */
    {TEXT("\xef\xbc\xbb::1\xef\xbc\xbd"), NONE},
    {TEXT("\xe2\x84\x80.com"), NONE}, /* a/c */
    {TEXT("\xe2\x99\x9a.com"), NONE}, /* a symbol */
    {TEXT("\xcc\x81"
          "a.com"),
     NONE}, /* begins with a mark */
    {TEXT("-\xc3\xbc.com"), NONE},
    {TEXT("\xc3\xbc-.com"), NONE},
    {TEXT("\xc3\xbc"
          "a--b.com"),
     NONE},
    {TEXT("\xce\xa3\xce\x91\xce\xa3"), TEXT("\xcf\x83\xce\xb1\xcf\x83")},
    {TEXT("\xcf\x83\xce\xb1\xcf\x82"), TEXT("\xcf\x83\xce\xb1\xcf\x82")},
    {TEXT("\xe1\xba\x9e"), TEXT("\xc3\x9f")},
    {TEXT("\xe1\x8f\xab"), TEXT("\xe1\x8f\xab")}, /* Cherokee: a capital */
    {TEXT("\xea\xae\xbb"), NONE},                 /* and its small letter */
    /* Contextual rules of both kinds (RFC 5892 appendix A). */
    {TEXT("l\xc2\xb7l.cat"), TEXT("l\xc2\xb7l.cat")},
    {TEXT("l\xc2\xb7"
          "a.cat"),
     NONE},
    {TEXT("a\xe2\x80\x8d"
          "b"),
     NONE},
    {TEXT("\xe3\x82\xa2\xe3\x83\xbb"), TEXT("\xe3\x82\xa2\xe3\x83\xbb")},
    {TEXT("a\xe3\x83\xbb"), NONE},
    /* The Bidi rule, of all labels if of one (RFC 5893 section 2). */
    {TEXT(ALEF ".com"), TEXT(ALEF ".com")},
    {TEXT("a1." ALEF), TEXT("a1." ALEF)},
    {TEXT("1a." ALEF), NONE},
    {TEXT(ALEF ".1a"), NONE},
    {TEXT(ALEF "a"), NONE},
    {TEXT("1a." BOOKS), TEXT("1a." BOOKS)},
    /* As long as DNS allows, as A-labels (RFC 1034 section 3.1). */
    {TEXT(A63 "." A63 "." A63 "." A61), TEXT(A63 "." A63 "." A63 "." A61)},
    {TEXT(A63 "." A63 "." A63 "." A61 "."), TEXT(A63 "." A63 "." A63 "." A61)},
    {TEXT(A63 "." A63 "." A63 "." A61 "a"), NONE},
    {TEXT(A63 "." A63 "." A63 "." A61 ".\xc3\xbc"), NONE},
    {TEXT(A63 "a.com"), NONE},
    {TEXT(A63 "." A63 "." A63 "." A10 A10 A10 A10 A10 "aaa.\xc3\xbc"),
     TEXT(A63 "." A63 "." A63 "." A10 A10 A10 A10 A10 "aaa.\xc3\xbc")},
    {TEXT(A63 "." A63 "." A63 "." A10 A10 A10 A10 A10 "aaaa.\xc3\xbc"), NONE},
    {TEXT(A63 "\xc3\xbc"), NONE},
    {TEXT(A63 A63 A63 A63 "\xc3\xbc"), NONE},
    /* IP literals. */
    {TEXT("127.0.0.1"), TEXT("127.0.0.1")},
    {TEXT("[2001:DB8::1]"), TEXT("[2001:db8::1]")},
    {TEXT("[fe80::1%25eth0]"), TEXT("[fe80::1%25eth0]")},
    {TEXT("::1"), NONE},
    {TEXT("[::1"), NONE},
    {TEXT("[::1]a"), NONE},
    {TEXT("[::1].com"), NONE},
    {TEXT("[::1].."), NONE},
    {TEXT("[127.0.0.1]"), NONE},
    {TEXT("[]"), NONE},
};

static void each_domain_is_judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++)
        assert_judged(adsum_prep_domain, domains[i].text, domains[i].wanted,
                      ADSUM_ERR_DOMAIN);
}

static const struct domain uts_46[] = {
#define ROW(text, wanted) {text, wanted},
#include "domains.inc"
#undef ROW
};

/* UTS 46 keeps the root's dot. */
static struct adsum_text without_root(struct adsum_text text)
{
    if (text.length != 0 && text.bytes[text.length - 1] == '.')
        text.length--;
    return text;
}

static void
what_uts_46_refuses_is_refused_and_the_rest_is_mapped_alike(void **state)
{
    uint32_t taken = 0, refused = 0;

    (void)state;
    for (size_t i = 0; i < sizeof uts_46 / sizeof *uts_46; i++) {
        struct adsum_text wanted = without_root(uts_46[i].wanted);
        struct judged judged;

        judge(adsum_prep_domain, uts_46[i].text, &judged);
        if (judged.err != 0) {
            assert_int_equal(judged.err, ADSUM_ERR_DOMAIN);
            refused++;
            continue;
        }
        if (judged.length != wanted.length ||
            memcmp(judged.bytes, wanted.bytes, wanted.length) != 0)
            fail_msg("'%.*s' becomes '%.*s', not '%.*s'",
                     (int)uts_46[i].text.length, uts_46[i].text.bytes,
                     (int)judged.length, judged.bytes, (int)wanted.length,
                     wanted.bytes == NULL ? "" : wanted.bytes);
        taken++;
    }
    assert_int_equal(taken + refused, 6391);
    assert_true(taken >= 393); /* libidn2 2.3.3; later ones know more */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_domain_is_judged),
        cmocka_unit_test(
            what_uts_46_refuses_is_refused_and_the_rest_is_mapped_alike),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
