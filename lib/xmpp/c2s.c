/* Making and freeing the service's end, and what it counts. */
#include "c2s.h"

#include "words.h"
#include <string.h>

#define ROW(field, standard)                                \
    {                                                       \
        offsetof(struct adsum_c2s_options, field), standard \
    }

static const struct {
    size_t offset;
    uint32_t standard;
} rows[] = {
    ROW(stanza_bytes, 262144),
    ROW(partial_ms, 60000),
    ROW(streams, 4194304),
    ROW(negotiating, 4096),
    ROW(negotiate_ms, 60000),
    ROW(close_ms, 10000),
    ROW(logins, 3),
    ROW(binds, 5),
    ROW(unacked, 256),
    ROW(unacked_bytes, 262144),
    ROW(open_flags, ADSUM_OPEN_RENAME),
};

static void complete(struct adsum_c2s_options *options)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t value;

        memcpy(&value, (char *)options + rows[i].offset, sizeof value);
        if (value == 0)
            value = rows[i].standard;
        memcpy((char *)options + rows[i].offset, &value, sizeof value);
    }
}

void *adsum_c2s_allocate(void *user, void *block, size_t old_size,
                         size_t new_size)
{
    struct adsum_c2s *c2s = user;
    void *made = c2s->host.allocate(c2s->user, block, old_size, new_size);

    if (made != NULL || new_size == 0)
        c2s->statistics.memory_bytes += (uint64_t)new_size - old_size;
    return made;
}

struct adsum_text adsum_c2s_domain(const struct adsum_c2s_stream *stream)
{
    return stream->c2s->options.domains[stream->domain];
}

uint32_t adsum_c2s_domain_find(const struct adsum_c2s *c2s,
                               struct adsum_text domain)
{
    uint32_t i = 0;

    while (i < c2s->options.domain_count &&
           !adsum_text_same(c2s->options.domains[i], domain))
        i++;
    return i;
}

/* Domains are kept, one block with their texts behind them. */
static size_t domains_bytes(const struct adsum_c2s_options *options)
{
    size_t bytes = options->domain_count * sizeof *options->domains;

    for (uint32_t i = 0; i < options->domain_count; i++)
        bytes += options->domains[i].length;
    return bytes;
}

static int keep_domains(struct adsum_c2s *c2s,
                        const struct adsum_c2s_options *given)
{
    struct adsum_text *domains =
        adsum_c2s_allocate(c2s, NULL, 0, domains_bytes(given));
    char *at;

    if (domains == NULL)
        return ADSUM_ERR_NO_MEMORY;
    at = (char *)(domains + given->domain_count);
    for (uint32_t i = 0; i < given->domain_count; i++) {
        domains[i] = (struct adsum_text){at, given->domains[i].length};
        memcpy(at, given->domains[i].bytes, domains[i].length);
        at += domains[i].length;
    }
    c2s->options.domains = domains;
    return 0;
}

/* Most of what is read becomes no longer than it was: stanza.h. */
static const uint32_t room_factor = 6, room_more = 65536;

static int begin(struct adsum_c2s *c2s, const struct adsum_c2s_options *given)
{
    const struct adsum_xml_options xml = {
        .size = sizeof xml,
        .stanza_bytes = c2s->options.stanza_bytes,
        .partial_ms = c2s->options.partial_ms,
        .allocate = adsum_c2s_allocate,
        .user = c2s,
    };
    struct adsum_xml_writer writer = {.allocate = adsum_c2s_allocate,
                                      .user = c2s,
                                      .content = ADSUM_XML_CLIENT,
                                      .language = "en",
                                      .streams = 1};
    int err = adsum_xml_pool_new(&xml, &c2s->pool);

    if (err == 0)
        err = keep_domains(c2s, given);
    if (err != 0)
        return err;
    c2s->reply = c2s->delivery = c2s->letter = writer;
    c2s->room_bytes = room_factor * c2s->options.stanza_bytes + room_more;
    c2s->room = adsum_c2s_allocate(c2s, NULL, 0, c2s->room_bytes);
    return c2s->room != NULL ? 0 : ADSUM_ERR_NO_MEMORY;
}

static void writer_free(struct adsum_xml_writer *writer)
{
    if (writer->bytes != NULL)
        (void)writer->allocate(writer->user, writer->bytes, writer->capacity,
                               0);
}

static void free_all(struct adsum_c2s *c2s)
{
    writer_free(&c2s->reply);
    writer_free(&c2s->delivery);
    writer_free(&c2s->letter);
    if (c2s->room != NULL)
        (void)adsum_c2s_allocate(c2s, c2s->room, c2s->room_bytes, 0);
    if (c2s->options.domains != NULL)
        (void)adsum_c2s_allocate(c2s, (void *)(uintptr_t)c2s->options.domains,
                                 domains_bytes(&c2s->options), 0);
    adsum_xml_pool_free(c2s->pool);
    (void)c2s->host.allocate(c2s->user, c2s, sizeof *c2s, 0);
}

static int check(const struct adsum_c2s_host *host,
                 const struct adsum_c2s_options *options)
{
    if (host->size != sizeof *host || host->allocate == NULL ||
        host->output == NULL || host->closed == NULL || host->load == NULL ||
        host->keys == NULL)
        return ADSUM_ERR_HOST;
    if (options->size != sizeof *options || options->domain_count == 0 ||
        options->domain_count > UINT16_MAX || options->domains == NULL ||
        options->sasl == NULL)
        return ADSUM_ERR_INVALID;
    return 0;
}

int adsum_c2s_new(const struct adsum_c2s_host *host, void *user,
                  const struct adsum_c2s_options *options,
                  struct adsum_service *service, struct adsum_c2s **ret)
{
    struct adsum_c2s *c2s;
    int err = check(host, options);

    if (err != 0)
        return err;
    c2s = host->allocate(user, NULL, 0, sizeof *c2s);
    if (c2s == NULL)
        return ADSUM_ERR_NO_MEMORY;
    memset(c2s, 0, sizeof *c2s);
    c2s->host = *host;
    c2s->user = user;
    c2s->service = service;
    c2s->statistics.memory_bytes = sizeof *c2s;
    c2s->options = *options;
    c2s->options.domains = NULL;
    complete(&c2s->options);
    err = begin(c2s, options);
    if (err != 0)
        free_all(c2s);
    else
        *ret = c2s;
    return err;
}

void adsum_c2s_free(struct adsum_c2s *c2s)
{
    if (c2s == NULL)
        return;
    for (uint32_t queue = 0; queue < QUEUE_OVER; queue++)
        while (c2s->lines[queue].first != NULL) {
            struct adsum_c2s_stream *stream = c2s->lines[queue].first;

            adsum_c2s_end(stream, ADSUM_XML_CONDITION_SYSTEM_SHUTDOWN);
            adsum_c2s_finish(stream);
        }
    adsum_c2s_settle(c2s);
    free_all(c2s);
}

int adsum_c2s_advance(struct adsum_c2s *c2s, uint64_t now_ms,
                      uint64_t *ret_next_ms)
{
    uint64_t core_ms, own_ms;
    int err;

    if (now_ms > c2s->now_ms)
        c2s->now_ms = now_ms;
    if (c2s->began_ms == 0)
        c2s->began_ms = c2s->now_ms;
    err = adsum_service_advance(c2s->service, c2s->now_ms, &core_ms);
    if (err != 0)
        return err;
    own_ms = adsum_c2s_expire(c2s);
    adsum_c2s_settle(c2s);
    *ret_next_ms = own_ms < core_ms ? own_ms : core_ms;
    return 0;
}

int adsum_c2s_statistics(const struct adsum_c2s *c2s,
                         struct adsum_c2s_counts *ret)
{
    if (ret->size != sizeof *ret)
        return ADSUM_ERR_INVALID;
    *ret = c2s->statistics;
    ret->size = sizeof *ret;
    ret->streams = 0;
    for (uint32_t queue = 0; queue < QUEUES; queue++)
        ret->streams += c2s->lines[queue].count;
    ret->negotiating = c2s->lines[QUEUE_NEGOTIATING].count;
    ret->detached = c2s->lines[QUEUE_DETACHED].count;
    return 0;
}
