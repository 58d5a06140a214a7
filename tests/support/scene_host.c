/* What the recorded host does, and checks, when it is asked. */
#include <stdlib.h>
#include <string.h>

#include "scene_parts.h"

static void step_inside(struct scene *scene, const char *callback)
{
    if (scene->inside != NULL)
        scene->inside(scene, callback);
}

/* A block knows its size, so that old_size can be held against it. */
struct block {
    uint64_t bytes;
    uint64_t guard;
};

static const uint64_t guarded = 0x61647375616d2121u;

static void *allocate(void *user, void *given, size_t old_size, size_t new_size)
{
    struct scene *scene = user;
    struct block *block = given == NULL ? NULL : (struct block *)given - 1;
    struct block *ret;
    assert_true(given != NULL || old_size == 0);
    if (block != NULL) {
        assert_true(block->guard == guarded);
        assert_true(block->bytes == old_size);
    }
    if (new_size == 0) {
        if (block == NULL)
            return NULL;
        scene->bytes -= old_size;
        memset(block, 0xdd, sizeof *block + old_size);
        free(block);
        return NULL;
    }
    if (new_size > old_size) {
        scene->allocations++;
        if ((scene->options.flags & ADSUM_OPTION_RESERVE) != 0)
            assert_null(scene->service);
        if (scene->refuse_allocations ||
            (scene->fail_allocation != 0 && --scene->fail_allocation == 0))
            return NULL;
    }
    ret = must_have(NULL, sizeof *ret + new_size);
    memset(ret + 1, 0xa5, new_size);
    ret->bytes = new_size;
    ret->guard = guarded;
    scene->bytes += new_size;
    if (block != NULL) {
        memcpy(ret + 1, given, old_size < new_size ? old_size : new_size);
        allocate(user, given, old_size, 0);
    }
    return ret + 1;
}

static struct scene_session *target_session(struct scene *scene,
                                            uint64_t handle, uint64_t context)
{
    assert_in_range(context, 1, scene->session_count);
    assert_true(scene->sessions[context - 1].handle == handle);
    return &scene->sessions[context - 1];
}

static void check_notice(const struct adsum_notice *notice)
{
    const struct adsum_presence *presence = notice->presence;
    assert_int_equal(notice->size, sizeof *notice);
    assert_int_not_equal(notice->from.length, 0);
    if (notice->kind == ADSUM_PUSH)
        assert_int_equal(notice->item_count, 1);
    if (notice->kind != ADSUM_PRESENCE)
        return;
    assert_non_null(presence);
    assert_int_equal(presence->size, sizeof *presence);
    assert_in_range(notice->view, ADSUM_VIEW_BARE, ADSUM_VIEW_ALL);
    if (notice->view == ADSUM_VIEW_BARE) {
        assert_int_equal(presence->show, 0);
        assert_int_equal(presence->priority, 0);
        assert_int_equal(presence->part_count, 0);
    }
}

/* Pushes go from the user's bare address to a full one, in order of versions
   (2.1.6, 2.6.3). */
static void check_push(struct scene_session *session,
                       const struct adsum_notice *notice)
{
    assert_memory_equal(session->name, notice->from.bytes, notice->from.length);
    assert_int_equal(session->name[notice->from.length], '/');
    assert_int_equal(notice->to, ADSUM_TO_FULL);
    assert_true(notice->version > session->version);
    session->version = notice->version;
}

static void deliver(void *user, const struct adsum_notice *notice,
                    struct adsum_target *targets, uint32_t count)
{
    struct scene *scene = user;
    struct scene_line *noted = NULL;
    struct line line = {.length = 0};
    check_notice(notice);
    assert_int_not_equal(count, 0);
    assert_true(notice->kind != ADSUM_PROBE && notice->kind != ADSUM_ROSTER);
    line_add(&line, "deliver ");
    words_write_delivery(&line, notice);
    line_add(&line, " ->");
    scene->deliver_calls++;
    for (uint32_t i = 0; i < count; i++) {
        struct scene_session *session =
            target_session(scene, targets[i].session, targets[i].context);
        assert_int_equal(targets[i].answer, ADSUM_TAKEN);
        for (uint32_t j = 0; j < i; j++)
            assert_true(targets[j].session != targets[i].session);
        if (session->busy || session->down || session->ended) {
            print_error("%s %s, though it is busy, down or ended\n", line.text,
                        session->name);
            fail();
        }
        if (session->room == 0) {
            session->busy = 1;
            targets[i].answer = ADSUM_BUSY;
            continue;
        }
        session->room--;
        if (notice->kind == ADSUM_PUSH)
            check_push(session, notice);
        noted = noted == NULL ? scene_note(scene, line.text) : noted;
        scene_note_receiver(noted, session->name);
    }
    step_inside(scene, "deliver");
}

static uint32_t route(void *user, const struct adsum_text *destination,
                      const struct adsum_notice *notice,
                      const struct adsum_text *to, uint32_t count)
{
    struct scene *scene = user;
    struct scene_line *noted;
    struct line line = {.length = 0};
    check_notice(notice);
    scene->route_calls++;
    line_add(&line, "route ");
    words_write_notice(&line, notice);
    line_add(&line, " -> ");
    line_add_text(&line, *destination);
    line_add(&line, ":");
    noted = scene_note(scene, line.text);
    for (uint32_t i = 0; i < count; i++) {
        struct line address = {.length = 0};
        line_add_text(&address, to[i]);
        scene_note_receiver(noted, address.text);
    }
    step_inside(scene, "route");
    scene_wire_take(scene, *destination, notice, to, count);
    return scene->route_answer;
}

/* An address itself is said before its domain. */
static void locate(void *user, const struct adsum_text *address,
                   struct adsum_text *ret)
{
    struct scene *scene = user;
    struct adsum_address split;
    const char *found = NULL;
    assert_int_equal(ret->length, 0);
    assert_int_equal(adsum_address_split(*address, &split), 0);
    for (size_t i = 0; i < scene->place_count; i++) {
        struct adsum_text place = adsum_text_of(scene->places[i].address);
        if (same_text(place, split.bare))
            found = scene->places[i].destination;
        else if (found == NULL && same_text(place, split.domain))
            found = scene->places[i].destination;
    }
    if (found != NULL)
        *ret = adsum_text_of(found);
    else if (!scene_is_here(scene, split.domain))
        *ret = split.domain;
    step_inside(scene, "locate");
}

static void write_change(struct line *line, const struct adsum_change *change)
{
    static const char *const kinds[] = {
        "kind 0", "item",       "item-gone", "request", "request-gone",
        "block",  "block-gone", "version",   "last"};
    assert_in_range(change->kind, ADSUM_CHANGE_ITEM, ADSUM_CHANGE_LAST);
    line_add(line, "%s", kinds[change->kind]);
    if (change->kind == ADSUM_CHANGE_ITEM) {
        line_add(line, " ");
        words_write_item(line, change->item);
    } else if (change->kind == ADSUM_CHANGE_LAST) {
        line_add(line, " %llu", (unsigned long long)change->number);
    } else if (change->contact.length != 0) {
        line_add(line, " ");
        line_add_text(line, change->contact);
    }
}

static int by_text(const void *one, const void *other)
{
    return strcmp(((const struct line *)one)->text,
                  ((const struct line *)other)->text);
}

/* Sorted, since changes of one call are one. */
static void write_changes(struct line *line, const struct adsum_change *changes,
                          uint32_t count)
{
    struct line *each = must_have(NULL, count * sizeof *each);
    uint32_t used = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (changes[i].kind == ADSUM_CHANGE_VERSION)
            continue;
        each[used].length = 0;
        line_add_text(&each[used], changes[i].user);
        line_add(&each[used], " ");
        write_change(&each[used++], &changes[i]);
    }
    qsort(each, used, sizeof *each, by_text);
    for (uint32_t i = 0; i < used; i++)
        line_add(line, "%s%s", i == 0 ? "save " : ", ", each[i].text);
    free(each);
}

/* A version that does not grow would make a client miss a change. */
static void check_version(const struct scene *scene,
                          const struct adsum_change *change)
{
    const struct disk_row *row =
        disk_find(&scene->disk, change->user, ADSUM_CHANGE_VERSION,
                  (struct adsum_text){NULL, 0});
    if (change->kind == ADSUM_CHANGE_VERSION && row != NULL)
        assert_true(change->number > row->change.number);
}

static int32_t save(void *user, const struct adsum_change *changes,
                    uint32_t count)
{
    struct scene *scene = user;
    struct line line = {.length = 0};
    assert_int_not_equal(count, 0);
    scene->save_calls++;
    step_inside(scene, "save");
    if (scene->save_answer != 0)
        return scene->save_answer;
    for (uint32_t i = 0; i < count; i++) {
        check_version(scene, &changes[i]);
        disk_apply(&scene->disk, &changes[i]);
    }
    if (!scene->options.shows_saves)
        return 0;
    write_changes(&line, changes, count);
    if (line.length != 0)
        scene_note(scene, line.text);
    return 0;
}

static void keep(void *user, const struct adsum_text *to,
                 const struct adsum_notice *message)
{
    struct scene *scene = user;
    struct line line = {.length = 0};
    struct line receiver = {.length = 0};
    check_notice(message);
    line_add(&line, "keep ");
    words_write_notice(&line, message);
    line_add(&line, " ->");
    line_add_text(&receiver, *to);
    scene_note_receiver(scene_note(scene, line.text), receiver.text);
    step_inside(scene, "keep");
}

static void ping(void *user, uint64_t session, uint64_t context)
{
    struct scene *scene = user;
    scene_note_receiver(scene_note(scene, "ping ->"),
                        target_session(scene, session, context)->name);
    step_inside(scene, "ping");
}

static void ended(void *user, uint64_t session, uint64_t context,
                  uint32_t reason)
{
    struct scene *scene = user;
    struct scene_session *told = target_session(scene, session, context);
    struct adsum_session_info info = {.size = sizeof info};
    struct line line = {.length = 0};
    assert_in_range(reason, ADSUM_ENDED_SILENT, ADSUM_ENDED_NOT_RESUMED);
    line_add(&line, "ended %s ->", words_ended[reason]);
    scene_note_receiver(scene_note(scene, line.text), told->name);
    told->ended = 1;
    assert_int_equal(adsum_session_get(scene->service, session, &info),
                     ADSUM_ERR_STALE);
    step_inside(scene, "ended");
}

struct adsum_host scene_host(const struct scene_options *options)
{
    struct adsum_host host = {
        .size = sizeof host, .allocate = allocate, .deliver = deliver};
    if (options->bare)
        return host;
    host.route = route;
    host.locate = options->locates ? locate : NULL;
    host.save = options->forgets ? NULL : save;
    host.keep = keep;
    host.ping = ping;
    host.ended = ended;
    return host;
}
