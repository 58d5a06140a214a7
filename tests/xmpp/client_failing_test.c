/*
 * Each allocation of a client and its core failing in turn, in a story with a
 * real server: whatever it is, nothing is lost that was said to be there, all
 * is given back, and what was resumable goes on.
 */
#include "client_rig.h"

#include <stdio.h>
#include <string.h>

#define JULIET "juliet@example.net"

static struct c2s_rig rig;
static struct person romeo;
static struct client *juliet;

static void open_stage(uint32_t at)
{
    c2s_rig_init(&rig);
    c2s_rig_friends(&rig, "romeo", "juliet");
    c2s_rig_start(&rig);
    rig.lenient = true;
    juliet = c2s_rig_online(&rig, "juliet", "j");
    person_init(&romeo, &rig, "romeo");
    (void)snprintf(romeo.publishes, sizeof romeo.publishes, "away status=hi");
    romeo.lenient = true;
    romeo.fail_at = at;
}

/* It is connected again, as a host would do it. */
static void come(void)
{
    for (uint32_t i = 0; i < 3 && romeo.session == 0; i++)
        if (!romeo.connected)
            person_connect(&romeo);
        else
            break;
    while (!romeo.connected && romeo.session != 0)
        person_connect(&romeo);
}

static void act(void)
{
    const struct adsum_item item = {.contact =
                                        adsum_text_of("nurse@example.net"),
                                    .name = adsum_text_of("N")};
    struct adsum_client *client = romeo.client;

    (void)adsum_client_roster_set(client, &item, 1);
    person_talks(&romeo);
    client_says(juliet, "<presence><show>dnd</show></presence>"
                        "<message to='romeo@example.net/x' id='m'>"
                        "<body>hey</body></message>");
    person_talks(&romeo);
    if (romeo.session != 0) {
        person_sends(&romeo, JULIET, "message chat id=n bytes=you");
        person_sends(&romeo, "paris@example.net", "presence chat");
    }
    (void)adsum_client_ask(client, adsum_text_of("example.net"), ADSUM_TYPE_GET,
                           adsum_text_of("<ping xmlns='urn:xmpp:ping'/>"), 0,
                           2);
    person_talks(&romeo);
    come();
    person_loses(&romeo);
    client_says(juliet, "<presence><show>xa</show></presence>");
    come();
    adsum_client_active(client, 0);
    (void)adsum_client_roster_remove(client, adsum_text_of("nurse@example.net"),
                                     3);
    person_talks(&romeo);
}

/* True: nothing was refused any more. */
static bool play(uint32_t at)
{
    bool done;

    open_stage(at);
    if (person_start(&romeo)) {
        come();
        act();
        done = romeo.allocations < at;
        romeo.fail_at = 0;
        /* With memory all is as it should be, whatever was before. */
        come();
        person_waits(&romeo, 1000);
        person_talks(&romeo);
        assert_int_not_equal(romeo.session, 0);
        person_publishes(&romeo, "away"); /* the first may have failed */
        person_talks(&romeo);
        assert_int_equal(person_sees(&romeo, JULIET), 1);
        person_has_roster(&romeo, "*juliet@example.net both*");
        adsum_client_close(romeo.client);
        person_talks(&romeo);
        person_deinit(&romeo);
    } else {
        done = false;
        adsum_service_free(romeo.core);
        assert_int_equal(romeo.held, 0);
    }
    c2s_rig_deinit(&rig);
    return done;
}

static void each_allocation_fails_in_turn(void **state)
{
    uint32_t at = 1;

    (void)state;
    while (!play(at))
        at++;
    assert_in_range(at, 50, 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_allocation_fails_in_turn),
    };
    return cmocka_run_group_tests_name("client failing", tests, NULL, NULL);
}
