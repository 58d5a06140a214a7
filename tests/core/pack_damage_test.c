/* A user as bytes: nothing in them is believed. */
#include <stdlib.h>
#include <string.h>

#include "packed.h"
#include "snapshot.h"

static const char *const user = PACKED_USER;

static void the_end_may_not_be_missing(void **state)
{
    struct packed packed;
    struct scene *scene = packed_scene(&packed);
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
    struct scene *scene = packed_scene(&packed);
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
    struct scene *scene = packed_scene(&packed);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_end_may_not_be_missing),
        cmocka_unit_test(nothing_may_follow),
        cmocka_unit_test(any_byte_may_be_another),
        cmocka_unit_test(what_contradicts_itself_is_damage),
    };
    return cmocka_run_group_tests_name("damaged users", tests, NULL, NULL);
}
