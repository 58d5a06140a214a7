/* The life of a scene, its users, sessions and places. */
#include "scene.h"

#include <stdlib.h>
#include <string.h>

#include "scene_parts.h"

static const char *const ordinary_domains[] = {"a", NULL};

int scene_is_here(const struct scene *scene, struct adsum_text domain)
{
    return words_index(scene->options.domains, domain) >= 0;
}

static void make_service(struct scene *scene)
{
    struct adsum_text domains[8];
    struct adsum_options options = {
        .size = sizeof options,
        .flags = scene->options.flags,
        .domains = domains,
        .limits = &scene->options.limits,
        .seed = {'n', 'o', 't', ' ', 's', 'e', 'c', 'r', 'e', 't'}};
    for (; scene->options.domains[options.domain_count] != NULL;
         options.domain_count++) {
        assert_in_range(options.domain_count, 0, 7);
        domains[options.domain_count] =
            adsum_text_of(scene->options.domains[options.domain_count]);
    }
    assert_int_equal(
        adsum_service_new(&scene->host, scene, &options, &scene->service), 0);
    if (scene->now_ms != 0)
        assert_int_equal(adsum_service_advance(scene->service, scene->now_ms,
                                               &scene->next_ms),
                         0);
}

/* What is not bounded yet is now, so that it can be taken at once. */
static void reserve(struct scene_options *options)
{
    static const struct adsum_limits some = {
        .users = 2000, .sessions = 60, .edges = 9000, .text_bytes = 1 << 20};
    struct adsum_limits *limits = &options->limits;

    options->flags |= ADSUM_OPTION_RESERVE;
    limits->users = limits->users ? limits->users : some.users;
    limits->sessions = limits->sessions ? limits->sessions : some.sessions;
    limits->edges = limits->edges ? limits->edges : some.edges;
    limits->text_bytes =
        limits->text_bytes ? limits->text_bytes : some.text_bytes;
}

struct scene *scene_with(const struct scene_options *options)
{
    struct scene *scene = must_have(NULL, sizeof *scene);
    memset(scene, 0, sizeof *scene);
    if (options != NULL)
        scene->options = *options;
    if (scene->options.domains == NULL)
        scene->options.domains = ordinary_domains;
    scene->options.limits.size = sizeof scene->options.limits;
    if (getenv("ADSUM_TEST_RESERVE") != NULL)
        reserve(&scene->options);
    scene->host = scene_host(&scene->options);
    scene->now_ms = 1000000000000; /* a time of day, in 2001 */
    make_service(scene);
    return scene;
}

struct scene *scene_new(void)
{
    return scene_with(NULL);
}

/* What it says while it ends is not part of the story. */
static void end_service(struct scene *scene)
{
    scene_clear(scene);
    scene->inside = NULL;
    assert_int_equal(adsum_service_free(scene->service), 0);
    scene->service = NULL;
    scene_forget_lines(scene);
    for (size_t i = 0; i < scene->session_count; i++)
        free(scene->sessions[i].name);
    free(scene->sessions);
    scene->sessions = NULL;
    scene->session_count = 0;
    assert_true(scene->bytes == 0);
}

void scene_free(struct scene *scene)
{
    end_service(scene);
    disk_deinit(&scene->disk);
    for (size_t i = 0; i < scene->place_count; i++) {
        free(scene->places[i].address);
        free(scene->places[i].destination);
    }
    free(scene->places);
    free(scene);
}

/* It dies: what it would save last is lost with it. */
void scene_restart(struct scene *scene)
{
    int32_t answer = scene->save_answer;
    scene->save_answer = -1;
    end_service(scene);
    scene->save_answer = answer;
    make_service(scene);
}

static void read_row(const char *words, struct adsum_text user,
                     struct adsum_change *ret, struct words_item *item,
                     char *packed, uint32_t room)
{
    static const char *const kinds[] = {"item",    "request", "block",
                                        "version", "last",    NULL};
    static const uint8_t values[] = {ADSUM_CHANGE_ITEM, ADSUM_CHANGE_REQUEST,
                                     ADSUM_CHANGE_BLOCK, ADSUM_CHANGE_VERSION,
                                     ADSUM_CHANGE_LAST};
    int kind = words_index(kinds, words_next(&words));
    assert_true(kind >= 0);
    memset(ret, 0, sizeof *ret);
    ret->user = user;
    ret->kind = values[kind];
    if (ret->kind == ADSUM_CHANGE_ITEM) {
        words_read_item(words, item);
        ret->item = &item->item;
    } else if (ret->kind >= ADSUM_CHANGE_VERSION) {
        ret->number = words_number(words_next(&words));
    } else {
        ret->contact = words_next(&words);
    }
    if (ret->kind == ADSUM_CHANGE_REQUEST) {
        struct words_notice notice;
        struct line subscribe = {.length = 0};
        line_add(&subscribe, "subscribe%s", words);
        words_read_notice(subscribe.text, &notice);
        notice.notice.from = ret->contact;
        assert_int_equal(adsum_notice_pack(&notice.notice, &user, 1, packed,
                                           room, &ret->length),
                         0);
        ret->bytes = packed;
    }
}

int scene_load_rows(struct scene *scene, const char *user, uint32_t kind,
                    const char *const *rows)
{
    struct adsum_text address = adsum_text_of(user);
    struct adsum_change *saved;
    uint32_t count;
    int answer;
    disk_account(&scene->disk, address, kind);
    for (; *rows != NULL; rows++) {
        struct adsum_change row;
        struct words_item item;
        char packed[LINE_BYTES];
        read_row(*rows, address, &row, &item, packed, sizeof packed);
        disk_apply(&scene->disk, &row);
    }
    saved = disk_rows(&scene->disk, address, &count);
    answer = adsum_user_load(scene->service, address, kind, saved, count);
    free(saved);
    return scene_answer(scene, answer);
}

int scene_fetch(struct scene *scene)
{
    struct adsum_text absent;
    char *names[16];
    uint32_t count = 0;
    while (count < 16 &&
           adsum_service_absent(scene->service, count, &absent) == 0)
        names[count++] = copy_text(absent);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t rows;
        struct adsum_text user = adsum_text_of(names[i]);
        struct adsum_change *saved = disk_rows(&scene->disk, user, &rows);
        uint32_t kind = disk_kind(&scene->disk, user);
        assert_int_equal(adsum_user_load(scene->service, user, kind, saved,
                                         kind == ADSUM_USER_UNKNOWN ? 0 : rows),
                         0);
        free(saved);
        free(names[i]);
    }
    return (int)count;
}

static struct scene_session *find(struct scene *scene, const char *full)
{
    for (size_t i = scene->session_count; i-- > 0;)
        if (strcmp(scene->sessions[i].name, full) == 0)
            return &scene->sessions[i];
    return NULL;
}

struct scene_session *scene_session(struct scene *scene, const char *full)
{
    struct scene_session *session = find(scene, full);
    if (session == NULL) {
        print_error("no session %s\n", full);
        fail();
    }
    return session;
}

uint64_t scene_handle(struct scene *scene, const char *full)
{
    return scene_session(scene, full)->handle;
}

/* Opening: the account is made, and the context names the session. */
int scene_open_as(struct scene *scene, const char *full, uint32_t flags)
{
    struct adsum_text address = adsum_text_of(full);
    struct adsum_session_info info = {.size = sizeof info};
    struct scene_session *session;
    struct adsum_address split;
    struct line name = {.length = 0};
    uint64_t handle = 0;
    uint64_t context = scene->session_count + 1;
    int answer;
    scene->call++;
    if (adsum_address_split(address, &split) == 0 &&
        disk_kind(&scene->disk, split.bare) == ADSUM_USER_UNKNOWN)
        disk_account(&scene->disk, split.bare, ADSUM_USER_KEPT);
    do
        answer = adsum_session_open(scene->service, address, context, flags,
                                    &handle);
    while (answer == ADSUM_ERR_ABSENT && scene_fetch(scene) != 0);
    if (answer != 0)
        return scene_answer(scene, answer);
    assert_int_equal(adsum_session_get(scene->service, handle, &info), 0);
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
    return 0;
}

int scene_open(struct scene *scene, const char *full)
{
    return scene_open_as(scene, full, 0);
}

void scene_locate(struct scene *scene, const char *address,
                  const char *destination)
{
    struct scene_place *place;
    scene->places = must_have(scene->places, (scene->place_count + 1) *
                                                 sizeof scene->places[0]);
    place = &scene->places[scene->place_count++];
    place->address = copy_text(adsum_text_of(address));
    place->destination = copy_text(adsum_text_of(destination));
}
