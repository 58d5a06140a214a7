/*
 * Packed notices: what is packed is unpacked the same; what is damaged is
 * refused; the room promised is enough.
 */
#include "flat.h"
#include "notice_valid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(string)              \
    {                             \
        string, sizeof string - 1 \
    }
#define NOTICE(...)                                      \
    {                                                    \
        .size = sizeof(struct adsum_notice), __VA_ARGS__ \
    }
#define COUNT(array)  (sizeof array / sizeof *array)
#define LIST(list)    .parts = list, .part_count = COUNT(list)
#define ITEMS(list)   .items = list, .item_count = COUNT(list)
#define BYTES(string) .bytes = string, .length = sizeof string - 1

static const struct adsum_part juliet_parts[] = {
    {.name = TEXT("status"),
     .language = TEXT("en"),
     .bytes = "wooing",
     .length = 6},
    {.name = TEXT("geoloc"),
     .space = TEXT("http://jabber.org/protocol/geoloc"),
     .bytes = "\x00\xff\x80",
     .length = 3,
     .expires_ms = UINT64_MAX,
     .audience = UINT32_MAX,
     .encoding = ADSUM_ENCODING_SEALED},
    {.name = TEXT("empty")},
};

static const struct adsum_presence juliet_away = {.size = sizeof juliet_away,
                                                  .show = ADSUM_SHOW_AWAY,
                                                  .priority = -128,
                                                  .id = TEXT("p1"),
                                                  .language = TEXT("it"),
                                                  LIST(juliet_parts)};

static const struct adsum_presence juliet_gone = {.size = sizeof juliet_gone,
                                                  .type = ADSUM_UNAVAILABLE};

static const struct adsum_text groups[] = {TEXT("Friends"),
                                           TEXT("\xe2\x99\x9a"), TEXT("")};

static const struct adsum_item items[] = {
    {.contact = TEXT("romeo@example.net"),
     .name = TEXT("Romeo"),
     .groups = groups,
     .group_count = 3,
     .subscription = ADSUM_SUBSCRIPTION_BOTH,
     .approved = 1},
    {.contact = TEXT("example.org"), .ask = 1},
    {.contact = TEXT("nurse@example.com"),
     .groups = groups,
     .group_count = 1,
     .subscription = ADSUM_SUBSCRIPTION_REMOVED,
     .ask = 1,
     .approved = 1},
};

static const struct adsum_text targets[] = {TEXT("romeo@example.net"),
                                            TEXT("benvolio@example.net/pda"),
                                            TEXT("example.org")};

#define FROM .from = TEXT("juliet@example.com/balcony")

/* One of each kind, and what varies in it. */
static const struct adsum_notice notices[] = {
    NOTICE(.kind = ADSUM_PRESENCE, .presence = &juliet_away, FROM,
           .view = ADSUM_VIEW_ALL, .time_ms = 1195329000000),
    NOTICE(.kind = ADSUM_PRESENCE, .presence = &juliet_gone, FROM,
           .view = ADSUM_VIEW_BARE, .to = ADSUM_TO_FULL),
    NOTICE(.kind = ADSUM_PRESENCE),
    NOTICE(.kind = ADSUM_PROBE, FROM, .id = TEXT("probe1")),
    NOTICE(.kind = ADSUM_SUBSCRIBE, FROM, BYTES("<presence/>"),
           .encoding = ADSUM_ENCODING_XML),
    NOTICE(.kind = ADSUM_SUBSCRIBED, .from = TEXT("juliet@example.com")),
    NOTICE(.kind = ADSUM_UNSUBSCRIBE, FROM),
    NOTICE(.kind = ADSUM_UNSUBSCRIBED, FROM),
    NOTICE(.kind = ADSUM_PUSH, .items = items, .item_count = 1,
           .version = UINT64_MAX),
    NOTICE(.kind = ADSUM_ROSTER, ITEMS(items), .version = 1),
    NOTICE(.kind = ADSUM_ROSTER, .time_ms = UINT64_MAX),
    NOTICE(.kind = ADSUM_MESSAGE, .type = ADSUM_TYPE_HEADLINE, FROM,
           BYTES("\x00\xff\xc3"), .encoding = ADSUM_ENCODING_CBOR),
    NOTICE(.kind = ADSUM_MESSAGE, .type = ADSUM_TYPE_NORMAL, FROM,
           BYTES("?OTR"), .encoding = ADSUM_ENCODING_SEALED),
    NOTICE(.kind = ADSUM_MESSAGE),
    NOTICE(.kind = ADSUM_IQ, .type = ADSUM_TYPE_ERROR, FROM),
    NOTICE(.kind = ADSUM_IQ, .type = ADSUM_TYPE_RESULT, FROM,
           .id = TEXT("\xf0\x9f\x98\x80")),
    NOTICE(.kind = ADSUM_BOUNCE, .type = ADSUM_IQ, FROM,
           .condition = ADSUM_CONDITION_NOT_ALLOWED, BYTES("<iq/>")),
    NOTICE(.kind = ADSUM_BOUNCE, .type = ADSUM_PRESENCE, FROM),
};

/* Packed bytes in memory that ends where they do. */
struct packed {
    unsigned char *bytes;
    uint32_t length;
};

static struct packed pack(const struct adsum_notice *notice,
                          const struct adsum_text *to, uint32_t count)
{
    struct packed packed = {NULL, 0};
    uint32_t length = 0;
    int err = adsum_notice_pack(notice, to, count, NULL, 0, &packed.length);

    assert_int_equal(err, ADSUM_ERR_ROOM);
    packed.bytes = malloc(packed.length);
    assert_non_null(packed.bytes);
    err = adsum_notice_pack(notice, to, count, packed.bytes, packed.length,
                            &length);
    assert_int_equal(err, 0);
    assert_int_equal(length, packed.length);
    return packed;
}

static void assert_text(struct adsum_text got, struct adsum_text want)
{
    assert_int_equal(got.length, want.length);
    if (want.length != 0)
        assert_memory_equal(got.bytes, want.bytes, want.length);
    else
        assert_null(got.bytes);
}

static void assert_texts(const struct adsum_text *got, uint32_t got_count,
                         const struct adsum_text *want, uint32_t count)
{
    assert_int_equal(got_count, count);
    for (uint32_t i = 0; i < count; i++)
        assert_text(got[i], want[i]);
}

static struct adsum_text bytes_of(const void *bytes, uint32_t length)
{
    return (struct adsum_text){bytes, length};
}

static void assert_presence(const struct adsum_presence *got,
                            const struct adsum_presence *want)
{
    assert_int_equal(got == NULL, want == NULL);
    if (want == NULL)
        return;
    assert_int_equal(got->size, sizeof *got);
    assert_int_equal(got->type, want->type);
    assert_int_equal(got->show, want->show);
    assert_int_equal(got->priority, want->priority);
    assert_int_equal(got->reserved, 0);
    assert_int_equal(got->reserved_too, 0);
    assert_text(got->id, want->id);
    assert_text(got->language, want->language);
    assert_int_equal(got->part_count, want->part_count);
    for (uint32_t i = 0; i < want->part_count; i++) {
        const struct adsum_part *a = &got->parts[i], *b = &want->parts[i];

        assert_text(a->name, b->name);
        assert_text(a->space, b->space);
        assert_text(a->language, b->language);
        assert_text(bytes_of(a->bytes, a->length),
                    bytes_of(b->bytes, b->length));
        assert_int_equal(a->expires_ms, b->expires_ms);
        assert_int_equal(a->audience, b->audience);
        assert_int_equal(a->encoding, b->encoding);
        assert_memory_equal(a->reserved, b->reserved, sizeof a->reserved);
    }
}

static void assert_items(const struct adsum_notice *got,
                         const struct adsum_notice *want)
{
    assert_int_equal(got->item_count, want->item_count);
    for (uint32_t i = 0; i < want->item_count; i++) {
        const struct adsum_item *a = &got->items[i], *b = &want->items[i];

        assert_text(a->contact, b->contact);
        assert_text(a->name, b->name);
        assert_texts(a->groups, a->group_count, b->groups, b->group_count);
        assert_int_equal(a->subscription, b->subscription);
        assert_int_equal(a->ask, b->ask);
        assert_int_equal(a->approved, b->approved);
        assert_int_equal(a->reserved, 0);
    }
}

static void assert_notice(const struct adsum_notice *got,
                          const struct adsum_notice *want)
{
    assert_int_equal(got->size, sizeof *got);
    assert_int_equal(got->kind, want->kind);
    assert_int_equal(got->type, want->type);
    assert_int_equal(got->condition, want->condition);
    assert_int_equal(got->to, want->to);
    assert_int_equal(got->view, want->view);
    assert_int_equal(got->encoding, want->encoding);
    assert_int_equal(got->time_ms, want->time_ms);
    assert_int_equal(got->version, want->version);
    assert_text(got->from, want->from);
    assert_text(got->id, want->id);
    assert_text(bytes_of(got->bytes, got->length),
                bytes_of(want->bytes, want->length));
    assert_presence(got->presence, want->presence);
    assert_items(got, want);
}

/*
 * Unpack into room of that capacity, `shift` bytes away from its alignment; if
 * it is accepted, packing again must give the same bytes. `want` may be NULL.
 */
static int unpack(const void *bytes, uint32_t length, uint32_t capacity,
                  uint32_t shift, const struct adsum_notice *want,
                  uint32_t want_count)
{
    unsigned char *block = malloc(capacity + shift + 1);
    unsigned char *again = malloc(length + 1);
    struct adsum_notice notice;
    const struct adsum_text *to;
    uint32_t count, again_length;
    int err;

    assert_non_null(block);
    assert_non_null(again);
    /* What lies behind the room belongs to somebody else. */
    block[capacity + shift] = 0x5a;
    err = adsum_notice_unpack(bytes, length, block + shift, capacity, &notice,
                              &to, &count);
    assert_int_equal(block[capacity + shift], 0x5a);
    if (err == 0) {
        assert_int_equal(
            adsum_notice_pack(&notice, to, count, again, length, &again_length),
            0);
        assert_int_equal(again_length, length);
        assert_memory_equal(again, bytes, length);
    }
    if (err == 0 && want != NULL) {
        assert_notice(&notice, want);
        assert_texts(to, count, targets, want_count);
    }
    free(again);
    free(block);
    return err;
}

static uint32_t promised(uint32_t length)
{
    return 16 * length + 256;
}

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

/* A probe, and what to make of its bytes to have them refused. */
static void each_malformed_form_is_refused(void **state)
{
#define HEAD "\x11\x02\x00\x00\x00\x00\x00" /* a probe, up to encoding */
#define PUSH "\x11\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
#define SHOW "\x11\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
#define ROW(bytes, why)              \
    {                                \
        bytes, sizeof bytes - 1, why \
    }
    static const struct {
        const char *bytes;
        uint32_t length;
        const char *why;
    } rows[] = {
        ROW("", "nothing"),
        ROW("\x10\x02\0\0\0\0\0\0\0\0\0\0\0\0\0", "an older form"),
        ROW("\x12\x02\0\0\0\0\0\0\0\0\0\0\0\0\0", "a newer form"),
        ROW("\x21\x02\0\0\0\0\0\0\0\0\0\0\0\0\0", "a user"),
        ROW("\x91\x00\x02\0\0\0\0\0\0\0\0\0\0\0\0\0", "the form the long way"),
        ROW("\x11\x00\0\0\0\0\0\0\0\0\0\0\0\0\0", "kind 0"),
        ROW("\x11\x0c\0\0\0\0\0\0\0\0\0\0\0\0\0", "a kind to come"),
        ROW("\x11\x82\x02\0\0\0\0\0\0\0\0\0\0\0\0\0", "a kind above 255"),
        ROW("\x11\x02\x01\0\0\0\0\0\0\0\0\0\0\0\0", "a type"),
        ROW("\x11\x02\0\x05\0\0\0\0\0\0\0\0\0\0\0", "a condition"),
        ROW("\x11\x02\0\0\x02\0\0\0\0\0\0\0\0\0\0", "to"),
        ROW("\x11\x02\0\0\0\x03\0\0\0\0\0\0\0\0\0", "view"),
        ROW("\x11\x02\0\0\0\0\x04\0\0\0\0\0\0\0\0", "encoding"),
        ROW(HEAD "\x80\x00\0\0\0\0\0\0\0", "a time the long way"),
        ROW(HEAD "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02\0\0\0\0\0\0\0",
            "a time above 64 bits"),
        ROW(HEAD "\0\0\x01@\0\0\0\0\0", "from is no address"),
        ROW(HEAD "\0\0\0\x01\xff\0\0\0\0", "id is not UTF-8"),
        ROW(HEAD "\0\0\0\x7f\0\0\0\0", "id longer than all"),
        ROW(HEAD "\0\0\0\0\xff\xff\xff\xff\x0f\0\0\0", "bytes of 4 GiB"),
        ROW(HEAD "\0\0\0\0\xff\xff\xff\xff\x10\0\0\0", "bytes of more"),
        ROW(HEAD "\0\0\0\0\0\x01\0\0\0\0\0\0\0\0", "a probe's presence"),
        ROW(HEAD "\0\0\0\0\0\0\x01\x01"
                 "a\0\0\0\0",
            "a probe's items"),
        ROW(HEAD "\0\0\0\0\0\0\0\x01\0", "to an empty address"),
        ROW(HEAD "\0\0\0\0\0\0\0\x01\x02"
                 "a@",
            "to no address"),
        ROW(HEAD "\0\0\0\0\0\0\0\x05"
                 "\x01"
                 "a\x01"
                 "b",
            "more addresses than bytes"),
        ROW(HEAD "\0\0\0\0\0\0\0\0\0", "a byte too many"),
        ROW(SHOW "\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "two presences"),
        ROW(SHOW "\x01\x02\0\0\0\0\0\0\0", "a presence's type"),
        ROW(SHOW "\x01\0\x05\0\0\0\0\0\0", "a presence's show"),
        ROW(SHOW "\x01\x01\x01\0\0\0\0\0\0", "4.5.1: unavailable and chatty"),
        ROW(SHOW "\x01\0\0\x80\x02\0\0\0\0\0", "a priority above an octet"),
        ROW(SHOW "\x01\0\0\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0",
            "more parts than bytes"),
        ROW(SHOW "\x01\0\0\0\0\0\x01\0\0\0\0\0\0\x04\0\0", "a part's encoding"),
        ROW(SHOW "\x01\0\0\0\0\0\x01\0\0\0\0\0\x80\x80\x80\x80\x10\0\0\0",
            "an audience above 32 bits"),
        ROW(PUSH "\0\0", "a push of nothing"),
        ROW(PUSH "\x02\x01"
                 "a\0\0\0\x01"
                 "b\0\0\0\0",
            "a push of two"),
        ROW(PUSH "\x01\0\0\0\0\0", "an item of nobody"),
        ROW(PUSH "\x01\x03"
                 "a/b\0\0\0\0",
            "an item with a resource"),
        ROW(PUSH "\x01\x01"
                 "a\x01\xff\0\0\0",
            "a name not UTF-8"),
        ROW(PUSH "\x01\x01"
                 "a\0\x01\x01\xff\0\0",
            "a group not UTF-8"),
        ROW(PUSH "\x01\x01"
                 "a\0\x7f\0\0\0",
            "more groups than bytes"),
        ROW(PUSH "\x01\x01"
                 "a\0\0\x05\0",
            "a subscription"),
        ROW(PUSH "\x01\x01"
                 "a\0\0\x20\0",
            "a sixth bit"),
    };
    /* As the rows are, but in order: the rows fail by what is said. */
    static const struct {
        const char *bytes;
        uint32_t length;
    } good[] = {
        {HEAD "\0\0\0\0\0\0\0\0", 15},
        {SHOW "\x01\0\0\0\0\0\0\0\0", 21},
        {SHOW "\x01\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0", 28},
        {PUSH "\x01\x01"
              "a\0\0\0\0",
         20},
        {HEAD "\0\0\0\0\0\0\0\x01\x01"
              "a",
         17},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        assert_int_equal(unpack(good[i].bytes, good[i].length,
                                promised(good[i].length), 0, NULL, 0),
                         0);
    for (size_t i = 0; i < COUNT(rows); i++)
        if (unpack(rows[i].bytes, rows[i].length, promised(rows[i].length), 0,
                   NULL, 0) != ADSUM_ERR_PACKED)
            fail_msg("%s", rows[i].why);
}

static void what_is_refused_touches_no_answer(void **state)
{
    struct adsum_notice notice, before;
    const struct adsum_text *to = targets;
    uint32_t count = 77;
    uint64_t room[64];

    (void)state;
    memset(&notice, 0x5a, sizeof notice);
    before = notice;
    assert_int_equal(
        adsum_notice_unpack("\x11", 1, room, sizeof room, &notice, &to, &count),
        ADSUM_ERR_PACKED);
    assert_int_equal(adsum_notice_unpack(HEAD "\0\0\0\0\0\0\0\x01\x01"
                                              "a",
                                         17, NULL, 0, &notice, &to, &count),
                     ADSUM_ERR_ROOM);
    assert_memory_equal(&notice, &before, sizeof before);
    assert_ptr_equal(to, targets);
    assert_int_equal(count, 77);
}

static void cut_anywhere_it_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(notices); i++) {
        struct packed packed = pack(&notices[i], targets, 2);

        for (uint32_t length = 0; length < packed.length; length++) {
            /* A copy that ends there, so that reading on is seen. */
            unsigned char *cut = malloc(length + !length);

            assert_non_null(cut);
            memcpy(cut, packed.bytes, length);
            assert_int_equal(unpack(cut, length, promised(length), 0, NULL, 0),
                             ADSUM_ERR_PACKED);
            free(cut);
        }
        free(packed.bytes);
    }
}

static void damaged_anywhere_it_is_refused_or_another_notice(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(notices); i++) {
        struct packed packed = pack(&notices[i], targets, 2);

        for (uint32_t at = 0; at < packed.length; at++) {
            unsigned char was = packed.bytes[at];

            for (unsigned value = 0; value < 256; value++) {
                int err;

                packed.bytes[at] = (unsigned char)value;
                err = unpack(packed.bytes, packed.length,
                             promised(packed.length), 0, NULL, 0);
                if (value == was)
                    assert_int_equal(err, 0);
                else
                    assert_true(err == 0 || err == ADSUM_ERR_PACKED);
            }
            packed.bytes[at] = was;
        }
        free(packed.bytes);
    }
}

static void too_little_room_is_said_and_not_overrun(void **state)
{
    struct packed packed = pack(&notices[0], targets, 3);
    uint32_t wanted = sizeof(struct adsum_presence) +
                      COUNT(juliet_parts) * sizeof(struct adsum_part) +
                      COUNT(targets) * sizeof(struct adsum_text);

    (void)state;
    for (uint32_t capacity = 0; capacity < wanted; capacity++)
        assert_int_equal(
            unpack(packed.bytes, packed.length, capacity, 0, NULL, 0),
            ADSUM_ERR_ROOM);
    /* Each list may have a gap before it. */
    assert_int_equal(
        unpack(packed.bytes, packed.length, wanted + 3 * 7, 1, &notices[0], 3),
        0);
    free(packed.bytes);
}

/* As many as can be of what is shortest packed and longest in memory. */
static void the_promised_room_is_enough_for_the_smallest_elements(void **state)
{
    enum { MANY = 5000 };
    static struct adsum_part many_parts[MANY];
    static struct adsum_item many_items[MANY];
    static struct adsum_text many_texts[MANY];
    static const struct adsum_text one = TEXT("a");
    const struct adsum_presence presence = {.size = sizeof presence,
                                            LIST(many_parts)};
    const struct adsum_notice many[] = {
        NOTICE(.kind = ADSUM_PRESENCE, .presence = &presence),
        NOTICE(.kind = ADSUM_ROSTER, ITEMS(many_items)),
        NOTICE(.kind = ADSUM_PROBE),
    };

    (void)state;
    for (uint32_t groups_each = 0; groups_each < 3; groups_each++) {
        for (uint32_t i = 0; i < MANY; i++) {
            many_items[i].contact = many_texts[i] = one;
            many_items[i].groups = groups;
            many_items[i].group_count = groups_each;
        }
        for (size_t i = 0; i < COUNT(many); i++)
            for (uint32_t shift = 0; shift < 8; shift++) {
                struct packed packed =
                    pack(&many[i], many_texts, i == 2 ? MANY : 0);

                assert_int_equal(unpack(packed.bytes, packed.length,
                                        promised(packed.length), shift, NULL,
                                        0),
                                 0);
                free(packed.bytes);
            }
    }
}

/* 20 items, and the first one's 70 groups: of the same 80 bytes. */
static void counting_bytes_twice_is_damage_not_want_of_room(void **state)
{
    char bytes[98] = PUSH "\x14\x01"
                          "a\0\x46";

    (void)state;
    assert_int_equal(unpack(bytes, 98, promised(98), 0, NULL, 0),
                     ADSUM_ERR_PACKED);
    assert_int_equal(unpack(bytes, 98, promised(98) - 1, 0, NULL, 0),
                     ADSUM_ERR_ROOM);
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
        cmocka_unit_test(each_malformed_form_is_refused),
        cmocka_unit_test(what_is_refused_touches_no_answer),
        cmocka_unit_test(cut_anywhere_it_is_refused),
        cmocka_unit_test(damaged_anywhere_it_is_refused_or_another_notice),
        cmocka_unit_test(too_little_room_is_said_and_not_overrun),
        cmocka_unit_test(the_promised_room_is_enough_for_the_smallest_elements),
        cmocka_unit_test(counting_bytes_twice_is_damage_not_want_of_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
