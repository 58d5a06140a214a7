/* Rosters and block lists: RFC 6121 2, XEP-0191. */
#include "c2s.h"

/* A change since the version that the client has: RFC 6121 2.6.3. */
static void push_change(struct request *request, const struct adsum_item *item,
                        uint64_t version)
{
    const struct adsum_notice push = {
        .size = sizeof push,
        .kind = ADSUM_PUSH,
        .from = request->bare,
        .version = version,
        .items = item,
        .item_count = 1,
    };
    struct adsum_c2s *c2s = request->stream->c2s;

    adsum_c2s_writer_reset(&c2s->delivery);
    if (adsum_stanza_write(&c2s->delivery, &push) != 0)
        adsum_c2s_begin(request->stream)->error = c2s->delivery.error;
    else
        adsum_stanza_write_to(
            adsum_c2s_begin(request->stream),
            (struct adsum_text){c2s->delivery.bytes, c2s->delivery.length},
            request->full);
    adsum_c2s_send_stanza(request->stream);
}

/* All but the last have the version that the client says it has: if it gets
 * no further, it asks for the same again. */
static void push_changes(struct request *request, struct adsum_walk *walk)
{
    const struct adsum_service *service = request->stream->c2s->service;
    struct adsum_walk ahead = *walk;
    struct adsum_item item;

    while (adsum_roster_next(service, &ahead, &item) == 0) {
        bool more = adsum_roster_next(service, &ahead, &item) == 0;

        if (adsum_roster_next(service, walk, &item) != 0)
            return;
        ahead = *walk;
        push_change(request, &item,
                    more ? request->stanza.notice.version : walk->version);
    }
}

static void write_all(struct request *request, struct adsum_walk *walk)
{
    struct adsum_xml_writer *writer = adsum_c2s_begin(request->stream);
    char buffer[ADSUM_STANZA_VERSION_BYTES];
    struct adsum_text version = {NULL, 0};
    struct adsum_item item;

    if (request->stanza.version.bytes != NULL)
        version = adsum_stanza_version(walk->version, buffer);
    adsum_stanza_write_result(writer, &request->stanza);
    adsum_stanza_write_roster(writer, version);
    while (adsum_roster_next(request->stream->c2s->service, walk, &item) == 0)
        adsum_stanza_write_item(writer, &item);
    adsum_xml_write_end(writer);
    adsum_xml_write_end(writer);
    adsum_c2s_send_stanza(request->stream);
}

int adsum_c2s_roster_get(struct request *request)
{
    struct adsum_c2s_stream *stream = request->stream;
    struct adsum_walk walk = {.size = sizeof walk};
    int err = adsum_roster_ask(stream->c2s->service, stream->session,
                               request->stanza.notice.version, &walk);

    if (err != 0)
        return err;
    if (walk.what == ADSUM_WALK_ROSTER) {
        write_all(request, &walk);
        return 0;
    }
    adsum_c2s_result(request);
    if (walk.what == ADSUM_WALK_CHANGES)
        push_changes(request, &walk);
    return 0;
}

int adsum_c2s_roster_set(struct request *request)
{
    int err = adsum_roster_set(request->stream->c2s->service, request->bare,
                               request->stanza.notice.items);

    if (err >= 0)
        adsum_c2s_result(request);
    return err;
}

int adsum_c2s_roster_remove(struct request *request)
{
    int err = adsum_roster_remove(request->stream->c2s->service, request->bare,
                                  request->stanza.notice.items->contact);

    if (err >= 0)
        adsum_c2s_result(request);
    return err;
}

int adsum_c2s_block_list(struct request *request)
{
    struct adsum_c2s_stream *stream = request->stream;
    struct adsum_walk walk = {.size = sizeof walk};
    struct adsum_xml_writer *writer;
    struct adsum_item item;
    int err = adsum_roster_walk(stream->c2s->service, request->bare,
                                ADSUM_WALK_BLOCKS, &walk);

    if (err != 0)
        return err;
    stream->blocks = true;
    writer = adsum_c2s_begin(stream);
    adsum_stanza_write_result(writer, &request->stanza);
    adsum_stanza_write_blocks(writer, ADSUM_STANZA_BLOCK_LIST);
    while (adsum_roster_next(stream->c2s->service, &walk, &item) == 0)
        adsum_stanza_write_blocked(writer, item.contact);
    adsum_xml_write_end(writer);
    adsum_xml_write_end(writer);
    adsum_c2s_send_stanza(stream);
    return 0;
}

static void push_blocks(struct request *request, struct adsum_c2s_stream *to,
                        const struct adsum_session_info *info)
{
    struct adsum_xml_writer *writer = adsum_c2s_begin(to);
    const struct adsum_stanza *stanza = &request->stanza;
    char buffer[ADSUM_ADDRESS_BYTES], id[ADSUM_C2S_RANDOM_CHARS];

    if (adsum_c2s_random(to->c2s, id) != 0)
        writer->error = ADSUM_ERR_HOST;
    adsum_stanza_write_iq(writer, ADSUM_TYPE_SET, request->bare,
                          adsum_c2s_address(info, buffer),
                          (struct adsum_text){id, sizeof id});
    adsum_stanza_write_blocks(writer, stanza->action);
    for (uint32_t i = 0; i < stanza->address_count; i++)
        adsum_stanza_write_blocked(writer, stanza->addresses[i]);
    adsum_xml_write_end(writer);
    adsum_xml_write_end(writer);
    adsum_c2s_send_stanza(to);
}

/* XEP-0191 3: to all that have asked for the list, this one too. */
static void tell_blocks(struct request *request)
{
    const struct adsum_service *service = request->stream->c2s->service;
    uint64_t session = 0, next = 0;
    int err = adsum_session_next(service, request->bare, 0, &next);

    /* One that cannot be told is ended. */
    while (err == 0) {
        struct adsum_session_info info = {.size = sizeof info};
        struct adsum_c2s_stream *to;

        session = next;
        err = adsum_session_next(service, request->bare, session, &next);
        (void)adsum_session_get(service, session, &info);
        to = (struct adsum_c2s_stream *)(uintptr_t)info.context;
        if (to->blocks)
            push_blocks(request, to, &info);
    }
}

static int change_blocks(struct request *request, uint8_t blocked)
{
    int err = adsum_roster_block(request->stream->c2s->service, request->bare,
                                 request->stanza.addresses,
                                 request->stanza.address_count, blocked);

    if (err < 0)
        return err;
    adsum_c2s_result(request);
    if (err == 0)
        tell_blocks(request);
    return 0;
}

int adsum_c2s_block(struct request *request)
{
    return change_blocks(request, 1);
}

int adsum_c2s_unblock(struct request *request)
{
    return change_blocks(request, 0);
}
