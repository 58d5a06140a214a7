/* Whether somebody looks on: XEP-0352. Checklist items C by their number. */
#include "client_rig.h"

#define ACKS "xmlns='urn:xmpp:sm:3'"

static struct person romeo;

static int setup(void **state)
{
    (void)state;
    person_init(&romeo, NULL, "romeo");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    person_deinit(&romeo);
    return 0;
}

/* XEP-0352 4, 5; item 64: told where it is wanted, on each stream anew. */
static void activity_is_told(void **state)
{
    (void)state;
    (void)person_start(&romeo);
    person_is_bound(&romeo, SM CSI);
    person_hears(&romeo, "<enabled " ACKS " id='s1' resume='true'/>");
    adsum_client_active(romeo.client, 1); /* as each stream begins */
    person_says(&romeo, "");
    adsum_client_active(romeo.client, 0);
    person_says(&romeo, "<inactive xmlns='urn:xmpp:csi:0'/>");
    adsum_client_active(romeo.client, 0);
    person_says(&romeo, "");
    person_publishes(&romeo, "away"); /* is another thing */
    person_says(&romeo, "<presence><show>away</show></presence>");
    person_loses(&romeo);
    person_is_in(&romeo, SM CSI);
    (void)person_said(&romeo);
    person_hears(&romeo, "<resumed " ACKS " previd='s1' h='2'/>");
    person_says(&romeo, "<inactive xmlns='urn:xmpp:csi:0'/>");
    adsum_client_active(romeo.client, 1);
    person_says(&romeo, "<active xmlns='urn:xmpp:csi:0'/>");
    person_deinit(&romeo);
    person_init(&romeo, NULL, "romeo");
    (void)person_start(&romeo);
    person_is_bound(&romeo, SM); /* which is not interested */
    adsum_client_active(romeo.client, 0);
    person_says(&romeo, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(activity_is_told, setup, teardown),
    };
    return cmocka_run_group_tests_name("client activity", tests, NULL, NULL);
}
