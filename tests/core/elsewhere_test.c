/*
 * Two services joined by a queue: as two federated domains, and as two shards
 * of one. What is told is told across, and who is lost leaves no ghosts.
 */
#include <stdlib.h>
#include <string.h>

#include "scene.h"

struct world {
    struct scene *one; /* romeo's */
    struct scene *two; /* juliet's */
    struct scene_wire *wire;
};

/* Two domains, each a service. */
static struct world domains(void)
{
    static const char *const second[] = {"b", NULL};
    struct world ret;
    ret.one = scene_new();
    ret.two = scene_with(&(struct scene_options){.domains = second});
    ret.wire = scene_join(ret.one, "a", ret.two, "b");
    return ret;
}

/* One domain, a; Juliet and Paris live in the second shard. */
static struct world shards(void)
{
    struct world ret;
    ret.one = scene_with(&(struct scene_options){.locates = 1});
    ret.two = scene_with(&(struct scene_options){.locates = 1});
    scene_locate(ret.one, "juliet@a", "shard2");
    scene_locate(ret.one, "paris@a", "shard2");
    scene_locate(ret.two, "romeo@a", "shard1");
    ret.wire = scene_join(ret.one, "shard1", ret.two, "shard2");
    return ret;
}

static void clear(struct world *world)
{
    scene_pump(world->wire);
    scene_clear(world->one);
    scene_clear(world->two);
}

static void end(struct world *world)
{
    clear(world);
    scene_free(world->one);
    scene_free(world->two);
    scene_wire_free(world->wire);
}

/* The same story for both: only where Juliet lives is another. */
struct cast {
    struct world (*make)(void);
    const char *juliet;
    const char *session;
    const char *origin; /* of the second */
};

static const struct cast casts[] = {
    {domains, "juliet@b", "juliet@b/j", "b"},
    {shards, "juliet@a", "juliet@a/j", "shard2"}};

enum { CASTS = sizeof casts / sizeof casts[0] };

static const char *said(struct line *line, const char *before, const char *who,
                        const char *after)
{
    line->length = 0;
    line_add(line, "%s%s%s", before, who, after);
    return line->text;
}

/* Romeo asks, she approves and asks back, he approves. */
static struct world befriended(const struct cast *cast)
{
    struct world world = cast->make();
    scene_come(world.one, "romeo@a/x", "");
    scene_come(world.two, cast->session, "away");
    scene_pump(world.wire);
    scene_subscribe(world.one, "romeo@a/x", cast->juliet);
    scene_pump(world.wire);
    scene_subscribed(world.two, cast->session, "romeo@a");
    scene_pump(world.wire);
    scene_subscribe(world.two, cast->session, "romeo@a");
    scene_pump(world.wire);
    scene_subscribed(world.one, "romeo@a/x", cast->juliet);
    clear(&world);
    return world;
}

static void a_friendship_is_made_across(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASTS; i++) {
        const struct cast *cast = &casts[i];
        struct world world = cast->make();
        struct line line;
        scene_come(world.one, "romeo@a/x", "");
        scene_come(world.two, cast->session, "away");
        clear(&world);
        scene_send(world.one, "romeo@a/x", cast->juliet,
                   "subscribe id=1 bytes=<please/>");
        scene_pump(world.wire);
        scene_expect_at(world.two, cast->session,
                        "subscribe romeo@a id=1 bytes=<please/>", NULL);
        clear(&world);
        scene_subscribed(world.two, cast->session, "romeo@a");
        scene_pump(world.wire);
        {
            struct line push;
            struct line presence;
            scene_expect_at(
                world.one, "romeo@a/x",
                said(&line, "subscribed ", cast->juliet, ""),
                said(&push, "push ", cast->juliet, " to"),
                said(&presence, "presence ", cast->session, " away"), NULL);
        }
        scene_expect_roster(world.one, "romeo@a",
                            said(&line, "", cast->juliet, " to"), NULL);
        scene_expect_roster(world.two, cast->juliet, "romeo@a from", NULL);
        end(&world);
    }
}

static void presence_is_told_across_with_all_its_parts(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASTS; i++) {
        struct world world = befriended(&casts[i]);
        const char *words =
            "dnd priority=-3 id=5 lang=it status=no c{urn:caps}=<c/>";
        struct line line;
        scene_publish(world.one, "romeo@a/x", words);
        scene_pump(world.wire);
        scene_expect_at(world.two, casts[i].session,
                        said(&line, "presence romeo@a/x ", words, ""), NULL);
        clear(&world);
        scene_close(world.one, "romeo@a/x", "unavailable status=bye");
        scene_pump(world.wire);
        scene_expect_at(world.two, casts[i].session,
                        "presence romeo@a/x unavailable status=bye", NULL);
        end(&world);
    }
}

/* Who comes is brought what is, by a probe; a second session by sightings. */
static void who_comes_later_learns_what_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASTS; i++) {
        struct world world = befriended(&casts[i]);
        struct line line;
        scene_close(world.one, "romeo@a/x", NULL);
        clear(&world);
        scene_come(world.one, "romeo@a/y", "");
        scene_pump(world.wire);
        scene_expect_at(world.one, "romeo@a/y", "presence romeo@a/y",
                        said(&line, "presence ", casts[i].session, " away"),
                        NULL);
        scene_expect_at(world.two, casts[i].session, "presence romeo@a/y",
                        NULL);
        clear(&world);
        scene_come(world.one, "romeo@a/z", "");
        scene_expect_at(
            world.one, "romeo@a/z", "presence romeo@a/z", "presence romeo@a/y",
            said(&line, "presence ", casts[i].session, " away"), NULL);
        end(&world);
    }
}

/* Everyone that came by it is unavailable, once, and comes again. */
static void a_lost_origin_leaves_no_ghosts(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASTS; i++) {
        struct world world = befriended(&casts[i]);
        struct line line;
        struct line full;
        scene_receive_from(world.one, casts[i].origin,
                           said(&full, casts[i].juliet, "/extra", ""),
                           "romeo@a", "presence chat");
        scene_clear(world.one);
        scene_origin_lost(world.one, casts[i].origin);
        {
            struct line extra;
            scene_expect_any_order(world.one,
                                   said(&line, "deliver presence ",
                                        casts[i].session,
                                        " unavailable -> romeo@a/x"),
                                   said(&extra, "deliver presence ", full.text,
                                        " unavailable -> romeo@a/x"),
                                   NULL);
        }
        scene_origin_lost(world.one, casts[i].origin);
        scene_expect(world.one, NULL);
        scene_come(world.one, "romeo@a/late", "");
        scene_expect_at(world.one, "romeo@a/late", "presence romeo@a/late",
                        "presence romeo@a/x", NULL);
        scene_clear(world.one);
        scene_publish(world.two, casts[i].session, "xa");
        scene_pump(world.wire);
        scene_expect_at(world.one, "romeo@a/x",
                        said(&line, "presence ", casts[i].session, " xa"),
                        NULL);
        end(&world);
    }
}

static void another_origin_is_not_lost_with_it(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, "romeo@a", "item juliet@b to", "item nurse@c to", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_receive(scene, "juliet@b/j", "romeo@a", "presence");
    scene_receive(scene, "nurse@c/n", "romeo@a", "presence");
    scene_receive(scene, "room@b/nick", "romeo@a/x", "presence");
    scene_clear(scene);
    scene_origin_lost(scene, "b");
    scene_expect_any_order(
        scene, "deliver presence juliet@b/j unavailable -> romeo@a/x",
        "deliver presence room@b/nick unavailable to=full -> romeo@a/x", NULL);
    scene_origin_lost(scene, "unheard-of");
    scene_expect(scene, NULL);
    scene_free(scene);
}

/* What was told to a busy session is taken back once, when it is ready. */
static void a_lost_origin_reaches_who_was_busy(void **state)
{
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, "romeo@a", "item juliet@b to", NULL);
    scene_come(scene, "romeo@a/x", "");
    scene_receive(scene, "juliet@b/j", "romeo@a", "presence");
    scene_busy(scene, "romeo@a/x");
    scene_receive(scene, "juliet@b/j", "romeo@a", "presence dnd");
    scene_receive(scene, "juliet@b/k", "romeo@a", "presence dnd");
    scene_clear(scene);
    scene_origin_lost(scene, "b");
    scene_expect(scene, NULL);
    scene_ready(scene, "romeo@a/x");
    scene_expect(scene, "deliver presence juliet@b/j unavailable -> romeo@a/x",
                 NULL);
    scene_free(scene);
}

static void messages_and_queries_cross(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASTS; i++) {
        struct world world = befriended(&casts[i]);
        scene_send(world.one, "romeo@a/x", casts[i].juliet,
                   "message chat id=1 bytes=<m/>");
        scene_send(world.one, "romeo@a/x", casts[i].session, "iq get id=2");
        scene_pump(world.wire);
        scene_expect_at(world.two, casts[i].session,
                        "message romeo@a/x chat id=1 bytes=<m/>",
                        "iq romeo@a/x get id=2 to=full", NULL);
        scene_send(world.two, casts[i].session, "romeo@a/gone", "iq get id=3");
        scene_pump(world.wire);
        scene_expect_at(world.two, casts[i].session,
                        "message romeo@a/x chat id=1 bytes=<m/>",
                        "iq romeo@a/x get id=2 to=full",
                        "bounce romeo@a/gone iq service-unavailable id=3"
                        " to=full",
                        NULL);
        end(&world);
    }
}

/* 3.1.2: what was lost on the way is asked for again, in a form that arrives.
 */
static void an_unanswered_request_is_sent_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASTS; i++) {
        struct world world = casts[i].make();
        struct line item;
        scene_come(world.two, casts[i].session, "");
        scene_load(world.one, "romeo@a",
                   said(&item, "item ", casts[i].juliet, " none ask"), NULL);
        clear(&world);
        scene_come(world.one, "romeo@a/x", "");
        scene_pump(world.wire);
        scene_expect_requests(world.two, casts[i].juliet, "romeo@a", NULL);
        scene_clear(world.one);
        end(&world);
    }
}

static void a_removal_crosses(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASTS; i++) {
        struct world world = befriended(&casts[i]);
        scene_remove(world.one, "romeo@a", casts[i].juliet);
        scene_pump(world.wire);
        scene_expect_roster(world.one, "romeo@a", NULL);
        scene_expect_roster(world.two, casts[i].juliet, "romeo@a none", NULL);
        scene_expect_at(world.two, casts[i].session,
                        "presence romeo@a/x unavailable",
                        "unsubscribed romeo@a", "push romeo@a from",
                        "unsubscribe romeo@a", "push romeo@a none", NULL);
        end(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_friendship_is_made_across),
        cmocka_unit_test(presence_is_told_across_with_all_its_parts),
        cmocka_unit_test(who_comes_later_learns_what_is),
        cmocka_unit_test(a_lost_origin_leaves_no_ghosts),
        cmocka_unit_test(another_origin_is_not_lost_with_it),
        cmocka_unit_test(a_lost_origin_reaches_who_was_busy),
        cmocka_unit_test(messages_and_queries_cross),
        cmocka_unit_test(an_unanswered_request_is_sent_again),
        cmocka_unit_test(a_removal_crosses),
    };
    return cmocka_run_group_tests_name("elsewhere", tests, NULL, NULL);
}
