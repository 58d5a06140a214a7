#include "notice_samples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const struct adsum_part juliet_parts[JULIET_PARTS] = {
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

const struct adsum_presence juliet_gone = {.size = sizeof juliet_gone,
                                           .type = ADSUM_UNAVAILABLE};

const struct adsum_text groups[GROUPS] = {TEXT("Friends"), TEXT("\xe2\x99\x9a"),
                                          TEXT("")};

const struct adsum_item items[MEMBERS] = {
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

const struct adsum_text targets[TARGETS] = {TEXT("romeo@example.net"),
                                            TEXT("benvolio@example.net/pda"),
                                            TEXT("example.org")};

#define FROM .from = TEXT("juliet@example.com/balcony")

const struct adsum_notice notices[NOTICES] = {
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

struct packed pack(const struct adsum_notice *notice,
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

int unpack(const void *bytes, uint32_t length, uint32_t capacity,
           uint32_t shift, const struct adsum_notice *want, uint32_t want_count)
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

uint32_t promised(uint32_t length)
{
    return 16 * length + 256;
}
