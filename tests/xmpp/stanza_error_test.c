/*
 * Stanza errors: RFC 6120 8.3, its table whole; XEP-0191 3.4.
 */
#include "cmocka_all.h"
#include "stanza_rig.h"
#include <string.h>

#define STANZAS "urn:ietf:params:xml:ns:xmpp-stanzas"

/* 8.3.3, in its order, with the type that is RECOMMENDED. */
static const struct condition {
    const char *name, *type;
} conditions[] = {
    {"bad-request", "modify"},
    {"conflict", "cancel"},
    {"feature-not-implemented", "cancel"},
    {"forbidden", "auth"},
    {"gone", "cancel"},
    {"internal-server-error", "cancel"},
    {"item-not-found", "cancel"},
    {"jid-malformed", "modify"},
    {"not-acceptable", "modify"},
    {"not-allowed", "cancel"},
    {"not-authorized", "auth"},
    {"policy-violation", "modify"},
    {"recipient-unavailable", "wait"},
    {"redirect", "modify"},
    {"registration-required", "auth"},
    {"remote-server-not-found", "cancel"},
    {"remote-server-timeout", "wait"},
    {"resource-constraint", "wait"},
    {"service-unavailable", "cancel"},
    {"subscription-required", "auth"},
    {"undefined-condition", "cancel"},
    {"unexpected-request", "wait"},
};

static struct adsum_stanza read_as(struct end *end, uint32_t peer,
                                   const char *stanza)
{
    end_begin(end, peer);
    return end_read(end, adsum_text_of(stanza));
}

/* The answer to a stanza of a client; "" if there is none. */
static void answer(const char *stanza, uint32_t error, char *ret, size_t size)
{
    struct end end;
    struct adsum_stanza read = read_as(&end, ADSUM_PEER_CLIENT, stanza);
    struct adsum_xml_writer writer = {.content = ADSUM_XML_CLIENT,
                                      .bytes = ret,
                                      .capacity = (uint32_t)size - 1};

    assert_int_equal(adsum_stanza_write_error(&writer, &read, error), 0);
    ret[writer.length] = '\0';
    end_end(&end);
}

static void each_condition_is_written_and_read(void **state)
{
    char wrote[500], wanted[500];
    struct end end;

    (void)state;
    for (uint32_t i = 0; i < COUNT(conditions); i++) {
        struct line line = {.length = 0};

        assert_string_equal(adsum_stanza_error(i + 1), conditions[i].name);
        assert_string_equal(adsum_stanza_error_type(i + 1), conditions[i].type);
        answer("<message id='m' to='juliet@example.com'/>", i + 1, wrote,
               sizeof wrote);
        line_add(&line,
                 "<message from='juliet@example.com' "
                 "to='romeo@example.net/orchard' id='m' type='error'><error "
                 "type='%s'><%s xmlns='" STANZAS "'/></error></message>",
                 conditions[i].type, conditions[i].name);
        strcpy(wanted, line.text);
        assert_string_equal(wrote, wanted);
        assert_int_equal(read_as(&end, ADSUM_PEER_ACCOUNT, wrote).error, i + 1);
        end_end(&end);
    }
}

static void numbers_that_are_none_have_no_words(void **state)
{
    static const uint32_t none[] = {0, ADSUM_STANZA_ERROR_BLOCKED + 1,
                                    UINT32_MAX};
    struct adsum_stanza stanza = {.kind = ADSUM_PRESENCE,
                                  .action = ADSUM_STANZA_REFUSE};

    (void)state;
    for (size_t i = 0; i < COUNT(none); i++) {
        char bytes[500];
        struct adsum_xml_writer writer = {.content = ADSUM_XML_CLIENT,
                                          .bytes = bytes,
                                          .capacity = sizeof bytes};

        assert_string_equal(adsum_stanza_error(none[i]), "");
        assert_string_equal(adsum_stanza_error_type(none[i]), "");
        assert_int_equal(adsum_stanza_write_error(&writer, &stanza, none[i]),
                         ADSUM_ERR_INVALID);
        assert_int_equal(writer.length, 0);
    }
}

static void blocked_says_more(void **state)
{
    char wrote[500];
    struct end end;

    (void)state;
    answer("<iq type='get' id='i' to='a@b/c'><x xmlns='y'/></iq>",
           ADSUM_STANZA_ERROR_BLOCKED, wrote, sizeof wrote);
    assert_string_equal(
        wrote, "<iq from='a@b/c' to='romeo@example.net/orchard' id='i' "
               "type='error'><error type='cancel'><not-acceptable "
               "xmlns='" STANZAS "'/><blocked "
               "xmlns='urn:xmpp:blocking:errors'/></error></iq>");
    assert_int_equal(read_as(&end, ADSUM_PEER_ACCOUNT, wrote).error,
                     ADSUM_STANZA_ERROR_BLOCKED);
    end_end(&end);
}

/* 8.3.1 */
static void errors_and_results_are_never_answered(void **state)
{
    static const char *const stanzas[] = {
        "<presence type='error' to='a@b'/>",
        "<message type='error' to='a@b'/>",
        "<message type='error' to='@'/>",
        "<iq type='error' id='i' to='a@b/c'/>",
        "<iq type='result' id='i' to='a@b/c'/>",
        "<iq type='result' id='i' to='@'/>",
        "<iq type='result'/>",
    };
    char wrote[500];

    (void)state;
    for (size_t i = 0; i < COUNT(stanzas); i++) {
        answer(stanzas[i], ADSUM_STANZA_ERROR_CONFLICT, wrote, sizeof wrote);
        assert_string_equal(wrote, "");
    }
    answer("<presence/>", ADSUM_STANZA_ERROR_CONFLICT, wrote, sizeof wrote);
    assert_string_equal(wrote, "<presence to='romeo@example.net/orchard' "
                               "type='error'><error type='cancel'><conflict "
                               "xmlns='" STANZAS "'/></error></presence>");
}

/* What an error says beside its condition, or wrongly. */
static const struct said {
    const char *content;
    uint32_t error;
} said[] = {
    {"", ADSUM_STANZA_ERROR_UNDEFINED_CONDITION},
    {"<error/>", ADSUM_STANZA_ERROR_UNDEFINED_CONDITION},
    {"<error><gone/></error>", ADSUM_STANZA_ERROR_UNDEFINED_CONDITION},
    {"<error xmlns='x'><gone xmlns='" STANZAS "'/></error>",
     ADSUM_STANZA_ERROR_UNDEFINED_CONDITION},
    {"<error><news xmlns='" STANZAS "'/></error>",
     ADSUM_STANZA_ERROR_UNDEFINED_CONDITION},
    {"<x xmlns='x'/><error type='wait' by='a'><text xmlns='" STANZAS
     "'>t</text><gone xmlns='" STANZAS "'>xmpp:a@b</gone></error>",
     ADSUM_STANZA_ERROR_GONE},
    {"<error><blocked xmlns='urn:xmpp:blocking:errors'/><not-acceptable "
     "xmlns='" STANZAS "'/></error>",
     ADSUM_STANZA_ERROR_BLOCKED},
    {"<error><not-acceptable xmlns='" STANZAS "'/></error>",
     ADSUM_STANZA_ERROR_NOT_ACCEPTABLE},
};

static void what_an_error_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(said); i++) {
        struct line line = {.length = 0};
        struct end end;

        line_add(&line, "<message from='a@b' type='error'>%s</message>",
                 said[i].content);
        assert_int_equal(read_as(&end, ADSUM_PEER_ACCOUNT, line.text).error,
                         said[i].error);
        end_end(&end);
    }
}

/* What a call of the core answers, and what its peer is told. */
static const struct {
    int32_t err;
    const char *name;
} told[] = {
    {ADSUM_ERR_INVALID, "bad-request"},
    {ADSUM_ERR_MIRRORED, "not-allowed"},
    {ADSUM_ERR_UNKNOWN, "service-unavailable"},
    {ADSUM_ERR_NOT_FOUND, "item-not-found"},
    {ADSUM_ERR_CONFLICT, "conflict"},
    {ADSUM_ERR_BLOCKED, "not-acceptable"},
    {ADSUM_ERR_LOCAL, "jid-malformed"},
    {ADSUM_ERR_DOMAIN, "jid-malformed"},
    {ADSUM_ERR_RESOURCE, "jid-malformed"},
    {ADSUM_ERR_NO_MEMORY, "resource-constraint"},
    {ADSUM_ERR_SAVE, "internal-server-error"},
    {ADSUM_ERR_STALE, "internal-server-error"},
    {ADSUM_ERR_REENTERED, "internal-server-error"},
    {ADSUM_ERR_LIMIT - ADSUM_LIMIT_NAME_BYTES, "not-acceptable"},
    {ADSUM_ERR_LIMIT - ADSUM_LIMIT_GROUPS, "not-acceptable"},
    {ADSUM_ERR_LIMIT - ADSUM_LIMIT_CONTACTS, "policy-violation"},
    {ADSUM_ERR_LIMIT - ADSUM_LIMIT_BLOCKS, "policy-violation"},
    {ADSUM_ERR_LIMIT - ADSUM_LIMIT_REQUEST_BYTES, "policy-violation"},
    {ADSUM_ERR_LIMIT - ADSUM_LIMIT_PARTS, "policy-violation"},
    {ADSUM_ERR_LIMIT - ADSUM_LIMIT_PART_BYTES, "policy-violation"},
    {ADSUM_ERR_LIMIT - ADSUM_LIMIT_DIRECTED, "policy-violation"},
    {ADSUM_ERR_LIMIT - ADSUM_LIMIT_TEXT_BYTES, "resource-constraint"},
    {ADSUM_ERR_LIMIT - ADSUM_LIMIT_SIGHTINGS, "resource-constraint"},
    {ADSUM_ERR_LIMIT - 999, "resource-constraint"},
};

static void what_the_core_answers_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(told); i++)
        assert_string_equal(
            adsum_stanza_error(adsum_stanza_error_of(told[i].err)),
            told[i].name);
    assert_int_equal(adsum_stanza_error_of(ADSUM_ERR_BLOCKED),
                     ADSUM_STANZA_ERROR_BLOCKED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_condition_is_written_and_read),
        cmocka_unit_test(numbers_that_are_none_have_no_words),
        cmocka_unit_test(blocked_says_more),
        cmocka_unit_test(errors_and_results_are_never_answered),
        cmocka_unit_test(what_an_error_says),
        cmocka_unit_test(what_the_core_answers_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
