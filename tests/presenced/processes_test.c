/* Several processes at once, and one that is killed at any moment. */
#include "house.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WRITERS 3
#define WRITES  40
#define ROUNDS  24

static void sleep_ms(uint32_t ms)
{
    struct timespec time = {ms / 1000, (long)(ms % 1000) * 1000000};

    nanosleep(&time, NULL);
}

static pid_t start(int (*work)(struct house *house, int number),
                   struct house *house, int number)
{
    pid_t ret = fork();

    assert_true(ret >= 0);
    if (ret == 0)
        _exit(work(house, number));
    return ret;
}

static void expect_done(pid_t process)
{
    int status = 0;

    assert_int_equal(waitpid(process, &status, 0), process);
    assert_int_equal(status, 0);
}

static int write_rows(struct house *house, int number)
{
    char user[32], contact[32];
    struct adsum_change change = {.kind = ADSUM_CHANGE_BLOCK};
    struct store store;
    int err = store_open(&store, house->folder);

    snprintf(user, sizeof user, "user%d@a", number);
    change.user = adsum_text_of(user);
    for (int i = 0; i < WRITES && err == 0; i++) {
        snprintf(contact, sizeof contact, "contact%d@b", i);
        change.contact = adsum_text_of(contact);
        err = store_save(&store, &change, 1);
    }
    if (err != 0)
        print_error("%s\n", store.error);
    store_close(&store);
    return err != 0;
}

static void writers_beside_each_other_lose_nothing(void **state)
{
    struct house *house = *state;
    pid_t processes[WRITERS];
    char user[32];

    for (int i = 0; i < WRITERS; i++) {
        snprintf(user, sizeof user, "user%d@a", i);
        house_account(&house->store, user);
    }
    house_close(house);
    for (int i = 0; i < WRITERS; i++)
        processes[i] = start(write_rows, house, i);
    for (int i = 0; i < WRITERS; i++)
        expect_done(processes[i]);
    assert_int_equal(house_number(house, "SELECT count(*) FROM block"),
                     WRITERS * WRITES);
    house_expect_sound(house);
}

static int open_and_close(struct house *house, int number)
{
    struct store store;
    int err = store_open(&store, house->folder);

    if (err != 0)
        print_error("%d: %s\n", number, store.error);
    store_close(&store);
    return err != 0;
}

static void a_new_file_may_be_opened_by_several_at_once(void **state)
{
    struct house *house = *state;
    pid_t processes[WRITERS];

    house_close(house);
    for (int round = 0; round < 8; round++) {
        house_replace(house, "", 0);
        for (int i = 0; i < WRITERS; i++)
            processes[i] = start(open_and_close, house, i);
        for (int i = 0; i < WRITERS; i++)
            expect_done(processes[i]);
    }
}

static void what_others_change_is_noticed_and_loaded(void **state)
{
    struct house *house = *state;
    struct adsum_item item = {.contact = {NULL, 0}};
    struct adsum_text romeo = adsum_text_of("romeo@a");
    struct store other;

    house_account(&house->store, "romeo@a");
    store_load(&house->store, house->service, romeo);
    assert_int_equal(store_changed(&house->store), 0);
    assert_int_equal(store_open(&other, house->folder), 0);
    assert_int_equal(store_befriend(&other, romeo, adsum_text_of("juliet@b"),
                                    ADSUM_SUBSCRIPTION_BOTH),
                     0);
    assert_int_equal(store_changed(&house->store), 1);
    assert_int_equal(store_changed(&house->store), 0);
    assert_int_equal(store_changed(&other), 0);
    store_close(&other);
    adsum_user_unload(house->service, romeo);
    store_load(&house->store, house->service, romeo);
    assert_int_equal(adsum_roster_get(house->service, romeo,
                                      adsum_text_of("juliet@b"), &item),
                     0);
    assert_int_equal(item.subscription, ADSUM_SUBSCRIPTION_BOTH);
}

/* What was asked for before is answered; the rows never contradict. */
static void befriending_answers_what_was_asked(void **state)
{
    struct house *house = *state;
    struct adsum_text romeo = adsum_text_of("romeo@a");
    struct adsum_item item;

    house_play(house);
    assert_int_equal(adsum_user_unload(house->service, romeo), 0);
    assert_int_equal(store_befriend(&house->store, romeo,
                                    adsum_text_of("nurse@a"),
                                    ADSUM_SUBSCRIPTION_FROM),
                     0);
    assert_int_equal(store_befriend(&house->store, romeo,
                                    adsum_text_of("juliet@b"),
                                    ADSUM_SUBSCRIPTION_TO),
                     0);
    assert_int_equal(house_number(house, "SELECT count(*) FROM request"), 0);
    assert_int_equal(store_load(&house->store, house->service, romeo), 0);
    assert_int_equal(adsum_roster_get(house->service, romeo,
                                      adsum_text_of("juliet@b"), &item),
                     0);
    assert_int_equal(item.ask, 0);
    assert_int_equal(item.group_count, 2);
}

/* Step `number` of a life that is always the same; the call's answer. */
static int live(struct adsum_service *service, uint64_t number)
{
    struct adsum_text user = adsum_text_of("romeo@a"), groups[2], blocks[2];
    char contact[32], name[32], other[32];
    struct adsum_item item = {.groups = groups, .group_count = 2};

    snprintf(contact, sizeof contact, "contact%u@b",
             (unsigned)(number * 7 % 13));
    snprintf(name, sizeof name, "name %u", (unsigned)number);
    snprintf(other, sizeof other, "contact%u@b", (unsigned)(number * 5 % 13));
    item.contact = adsum_text_of(contact);
    item.name = groups[0] = adsum_text_of(name);
    groups[1] = blocks[0] = adsum_text_of(other);
    blocks[1] = adsum_text_of("c");
    switch (number % 4) {
    case 2:
        return adsum_roster_remove(service, user, blocks[0]);
    case 3:
        return adsum_roster_block(service, user, blocks, 2, number / 4 % 2);
    default:
        return adsum_roster_set(service, user, &item);
    }
}

static int acknowledged[2];
static uint64_t lived;

/* Until killed. In odd rounds the log is moved into the file all the time. */
static int live_on(struct house *house, int round)
{
    house_open(house);
    sqlite3_wal_autocheckpoint(house->store.database, round % 2 ? 4 : 1000);
    store_load(&house->store, house->service, adsum_text_of("romeo@a"));
    for (uint64_t number = lived;; number++) {
        if (live(house->service, number) == ADSUM_ERR_SAVE)
            return 1;
        if (write(acknowledged[1], &number, sizeof number) != sizeof number)
            return 2;
    }
}

/* Kill it after a while; how many steps it was heard to have done. */
static uint64_t kill_one(struct house *house, int round, uint32_t ms)
{
    uint64_t number, ret = lived;
    pid_t process;
    int status = 0;

    assert_int_equal(pipe(acknowledged), 0);
    process = start(live_on, house, round);
    close(acknowledged[1]);
    sleep_ms(ms);
    assert_int_equal(kill(process, SIGKILL), 0);
    while (read(acknowledged[0], &number, sizeof number) == sizeof number)
        ret = number + 1;
    close(acknowledged[0]);
    assert_int_equal(waitpid(process, &status, 0), process);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return ret;
}

static void one_that_is_killed_loses_nothing_acknowledged(void **state)
{
    struct house *house = *state;
    struct adsum_service *model = house_model();
    uint64_t session, heard, random = (uint64_t)getpid();

    house_account(&house->store, "romeo@a");
    house_close(house);
    assert_int_equal(
        adsum_session_open(model, adsum_text_of("romeo@a/x"), 0, 0, &session),
        0);
    assert_int_equal(adsum_session_close(model, session, NULL), 0);
    for (int round = 0; round < ROUNDS; round++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        heard = kill_one(house, round, (uint32_t)(random >> 33) % 120);
        for (; lived < heard; lived++)
            live(model, lived);
        house_expect_sound(house);
        house_open(house);
        assert_int_equal(
            store_load(&house->store, house->service, adsum_text_of("romeo@a")),
            0);
        /* The step under way may be there, whole, or not. */
        if (!house_same(model, house->service, "romeo@a"))
            live(model, lived++);
        assert_true(house_same(model, house->service, "romeo@a"));
        house_close(house);
    }
    adsum_service_free(model);
    assert_true(lived > ROUNDS);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        HOUSE_STORY(writers_beside_each_other_lose_nothing),
        HOUSE_STORY(a_new_file_may_be_opened_by_several_at_once),
        HOUSE_STORY(what_others_change_is_noticed_and_loaded),
        HOUSE_STORY(befriending_answers_what_was_asked),
        HOUSE_STORY(one_that_is_killed_loses_nothing_acknowledged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
