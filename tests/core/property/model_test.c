/*
 * The model itself: its tables are those of RFC 6121 Appendix A, row for row,
 * and two users of one service never disagree about what they agreed on.
 */
#include "model.h"
#include "random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
/* After those it needs. */
#include <cmocka.h>

static const char *const names[] = {"N",  "NO", "NI", "NOI", "T",
                                    "TI", "F",  "FO", "B"};
static const uint8_t facts[] = {0,       OUT,  IN,         OUT | IN, TO,
                                TO | IN, FROM, FROM | OUT, TO | FROM};

static uint8_t facts_of(const char *name)
{
    for (int i = 0; i < 9; i++)
        if (strcmp(names[i], name) == 0)
            return facts[i];
    fail_msg("no state %s", name);
    return 0;
}

/* A row: what becomes of N, NO, NI, NOI, T, TI, F, FO, B. */
static const struct row {
    const char *table;
    enum direction direction;
    uint8_t kind;
    const char *next;
} rows[] = {
    {"A.2.1", OUTBOUND, ADSUM_SUBSCRIBE, "NO NO NOI NOI T TI FO FO B"},
    {"A.2.2", OUTBOUND, ADSUM_UNSUBSCRIBE, "N N NI NI N NI F F F"},
    {"A.2.3", OUTBOUND, ADSUM_SUBSCRIBED, "N NO F FO T B F FO B"},
    {"A.2.4", OUTBOUND, ADSUM_UNSUBSCRIBED, "N NO N NO T T N NO T"},
    {"A.3.1", INBOUND, ADSUM_SUBSCRIBE, "NI NOI NI NOI TI TI F FO B"},
    {"A.3.2", INBOUND, ADSUM_UNSUBSCRIBE, "N NO N NO T T N NO T"},
    {"A.3.3", INBOUND, ADSUM_SUBSCRIBED, "N T NI TI T TI F B B"},
    {"A.3.4", INBOUND, ADSUM_UNSUBSCRIBED, "N N NI NI N NI F F F"},
};

static void its_tables_are_those_of_appendix_a(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *next = rows[i].next;
        for (int from = 0; from < 9; from++) {
            char word[4];
            int length;
            assert_int_equal(sscanf(next, "%3s%n", word, &length), 1);
            next += length;
            if (rules_next(rows[i].direction, rows[i].kind, facts[from]) !=
                facts_of(word))
                fail_msg("%s: from %s not to %s", rows[i].table, names[from],
                         word);
        }
    }
}

static struct model model;

static void begin(void)
{
    memset(&model, 0, sizeof model);
    model.options.requests = model.options.domain_requests = 256;
    name_new(&model, "romeo@a.example", 0);
    name_new(&model, "juliet@a.example", 0);
    name_new(&model, "paris@b.example", 1);
    for (int i = 0; i < 3; i++)
        model.names[i].known = true;
    call_begin(&model);
}

/* TO here is FROM there, OUT here is IN there; and no tenth state. */
static void agree(void)
{
    uint8_t one = model.names[0].items[1].facts;
    uint8_t two = model.names[1].items[0].facts;
    bool known = false;
    for (int i = 0; i < 9; i++)
        known |= facts[i] == one;
    assert_true(known);
    assert_int_equal((one & TO) != 0, (two & FROM) != 0);
    assert_int_equal((one & FROM) != 0, (two & TO) != 0);
    assert_int_equal((one & OUT) != 0, (two & IN) != 0);
    assert_int_equal((one & IN) != 0, (two & OUT) != 0);
    assert_int_equal((one & IN) != 0, model.names[0].request_count != 0);
}

static void two_users_here_always_agree(void **state)
{
    struct random random = random_of(1, 1);
    (void)state;
    begin();
    if (setjmp(model.failed) != 0)
        fail_msg("%s", model.why);
    for (int i = 0; i < 100000; i++) {
        int user = (int)random_below(&random, 2);
        uint8_t kind = (uint8_t)(ADSUM_SUBSCRIBE + random_below(&random, 4));
        call_begin(&model);
        if (random_chance(&random, 5))
            rules_remove(&model, user, 1 - user);
        else
            rules_send(&model, user, 1 - user, kind, 2 + i);
        agree();
        assert_int_equal(model.routed[0].count, 0);
    }
}

static void what_is_for_elsewhere_is_routed(void **state)
{
    (void)state;
    begin();
    if (setjmp(model.failed) != 0)
        fail_msg("%s", model.why);
    rules_send(&model, 0, 2, ADSUM_SUBSCRIBE, 2);
    assert_int_equal(model.routed[0].count, 1);
    call_begin(&model);
    rules_receive(&model, 0, 2, ADSUM_SUBSCRIBED, 3);
    assert_int_equal(model.names[0].items[2].facts, TO);
    rules_receive(&model, 0, 2, ADSUM_SUBSCRIBE, 4);
    assert_int_equal(model.names[0].items[2].facts, TO | IN);
    rules_send(&model, 0, 2, ADSUM_SUBSCRIBED, 5);
    assert_int_equal(model.names[0].items[2].facts, TO | FROM);
    assert_int_equal(model.routed[0].count, 1);
}

/* Nobody told, and somebody owed: it says so. */
static void what_was_not_told_is_found(void **state)
{
    struct session *one, *two;
    (void)state;
    begin();
    model.names[0].items[1].facts = FROM;
    model.names[1].items[0].facts = TO;
    one = life_open(&model, 0, who_full(&model, model.names[0].who, "x"), 7, 7,
                    false);
    two = life_open(&model, 0, who_full(&model, model.names[1].who, "y"), 8, 8,
                    false);
    life_available(&model, two, 2);
    two->told[two->who].serial = 2;
    if (setjmp(model.failed) != 0)
        fail_msg("%s", model.why);
    settled(&model);
    life_available(&model, one, 3);
    one->told[one->who].serial = 3;
    if (setjmp(model.failed) == 0) {
        settled(&model);
        fail_msg("it was not found");
    }
    assert_true(model.why[0] == '6');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_tables_are_those_of_appendix_a),
        cmocka_unit_test(two_users_here_always_agree),
        cmocka_unit_test(what_is_for_elsewhere_is_routed),
        cmocka_unit_test(what_was_not_told_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
