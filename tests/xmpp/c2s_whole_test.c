/*
 * Of a whole story: how bytes are cut makes no difference, and memory that is
 * refused anywhere costs no more than what it was for. What each client heard
 * is XML, all memory is given back, each stream is closed once: the rig sees
 * to it.
 */
#include "c2s_story.h"

#include <stdlib.h>
#include <string.h>

static void begin(struct c2s_rig *rig)
{
    c2s_rig_init(rig);
    rig->lenient = true;
    c2s_rig_friends(rig, "romeo", "juliet");
}

/* All that was heard, and how each stream ended. */
static char *tell(uint32_t chunk)
{
    static struct c2s_rig rig;
    size_t length = 0;
    char *told;

    begin(&rig);
    rig.chunk = chunk;
    c2s_rig_start(&rig);
    c2s_story(&rig);
    told = must_have(NULL, 1000000);
    for (uint32_t i = 0; i < rig.client_count; i++) {
        assert_in_range(length + rig.clients[i].length, 0, 999990);
        if (rig.clients[i].length != 0)
            memcpy(told + length, rig.clients[i].heard, rig.clients[i].length);
        length += rig.clients[i].length;
        told[length++] = (char)('a' + rig.clients[i].condition);
        told[length++] = rig.clients[i].closed ? '!' : '?';
    }
    told[length] = '\0';
    c2s_rig_deinit(&rig);
    return told;
}

static void cut_anywhere_it_is_the_same(void **state)
{
    char *whole = tell(0);

    (void)state;
    /* The story is told: some of it at least. */
    assert_non_null(strstr(whole, "<resumed "));
    assert_non_null(strstr(whole, "<proceed "));
    assert_non_null(strstr(whole, "<delay "));
    assert_non_null(strstr(whole, "unsupported-stanza-type"));
    assert_non_null(strstr(whole, "type='subscribe'"));
    for (uint32_t chunk = 1; chunk < 12; chunk++) {
        char *other = tell(chunk);

        assert_string_equal(whole, other);
        free(other);
    }
    for (unsigned seed = 0; seed < 20; seed++) {
        char *other;

        srand(seed);
        other = tell(1u << 31u);
        assert_string_equal(whole, other);
        free(other);
    }
    free(whole);
}

/* False: there was no such allocation. */
static bool refused(uint32_t n, uint32_t count)
{
    static struct c2s_rig rig;
    bool reached;

    begin(&rig);
    c2s_rig_start(&rig);
    rig.allocations = 0;
    rig.fail_at = n;
    rig.fail_count = count;
    c2s_story(&rig);
    reached = rig.allocations >= n;
    c2s_rig_deinit(&rig);
    return reached;
}

static void each_allocation_refused_in_turn(void **state)
{
    uint32_t n = 1;

    (void)state;
    while (refused(n, 1))
        n++;
    assert_in_range(n, 100, 100000);
}

/* And for a while from there on, as it is where memory has run out. */
static void allocations_refused_for_a_while(void **state)
{
    (void)state;
    for (uint32_t n = 1; refused(n, 20); n += 3)
        ;
    for (uint32_t n = 1; refused(n, UINT32_MAX / 2); n += 11)
        ;
}

/* Who could not be told for want of memory is told when there is some. */
static void the_present_comes_when_there_is_memory(void **state)
{
    bool reached = true;

    (void)state;
    for (uint32_t n = 1; reached; n++) {
        static struct c2s_rig rig;
        struct client *romeo, *juliet;
        bool refused_romeo;

        begin(&rig);
        c2s_rig_start(&rig);
        romeo = c2s_rig_online(&rig, "romeo", "orchard");
        juliet = c2s_rig_online(&rig, "juliet", "balcony");
        client_says(juliet, "<enable xmlns='urn:xmpp:sm:3'/><presence");
        (void)client_heard(juliet);
        (void)client_heard(romeo);
        rig.allocations = 0;
        rig.fail_at = n;
        client_says(romeo, "<presence><show>dnd</show></presence>");
        reached = rig.allocations >= n;
        rig.fail_at = 0;
        refused_romeo = strstr(client_heard(romeo), "error") != NULL;
        c2s_rig_wait(&rig, 2000);
        assert_true(refused_romeo ||
                    strstr(client_heard(juliet), "<show>dnd</show>") != NULL);
        assert_non_null(juliet->stream);
        c2s_rig_wait(&rig, 120000); /* what has begun has its time still */
        assert_non_null(strstr(client_heard(juliet), "policy-violation"));
        c2s_rig_deinit(&rig);
    }
}

static void new_refused(void **state)
{
    static struct c2s_rig rig;
    bool done = false;

    (void)state;
    begin(&rig);
    assert_int_equal(
        adsum_service_new(&rig.core_host, &rig, &rig.core, &rig.service), 0);
    for (uint32_t n = 1; !done; n++) {
        size_t held = rig.held;
        int err;

        rig.allocations = 0;
        rig.fail_at = n;
        err =
            adsum_c2s_new(&rig.host, &rig, &rig.options, rig.service, &rig.c2s);
        done = err == 0;
        if (done)
            continue;
        assert_int_equal(err, ADSUM_ERR_NO_MEMORY);
        assert_int_equal(rig.held, held);
    }
    c2s_rig_deinit(&rig);
}

/* What is left out of the host or the options is said at once. */
static void new_checks(void **state)
{
    static struct c2s_rig rig;
    struct adsum_c2s *c2s;

    (void)state;
    begin(&rig);
    c2s_rig_start(&rig);
#define WITHOUT(member, expected)                                    \
    do {                                                             \
        struct adsum_c2s_host host = rig.host;                       \
        struct adsum_c2s_options options = rig.options;              \
                                                                     \
        memset(&member, 0, sizeof member);                           \
        assert_int_equal(                                            \
            adsum_c2s_new(&host, &rig, &options, rig.service, &c2s), \
            expected);                                               \
    } while (0)
    WITHOUT(host.size, ADSUM_ERR_HOST);
    WITHOUT(host.allocate, ADSUM_ERR_HOST);
    WITHOUT(host.output, ADSUM_ERR_HOST);
    WITHOUT(host.closed, ADSUM_ERR_HOST);
    WITHOUT(host.load, ADSUM_ERR_HOST);
    WITHOUT(host.keys, ADSUM_ERR_HOST);
    WITHOUT(options.size, ADSUM_ERR_INVALID);
    WITHOUT(options.domains, ADSUM_ERR_INVALID);
    WITHOUT(options.domain_count, ADSUM_ERR_INVALID);
    WITHOUT(options.sasl, ADSUM_ERR_INVALID);
    c2s_rig_deinit(&rig);
}

/* What is got from allocate() is what is counted. */
static void memory_is_counted(void **state)
{
    struct c2s_rig *rig = *state;
    struct adsum_c2s_counts counts = {.size = sizeof counts};
    struct adsum_statistics core = {.size = sizeof core};

    c2s_story(rig);
    assert_int_equal(adsum_c2s_statistics(rig->c2s, &counts), 0);
    assert_int_equal(adsum_service_statistics(rig->service, &core), 0);
    assert_int_equal(counts.memory_bytes + core.memory_bytes, rig->held);
    counts.size = 1;
    assert_int_equal(adsum_c2s_statistics(rig->c2s, &counts),
                     ADSUM_ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cut_anywhere_it_is_the_same),
        cmocka_unit_test(each_allocation_refused_in_turn),
        cmocka_unit_test(allocations_refused_for_a_while),
        cmocka_unit_test(the_present_comes_when_there_is_memory),
        cmocka_unit_test(new_refused),
        cmocka_unit_test(new_checks),
        C2S_TEST(memory_is_counted),
    };

    return cmocka_run_group_tests_name("c2s as a whole", tests, NULL, NULL);
}
