/* What a bound client sends, as calls of the core. */
#include "c2s.h"

#include <string.h>

bool adsum_c2s_load(struct adsum_c2s *c2s, int *err, uint32_t *tries)
{
    struct adsum_text absent;
    uint32_t count = 0;

    /* A call names few users; a host that loads none is not asked forever. */
    if (*err != ADSUM_ERR_ABSENT || ++*tries > 4)
        return false;
    for (; adsum_service_absent(c2s->service, count, &absent) == 0; count++) {
        char buffer[ADSUM_ADDRESS_BYTES];
        struct adsum_text address = {buffer, absent.length};

        memcpy(buffer, absent.bytes, absent.length);
        if (c2s->host.load(c2s->user, &address) != 0) {
            *err = ADSUM_ERR_SAVE;
            return false;
        }
    }
    return count != 0;
}

struct adsum_text adsum_c2s_address(const struct adsum_session_info *info,
                                    char *buffer)
{
    uint32_t length = info->user.length;

    memcpy(buffer, info->user.bytes, length);
    buffer[length++] = '/';
    memcpy(buffer + length, info->resource.bytes, info->resource.length);
    return (struct adsum_text){buffer, length + info->resource.length};
}

void adsum_c2s_result(struct request *request)
{
    struct adsum_xml_writer *writer = adsum_c2s_begin(request->stream);

    adsum_stanza_write_result(writer, &request->stanza);
    adsum_xml_write_end(writer);
    adsum_c2s_send_stanza(request->stream);
}

void adsum_c2s_refuse(struct request *request, uint32_t error)
{
    struct adsum_xml_writer *writer = adsum_c2s_begin(request->stream);

    /* RFC 6120 8.3.1: to an error or a result there is nothing to say. */
    if (adsum_stanza_write_error(writer, &request->stanza, error) == 0 &&
        writer->length == 0)
        return;
    request->stream->c2s->statistics.stanza_errors++;
    adsum_c2s_send_stanza(request->stream);
}

/* What is kept for its account is for the first that takes messages. */
static void offer(struct request *request, const struct adsum_presence *said)
{
    struct adsum_c2s_stream *stream = request->stream;
    struct adsum_c2s *c2s = stream->c2s;
    bool takes = said->type == ADSUM_AVAILABLE && said->priority >= 0;

    if (takes && !stream->offered && c2s->host.available != NULL)
        c2s->host.available(c2s->user, stream, &request->bare);
    stream->offered = takes;
}

static int publish(struct request *request)
{
    const struct adsum_presence *said = request->stanza.notice.presence;
    struct adsum_c2s_stream *stream = request->stream;
    int err =
        adsum_session_publish(stream->c2s->service, stream->session, said);

    if (err >= 0)
        offer(request, said);
    return err;
}

static int send_on(struct request *request)
{
    return adsum_session_send(request->stream->c2s->service,
                              request->stream->session, request->stanza.to,
                              &request->stanza.notice);
}

static int refuse_as_read(struct request *request)
{
    adsum_c2s_refuse(request, request->stanza.error);
    return 0;
}

static int close_as_read(struct request *request)
{
    adsum_c2s_end(request->stream, request->stanza.condition);
    return 0;
}

static int nothing(struct request *request)
{
    (void)request;
    return 0;
}

static adsum_c2s_action *const actions[] = {
    [ADSUM_STANZA_NONE] = nothing,
    [ADSUM_STANZA_IGNORE] = nothing,
    [ADSUM_STANZA_REFUSE] = refuse_as_read,
    [ADSUM_STANZA_CLOSE] = close_as_read,
    [ADSUM_STANZA_PUBLISH] = publish,
    [ADSUM_STANZA_SEND] = send_on,
    [ADSUM_STANZA_ROSTER_GET] = adsum_c2s_roster_get,
    [ADSUM_STANZA_ROSTER_SET] = adsum_c2s_roster_set,
    [ADSUM_STANZA_ROSTER_REMOVE] = adsum_c2s_roster_remove,
    [ADSUM_STANZA_BLOCK_LIST] = adsum_c2s_block_list,
    [ADSUM_STANZA_BLOCK] = adsum_c2s_block,
    [ADSUM_STANZA_UNBLOCK] = adsum_c2s_unblock,
    [ADSUM_STANZA_ASK] = adsum_c2s_ask,
    [ADSUM_STANZA_ANSWER] = nothing,
    [ADSUM_STANZA_PUSH] = nothing,
    [ADSUM_STANZA_ROSTER] = nothing,
};

static void act(struct request *request)
{
    struct adsum_c2s_stream *stream = request->stream;
    uint32_t tries = 0;
    int err;

    do
        err = actions[request->stanza.action](request);
    while (adsum_c2s_load(stream->c2s, &err, &tries));
    /* Its session may have ended by what it did itself. */
    if (err < 0 && err != ADSUM_ERR_STALE && stream->session != 0)
        adsum_c2s_refuse(request, adsum_stanza_error_of(err));
}

void adsum_c2s_stanza(struct adsum_c2s_stream *stream,
                      const struct adsum_xml_element *element)
{
    struct adsum_c2s *c2s = stream->c2s;
    struct adsum_session_info info = {.size = sizeof info};
    char buffer[ADSUM_ADDRESS_BYTES];
    struct request request = {.stream = stream, .element = element};
    struct adsum_stanza_options options = {.size = sizeof options,
                                           .peer = ADSUM_PEER_CLIENT,
                                           .prepare = c2s->options.prepare};

    if (adsum_session_get(c2s->service, stream->session, &info) != 0)
        return;
    request.full = options.address = adsum_c2s_address(&info, buffer);
    request.bare = (struct adsum_text){buffer, info.user.length};
    c2s->statistics.stanzas_in++;
    if (adsum_stanza_read(&options, element, c2s->room, c2s->room_bytes,
                          &request.stanza) == 0)
        act(&request);
    adsum_c2s_handled(stream);
}
