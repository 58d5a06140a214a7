/*
 * What is offered, what is chosen, and what becomes of an offer that somebody
 * changed: RFC 6120 6.3.4, RFC 5802 section 6, XEP-0440 section 3, XEP-0474.
 */
#include "rig.h"

#include "scram.h"

#define SHA_1        ADSUM_SASL_SCRAM_SHA_1
#define SHA_256      ADSUM_SASL_SCRAM_SHA_256
#define SHA_1_PLUS   ADSUM_SASL_SCRAM_SHA_1_PLUS
#define SHA_256_PLUS ADSUM_SASL_SCRAM_SHA_256_PLUS
#define SCRAM        (SHA_1 | SHA_256)
#define PLUS         (SHA_1_PLUS | SHA_256_PLUS)
#define PLAIN        ADSUM_SASL_PLAIN
#define EXTERNAL     ADSUM_SASL_EXTERNAL

static struct rig rig;
static const struct adsum_text none = {NULL, 0};

static int init(void **state)
{
    (void)state;
    rig_init(&rig);
    return 0;
}

/* XEP-0474, "Full Example". */
static void the_hash_of_the_xep(void **state)
{
    struct scram_hasher hasher = {rig_crypto(), &rig, ADSUM_HASH_SHA_1, 20};
    struct adsum_text mechanisms[] = {rig_text("SCRAM-SHA-1-PLUS"),
                                      rig_text("SCRAM-SHA-1")},
                      bindings[] = {rig_text("tls-server-end-point"),
                                    rig_text("tls-exporter")},
                      got;
    uint8_t hash[ADSUM_HASH_BYTES];
    char room[32];

    (void)state;
    assert_int_equal(
        adsum_scram_offer_hash(&hasher, mechanisms, 2, bindings, 2, hash), 0);
    assert_int_equal(adsum_sasl_encode((struct adsum_text){(char *)hash, 20},
                                       room, 32, &got),
                     0);
    assert_memory_equal(got.bytes, "G6k/rBLDqgOhRRaCuuatSDFkJ08=", 28);
}

static const struct {
    uint32_t mechanisms, clear, encrypted, identified, binds;
    uint32_t offered;
} offers[] = {
    {0, 0, 0, 0, 0, 0},
    {0, 0, 0, 1, 1, 0},
    {0, 0, 1, 0, 0, SCRAM},
    {0, 0, 1, 0, 1, SCRAM | PLUS},
    {0, 0, 1, 1, 1, SCRAM | PLUS | EXTERNAL},
    {PLUS, 0, 1, 0, 1, PLUS},
    {PLUS, 0, 1, 0, 0, 0},
    {PLAIN | SHA_1, 0, 1, 0, 1, PLAIN | SHA_1},
    {0, PLAIN | SCRAM, 0, 0, 1, PLAIN | SCRAM},
    {0, PLAIN | PLUS, 0, 0, 1, PLAIN},
    {0, PLAIN, 1, 0, 1, PLAIN | SCRAM | PLUS},
};

static void offers_follow_the_channel(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++) {
        struct adsum_sasl_offer offer;

        rig_init(&rig);
        rig.service.mechanisms = offers[i].mechanisms;
        rig.service.clear = offers[i].clear;
        rig.server_channel.encrypted = offers[i].encrypted;
        rig.server_channel.identified = offers[i].identified;
        if (offers[i].binds == 0)
            rig.server_channel.tls_exporter = rig.server_channel.tls_unique =
                rig.server_channel.tls_server_end_point = none;
        assert_int_equal(
            adsum_sasl_server_offer(&rig.service, &rig.server_channel, &offer),
            0);
        assert_int_equal(offer.mechanisms, offers[i].offered);
        assert_int_equal(offer.bindings,
                         (offers[i].offered & PLUS) != 0 ? 7 : 0);
    }
}

static void services_are_checked(void **state)
{
    struct adsum_sasl_service good = rig.service;
    struct adsum_sasl_offer offer;
    struct adsum_crypto lacking = *rig_crypto();

    (void)state;
#define REFUSED(change, error)                                                 \
    do {                                                                       \
        rig.service = good;                                                    \
        change;                                                                \
        assert_int_equal(adsum_sasl_server_offer(&rig.service,                 \
                                                 &rig.server_channel, &offer), \
                         error);                                               \
        assert_int_equal(adsum_sasl_server_start(&rig.server, &rig.service,    \
                                                 &rig.server_channel, none,    \
                                                 &rig.said_by_server),         \
                         error);                                               \
    } while (0)
    REFUSED(rig.service.size = 8, ADSUM_ERR_INVALID);
    REFUSED(rig.service.mechanisms = 64, ADSUM_ERR_INVALID);
    REFUSED(rig.service.clear = 128, ADSUM_ERR_INVALID);
    REFUSED(rig.service.salt_bytes = 33, ADSUM_ERR_INVALID);
    REFUSED(rig.service.secret = rig_text("fifteen bytes.."),
            ADSUM_ERR_INVALID);
    REFUSED(rig.service.crypto = NULL, ADSUM_ERR_HOST);
    lacking.equal = NULL;
    REFUSED(rig.service.crypto = &lacking, ADSUM_ERR_HOST);
}

/* What a client asks for against what is offered. */
static const struct {
    uint32_t mechanisms, clear, encrypted;
    const char *asked;
    uint32_t reason;
} asked[] = {
    {0, 0, 1, "CRAM-MD5", ADSUM_SASL_REASON_MECHANISM},
    {0, 0, 1, "", ADSUM_SASL_REASON_MECHANISM},
    {0, 0, 1, "scram-sha-1", ADSUM_SASL_REASON_MECHANISM},
    {0, 0, 1, "EXTERNAL", ADSUM_SASL_REASON_MECHANISM},
    {0, 0, 1, "PLAIN", ADSUM_SASL_REASON_WEAK},
    {PLUS, 0, 1, "SCRAM-SHA-256", ADSUM_SASL_REASON_WEAK},
    {0, 0, 0, "SCRAM-SHA-1", ADSUM_SASL_REASON_UNENCRYPTED},
    {PLAIN, SCRAM, 0, "PLAIN", ADSUM_SASL_REASON_UNENCRYPTED},
    {0, SHA_256, 0, "PLAIN", ADSUM_SASL_REASON_WEAK},
    {0, 0, 1, "SCRAM-SHA-1", ADSUM_SASL_REASON_NONE},
};

static void only_what_is_offered_can_be_had(void **state)
{
    static const uint32_t told[] = {
        [ADSUM_SASL_REASON_MECHANISM] = ADSUM_SASL_INVALID_MECHANISM,
        [ADSUM_SASL_REASON_WEAK] = ADSUM_SASL_MECHANISM_TOO_WEAK,
        [ADSUM_SASL_REASON_UNENCRYPTED] = ADSUM_SASL_ENCRYPTION_REQUIRED,
    };

    (void)state;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        rig.service.mechanisms = asked[i].mechanisms;
        rig.service.clear = asked[i].clear;
        rig.server_channel.encrypted = asked[i].encrypted;
        assert_int_equal(adsum_sasl_server_start(
                             &rig.server, &rig.service, &rig.server_channel,
                             rig_text(asked[i].asked), &rig.said_by_server),
                         0);
        assert_int_equal(rig.said_by_server.reason, asked[i].reason);
        assert_int_equal(rig.said_by_server.condition, told[asked[i].reason]);
    }
}

/* What the client hears, words apart by spaces; has; says. */
static const struct {
    const char *mechanisms, *bindings;
    uint32_t own; /* types; the channel's */
    uint32_t allowed, least, require;
    const char *first; /* how its first message begins */
    uint32_t reason, mechanism;
} choices[] = {
    {"PLAIN SCRAM-SHA-1 SCRAM-SHA-256", "", 0, 0, 0, 0, "n,,", 0, SHA_256},
    {"PLAIN SCRAM-SHA-1 SCRAM-SHA-256", "", 7, 0, 0, 0, "y,,", 0, SHA_256},
    {"SCRAM-SHA-1-PLUS SCRAM-SHA-256", "tls-exporter", 7, 0, 0, 0,
     "p=tls-exporter,,", 0, SHA_1_PLUS},
    {"SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS",
     "tls-server-end-point tls-unique tls-other", 7, 0, 0, 0, "p=tls-unique,,",
     0, SHA_256_PLUS},
    /* No list: RFC 5802 6.1, else what all servers should have. */
    {"SCRAM-SHA-1-PLUS", "", 7, 0, 0, 0, "p=tls-unique,,", 0, SHA_1_PLUS},
    {"SCRAM-SHA-1-PLUS", "", 5, 0, 0, 0, "p=tls-server-end-point,,", 0,
     SHA_1_PLUS},
    {"SCRAM-SHA-1-PLUS", "", 4, 0, 0, 0, "p=tls-exporter,,", 0, SHA_1_PLUS},
    /* Rule 5. */
    {"SCRAM-SHA-1", "tls-exporter", 7, 0, 0, 0, "", ADSUM_SASL_REASON_DOWNGRADE,
     0},
    {"SCRAM-SHA-1", "tls-exporter", 0, 0, 0, 0, "n,,", 0, SHA_1},
    /* Rule 6: goes on, and wants the hash. */
    {"SCRAM-SHA-1-PLUS SCRAM-SHA-1", "tls-other", 7, 0, 0, 0, "n,,", 0, SHA_1},
    {"SCRAM-SHA-512-PLUS SCRAM-SHA-1", "tls-exporter", 7, 0, 0, 0, "n,,", 0,
     SHA_1},
    {"SCRAM-SHA-1-PLUS PLAIN", "tls-other", 7, PLAIN | PLUS | SCRAM, 0, 0, "",
     ADSUM_SASL_REASON_DOWNGRADE, 0},
    {"SCRAM-SHA-1-PLUS SCRAM-SHA-1", "tls-other", 7, SCRAM, 0, 0, "n,,", 0,
     SHA_1},
    /* Pinned, or not allowed. */
    {"PLAIN", "", 0, 0, 0, 0, "", ADSUM_SASL_REASON_MECHANISM, 0},
    {"PLAIN", "", 0, PLAIN, 0, 0, "\0user", 0, PLAIN},
    {"PLAIN", "", 0, PLAIN, SHA_1, 0, "", ADSUM_SASL_REASON_WEAK, PLAIN},
    {"PLAIN", "", 0, PLAIN, 0, ADSUM_SASL_REQUIRE_PROTECTION, "",
     ADSUM_SASL_REASON_DOWNGRADE, PLAIN},
    {"SCRAM-SHA-1 SCRAM-SHA-256", "", 0, 0, SHA_1_PLUS, 0, "",
     ADSUM_SASL_REASON_WEAK, 0},
    {"DIGEST-MD5", "", 0, 63, 0, 0, "", ADSUM_SASL_REASON_MECHANISM, 0},
};

static uint32_t split(const char *words, struct adsum_text *ret)
{
    uint32_t count = 0;

    while (*words != '\0') {
        ret[count].bytes = words;
        ret[count].length = (uint32_t)strcspn(words, " ");
        words += ret[count++].length;
        words += *words == ' ';
    }
    return count;
}

static void choices_follow_the_offer(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        struct adsum_sasl_answer *said = &rig.said_by_client;
        struct adsum_sasl_channel *channel = &rig.client_channel;
        size_t length = choices[i].mechanism == PLAIN && !choices[i].reason
                            ? 5
                            : strlen(choices[i].first);

        rig_init(&rig);
        if ((choices[i].own & 4) == 0)
            channel->tls_exporter = none;
        if ((choices[i].own & 2) == 0)
            channel->tls_unique = none;
        if ((choices[i].own & 1) == 0)
            channel->tls_server_end_point = none;
        rig.account.mechanisms = choices[i].allowed;
        rig.account.least = choices[i].least;
        rig.account.require = choices[i].require;
        rig.heard.mechanisms = rig.mechanisms;
        rig.heard.bindings = rig.bindings;
        rig.heard.mechanism_count =
            split(choices[i].mechanisms, rig.mechanisms);
        rig.heard.binding_count = split(choices[i].bindings, rig.bindings);
        assert_int_equal(adsum_sasl_client_start(&rig.client, &rig.account,
                                                 channel, &rig.heard, said),
                         0);
        assert_int_equal(said->reason, choices[i].reason);
        assert_int_equal(said->state, choices[i].reason ? ADSUM_SASL_FAILED
                                                        : ADSUM_SASL_SEND);
        if (choices[i].reason != 0)
            continue;
        assert_int_equal(said->mechanism, choices[i].mechanism);
        assert_true(said->bytes.length > length);
        assert_memory_equal(said->bytes.bytes, choices[i].first, length);
    }
}

/* Somebody between takes words out of the offer. */
static void keep(uint32_t mechanisms, uint32_t bindings)
{
    rig_hear(&rig);
    rig.heard.mechanisms += rig.heard.mechanism_count - mechanisms;
    rig.heard.mechanism_count = mechanisms;
    rig.heard.binding_count = bindings;
}

static void an_offer_that_was_changed_is_found(void **state)
{
    (void)state;
    /* No -PLUS: the client's "y". */
    keep(2, 0);
    assert_false(rig_run(&rig));
    assert_int_equal(rig.said_by_server.reason, ADSUM_SASL_REASON_DOWNGRADE);
    assert_int_equal(rig.said_by_server.condition, ADSUM_SASL_NOT_AUTHORIZED);
    /* Only the weaker: the hash. */
    keep(3, 3);
    assert_false(rig_run(&rig));
    assert_int_equal(rig.said_by_client.reason, ADSUM_SASL_REASON_DOWNGRADE);
    /* Types that are not there. */
    keep(4, 1);
    rig.bindings[0] = rig_text("tls-other");
    assert_false(rig_run(&rig));
    assert_int_equal(rig.said_by_client.reason, ADSUM_SASL_REASON_DOWNGRADE);
    keep(4, 0);
    assert_false(rig_run(&rig));
    assert_int_equal(rig.said_by_client.reason, ADSUM_SASL_REASON_DOWNGRADE);
    keep(4, 3);
    assert_true(rig_run(&rig));
}

static void strip_hash(struct rig *which, uint32_t index)
{
    char *wire = which->wire[index];

    if (index != 1)
        return;
    for (uint32_t i = 0; i + 3 < which->wire_length[1]; i++)
        if (memcmp(wire + i, ",h=", 3) == 0)
            which->wire_length[1] = i;
}

/* Taken out, the hash is missed where it must come, and else the proof is not
   of what the server said. */
static void the_hash_cannot_be_taken_out(void **state)
{
    (void)state;
    rig.tamper = strip_hash;
    assert_false(rig_run(&rig));
    assert_int_equal(rig.said_by_server.reason, ADSUM_SASL_REASON_PROOF);
    rig.account.require = ADSUM_SASL_REQUIRE_PROTECTION;
    assert_false(rig_run(&rig));
    assert_int_equal(rig.said_by_client.reason, ADSUM_SASL_REASON_DOWNGRADE);
    rig.account.require = 0;
    keep(4, 1);
    rig.bindings[0] = rig_text("tls-other");
    assert_false(rig_run(&rig));
    assert_int_equal(rig.said_by_client.reason, ADSUM_SASL_REASON_DOWNGRADE);
}

static void iterations_are_bounded(void **state)
{
    (void)state;
    rig.account.least_iterations = RIG_ITERATIONS + 1;
    assert_false(rig_run(&rig));
    assert_int_equal(rig.said_by_client.reason, ADSUM_SASL_REASON_ITERATIONS);
    rig.account.least_iterations = 1;
    rig.account.most_iterations = RIG_ITERATIONS - 1;
    assert_false(rig_run(&rig));
    assert_int_equal(rig.said_by_client.reason, ADSUM_SASL_REASON_ITERATIONS);
    rig.account.most_iterations = RIG_ITERATIONS;
    assert_true(rig_run(&rig));
    rig.account.least_iterations = 0;
    assert_false(rig_run(&rig));
    assert_int_equal(rig.said_by_client.reason, ADSUM_SASL_REASON_ITERATIONS);
}

static void accounts_are_checked(void **state)
{
    struct adsum_sasl_account good = rig.account;
    static char name[ADSUM_SASL_HELD_BYTES];

    (void)state;
    rig_hear(&rig);
#define NO_ACCOUNT(change, error)                                            \
    do {                                                                     \
        rig.account = good;                                                  \
        change;                                                              \
        assert_int_equal(adsum_sasl_client_start(                            \
                             &rig.client, &rig.account, &rig.client_channel, \
                             &rig.heard, &rig.said_by_client),               \
                         error);                                             \
    } while (0)
    NO_ACCOUNT(rig.account.size = 8, ADSUM_ERR_INVALID);
    NO_ACCOUNT(rig.account.mechanisms = 64, ADSUM_ERR_INVALID);
    NO_ACCOUNT(rig.account.require = 2, ADSUM_ERR_INVALID);
    NO_ACCOUNT(rig.account.name = none, ADSUM_ERR_INVALID);
    NO_ACCOUNT(rig.account.name = rig_text("\xff"), ADSUM_ERR_INVALID);
    NO_ACCOUNT(rig.account.password = none, ADSUM_ERR_INVALID);
    NO_ACCOUNT(rig.account.authzid = rig_text("\xc0\x80"), ADSUM_ERR_INVALID);
    NO_ACCOUNT(rig.account.crypto = NULL, ADSUM_ERR_HOST);
    memset(name, ',', sizeof name);
    NO_ACCOUNT(rig.account.name = ((struct adsum_text){name, sizeof name / 3}),
               ADSUM_ERR_INVALID);
    NO_ACCOUNT((void)0, 0);
    rig.heard.mechanism_count = ADSUM_SASL_HEARD_MOST + 1;
    NO_ACCOUNT((void)0, 0);
    assert_int_equal(rig.said_by_client.reason, ADSUM_SASL_REASON_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_hash_of_the_xep, init),
        cmocka_unit_test_setup(offers_follow_the_channel, init),
        cmocka_unit_test_setup(services_are_checked, init),
        cmocka_unit_test_setup(only_what_is_offered_can_be_had, init),
        cmocka_unit_test_setup(choices_follow_the_offer, init),
        cmocka_unit_test_setup(an_offer_that_was_changed_is_found, init),
        cmocka_unit_test_setup(the_hash_cannot_be_taken_out, init),
        cmocka_unit_test_setup(iterations_are_bounded, init),
        cmocka_unit_test_setup(accounts_are_checked, init),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
