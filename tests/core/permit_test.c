/* May one see another, and why: the one function that all delivery asks. */
#include "scene.h"

static void expect_permit(struct scene *scene, const char *watcher,
                          const char *source, uint32_t view, uint32_t reason)
{
    struct adsum_permit permit = {77, 77};
    assert_int_equal(adsum_service_may_see(scene->service,
                                           adsum_text_of(watcher),
                                           adsum_text_of(source), &permit),
                     0);
    print_message("%s of %s: view %u, %s\n", watcher, source, permit.view,
                  adsum_name(ADSUM_NAMES_PERMIT, (int32_t)permit.reason));
    assert_int_equal(permit.view, view);
    assert_int_equal(permit.reason, reason);
}

/* Romeo: whom he lets see, whom not; nobody's own roster is a proof. */
static void permits_and_their_reasons(void **state)
{
    static const struct row {
        const char *watcher;
        const char *source;
        uint32_t view;
        uint32_t reason;
    } rows[] = {
        {"juliet@a", "romeo@a", ADSUM_VIEW_ALL, ADSUM_PERMIT_SUBSCRIBED},
        {"juliet@a/j", "romeo@a/x", ADSUM_VIEW_ALL, ADSUM_PERMIT_SUBSCRIBED},
        {"nurse@b", "romeo@a", ADSUM_VIEW_ALL, ADSUM_PERMIT_SUBSCRIBED},
        {"nurse@b/n", "romeo@a", ADSUM_VIEW_ALL, ADSUM_PERMIT_SUBSCRIBED},
        {"romeo@a", "romeo@a/x", ADSUM_VIEW_ALL, ADSUM_PERMIT_SELF},
        {"romeo@a/y", "romeo@a", ADSUM_VIEW_ALL, ADSUM_PERMIT_SELF},
        {"romeo@a", "juliet@a", ADSUM_VIEW_NOTHING, ADSUM_PERMIT_STRANGER},
        {"paris@b", "romeo@a", ADSUM_VIEW_NOTHING, ADSUM_PERMIT_STRANGER},
        {"asker@b", "romeo@a", ADSUM_VIEW_NOTHING, ADSUM_PERMIT_STRANGER},
        {"approved@b", "romeo@a", ADSUM_VIEW_NOTHING, ADSUM_PERMIT_STRANGER},
        {"unheard@of", "romeo@a", ADSUM_VIEW_NOTHING, ADSUM_PERMIT_STRANGER},
        {"tybalt@b", "romeo@a", ADSUM_VIEW_NOTHING, ADSUM_PERMIT_BLOCKED},
        {"tybalt@b/t", "romeo@a/x", ADSUM_VIEW_NOTHING, ADSUM_PERMIT_BLOCKED},
        {"romeo@a", "tybalt@b/t", ADSUM_VIEW_NOTHING, ADSUM_PERMIT_BLOCKED},
        {"room@b/nick", "romeo@a/x", ADSUM_VIEW_BARE, ADSUM_PERMIT_DIRECTED},
        {"room@b/nick", "romeo@a/y", ADSUM_VIEW_NOTHING, ADSUM_PERMIT_STRANGER},
        {"room@b/other", "romeo@a/x", ADSUM_VIEW_NOTHING,
         ADSUM_PERMIT_STRANGER},
        {"romeo@a/x", "nurse@b/n", ADSUM_VIEW_ALL, ADSUM_PERMIT_SIGHTED},
        {"romeo@a", "nurse@b", ADSUM_VIEW_ALL, ADSUM_PERMIT_SIGHTED},
        {"romeo@a", "paris@b", ADSUM_VIEW_NOTHING, ADSUM_PERMIT_STRANGER},
    };
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, "romeo@a", "item juliet@a from", "item nurse@b both",
               "item paris@b to", "item tybalt@b both",
               "item approved@b none approved", "request asker@b",
               "block tybalt@b", NULL);
    scene_load(scene, "juliet@a", "item romeo@a to", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_come(scene, "romeo@a/y", "");
    scene_send(scene, "romeo@a/x", "room@b/nick", "presence");
    scene_receive(scene, "nurse@b/n", "romeo@a", "presence");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect_permit(scene, rows[i].watcher, rows[i].source, rows[i].view,
                      rows[i].reason);
    scene_free(scene);
}

static void who_blocks_does_not_see_either(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, "romeo@a", "item juliet@a both", NULL);
    scene_load(scene, "juliet@a", "item romeo@a both", "block romeo@a", NULL);
    expect_permit(scene, "romeo@a", "juliet@a", ADSUM_VIEW_NOTHING,
                  ADSUM_PERMIT_BLOCKED);
    expect_permit(scene, "juliet@a", "romeo@a", ADSUM_VIEW_NOTHING,
                  ADSUM_PERMIT_BLOCKED);
    scene_unblock(scene, "juliet@a", "romeo@a");
    expect_permit(scene, "juliet@a", "romeo@a", ADSUM_VIEW_ALL,
                  ADSUM_PERMIT_SUBSCRIBED);
    scene_free(scene);
}

static void a_permit_ends_with_what_gave_it(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, "romeo@a", "item nurse@b from", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_send(scene, "romeo@a/x", "room@b/nick", "presence");
    scene_unsubscribed(scene, "romeo@a/x", "nurse@b");
    expect_permit(scene, "nurse@b", "romeo@a", ADSUM_VIEW_NOTHING,
                  ADSUM_PERMIT_STRANGER);
    scene_publish(scene, "romeo@a/x", "unavailable");
    expect_permit(scene, "room@b/nick", "romeo@a/x", ADSUM_VIEW_NOTHING,
                  ADSUM_PERMIT_STRANGER);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(permits_and_their_reasons),
        cmocka_unit_test(who_blocks_does_not_see_either),
        cmocka_unit_test(a_permit_ends_with_what_gave_it),
    };
    return cmocka_run_group_tests_name("permit", tests, NULL, NULL);
}
