/* A user as bytes: all of it is there, and nothing else is believed. */
#include <stdlib.h>
#include <string.h>

#include "packed.h"
#include "snapshot.h"

static const char *const user = "romeo@a";

/* One of everything. */
static void furnish(struct scene *scene)
{
    scene_load(scene, "juliet@a", "item romeo@a both", NULL);
    scene_load(scene, "tybalt@a", NULL);
    scene_load(scene, user, "item juliet@a both name=Juliet group=a group=b",
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
    scene_receive(scene, "nurse@b/n", user, "presence status=here");
    scene_receive(scene, "room@f/z", "romeo@a/x", "presence dnd");
    scene_receive(scene, "room@f/nick", "romeo@a/x", "presence priority=3");
    scene_receive_from(scene, "node 2", "icq.b", user, "presence xa");
    scene_receive(scene, "room@f/z", user, "presence");
    scene_clear(scene);
}

static struct scene *furnished(struct packed *ret)
{
    struct scene *scene = scene_new();
    furnish(scene);
    packed_take(scene, user, ret);
    return scene;
}

/* Numbers of contacts, texts and sessions are others here. */
static struct scene *elsewhere(const struct scene_options *options)
{
    struct scene *scene = scene_with(options);
    scene_load(scene, "sampson@a", "item zoe@c none", "item nurse@c none",
               "item nurse@b none", "item paris@c both name=hall group=qui",
               "block e", "block capulet@b/hall", NULL);
    scene_come(scene, "sampson@a/hall", "status=here");
    scene_come(scene, "sampson@a/x", "status=qui");
    scene_come(scene, "sampson@a/y", "");
    scene_close(scene, "sampson@a/hall", NULL);
    scene_close(scene, "sampson@a/y", NULL);
    scene_clear(scene);
    return scene;
}

static void a_user_comes_back_as_it_was(void **state)
{
    struct packed packed;
    struct scene *scene = furnished(&packed);
    struct scene *other = elsewhere(NULL);
    struct adsum_text name = adsum_text_of(user);
    struct adsum_walk walk = {.size = sizeof walk};
    (void)state;
    packed_expect(&packed, scene, user);
    assert_int_equal(packed_restore(other, user, &packed), 0);
    packed_expect(&packed, other, user);
    assert_int_equal(
        adsum_roster_walk(other->service, name, ADSUM_WALK_ROSTER, &walk), 0);
    assert_true(walk.version == 300);
    scene_restart(scene);
    assert_int_equal(packed_restore(scene, user, &packed), 0);
    packed_expect(&packed, scene, user);
    scene_expect(scene, NULL);
    scene_expect(other, NULL);
    scene_free(scene);
    scene_free(other);
    packed_deinit(&packed);
}

static void an_empty_user_is_a_few_bytes(void **state)
{
    static const uint8_t bytes[] = {0x21, 5, 'r', 'o', 'm', 'e', 'o', 1, 'a',
                                    1,    0, 0,   0,   0,   0,   0,   0};
    struct packed packed;
    struct scene *scene = scene_new();
    (void)state;
    scene_load(scene, user, NULL);
    packed_take(scene, user, &packed);
    assert_int_equal(packed.length, sizeof bytes);
    assert_memory_equal(packed.bytes, bytes, sizeof bytes);
    assert_int_equal(adsum_user_restore(scene->service, bytes, sizeof bytes),
                     ADSUM_ERR_IN_USE);
    assert_int_equal(adsum_user_unload(scene->service, adsum_text_of(user)), 0);
    assert_int_equal(adsum_user_restore(scene->service, bytes, sizeof bytes),
                     0);
    packed_expect(&packed, scene, user);
    scene_free(scene);
    packed_deinit(&packed);
}

static void a_mirrored_user_comes_back_too(void **state)
{
    static const char *const rows[] = {"item juliet@a both", "version 3", NULL};
    struct packed packed;
    struct scene *scene = scene_new();
    (void)state;
    scene_load_rows(scene, "romeo@b", ADSUM_USER_MIRRORED, rows);
    scene_come(scene, "romeo@b/x", "away");
    scene_receive(scene, "juliet@a/j", "romeo@b", "presence");
    scene_receive(scene, "romeo@b/phone", "romeo@b", "presence");
    scene_clear(scene);
    packed_take(scene, "romeo@b", &packed);
    scene_restart(scene);
    assert_int_equal(packed_restore(scene, "romeo@b", &packed), 0);
    packed_expect(&packed, scene, "romeo@b");
    scene_free(scene);
    packed_deinit(&packed);
}

/* The bytes of equal users are equal, whatever came first. */
static void order_does_not_show(void **state)
{
    struct packed packed;
    struct scene *one = scene_new();
    struct scene *other = scene_new();
    (void)state;
    scene_load(one, user, "item a@b to", "item c@b to", "item b@b to",
               "item a@a to", "item aa@a to", "block x@y", "block z", NULL);
    scene_load(other, user, "item aa@a to", "item b@b to", "item c@b to",
               "item a@b to", "item a@a to", "block z", "block x@y", NULL);
    scene_open(one, "romeo@a/1");
    scene_open(one, "romeo@a/2");
    scene_open(other, "romeo@a/2");
    scene_open(other, "romeo@a/1");
    packed_take(one, user, &packed);
    packed_expect(&packed, other, user);
    scene_free(one);
    scene_free(other);
    packed_deinit(&packed);
}

static void many_are_sorted(void **state)
{
    struct packed packed;
    struct scene *scene = scene_new();
    struct line row;
    (void)state;
    scene_load(scene, user, NULL);
    for (unsigned i = 0; i < 1500; i++) {
        row.length = 0;
        line_add(&row, "c%u@b", i * 7919 % 1500);
        scene_set(scene, user, row.text);
        if (i % 3 == 0)
            scene_block(scene, user, row.text);
    }
    packed_take(scene, user, &packed);
    scene_restart(scene);
    assert_int_equal(packed_restore(scene, user, &packed), 0);
    packed_expect(&packed, scene, user);
    scene_free(scene);
    packed_deinit(&packed);
}

static void too_little_room_is_not_touched(void **state)
{
    struct packed packed;
    struct scene *scene = furnished(&packed);
    uint8_t *room = must_have(NULL, packed.length + 8);
    uint32_t length;
    (void)state;
    for (uint32_t less = 1; less < packed.length; less += 7) {
        memset(room, 0x5a, packed.length);
        length = 0;
        assert_int_equal(adsum_user_pack(scene->service, adsum_text_of(user),
                                         room, packed.length - less, &length),
                         ADSUM_ERR_ROOM);
        assert_int_equal(length, packed.length);
        assert_int_equal(room[0], 0x5a);
        assert_int_equal(room[packed.length - less], 0x5a);
    }
    /* More than enough, and not aligned. */
    memset(room, 0x5a, packed.length + 8);
    assert_int_equal(adsum_user_pack(scene->service, adsum_text_of(user),
                                     room + 1, packed.length + 7, &length),
                     0);
    assert_memory_equal(room + 1, packed.bytes, packed.length);
    assert_int_equal(room[packed.length + 1], 0x5a);
    free(room);
    scene_free(scene);
    packed_deinit(&packed);
}

/* Damage ----------------------------------------------------------------- */

static void the_end_may_not_be_missing(void **state)
{
    struct packed packed;
    struct scene *scene = furnished(&packed);
    struct snapshot before;
    (void)state;
    scene_restart(scene);
    snapshot_take(scene, &before);
    for (uint32_t length = 0; length < packed.length; length++) {
        /* Of exactly that length, for who watches over memory. */
        uint8_t *bytes = must_have(NULL, length + 1);
        memcpy(bytes + 1, packed.bytes, length);
        assert_int_equal(adsum_user_restore(scene->service, bytes + 1, length),
                         ADSUM_ERR_PACKED);
        snapshot_expect(&before, scene, "restore");
        free(bytes);
    }
    snapshot_deinit(&before);
    scene_expect(scene, NULL);
    assert_int_equal(packed_restore(scene, user, &packed), 0);
    packed_expect(&packed, scene, user);
    scene_free(scene);
    packed_deinit(&packed);
}

static void nothing_may_follow(void **state)
{
    struct packed packed;
    struct scene *scene = furnished(&packed);
    (void)state;
    scene_restart(scene);
    packed.bytes = must_have(packed.bytes, packed.length + 1);
    packed.bytes[packed.length] = 0;
    assert_int_equal(
        adsum_user_restore(scene->service, packed.bytes, packed.length + 1),
        ADSUM_ERR_PACKED);
    scene_free(scene);
    packed_deinit(&packed);
}

/* Whose bytes these are: the first two texts. */
static void name_of(const struct packed *packed, char *ret)
{
    uint8_t local = packed->bytes[1];
    uint8_t domain = packed->bytes[2 + local];
    memcpy(ret, packed->bytes + 2, local);
    ret[local] = '@';
    memcpy(ret + local + 1, packed->bytes + 3 + local, domain);
    ret[local + 1 + domain] = '\0';
    if (local == 0)
        memmove(ret, ret + 1, domain + 1u);
}

/*
 * Any byte may be any other: either the answer says so and nothing has
 * changed, or it is another user, whole, and packs to those bytes again.
 */
static void any_byte_may_be_another(void **state)
{
    struct packed packed;
    struct scene *scene = furnished(&packed);
    struct snapshot before;
    unsigned accepted = 0;
    (void)state;
    scene_restart(scene);
    snapshot_take(scene, &before);
    for (uint32_t i = 0; i < packed.length; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            int answer;
            packed.bytes[i] ^= (uint8_t)(1u << bit);
            answer =
                adsum_user_restore(scene->service, packed.bytes, packed.length);
            if (answer == 0) {
                char name[256];
                name_of(&packed, name);
                packed_expect(&packed, scene, name);
                scene_restart(scene);
                accepted++;
            } else {
                if (answer > ADSUM_ERR_LIMIT)
                    assert_int_equal(answer, ADSUM_ERR_PACKED);
                snapshot_expect(&before, scene, "restore");
            }
            packed.bytes[i] ^= (uint8_t)(1u << bit);
        }
    assert_in_range(accepted, 100, packed.length * 6);
    snapshot_deinit(&before);
    scene_free(scene);
    packed_deinit(&packed);
}

/* "5" is a number below 128, "'x" a text, "3*'x" three bytes of x, "'" none;
   '"' is a notice of a subscription request from juliet@b. */
static void write_form(const char *words, struct packed *ret)
{
    struct adsum_notice notice = {.size = sizeof notice,
                                  .kind = ADSUM_SUBSCRIBE,
                                  .from = adsum_text_of("juliet@b")};
    struct adsum_text word;
    ret->bytes = must_have(NULL, 1024);
    ret->length = 0;
    while ((word = words_next(&words)).length != 0) {
        uint8_t *at = ret->bytes + ret->length;
        uint32_t length = 0;
        if (word.bytes[0] == '"') {
            assert_int_equal(
                adsum_notice_pack(&notice, NULL, 0, at + 1, 100, &length), 0);
            *at = (uint8_t)length++;
        } else if (word.bytes[0] == '\'') {
            length = word.length;
            *at = (uint8_t)(length - 1);
            memcpy(at + 1, word.bytes + 1, length - 1);
        } else {
            *at = (uint8_t)words_number(word);
            length = 1;
        }
        ret->length += length;
    }
}

#define HEAD    "33 'romeo 'a 1 0 0 "
#define PLAIN   "0 0 0 ' ' 0 " /* available, nothing else */
#define GONE    "1 0 0 ' ' 0 "
#define FULL    "'juliet 'b 'r "
#define PRESENT "'x 4 0 " PLAIN "0 " /* a session, available */
#define SIGHTED FULL "' 0 " PLAIN "'b "

static void what_contradicts_itself_is_damage(void **state)
{
    static const struct row {
        int answer;
        const char *words;
    } rows[] = {
        {0, HEAD "0 0 0 0 0"},
        {0, "33 ' 'a 1 0 0 0 0 0 0 0"},
        {ADSUM_ERR_PACKED, ""},
        {ADSUM_ERR_PACKED, "34 'romeo 'a 1 0 0 0 0 0 0 0"},
        {ADSUM_ERR_PACKED, "33 'romeo 'a 0 0 0 0 0 0 0 0"},
        {ADSUM_ERR_PACKED, "33 'romeo 'a 3 0 0 0 0 0 0 0"},
        {ADSUM_ERR_PACKED, "33 'romeo ' 1 0 0 0 0 0 0 0"},
        {ADSUM_ERR_PACKED, "33 'ro@eo 'a 1 0 0 0 0 0 0 0"},
        {ADSUM_ERR_PACKED, "33 'romeo 'a/x 1 0 0 0 0 0 0 0"},
        {ADSUM_ERR_PACKED, "33 'romeo 'b 1 0 0 0 0 0 0 0"}, /* not ours */
        {0, "33 'romeo 'b 2 0 0 0 0 0 0 0"},
        /* Items: local, domain, state, name, groups. */
        {0, HEAD "2 'a 'b 0 ' 0 'b 'b 0 ' 0 0 0 0 0"},
        {ADSUM_ERR_PACKED, HEAD "2 'b 'b 0 ' 0 'a 'b 0 ' 0 0 0 0 0"},
        {ADSUM_ERR_PACKED, HEAD "2 'a 'b 0 ' 0 'a 'b 0 ' 0 0 0 0 0"},
        {0, HEAD "2 'a 'b 0 ' 0 'a 'c 0 ' 0 0 0 0 0"},
        {0, HEAD "2 'a 'b 0 ' 0 'aa 'b 0 ' 0 0 0 0 0"},
        {ADSUM_ERR_PACKED, HEAD "1 'romeo 'a 0 ' 0 0 0 0 0"},
        {ADSUM_ERR_PACKED, HEAD "1 'a ' 0 ' 0 0 0 0 0"},
        {0, HEAD "1 'a 'b 6 ' 0 0 0 0 0"},
        {ADSUM_ERR_PACKED, HEAD "1 'a 'b 5 ' 0 0 0 0 0"}, /* sees and asks */
        {ADSUM_ERR_PACKED, HEAD "1 'a 'b 16 ' 0 0 0 0 0"},
        {0, HEAD "1 'a 'b 0 ' 2 'x 'y 0 0 0 0"},
        {0, HEAD "1 'a 'b 0 ' 2 'y 'x 0 0 0 0"},
        {ADSUM_ERR_PACKED, HEAD "1 'a 'b 0 ' 2 'x 'x 0 0 0 0"},
        {ADSUM_ERR_PACKED, HEAD "1 'a 'b 0 ' 1 ' 0 0 0 0"},
        /* Requests. */
        {0, HEAD "0 1 \" 0 0 0"},
        {ADSUM_ERR_PACKED, HEAD "0 2 \" \" 0 0 0"},
        {ADSUM_ERR_PACKED, HEAD "0 1 'x 0 0 0"},
        {0, HEAD "1 'juliet 'b 1 ' 0 1 \" 0 0 0"},
        {ADSUM_ERR_PACKED, HEAD "1 'juliet 'b 2 ' 0 1 \" 0 0 0"}, /* sees him */
        /* Blocks: local, domain, resource. */
        {0, HEAD "0 0 4 ' 'b ' ' 'b 'x 'a 'b ' 'a 'b 'x 0 0"},
        {ADSUM_ERR_PACKED, HEAD "0 0 2 'a 'b ' ' 'b ' 0 0"},
        {ADSUM_ERR_PACKED, HEAD "0 0 2 ' 'b ' ' 'b ' 0 0"},
        {ADSUM_ERR_PACKED, HEAD "0 0 1 'a ' ' 0 0"},
        /* Sessions: resource, state, since, presence, directed. */
        {0, HEAD "0 0 0 1 " PRESENT "0"},
        {0, HEAD "0 0 0 1 'x 0 0 " GONE "0 0"},
        {0, HEAD "0 0 0 1 'x 15 0 " PLAIN "0 0"},
        {0, HEAD "0 0 0 1 'x 28 0 " PLAIN "0 0"},
        {ADSUM_ERR_PACKED, HEAD "0 0 0 1 'x 32 0 " PLAIN "0 0"},
        {ADSUM_ERR_PACKED, HEAD "0 0 0 1 'x 4 0 " GONE "0 0"},
        {ADSUM_ERR_PACKED, HEAD "0 0 0 1 'x 0 0 " PLAIN "0 0"},
        {ADSUM_ERR_PACKED, HEAD "0 0 0 1 'x 8 0 " GONE "0 0"},
        {ADSUM_ERR_PACKED, HEAD "0 0 0 1 'x 16 0 " GONE "0 0"},
        {ADSUM_ERR_PACKED, HEAD "0 0 0 1 'x 21 0 " PLAIN "0 0"},
        {ADSUM_ERR_PACKED, HEAD "0 0 0 1 ' 4 0 " PLAIN "0 0"},
        {ADSUM_ERR_PACKED, HEAD "0 0 0 2 " PRESENT PRESENT "0"},
        {ADSUM_ERR_PACKED, HEAD "0 0 0 1 'x 4 0 0 5 0 ' ' 0 0 0"},
        {ADSUM_ERR_PACKED, HEAD "0 0 0 1 'x 4 0 2 0 0 ' ' 0 0 0"},
        {ADSUM_ERR_PACKED, HEAD "0 0 0 1 'x 0 0 1 1 0 ' ' 0 0 0"},
        /* Their parts: expiry, name, space, language, bytes, audience, form. */
        {0, HEAD "0 0 0 1 'x 4 0 0 0 0 ' ' 1 0 'p ' ' ' 0 0 0 0"},
        {ADSUM_ERR_PACKED,
         HEAD "0 0 0 1 'x 4 0 0 0 0 ' ' 1 0 ' ' ' 'abc 0 0 0 0"},
        {ADSUM_ERR_PACKED,
         HEAD "0 0 0 1 'x 4 0 0 0 0 ' ' 1 0 'p ' ' ' 0 4 0 0"},
        {ADSUM_ERR_PACKED, HEAD "0 0 0 1 'x 4 0 0 0 0 ' ' 2 0 'p ' ' ' 0 0 0 "
                                "'p ' ' 'y 0 0 0 0"},
        /* What they directed: to whom, since, presence. */
        {0, HEAD "0 0 0 1 'x 4 0 " PLAIN "1 " FULL "0 " PLAIN "0"},
        {0, HEAD "0 0 0 1 'x 0 0 " GONE "2 " FULL "0 " PLAIN
                 "'juliet 'b ' 0 " PLAIN "0"},
        {ADSUM_ERR_PACKED,
         HEAD "0 0 0 1 'x 4 0 " PLAIN "1 " FULL "0 " GONE "0"},
        {ADSUM_ERR_PACKED,
         HEAD "0 0 0 1 'x 4 0 " PLAIN "2 " FULL "0 " PLAIN FULL "0 " PLAIN "0"},
        {ADSUM_ERR_PACKED,
         HEAD "0 0 0 1 'x 4 0 " PLAIN "1 'romeo 'a 'y 0 " PLAIN "0"},
        /* Sightings: of whom, to whom, since, presence, origin. */
        {0, HEAD "0 0 0 1 " PRESENT "1 " SIGHTED},
        {0, HEAD "0 0 0 1 " PRESENT "2 " SIGHTED FULL "'x 0 " PLAIN "'b"},
        {ADSUM_ERR_PACKED, HEAD "0 0 0 1 " PRESENT "2 " SIGHTED SIGHTED},
        {ADSUM_ERR_PACKED, HEAD "0 0 0 0 1 " SIGHTED},
        {ADSUM_ERR_PACKED, HEAD "0 0 0 1 'x 0 0 " GONE "0 1 " SIGHTED},
        {ADSUM_ERR_PACKED,
         HEAD "0 0 0 1 " PRESENT "1 " FULL "'y 0 " PLAIN "'b"},
        {ADSUM_ERR_PACKED, HEAD "0 0 0 1 " PRESENT "1 " FULL "' 0 " GONE "'b"},
        {ADSUM_ERR_PACKED, HEAD "0 0 0 1 " PRESENT "1 " FULL "' 0 " PLAIN "'"},
        {ADSUM_ERR_PACKED,
         HEAD "0 0 0 1 " PRESENT "1 'romeo 'a 'y ' 0 " PLAIN "'b"},
    };
    struct scene *scene = scene_new();
    struct snapshot before;
    (void)state;
    snapshot_take(scene, &before);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct packed packed;
        int answer;
        write_form(rows[i].words, &packed);
        answer =
            adsum_user_restore(scene->service, packed.bytes, packed.length);
        if (answer != rows[i].answer)
            print_error("%s\n", rows[i].words);
        assert_int_equal(answer, rows[i].answer);
        if (answer == 0) {
            char name[256];
            name_of(&packed, name);
            packed_expect(&packed, scene, name);
            scene_restart(scene);
        } else {
            snapshot_expect(&before, scene, rows[i].words);
        }
        packed_deinit(&packed);
    }
    snapshot_deinit(&before);
    scene_free(scene);
}

/* Bounds ------------------------------------------------------------------ */

static void a_bound_that_is_too_low_is_named(void **state)
{
    static const struct row {
        uint32_t limit;
        size_t at; /* where it stands */
        uint32_t enough;
    } rows[] = {
        {ADSUM_LIMIT_SESSIONS, offsetof(struct adsum_limits, sessions), 4},
        {ADSUM_LIMIT_USER_SESSIONS,
         offsetof(struct adsum_limits, user_sessions), 4},
        {ADSUM_LIMIT_EDGES, offsetof(struct adsum_limits, edges), 9},
        {ADSUM_LIMIT_CONTACTS, offsetof(struct adsum_limits, contacts), 9},
        {ADSUM_LIMIT_GROUPS, offsetof(struct adsum_limits, groups), 2},
        {ADSUM_LIMIT_NAME_BYTES, offsetof(struct adsum_limits, name_bytes), 6},
        {ADSUM_LIMIT_REQUESTS, offsetof(struct adsum_limits, requests), 3},
        {ADSUM_LIMIT_DOMAIN_REQUESTS,
         offsetof(struct adsum_limits, domain_requests), 2},
        {ADSUM_LIMIT_REQUEST_BYTES,
         offsetof(struct adsum_limits, request_bytes), 38},
        {ADSUM_LIMIT_BLOCKS, offsetof(struct adsum_limits, blocks), 5},
        {ADSUM_LIMIT_PARTS, offsetof(struct adsum_limits, parts), 3},
        {ADSUM_LIMIT_PART_BYTES, offsetof(struct adsum_limits, part_bytes), 8},
        {ADSUM_LIMIT_DIRECTED, offsetof(struct adsum_limits, directed), 3},
        {ADSUM_LIMIT_SIGHTINGS, offsetof(struct adsum_limits, sightings), 5},
        {ADSUM_LIMIT_USER_SIGHTINGS,
         offsetof(struct adsum_limits, user_sightings), 5},
    };
    struct packed packed;
    (void)state;
    scene_free(furnished(&packed));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene_options options = {.flags = 0};
        uint32_t *limit = (uint32_t *)((char *)&options.limits + rows[i].at);
        struct snapshot before;
        struct scene *scene;
        print_message("limit %u\n", rows[i].limit);
        *limit = rows[i].enough - 1;
        scene = scene_with(&options);
        snapshot_take(scene, &before);
        assert_int_equal(
            adsum_user_restore(scene->service, packed.bytes, packed.length),
            ADSUM_ERR_LIMIT - (int)rows[i].limit);
        snapshot_expect(&before, scene, "restore");
        snapshot_deinit(&before);
        scene_free(scene);
        *limit = rows[i].enough;
        scene = scene_with(&options);
        assert_int_equal(packed_restore(scene, user, &packed), 0);
        packed_expect(&packed, scene, user);
        scene_free(scene);
    }
    packed_deinit(&packed);
}

/* Each allocation fails in turn; users and texts have bounds in between. */
static void memory_may_be_refused_at_any_time(void **state)
{
    struct packed packed;
    struct scene *scene = furnished(&packed);
    struct snapshot before;
    uint64_t n = 0;
    int answer;
    (void)state;
    do {
        scene_restart(scene);
        snapshot_take(scene, &before);
        scene->fail_allocation = ++n;
        answer =
            adsum_user_restore(scene->service, packed.bytes, packed.length);
        if (answer != 0) {
            assert_int_equal(answer, ADSUM_ERR_NO_MEMORY);
            assert_true(scene->fail_allocation == 0);
            snapshot_expect(&before, scene, "restore");
            assert_int_equal(packed_restore(scene, user, &packed), 0);
        }
        scene->fail_allocation = 0;
        packed_expect(&packed, scene, user);
        snapshot_deinit(&before);
    } while (answer != 0);
    assert_in_range(n, 20, 1000);
    scene_free(scene);
    packed_deinit(&packed);
}

static void users_and_text_are_bounded(void **state)
{
    static const size_t limits[] = {offsetof(struct adsum_limits, users),
                                    offsetof(struct adsum_limits, text_bytes)};
    static const int answers[] = {ADSUM_ERR_LIMIT - ADSUM_LIMIT_USERS,
                                  ADSUM_ERR_LIMIT - ADSUM_LIMIT_TEXT_BYTES};
    struct packed packed;
    (void)state;
    scene_free(furnished(&packed));
    for (size_t i = 0; i < 2; i++) {
        uint32_t enough = 0;
        int answer;
        do {
            struct scene_options options = {.flags = 0};
            struct scene *scene;
            enough += i == 0 ? 1 : 16;
            memcpy((char *)&options.limits + limits[i], &enough, 4);
            scene = scene_with(&options);
            answer =
                adsum_user_restore(scene->service, packed.bytes, packed.length);
            if (answer != 0)
                assert_int_equal(answer, answers[i]);
            scene_free(scene);
        } while (answer != 0);
        assert_in_range(enough, 15, 3000);
    }
    packed_deinit(&packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_user_comes_back_as_it_was),
        cmocka_unit_test(an_empty_user_is_a_few_bytes),
        cmocka_unit_test(a_mirrored_user_comes_back_too),
        cmocka_unit_test(order_does_not_show),
        cmocka_unit_test(many_are_sorted),
        cmocka_unit_test(too_little_room_is_not_touched),
        cmocka_unit_test(the_end_may_not_be_missing),
        cmocka_unit_test(nothing_may_follow),
        cmocka_unit_test(any_byte_may_be_another),
        cmocka_unit_test(what_contradicts_itself_is_damage),
        cmocka_unit_test(a_bound_that_is_too_low_is_named),
        cmocka_unit_test(memory_may_be_refused_at_any_time),
        cmocka_unit_test(users_and_text_are_bounded),
    };
    return cmocka_run_group_tests_name("packed users", tests, NULL, NULL);
}
