/*
 * Packing notices: each kind comes back the same, in a form that stays, and
 * what is in disorder is refused.
 */
#include "notice_samples.h"
#include "notice_valid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void each_kind_unpacks_as_it_was_packed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(notices); i++)
        for (uint32_t count = 0; count <= COUNT(targets); count++)
            for (uint32_t shift = 0; shift < 16; shift++) {
                struct packed packed = pack(&notices[i], targets, count);

                assert_int_equal(unpack(packed.bytes, packed.length,
                                        promised(packed.length), shift,
                                        &notices[i], count),
                                 0);
                free(packed.bytes);
            }
}

/* The same on every machine, in every version that knows this form. */
static void the_form_is_this_and_stays(void **state)
{
    static const char form[] =
        "\x11\x01\x00\x00\x01\x02\x00" /* presence, to full, all of it */
        "\xac\x02\x00"                 /* time 300, no version */
        "\x03"
        "a@b"                  /* from */
        "\x00\x00"             /* no id, no bytes */
        "\x01\x00\x02\xff\x01" /* a presence: away, priority -1 */
        "\x01i\x02"
        "en"                                  /* id, language */
        "\x01\x05\x01s\x00\x00\x02hi\x07\x00" /* a part */
        "\x00"                                /* no items */
        "\x01\x03"
        "c@d"; /* to whom */
    static const struct adsum_part part = {.name = TEXT("s"),
                                           .bytes = "hi",
                                           .length = 2,
                                           .expires_ms = 5,
                                           .audience = 7};
    static const struct adsum_presence presence = {.size = sizeof presence,
                                                   .show = ADSUM_SHOW_AWAY,
                                                   .priority = -1,
                                                   .id = TEXT("i"),
                                                   .language = TEXT("en"),
                                                   .parts = &part,
                                                   .part_count = 1};
    const struct adsum_notice notice =
        NOTICE(.kind = ADSUM_PRESENCE, .to = ADSUM_TO_FULL,
               .view = ADSUM_VIEW_ALL, .time_ms = 300, .from = TEXT("a@b"),
               .presence = &presence);
    const struct adsum_text to = TEXT("c@d");
    struct packed packed = pack(&notice, &to, 1);

    (void)state;
    assert_int_equal(packed.length, sizeof form - 1);
    assert_memory_equal(packed.bytes, form, packed.length);
    free(packed.bytes);
}

static void a_roster_has_this_form(void **state)
{
    static const char form[] =
        "\x11\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
        "\x02"
        "\x03"
        "a@b"
        "\x01"
        "A"
        "\x02\x01"
        "g"
        "\x01"
        "h"
        "\x1b"
        "\x01"
        "c"
        "\x00\x00\x0c"
        "\x00";
    static const struct adsum_text two[] = {TEXT("g"), TEXT("h")};
    static const struct adsum_item list[] = {
        {.contact = TEXT("a@b"),
         .name = TEXT("A"),
         .groups = two,
         .group_count = 2,
         .subscription = ADSUM_SUBSCRIPTION_BOTH,
         .ask = 1,
         .approved = 1},
        {.contact = TEXT("c"),
         .subscription = ADSUM_SUBSCRIPTION_REMOVED,
         .ask = 1}};
    const struct adsum_notice notice =
        NOTICE(.kind = ADSUM_ROSTER, ITEMS(list));
    struct packed packed = pack(&notice, NULL, 0);

    (void)state;
    assert_int_equal(packed.length, sizeof form - 1);
    assert_memory_equal(packed.bytes, form, packed.length);
    free(packed.bytes);
}

static void without_room_for_all_only_the_length_is_said(void **state)
{
    struct packed packed = pack(&notices[0], targets, 3);

    (void)state;
    for (uint32_t capacity = 0; capacity < packed.length; capacity++) {
        unsigned char *bytes = malloc(capacity + !capacity);
        uint32_t length = 0;

        assert_non_null(bytes);
        assert_int_equal(adsum_notice_pack(&notices[0], targets, 3, bytes,
                                           capacity, &length),
                         ADSUM_ERR_ROOM);
        assert_int_equal(length, packed.length);
        free(bytes);
    }
    free(packed.bytes);
}

#define PART(...)                                      \
    NOTICE(.kind = ADSUM_PRESENCE,                     \
           .presence = &(const struct adsum_presence){ \
               .size = sizeof(struct adsum_presence),  \
               .part_count = 1,                        \
               .parts = &(const struct adsum_part){__VA_ARGS__}})
#define ITEM(...)                               \
    NOTICE(.kind = ADSUM_PUSH, .item_count = 1, \
           .items = &(const struct adsum_item){__VA_ARGS__})
#define GOOD_CONTACT .contact = TEXT("a@b")

static void each_disorder_of_a_notice_is_refused(void **state)
{
    static const struct adsum_presence no_size = {.size = 0};
    static const struct adsum_text bad_text = TEXT("\xff");
    const struct {
        const char *why;
        struct adsum_notice notice;
    } bad[] = {
        {"no size", {.kind = ADSUM_PROBE}},
        {"another size", {.size = 8, .kind = ADSUM_PROBE}},
        {"no kind", NOTICE(.kind = 0)},
        {"an unknown kind", NOTICE(.kind = ADSUM_BOUNCE + 1)},
        {"kind 255", NOTICE(.kind = 255)},
        {"a probe of a type", NOTICE(.kind = ADSUM_PROBE, .type = 1)},
        {"RFC 6121 5.2.2: a message of type get",
         NOTICE(.kind = ADSUM_MESSAGE, .type = ADSUM_TYPE_GET)},
        {"RFC 6120 8.2.3: an IQ without type", NOTICE(.kind = ADSUM_IQ)},
        {"RFC 6120 8.2.3: an IQ of type chat",
         NOTICE(.kind = ADSUM_IQ, .type = ADSUM_TYPE_CHAT)},
        {"an IQ of no type",
         NOTICE(.kind = ADSUM_IQ, .type = ADSUM_TYPE_RESULT + 1)},
        {"a bounce of nothing", NOTICE(.kind = ADSUM_BOUNCE)},
        {"a bounce of a bounce",
         NOTICE(.kind = ADSUM_BOUNCE, .type = ADSUM_BOUNCE)},
        {"RFC 6120 8.3.3: condition",
         NOTICE(.kind = ADSUM_PROBE,
                .condition = ADSUM_CONDITION_NOT_ALLOWED + 1)},
        {"to", NOTICE(.kind = ADSUM_PROBE, .to = ADSUM_TO_FULL + 1)},
        {"view", NOTICE(.kind = ADSUM_PROBE, .view = ADSUM_VIEW_ALL + 1)},
        {"encoding",
         NOTICE(.kind = ADSUM_PROBE, .encoding = ADSUM_ENCODING_SEALED + 1)},
        {"reserved", NOTICE(.kind = ADSUM_PROBE, .reserved = {1})},
        {"the last reserved",
         NOTICE(.kind = ADSUM_PROBE, .reserved = {0, 0, 0, 0, 0, 1})},
        {"from is no address", NOTICE(.kind = ADSUM_PROBE, .from = TEXT("@b"))},
        {"from is NULL", NOTICE(.kind = ADSUM_PROBE, .from = {NULL, 3})},
        {"id is not UTF-8", NOTICE(.kind = ADSUM_PROBE, .id = TEXT("\xff"))},
        {"id is NULL", NOTICE(.kind = ADSUM_PROBE, .id = {NULL, 3})},
        {"bytes are NULL", NOTICE(.kind = ADSUM_PROBE, .length = 1)},
        {"a probe with presence",
         NOTICE(.kind = ADSUM_PROBE, .presence = &juliet_gone)},
        {"a presence of no size",
         NOTICE(.kind = ADSUM_PRESENCE, .presence = &no_size)},
        {"4.7.2: a part that is not UTF-8", PART(.name = TEXT("\xff"))},
        {"a part's encoding", PART(.encoding = 4)},
        {"a presence with items",
         NOTICE(.kind = ADSUM_PRESENCE, .items = items, .item_count = 1)},
        {"2.1.6: a push of nothing", NOTICE(.kind = ADSUM_PUSH)},
        {"2.1.6: a push of two",
         NOTICE(.kind = ADSUM_PUSH, .items = items, .item_count = 2)},
        {"items are NULL", NOTICE(.kind = ADSUM_ROSTER, .item_count = 1)},
        {"no contact", ITEM(.ask = 1)},
        {"2.1.2.3: a contact with a resource", ITEM(.contact = TEXT("a@b/c"))},
        {"a contact that is no address", ITEM(.contact = TEXT("a@"))},
        {"a name that is not UTF-8", ITEM(GOOD_CONTACT, .name = TEXT("\xff"))},
        {"groups are NULL", ITEM(GOOD_CONTACT, .group_count = 1)},
        {"a group that is not UTF-8",
         ITEM(GOOD_CONTACT, .group_count = 1, .groups = &bad_text)},
        {"subscription", ITEM(GOOD_CONTACT, .subscription = 5)},
        {"ask", ITEM(GOOD_CONTACT, .ask = 2)},
        {"approved", ITEM(GOOD_CONTACT, .approved = 2)},
        {"an item's reserved", ITEM(GOOD_CONTACT, .reserved = 1)},
    };
    unsigned char bytes[256];
    uint32_t length = 77;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        if (adsum_notice_pack(&bad[i].notice, NULL, 0, bytes, sizeof bytes,
                              &length) != ADSUM_ERR_INVALID)
            fail_msg("%s", bad[i].why);
        assert_int_equal(length, 77);
    }
}

/* The last of each list, with all before it in order. */
static void a_list_is_looked_through_to_its_end(void **state)
{
    static const struct adsum_text bad_groups[] = {TEXT("A"), TEXT("\xff")};
    static const struct adsum_item bad_items[] = {{GOOD_CONTACT},
                                                  {.contact = TEXT("a@b/c")}};
    static const struct adsum_part bad_parts[] = {{.name = TEXT("a")},
                                                  {.name = TEXT("\xff")}};
    static const struct adsum_presence bad_presence = {
        .size = sizeof bad_presence, LIST(bad_parts)};
    const struct adsum_notice bad[] = {
        ITEM(GOOD_CONTACT, .groups = bad_groups, .group_count = 2),
        NOTICE(.kind = ADSUM_ROSTER, ITEMS(bad_items)),
        NOTICE(.kind = ADSUM_PRESENCE, .presence = &bad_presence),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(adsum_notice_valid(&bad[i]));
}

static void only_its_kind_has_a_presence_or_items(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(notices); i++) {
        struct adsum_notice notice = notices[i];
        bool roster = notice.kind == ADSUM_ROSTER || notice.kind == ADSUM_PUSH;

        assert_true(adsum_notice_valid(&notice));
        notice.presence = &juliet_gone;
        assert_int_equal(adsum_notice_valid(&notice),
                         notice.kind == ADSUM_PRESENCE);
        notice.presence = NULL;
        notice.items = items;
        notice.item_count = 1;
        assert_int_equal(adsum_notice_valid(&notice), roster);
    }
}

static void each_disorder_of_the_targets_is_refused(void **state)
{
    static const struct adsum_text bad[][2] = {
        {TEXT("a@b"), TEXT("")},
        {TEXT("a@b"), TEXT("a@b/")},
        {TEXT("\xff"), TEXT("a@b")},
        {{NULL, 1}, TEXT("a@b")},
    };
    const struct adsum_notice notice = NOTICE(.kind = ADSUM_PROBE);
    unsigned char bytes[256];
    uint32_t length = 77;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(
            adsum_notice_pack(&notice, bad[i], 2, bytes, sizeof bytes, &length),
            ADSUM_ERR_INVALID);
    assert_int_equal(
        adsum_notice_pack(&notice, NULL, 2, bytes, sizeof bytes, &length),
        ADSUM_ERR_INVALID);
    assert_int_equal(length, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_unpacks_as_it_was_packed),
        cmocka_unit_test(the_form_is_this_and_stays),
        cmocka_unit_test(a_roster_has_this_form),
        cmocka_unit_test(without_room_for_all_only_the_length_is_said),
        cmocka_unit_test(each_disorder_of_a_notice_is_refused),
        cmocka_unit_test(a_list_is_looked_through_to_its_end),
        cmocka_unit_test(only_its_kind_has_a_presence_or_items),
        cmocka_unit_test(each_disorder_of_the_targets_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
