/* RFC 9525 6.3 and 6.5, RFC 6120 13.7.1: what names what. */
#include "cmocka_all.h"

#include "names.h"
#include <string.h>

enum {
    DNS = ADSUM_TLS_NAME_DNS,
    SRV = ADSUM_TLS_NAME_SRV,
    XMPP = ADSUM_TLS_NAME_XMPP_ADDR
};
#define CLIENT ADSUM_TLS_XMPP_CLIENT
#define SERVER ADSUM_TLS_XMPP_SERVER

static const struct row {
    uint8_t kind;
    const char *presented;
    const char *domain;
    const char *address;
    uint8_t services;
    bool matches;
} rows[] = {
    {DNS, "example.net", "example.net", "", CLIENT, true},
    {DNS, "EXAMPLE.Net", "example.nET", "", CLIENT, true},
    {DNS, "example.net", "example.net", "", 0, true},
    {DNS, "example.net.", "example.net", "", CLIENT, false},
    {DNS, "example.net", "example.net.", "", CLIENT, false},
    {DNS, "example.net", "im.example.net", "", CLIENT, false},
    {DNS, "im.example.net", "example.net", "", CLIENT, false},
    {DNS, "xn--bcher-kva.example", "xn--bcher-kva.example", "", CLIENT, true},
    {DNS,
     "b\xc3\xbc"
     "cher.example",
     "xn--bcher-kva.example",
     "b\xc3\xbc"
     "cher.example",
     CLIENT, false},
    /* Wildcards: the whole first label, for one label, leaving two. */
    {DNS, "*.example.net", "im.example.net", "", CLIENT, true},
    {DNS, "*.EXAMPLE.net", "IM.example.NET", "", CLIENT, true},
    {DNS, "*.example.net", "xn--bcher-kva.example.net", "", CLIENT, true},
    {DNS, "*.example.net", "example.net", "", CLIENT, false},
    {DNS, "*.example.net", "a.b.example.net", "", CLIENT, false},
    {DNS, "*.example.net", ".example.net", "", CLIENT, false},
    {DNS, "*.net", "example.net", "", CLIENT, false},
    {DNS, "*.", "net", "", CLIENT, false},
    {DNS, "*", "example.net", "", CLIENT, false},
    {DNS, "*", "net", "", CLIENT, false},
    {DNS, "im*.example.net", "im1.example.net", "", CLIENT, false},
    {DNS, "*im.example.net", "xim.example.net", "", CLIENT, false},
    {DNS, "i*m.example.net", "ixm.example.net", "", CLIENT, false},
    {DNS, "im.*.net", "im.example.net", "", CLIENT, false},
    {DNS, "*.*.net", "im.example.net", "", CLIENT, false},
    {DNS, "*.example.net", "*.example.net", "", CLIENT, false},
    {DNS, "*.0.0.1", "127.0.0.1", "", CLIENT, false},
    {DNS, "127.0.0.1", "127.0.0.1", "", CLIENT, false},
    {DNS, "_xmpp-client.example.net", "example.net", "", CLIENT, false},
    /* SRVName: of the service, or not at all. */
    {SRV, "_xmpp-client.example.net", "example.net", "", CLIENT, true},
    {SRV, "_XMPP-Client.Example.net", "example.net", "", CLIENT, true},
    {SRV, "_xmpp-client.example.net", "example.net", "", SERVER, false},
    {SRV, "_xmpp-server.example.net", "example.net", "", SERVER, true},
    {SRV, "_xmpp-server.example.net", "example.net", "", CLIENT | SERVER, true},
    {SRV, "_xmpp-server.example.net", "example.net", "", CLIENT, false},
    {SRV, "_xmpp-server.example.net", "example.net", "", 0, false},
    {SRV, "_xmpp-client.*.example.net", "im.example.net", "", CLIENT, true},
    {SRV, "_xmpp-client.example.net", "im.example.net", "", CLIENT, false},
    {SRV, "_xmpp-client", "example.net", "", CLIENT, false},
    {SRV, "_xmpp-client.", "example.net", "", CLIENT, false},
    {SRV, "_imap.example.net", "example.net", "", CLIENT | SERVER, false},
    {SRV, "example.net", "example.net", "", CLIENT, false},
    {SRV, "*.example.net", "im.example.net", "", CLIENT, false},
    {SRV, "_", "example.net", "", CLIENT, false},
    /* xmppAddr: letter for letter, no wildcards. */
    {XMPP, "example.net", "example.net", "", CLIENT, true},
    {XMPP, "Example.NET", "example.net", "", SERVER, true},
    {XMPP, "example.net", "example.net", "", 0, true},
    {XMPP, "*.example.net", "im.example.net", "", CLIENT, false},
    {XMPP, "juliet@example.net", "example.net", "", CLIENT, false},
    {XMPP, "example.net/r", "example.net", "", CLIENT, false},
    {XMPP,
     "b\xc3\xbc"
     "cher.example",
     "xn--bcher-kva.example",
     "b\xc3\xbc"
     "cher.example",
     CLIENT, true},
    {XMPP, "xn--bcher-kva.example", "xn--bcher-kva.example",
     "b\xc3\xbc"
     "cher.example",
     CLIENT, true},
    {XMPP, "other.example", "xn--bcher-kva.example", "", CLIENT, false},
};

static struct adsum_text text_of(const char *string)
{
    struct adsum_text text = {string, (uint32_t)strlen(string)};

    return text;
}

static uint32_t put(uint8_t *at, uint8_t kind, const char *name)
{
    uint32_t length = (uint32_t)strlen(name);

    at[0] = kind;
    at[1] = (uint8_t)(length >> 8);
    at[2] = (uint8_t)length;
    memcpy(at + 3, name, length);
    return 3 + length;
}

static void names_match_as_the_rules_say(void **state)
{
    uint8_t names[600];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct adsum_tls_identity identity = {.size = sizeof identity,
                                              .services = rows[i].services,
                                              .domain = text_of(rows[i].domain),
                                              .address =
                                                  text_of(rows[i].address)};
        uint32_t length = put(names, DNS, "elsewhere.example");
        assert_false(adsum_tls_names_match(names, length, &identity));
        length += put(names + length, rows[i].kind, rows[i].presented);
        length += put(names + length, XMPP, "romeo@elsewhere.example");
        if (adsum_tls_names_match(names, length, &identity) != rows[i].matches)
            fail_msg("%s for %s", rows[i].presented, rows[i].domain);
    }
}

static void a_domain_is_labels(void **state)
{
    static const struct {
        const char *domain;
        bool valid;
    } domains[] = {
        {"example.net", true}, {"localhost", true},
        {"a_b.example", true}, {"xn--a.example", true},
        {"1.example", true},   {"", false},
        {".", false},          {"a..b", false},
        {".a", false},         {"a.", false},
        {"a b", false},        {"a\xc3\xbc", false},
        {"127.0.0.1", false},  {"[::1]", false},
        {"::1", false},        {"a@b", false},
        {"a/b", false},        {"*.a.b", false},
    };
    char label[80], most[300];

    (void)state;
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++)
        assert_int_equal(adsum_tls_domain_valid(text_of(domains[i].domain)),
                         domains[i].valid);
    memset(label, 'a', sizeof label);
    label[63] = '\0';
    assert_true(adsum_tls_domain_valid(text_of(label)));
    label[63] = 'a';
    label[64] = '\0';
    assert_false(adsum_tls_domain_valid(text_of(label)));
    for (uint32_t i = 0; i < sizeof most; i++)
        most[i] = i % 2 == 0 ? 'a' : '.';
    most[253] = '\0';
    assert_true(adsum_tls_domain_valid(text_of(most)));
    most[253] = '.';
    most[254] = 'a';
    most[255] = '\0';
    assert_false(adsum_tls_domain_valid(text_of(most)));
}

/* As it comes from a ticket or a file: whole, and clean. */
static void a_run_of_names_is_checked(void **state)
{
    uint8_t names[100];
    uint32_t length = put(names, DNS, "a.example");
    uint32_t first = length;

    (void)state;
    length += put(names + length, XMPP,
                  "b\xc3\xbc"
                  "c");
    assert_true(adsum_tls_names_valid(names, length));
    assert_true(adsum_tls_names_valid(NULL, 0));
    for (uint32_t i = 1; i < length; i++)
        assert_int_equal(adsum_tls_names_valid(names, i), i == first);
    for (int bad = 0; bad < 256; bad++) {
        uint8_t kept = names[5];
        names[5] = (uint8_t)bad;
        assert_int_equal(adsum_tls_names_valid(names, length),
                         bad > 0x20 && bad < 0x7f);
        names[5] = kept;
    }
    names[0] = 0;
    assert_false(adsum_tls_names_valid(names, length));
    names[0] = 4;
    assert_false(adsum_tls_names_valid(names, length));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_match_as_the_rules_say),
        cmocka_unit_test(a_domain_is_labels),
        cmocka_unit_test(a_run_of_names_is_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
