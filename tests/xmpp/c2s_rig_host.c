#include "c2s_rig.h"

#include <adsum/tls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    struct c2s_rig *rig = user;
    size_t *head = block == NULL ? NULL : (size_t *)block - 2, *made;
    uint32_t count = rig->fail_count == 0 ? 1 : rig->fail_count;

    assert_int_equal(head == NULL ? 0 : head[0], old_size);
    if (new_size > old_size && rig->fail_at != 0 &&
        ++rig->allocations >= rig->fail_at &&
        rig->allocations < rig->fail_at + count)
        return NULL;
    rig->held += new_size - old_size;
    if (new_size == 0) {
        free(head);
        return NULL;
    }
    made = must_have(NULL, new_size + 2 * sizeof *made);
    memset(made, 0xa5, new_size + 2 * sizeof *made);
    made[0] = new_size;
    if (head != NULL)
        memcpy(made + 2, block, old_size < new_size ? old_size : new_size);
    free(head);
    return made + 2;
}

static uint32_t output(void *user, uint64_t context, const void *bytes,
                       uint32_t length)
{
    struct client *client = (struct client *)(uintptr_t)context;

    (void)user;
    assert_false(client->closed);
    assert_false(client->broken);
    assert_int_not_equal(length, 0);
    client->broken = client->answer == ADSUM_C2S_BROKEN;
    if (client->broken)
        return client->answer;
    if (client->length + length >= client->capacity) {
        client->capacity = 2 * (client->length + length) + 100;
        client->heard = must_have(client->heard, client->capacity);
    }
    memcpy(client->heard + client->length, bytes, length);
    client->length += length;
    client->heard[client->length] = '\0';
    return client->answer;
}

static void secure(void *user, uint64_t context,
                   const struct adsum_text *domain)
{
    struct client *client = (struct client *)(uintptr_t)context;

    (void)user;
    assert_true(same_text(*domain, adsum_text_of("example.net")));
    assert_false(client->secures);
    client->secures = true;
}

static void closed(void *user, uint64_t context, uint32_t condition)
{
    struct client *client = (struct client *)(uintptr_t)context;

    (void)user;
    assert_false(client->closed);
    client->closed = true;
    client->stream = NULL;
    client->condition = condition;
}

static int32_t load(void *user, const struct adsum_text *address)
{
    struct c2s_rig *rig = user;
    uint32_t count;
    struct adsum_change *rows;
    int err;

    if (rig->load_answer != 0)
        return rig->load_answer;
    rows = disk_rows(&rig->disk, *address, &count);
    err = adsum_user_load(rig->service, *address,
                          disk_kind(&rig->disk, *address), rows, count);
    free(rows);
    return err < 0 ? err : 0;
}

static int32_t keys(void *user, const struct adsum_text *address, uint32_t hash,
                    struct adsum_sasl_keys *ret)
{
    struct c2s_rig *rig = user;

    if (rig->keys_answer != 0)
        return rig->keys_answer;
    if (disk_kind(&rig->disk, *address) != ADSUM_USER_KEPT)
        return ADSUM_ERR_NOT_FOUND;
    *ret = rig->keys[hash];
    return 0;
}

/* What was kept, to who is there; what cannot be given now stays. */
static void available(void *user, struct adsum_c2s_stream *stream,
                      const struct adsum_text *address)
{
    struct c2s_rig *rig = user;

    for (uint32_t i = 0; i < rig->kept_count; i++) {
        static uint64_t room[8192];
        struct adsum_notice message;
        const struct adsum_text *to;
        uint32_t count;

        if (rig->kept[i] == NULL ||
            !same_text(adsum_text_of(rig->kept_for[i]), *address))
            continue;
        assert_int_equal(adsum_notice_unpack(rig->kept[i], rig->kept_length[i],
                                             room, sizeof room, &message, &to,
                                             &count),
                         0);
        if (adsum_c2s_give(stream, &message) != 0)
            continue;
        free(rig->kept[i]);
        rig->kept[i] = NULL;
    }
}

const struct adsum_c2s_host c2s_rig_host = {
    .size = sizeof c2s_rig_host,
    .allocate = allocate,
    .output = output,
    .secure = secure,
    .closed = closed,
    .load = load,
    .keys = keys,
    .available = available,
};

static void deliver(void *user, const struct adsum_notice *notice,
                    struct adsum_target *targets, uint32_t count)
{
    adsum_c2s_deliver(((struct c2s_rig *)user)->c2s, notice, targets, count);
}

static void ping(void *user, uint64_t session, uint64_t context)
{
    adsum_c2s_ping(((struct c2s_rig *)user)->c2s, session, context);
}

static void ended(void *user, uint64_t session, uint64_t context,
                  uint32_t reason)
{
    adsum_c2s_ended(((struct c2s_rig *)user)->c2s, session, context, reason);
}

static int32_t save(void *user, const struct adsum_change *changes,
                    uint32_t count)
{
    struct c2s_rig *rig = user;

    if (rig->save_answer != 0)
        return rig->save_answer;
    for (uint32_t i = 0; i < count; i++)
        disk_apply(&rig->disk, &changes[i]);
    return 0;
}

static void keep(void *user, const struct adsum_text *to,
                 const struct adsum_notice *message)
{
    struct c2s_rig *rig = user;
    struct adsum_notice stamped = *message;
    uint32_t at = rig->kept_count, length = 0;

    if (stamped.time_ms == 0)
        stamped.time_ms = rig->now_ms;
    assert_in_range(at, 0, ROUTES - 1);
    (void)adsum_notice_pack(&stamped, NULL, 0, NULL, 0, &length);
    rig->kept[at] = must_have(NULL, length);
    assert_int_equal(adsum_notice_pack(&stamped, NULL, 0, rig->kept[at], length,
                                       &rig->kept_length[at]),
                     0);
    rig->kept_for[at] = copy_text(*to);
    rig->kept_count++;
}

static uint32_t route(void *user, const struct adsum_text *destination,
                      const struct adsum_notice *notice,
                      const struct adsum_text *to, uint32_t count)
{
    struct c2s_rig *rig = user;
    size_t length = strlen(rig->routed);

    for (uint32_t i = 0; i < count && length < sizeof rig->routed; i++)
        length += (size_t)snprintf(
            rig->routed + length, sizeof rig->routed - length, "%.*s %u %.*s\n",
            (int)destination->length, destination->bytes, notice->kind,
            (int)to[i].length, to[i].bytes);
    return ADSUM_CONDITION_REMOTE_SERVER_NOT_FOUND;
}

const struct adsum_host c2s_rig_core_host = {
    .size = sizeof c2s_rig_core_host,
    .allocate = allocate,
    .deliver = deliver,
    .route = route,
    .save = save,
    .keep = keep,
    .ping = ping,
    .ended = ended,
};

static int32_t hash(void *user, uint32_t kind, const struct adsum_text *parts,
                    uint32_t count, uint8_t *ret)
{
    (void)user;
    return adsum_tls_crypto()->hash(NULL, kind, parts, count, ret);
}

static int32_t hmac(void *user, uint32_t kind, const struct adsum_text *key,
                    const struct adsum_text *parts, uint32_t count,
                    uint8_t *ret)
{
    (void)user;
    return adsum_tls_crypto()->hmac(NULL, kind, key, parts, count, ret);
}

static int32_t derive(void *user, uint32_t kind,
                      const struct adsum_text *password,
                      const struct adsum_text *salt, uint32_t iterations,
                      uint8_t *ret)
{
    (void)user;
    return adsum_tls_crypto()->derive(NULL, kind, password, salt, iterations,
                                      ret);
}

static int32_t random_bytes(void *user, void *ret, uint32_t length)
{
    uint64_t *state = &((struct c2s_rig *)user)->random;

    for (uint32_t i = 0; i < length; i++) {
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        ((uint8_t *)ret)[i] = (uint8_t)(*state >> 56);
    }
    return 0;
}

static int32_t equal(void *user, const void *one, const void *other,
                     uint32_t length)
{
    (void)user;
    return adsum_tls_crypto()->equal(NULL, one, other, length);
}

const struct adsum_crypto c2s_rig_crypto = {
    .size = sizeof c2s_rig_crypto,
    .hash = hash,
    .hmac = hmac,
    .derive = derive,
    .random = random_bytes,
    .equal = equal,
};
