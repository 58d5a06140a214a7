/* The calls of a scene: by name, loading who is lacking, noting answers. */
#include <stdlib.h>
#include <string.h>

#include "scene_parts.h"

/* Whether to call again, since a user that was lacking is loaded now. */
static int again(struct scene *scene, int answer)
{
    scene->call++;
    return answer == ADSUM_ERR_ABSENT && scene_fetch(scene) != 0;
}

int scene_ask(struct scene *scene, const char *full)
{
    struct adsum_walk walk = {.size = sizeof walk};
    int answer;
    do
        answer = adsum_roster_ask(scene->service, scene_handle(scene, full), 0,
                                  &walk);
    while (again(scene, answer));
    return scene_answer(scene, answer);
}

int scene_publish(struct scene *scene, const char *full, const char *words)
{
    struct words_presence presence;
    int answer;
    words_read_presence(words, &presence);
    do
        answer =
            adsum_session_publish(scene->service, scene_handle(scene, full),
                                  words == NULL ? NULL : &presence.presence);
    while (again(scene, answer));
    return scene_answer(scene, answer);
}

int scene_come(struct scene *scene, const char *full, const char *words)
{
    int answer = scene_open(scene, full);
    answer = answer != 0 ? answer : scene_ask(scene, full);
    return answer != 0 ? answer : scene_publish(scene, full, words);
}

int scene_send(struct scene *scene, const char *full, const char *to,
               const char *words)
{
    struct words_notice notice;
    int answer;
    words_read_notice(words, &notice);
    do
        answer = adsum_session_send(scene->service, scene_handle(scene, full),
                                    adsum_text_of(to), &notice.notice);
    while (again(scene, answer));
    return scene_answer(scene, answer);
}

int scene_subscribe(struct scene *scene, const char *full, const char *to)
{
    return scene_send(scene, full, to, "subscribe");
}

int scene_subscribed(struct scene *scene, const char *full, const char *to)
{
    return scene_send(scene, full, to, "subscribed");
}

int scene_unsubscribe(struct scene *scene, const char *full, const char *to)
{
    return scene_send(scene, full, to, "unsubscribe");
}

int scene_unsubscribed(struct scene *scene, const char *full, const char *to)
{
    return scene_send(scene, full, to, "unsubscribed");
}

int scene_close(struct scene *scene, const char *full, const char *words)
{
    struct words_presence presence;
    int answer;
    words_read_presence(words, &presence);
    scene->call++;
    answer = adsum_session_close(scene->service, scene_handle(scene, full),
                                 words == NULL ? NULL : &presence.presence);
    if (answer == 0)
        scene_session(scene, full)->ended = 1;
    return scene_answer(scene, answer);
}

int scene_receive_from(struct scene *scene, const char *origin,
                       const char *from, const char *to, const char *words)
{
    struct adsum_text address = adsum_text_of(to);
    struct words_notice notice;
    int answer;
    words_read_notice(words, &notice);
    notice.notice.from = adsum_text_of(from);
    do
        answer = adsum_service_receive(scene->service, adsum_text_of(origin),
                                       &notice.notice, &address, 1);
    while (again(scene, answer));
    return scene_answer(scene, answer);
}

int scene_receive(struct scene *scene, const char *from, const char *to,
                  const char *words)
{
    struct adsum_address split;
    char *domain;
    int answer;
    assert_int_equal(adsum_address_split(adsum_text_of(from), &split), 0);
    domain = copy_text(split.domain);
    answer = scene_receive_from(scene, domain, from, to, words);
    free(domain);
    return answer;
}

int scene_return(struct scene *scene, const char *from, const char *to,
                 const char *words)
{
    struct words_notice notice;
    int answer;
    words_read_notice(words, &notice);
    notice.notice.from = adsum_text_of(from);
    do
        answer = adsum_service_return(scene->service, adsum_text_of(to),
                                      &notice.notice);
    while (again(scene, answer));
    return scene_answer(scene, answer);
}

int scene_origin_lost(struct scene *scene, const char *origin)
{
    scene->call++;
    return scene_answer(scene, adsum_service_origin_lost(
                                   scene->service, adsum_text_of(origin)));
}

int scene_set(struct scene *scene, const char *user, const char *words)
{
    struct words_item item;
    int answer;
    words_read_item(words, &item);
    do
        answer =
            adsum_roster_set(scene->service, adsum_text_of(user), &item.item);
    while (again(scene, answer));
    return scene_answer(scene, answer);
}

int scene_remove(struct scene *scene, const char *user, const char *contact)
{
    int answer;
    do
        answer = adsum_roster_remove(scene->service, adsum_text_of(user),
                                     adsum_text_of(contact));
    while (again(scene, answer));
    return scene_answer(scene, answer);
}

static int set_block(struct scene *scene, const char *user, const char *address,
                     uint8_t blocked)
{
    struct adsum_text entry = {NULL, 0};
    uint32_t count = address == NULL ? 0 : 1;
    int answer;
    if (address != NULL)
        entry = adsum_text_of(address);
    do
        answer = adsum_roster_block(scene->service, adsum_text_of(user), &entry,
                                    count, blocked);
    while (again(scene, answer));
    return scene_answer(scene, answer);
}

int scene_block(struct scene *scene, const char *user, const char *address)
{
    return set_block(scene, user, address, 1);
}

int scene_unblock(struct scene *scene, const char *user, const char *address)
{
    return set_block(scene, user, address, 0);
}

int scene_advance(struct scene *scene, uint64_t now_ms)
{
    scene->call++;
    scene->now_ms = now_ms;
    return scene_answer(
        scene, adsum_service_advance(scene->service, now_ms, &scene->next_ms));
}

int scene_heard(struct scene *scene, const char *full)
{
    return scene_answer(
        scene, adsum_session_heard(scene->service, scene_handle(scene, full)));
}

int scene_link(struct scene *scene, const char *full, uint32_t link)
{
    struct scene_session *session = scene_session(scene, full);
    uint64_t context = (uint64_t)(session - scene->sessions) + 1;
    scene->call++;
    session->down = link != ADSUM_LINK_UP;
    if (link == ADSUM_LINK_UP)
        session->busy = 0;
    return scene_answer(
        scene,
        adsum_session_link(scene->service, session->handle, link, context));
}

void scene_busy_after(struct scene *scene, const char *full, uint64_t room)
{
    scene_session(scene, full)->room = room;
}

void scene_busy(struct scene *scene, const char *full)
{
    scene_busy_after(scene, full, 0);
}

/* Busy again is what is asked for here, not an answer to be surprised at. */
int scene_ready_for(struct scene *scene, const char *full, uint64_t room)
{
    struct scene_session *session = scene_session(scene, full);
    int answer;
    session->room = room;
    session->busy = 0;
    scene->call++;
    answer = adsum_session_ready(scene->service, session->handle);
    return answer == ADSUM_MORE ? answer : scene_answer(scene, answer);
}

int scene_ready(struct scene *scene, const char *full)
{
    int answer = scene_ready_for(scene, full, UINT64_MAX);
    return answer == ADSUM_MORE ? scene_answer(scene, answer) : answer;
}
