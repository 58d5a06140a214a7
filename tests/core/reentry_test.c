/*
 * From inside each callback, each call that changes something answers
 * ADSUM_ERR_REENTERED and changes nothing; calls that only read work.
 */
#include <stdlib.h>
#include <string.h>

#include "scene.h"
#include "snapshot.h"

struct watch {
    uint64_t romeo;    /* a session to do things to */
    char entered[128]; /* the callbacks that were seen */
    const char *fails; /* the call that did not answer so */
    int answer;
};

static struct adsum_text text(const char *string)
{
    return adsum_text_of(string);
}

static int call_publish(struct scene *scene, uint64_t session)
{
    return adsum_session_publish(scene->service, session, NULL);
}

static int call_publish_many(struct scene *scene, uint64_t session)
{
    struct adsum_publication one = {.session = session};
    return adsum_service_publish(scene->service, &one, 1);
}

static int call_open(struct scene *scene, uint64_t session)
{
    (void)session;
    return adsum_session_open(scene->service, text("romeo@a/other"), 1, 0,
                              &session);
}

static int call_send(struct scene *scene, uint64_t session)
{
    struct words_notice notice;
    words_read_notice("subscribe", &notice);
    return adsum_session_send(scene->service, session, text("new@b"),
                              &notice.notice);
}

static int call_heard(struct scene *scene, uint64_t session)
{
    return adsum_session_heard(scene->service, session);
}

static int call_ready(struct scene *scene, uint64_t session)
{
    return adsum_session_ready(scene->service, session);
}

static int call_link(struct scene *scene, uint64_t session)
{
    return adsum_session_link(scene->service, session, ADSUM_LINK_LOST, 1);
}

static int call_close(struct scene *scene, uint64_t session)
{
    return adsum_session_close(scene->service, session, NULL);
}

static int call_advance(struct scene *scene, uint64_t session)
{
    uint64_t next;
    (void)session;
    return adsum_service_advance(scene->service, UINT64_MAX / 2, &next);
}

static int call_receive(struct scene *scene, uint64_t session)
{
    struct words_notice notice;
    struct adsum_text to = text("romeo@a");
    (void)session;
    words_read_notice("presence dnd", &notice);
    notice.notice.from = text("nurse@b/x");
    return adsum_service_receive(scene->service, text("b"), &notice.notice, &to,
                                 1);
}

static int call_return(struct scene *scene, uint64_t session)
{
    struct words_notice notice;

    (void)session;
    words_read_notice("message", &notice);
    notice.notice.from = text("nurse@b/x");
    return adsum_service_return(scene->service, text("romeo@a"),
                                &notice.notice);
}

static int call_origin_lost(struct scene *scene, uint64_t session)
{
    (void)session;
    return adsum_service_origin_lost(scene->service, text("b"));
}

static int call_free(struct scene *scene, uint64_t session)
{
    (void)session;
    return adsum_service_free(scene->service);
}

static int call_load(struct scene *scene, uint64_t session)
{
    (void)session;
    return adsum_user_load(scene->service, text("other@a"), ADSUM_USER_KEPT,
                           NULL, 0);
}

static int call_unload(struct scene *scene, uint64_t session)
{
    (void)session;
    return adsum_user_unload(scene->service, text("idle@a"));
}

static int call_restore(struct scene *scene, uint64_t session)
{
    (void)session;
    return adsum_user_restore(scene->service, "x", 1);
}

static int call_set(struct scene *scene, uint64_t session)
{
    struct adsum_item item = {.contact = text("new@b")};
    (void)session;
    return adsum_roster_set(scene->service, text("romeo@a"), &item);
}

static int call_remove(struct scene *scene, uint64_t session)
{
    (void)session;
    return adsum_roster_remove(scene->service, text("romeo@a"),
                               text("nurse@b"));
}

static int call_block(struct scene *scene, uint64_t session)
{
    struct adsum_text entry = text("nurse@b");
    (void)session;
    return adsum_roster_block(scene->service, text("romeo@a"), &entry, 1, 1);
}

static int call_ask(struct scene *scene, uint64_t session)
{
    struct adsum_walk walk = {.size = sizeof walk};
    return adsum_roster_ask(scene->service, session, 0, &walk);
}

static const struct {
    const char *name;
    int (*call)(struct scene *scene, uint64_t session);
} changing[] = {{"publish", call_publish}, {"publish many", call_publish_many},
                {"open", call_open},       {"send", call_send},
                {"heard", call_heard},     {"ready", call_ready},
                {"link", call_link},       {"close", call_close},
                {"advance", call_advance}, {"receive", call_receive},
                {"return", call_return},   {"origin lost", call_origin_lost},
                {"free", call_free},       {"load", call_load},
                {"unload", call_unload},   {"restore", call_restore},
                {"set", call_set},         {"remove", call_remove},
                {"block", call_block},     {"ask", call_ask}};

/* Failing in here would leave the service inside its call: note it only. */
static void note(struct watch *watch, const char *name, int answer,
                 int expected)
{
    if (answer == expected || watch->fails != NULL)
        return;
    watch->fails = name;
    watch->answer = answer;
}

static void read_everything(struct scene *scene, struct watch *watch)
{
    const struct adsum_service *service = scene->service;
    struct adsum_session_info info = {.size = sizeof info};
    struct adsum_statistics statistics = {.size = sizeof statistics};
    struct adsum_picture picture = {.size = sizeof picture};
    struct adsum_walk walk = {.size = sizeof walk};
    struct adsum_permit permit;
    struct adsum_item item;
    uint64_t handle;
    uint32_t length = 0;
    int answer;
    note(watch, "get", adsum_session_get(service, watch->romeo, &info), 0);
    note(watch, "next",
         adsum_session_next(service, text("romeo@a"), 0, &handle), 0);
    note(watch, "may see",
         adsum_service_may_see(service, text("nurse@b"), text("romeo@a"),
                               &permit),
         0);
    note(watch, "statistics", adsum_service_statistics(service, &statistics),
         0);
    note(watch, "picture",
         adsum_picture_compose(service, text("romeo@a"), text("nurse@b"), 0,
                               NULL, 0, &picture),
         0);
    note(watch, "walk",
         adsum_roster_walk(service, text("romeo@a"), ADSUM_WALK_ROSTER, &walk),
         0);
    note(watch, "roster next", adsum_roster_next(service, &walk, &item), 0);
    note(watch, "roster get",
         adsum_roster_get(service, text("romeo@a"), text("nurse@b"), &item), 0);
    answer = adsum_user_pack(service, text("romeo@a"), NULL, 0, &length);
    note(watch, "pack", answer == ADSUM_ERR_ROOM ? 0 : answer, 0);
}

static void inside(struct scene *scene, const char *callback)
{
    struct watch *watch = scene->inside_data;
    if (strstr(watch->entered, callback) == NULL) {
        strcat(watch->entered, callback);
        strcat(watch->entered, " ");
    }
    for (size_t i = 0; i < sizeof changing / sizeof changing[0]; i++)
        note(watch, changing[i].name, changing[i].call(scene, watch->romeo),
             ADSUM_ERR_REENTERED);
    read_everything(scene, watch);
}

/* The story that goes through every callback; with reentry or without. */
static void play(struct scene *scene, struct watch *watch)
{
    uint64_t now = scene->now_ms;
    scene_load(scene, "romeo@a", "item nurse@b both", "item juliet@a both",
               NULL);
    scene_load(scene, "juliet@a", "item romeo@a both", NULL);
    scene_load(scene, "idle@a", NULL);
    scene_come(scene, "romeo@a/x", "");
    watch->romeo = scene_handle(scene, "romeo@a/x");
    scene->inside = watch->fails == NULL ? inside : NULL;
    scene->inside_data = watch;
    scene_come(scene, "juliet@a/j", "away");
    scene_publish(scene, "romeo@a/x", "dnd");
    scene_set(scene, "romeo@a", "paris@b name=P");
    scene_subscribe(scene, "juliet@a/j", "idle@a");
    scene_receive(scene, "nurse@b/n", "idle@a", "message");
    scene_receive(scene, "nurse@b/n", "romeo@a", "presence chat");
    scene_receive(scene, "nurse@b", "romeo@a", "probe");
    scene_send(scene, "romeo@a/x", "room@b", "presence");
    scene_link(scene, "juliet@a/j", ADSUM_LINK_LOST);
    scene_advance(scene, now + 400000);
    scene_heard(scene, "romeo@a/x");
    scene_advance(scene, now + 1400000);
    scene->inside = NULL;
}

static void each_call_inside_each_callback(void **state)
{
    struct scene *with =
        scene_with(&(struct scene_options){.locates = 1, .shows_saves = 1});
    struct scene *without =
        scene_with(&(struct scene_options){.locates = 1, .shows_saves = 1});
    struct watch watch = {.romeo = 0};
    struct watch nothing = {.fails = "never entered"};
    static const char *const callbacks[] = {
        "deliver", "route", "locate", "save", "keep", "ping", "ended"};
    struct snapshot snapshot;
    (void)state;
    play(with, &watch);
    play(without, &nothing);
    if (watch.fails != NULL)
        print_error("inside, %s answered %d\n", watch.fails, watch.answer);
    assert_null(watch.fails);
    for (size_t i = 0; i < sizeof callbacks / sizeof callbacks[0]; i++)
        if (strstr(watch.entered, callbacks[i]) == NULL) {
            print_error("never called: %s\n", callbacks[i]);
            fail();
        }
    snapshot_take(without, &snapshot);
    snapshot_expect(&snapshot, with, "a call inside a callback");
    snapshot_deinit(&snapshot);
    assert_int_equal(with->line_count, without->line_count);
    for (size_t i = 0; i < with->line_count; i++)
        assert_string_equal(with->lines[i].head, without->lines[i].head);
    scene_free(with);
    scene_free(without);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_call_inside_each_callback),
    };
    return cmocka_run_group_tests_name("reentry", tests, NULL, NULL);
}
