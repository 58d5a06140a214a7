#include "packed.h"

#include <stdlib.h>
#include <string.h>

#include "scene_parts.h"

void packed_take(struct scene *scene, const char *user, struct packed *ret)
{
    struct adsum_text address = adsum_text_of(user);
    uint32_t length = 0;
    assert_int_equal(adsum_user_pack(scene->service, address, NULL, 0, &length),
                     ADSUM_ERR_ROOM);
    ret->bytes = must_have(NULL, length);
    ret->length = length;
    assert_int_equal(
        adsum_user_pack(scene->service, address, ret->bytes, length, &length),
        0);
    assert_int_equal(length, ret->length);
}

void packed_deinit(struct packed *packed)
{
    free(packed->bytes);
    packed->bytes = NULL;
}

static void adopt(struct scene *scene, uint64_t handle)
{
    struct adsum_session_info info = {.size = sizeof info};
    struct line name = {.length = 0};
    struct scene_session *session;
    assert_int_equal(adsum_session_get(scene->service, handle, &info), 0);
    assert_int_equal(info.link, ADSUM_LINK_LOST);
    assert_true(info.context == 0);
    line_add_text(&name, info.user);
    line_add(&name, "/");
    line_add_text(&name, info.resource);
    scene->sessions = must_have(scene->sessions, (scene->session_count + 1) *
                                                     sizeof scene->sessions[0]);
    session = &scene->sessions[scene->session_count++];
    memset(session, 0, sizeof *session);
    session->name = copy_text(adsum_text_of(name.text));
    session->handle = handle;
    session->room = UINT64_MAX;
    session->down = 1;
    assert_in_range(adsum_session_link(scene->service, handle, ADSUM_LINK_LOST,
                                       scene->session_count),
                    0, ADSUM_MORE);
}

int packed_restore(struct scene *scene, const char *user,
                   const struct packed *packed)
{
    uint64_t handle = 0;
    int answer;
    scene->call++;
    answer = adsum_user_restore(scene->service, packed->bytes, packed->length);
    if (answer != 0)
        return scene_answer(scene, answer);
    while (adsum_session_next(scene->service, adsum_text_of(user), handle,
                              &handle) == 0)
        adopt(scene, handle);
    return 0;
}

void packed_compare(const struct packed *packed, struct scene *scene,
                    const char *user, const char *file, int at)
{
    struct packed now;
    uint32_t i = 0;
    packed_take(scene, user, &now);
    while (i < now.length && i < packed->length &&
           now.bytes[i] == packed->bytes[i])
        i++;
    if (i != now.length || i != packed->length) {
        print_error("%s differs at byte %u of %u, was %u\n", user, i,
                    now.length, packed->length);
        _fail(file, at);
    }
    packed_deinit(&now);
}

static void furnish(struct scene *scene)
{
    scene_load(scene, "juliet@a", "item romeo@a both", NULL);
    scene_load(scene, "tybalt@a", NULL);
    scene_load(scene, PACKED_USER,
               "item juliet@a both name=Juliet group=a group=b",
               "item rosaline@b from", "item nurse@b to group=a",
               "item benvolio@b none ask", "item laura@c none approved",
               "item paris@c none name=P", "item nurse@c none",
               "request mercutio@b id=3 bytes=<x/>", "request escalus@c",
               "request nurse@c id=1", "block capulet@b",
               "block capulet@b/hall", "block d", "block e/hall", "block d/a",
               "version 300", "last 1000", NULL);
    scene_come(scene, "tybalt@a/t", "");
    scene_come(scene, "romeo@a/x",
               "away priority=-5 id=p lang=en status=here status:it=qui "
               "caps{urn:caps}=abc");
    scene_open(scene, "romeo@a/y");
    scene_open_as(scene, "romeo@a/source", ADSUM_OPEN_SOURCE);
    scene_publish(scene, "romeo@a/source", "dnd");
    scene_come(scene, "romeo@a/w", "chat");
    scene_publish(scene, "romeo@a/w", "unavailable status=bye");
    scene_advance(scene, scene->now_ms + 5000);
    scene_send(scene, "romeo@a/x", "room@f/nick", "presence xa status=here");
    scene_send(scene, "romeo@a/x", "tybalt@a", "presence");
    scene_send(scene, "romeo@a/y", "tybalt@a/t", "presence dnd");
    scene_send(scene, "romeo@a/x", "room@f", "presence chat");
    scene_receive(scene, "nurse@b/n", PACKED_USER, "presence status=here");
    scene_receive(scene, "room@f/z", "romeo@a/x", "presence dnd");
    scene_receive(scene, "room@f/nick", "romeo@a/x", "presence priority=3");
    scene_receive_from(scene, "node 2", "icq.b", PACKED_USER, "presence xa");
    scene_receive(scene, "room@f/z", PACKED_USER, "presence");
    scene_clear(scene);
}

struct scene *packed_scene(struct packed *ret)
{
    struct scene *scene = scene_new();
    furnish(scene);
    packed_take(scene, PACKED_USER, ret);
    return scene;
}
