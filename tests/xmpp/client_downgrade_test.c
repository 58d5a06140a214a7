/* Somebody between a client and a real server: RFC 5802 6, XEP-0440, 0474. */
#include "client_rig.h"

#include <stdio.h>
#include <string.h>

static struct c2s_rig rig;
static struct person romeo;

static int setup(void **state)
{
    (void)state;
    c2s_rig_init(&rig);
    c2s_rig_start(&rig);
    person_init(&romeo, &rig, "romeo");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    person_deinit(&romeo);
    c2s_rig_deinit(&rig);
    return 0;
}

static void connect_without(const char *cut)
{
    (void)person_start(&romeo);
    (void)snprintf(romeo.cut, sizeof romeo.cut, "%s", cut);
    person_connect(&romeo);
}

static void starttls_cannot_be_taken_away(void **state)
{
    (void)state;
    connect_without("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'>"
                    "<required/></starttls>");
    person_notes(&romeo, "closed no-tls\n");
    assert_null(strstr(romeo.output, "<auth"));
}

/* What it heard is not what was offered, and the server proves it. */
static void a_mechanism_cannot_be_taken_away(void **state)
{
    (void)state;
    connect_without("<mechanism>SCRAM-SHA-256-PLUS</mechanism>");
    person_notes(&romeo, "closed sasl downgrade\n");
}

static void a_type_of_binding_cannot_be_taken_away(void **state)
{
    (void)state;
    connect_without("<channel-binding type='tls-exporter'/>");
    person_notes(&romeo, "closed sasl downgrade\n");
}

/* Another channel than the server's: somebody sits between. */
static void the_channel_is_proven(void **state)
{
    (void)state;
    romeo.channel.tls_exporter = adsum_text_of("of somebody between");
    connect_without("");
    person_notes(&romeo, "closed sasl-failed not-authorized\n");
}

static void what_served_once_is_the_least(void **state)
{
    (void)state;
    romeo.account.least = ADSUM_SASL_SCRAM_SHA_256_PLUS;
    rig.sasl.mechanisms = ADSUM_SASL_SCRAM_SHA_256 | ADSUM_SASL_SCRAM_SHA_1;
    connect_without("");
    person_notes(&romeo, "closed sasl weak\n");
}

static void a_wrong_password_is_refused(void **state)
{
    (void)state;
    romeo.account.password = adsum_text_of("pencill");
    connect_without("");
    person_notes(&romeo, "closed sasl-failed not-authorized\n");
    /* The password may be changed between two connections. */
    romeo.account.password = adsum_text_of("pencil");
    person_connect(&romeo);
    person_notes(&romeo, "authenticated SCRAM-SHA-256-PLUS *");
}

/* Each mechanism of a server leads in; what served is told. */
static void by_each_mechanism(void **state)
{
    static const struct {
        uint32_t mechanism;
        const char *noted;
    } rows[] = {
        {ADSUM_SASL_SCRAM_SHA_1,
         "authenticated SCRAM-SHA-1 - guarded\nbound *"},
        {ADSUM_SASL_SCRAM_SHA_256,
         "authenticated SCRAM-SHA-256 - guarded\nbound *"},
        {ADSUM_SASL_SCRAM_SHA_1_PLUS,
         "authenticated SCRAM-SHA-1-PLUS tls-exporter guarded\nbound *"},
        {ADSUM_SASL_PLAIN, "authenticated PLAIN -\nbound *"},
    };

    (void)state;
    rig.sasl.mechanisms = ADSUM_SASL_PLAIN | ADSUM_SASL_SCRAM_SHA_1 |
                          ADSUM_SASL_SCRAM_SHA_256 |
                          ADSUM_SASL_SCRAM_SHA_1_PLUS;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (i != 0) {
            person_deinit(&romeo);
            person_init(&romeo, &rig, "romeo");
        }
        romeo.account.mechanisms = rows[i].mechanism;
        connect_without("");
        person_notes(&romeo, rows[i].noted);
        assert_int_equal(romeo.mechanism, rows[i].mechanism);
    }
}

static uint32_t randoms;

/* The source of chance fails, once so many were drawn. */
static int32_t no_random(void *user, void *ret, uint32_t length)
{
    (void)user;
    memset(ret, 7, length);
    return randoms-- == 0 ? ADSUM_ERR_HOST : 0;
}

/* For a nonce, and for the ids of what is asked. */
static void chance_may_fail(void **state)
{
    static struct adsum_crypto crypto;

    (void)state;
    crypto = *romeo.account.crypto;
    crypto.random = no_random;
    romeo.account.crypto = &crypto;
    randoms = 0;
    connect_without("");
    person_notes(&romeo, "closed sasl none host\n");
    randoms = 1;
    person_connect(&romeo);
    person_notes(&romeo, "authenticated *\nclosed session host\n");
    randoms = 100;
    person_connect(&romeo);
    person_notes(&romeo, "authenticated *\nbound *");
}

static void an_account_may_be_none(void **state)
{
    (void)state;
    romeo.account.password.length = 0;
    connect_without("");
    person_notes(&romeo, "closed sasl none invalid\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(starttls_cannot_be_taken_away),
        TEST(a_mechanism_cannot_be_taken_away),
        TEST(a_type_of_binding_cannot_be_taken_away),
        TEST(the_channel_is_proven),
        TEST(what_served_once_is_the_least),
        TEST(a_wrong_password_is_refused),
        TEST(by_each_mechanism),
        TEST(chance_may_fail),
        TEST(an_account_may_be_none),
    };
    return cmocka_run_group_tests_name("client downgrade", tests, NULL, NULL);
}
