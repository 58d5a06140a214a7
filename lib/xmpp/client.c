/* Making and freeing a client's end, and what it counts. */
#include "client.h"

#include "defaults.h"
#include "writing.h"
#include <string.h>

#define ROW(field, standard) \
    DEFAULT(struct adsum_client_options, field, standard)

static const struct adsum_default rows[] = {
    ROW(stanza_bytes, 262144),
    ROW(partial_ms, 60000),
    ROW(negotiate_ms, 60000),
    ROW(close_ms, 10000),
    ROW(silent_ms, 120000),
    ROW(ping_ms, 30000),
    ROW(resume_ms, 300000),
    ROW(ask_ms, 60000),
    ROW(asked, 64),
    ROW(unacked, 256),
    ROW(unacked_bytes, 262144),
    ROW(early_bytes, 262144),
    ROW(partners, 256),
    ROW(version_bytes, 1023),
};

void *adsum_client_allocate(void *user, void *block, size_t old_size,
                            size_t new_size)
{
    struct adsum_client *client = user;
    void *made = client->host.allocate(client->user, block, old_size, new_size);

    if (made != NULL || new_size == 0)
        client->statistics.memory_bytes += (uint64_t)new_size - old_size;
    return made;
}

struct memory adsum_client_memory(struct adsum_client *client)
{
    return (struct memory){adsum_client_allocate, client};
}

struct adsum_text adsum_client_text(struct owned owned)
{
    return (struct adsum_text){owned.bytes, owned.length};
}

static void forget(struct adsum_client *client, struct owned *owned)
{
    if (owned->bytes != NULL)
        (void)adsum_client_allocate(client, owned->bytes, owned->length, 0);
    *owned = (struct owned){NULL, 0};
}

int adsum_client_keep(struct adsum_client *client, struct adsum_text text,
                      struct owned *ret)
{
    struct owned made = {NULL, text.length};

    if (text.length != 0) {
        made.bytes = adsum_client_allocate(client, NULL, 0, text.length);
        if (made.bytes == NULL)
            return ADSUM_ERR_NO_MEMORY;
        memcpy(made.bytes, text.bytes, text.length);
    }
    forget(client, ret);
    *ret = made;
    return 0;
}

struct adsum_text adsum_client_bare(const struct adsum_client *client)
{
    return (struct adsum_text){client->full.bytes, client->bare_length};
}

struct adsum_text adsum_client_domain(const struct adsum_client *client)
{
    struct adsum_text account = adsum_client_text(client->account);
    struct adsum_address parts = {.domain = account};

    (void)adsum_address_split(account, &parts);
    return parts.domain;
}

int adsum_client_prepare(const struct adsum_client *client,
                         struct adsum_text text, char *buffer,
                         struct adsum_address *ret)
{
    return adsum_header_prepare(client->options.prepare, text, buffer, ret);
}

static int begin(struct adsum_client *client,
                 const struct adsum_client_options *given)
{
    const struct adsum_xml_options xml = {
        .size = sizeof xml,
        .stanza_bytes = client->options.stanza_bytes,
        .partial_ms = client->options.partial_ms,
        .allocate = adsum_client_allocate,
        .user = client,
    };
    struct adsum_xml_writer writer = {.allocate = adsum_client_allocate,
                                      .user = client,
                                      .content = ADSUM_XML_CLIENT,
                                      .streams = 1};
    int err = adsum_xml_pool_new(&xml, &client->pool);

    if (err != 0 ||
        (err = adsum_client_keep(client, given->address, &client->account)) !=
            0 ||
        (err = adsum_client_keep(client, given->resource, &client->resource)) !=
            0)
        return err;
    client->reply = client->stanza = writer;
    return adsum_client_keep(client, given->version, &client->version);
}

static void free_all(struct adsum_client *client)
{
    struct owned *const texts[] = {&client->account, &client->resource,
                                   &client->version, &client->full,
                                   &client->next_host};

    adsum_client_login_free(client);
    adsum_writing_free(&client->reply);
    adsum_writing_free(&client->stanza);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        forget(client, texts[i]);
    if (client->pool != NULL)
        adsum_xml_stream_deinit(client->pool, &client->xml);
    adsum_xml_pool_free(client->pool);
    (void)client->host.allocate(client->user, client, sizeof *client, 0);
}

static bool is_bare(struct adsum_text text)
{
    struct adsum_address parts;

    return adsum_address_split(text, &parts) == 0 && parts.local.length != 0 &&
           parts.resource.length == 0;
}

static bool is_resource(struct adsum_text text)
{
    const struct adsum_address address = {.domain = {"a", 1}, .resource = text};
    char buffer[ADSUM_ADDRESS_PART_BYTES + 2];
    struct adsum_text ret;

    return adsum_address_join(&address, buffer, sizeof buffer, &ret) == 0;
}

static int check(const struct adsum_client_host *host,
                 const struct adsum_client_options *options)
{
    if (host->size != sizeof *host || host->allocate == NULL ||
        host->output == NULL || host->closed == NULL || host->load == NULL)
        return ADSUM_ERR_HOST;
    if (options->size != sizeof *options || options->account == NULL ||
        options->account->crypto == NULL || !is_bare(options->address) ||
        !is_resource(options->resource))
        return ADSUM_ERR_INVALID;
    return 0;
}

/* Most of what is read becomes no longer than it was: stanza.h. */
static const uint32_t room_factor = 6, room_more = 65536;

int adsum_client_new(const struct adsum_client_host *host, void *user,
                     uint64_t context,
                     const struct adsum_client_options *options,
                     struct adsum_service *service, struct adsum_client **ret)
{
    struct adsum_client *client;
    int err = check(host, options);

    if (err != 0)
        return err;
    client = host->allocate(user, NULL, 0, sizeof *client);
    if (client == NULL)
        return ADSUM_ERR_NO_MEMORY;
    memset(client, 0, sizeof *client);
    client->host = *host;
    client->user = user;
    client->context = context;
    client->service = service;
    client->options = *options;
    client->statistics.memory_bytes = sizeof *client;
    adsum_defaults(&client->options, rows, sizeof rows / sizeof *rows);
    client->room_bytes = room_factor * client->options.stanza_bytes + room_more;
    err = begin(client, options);
    if (err != 0) {
        free_all(client);
        return err;
    }
    *ret = client;
    return 0;
}

void adsum_client_free(struct adsum_client *client)
{
    if (client == NULL)
        return;
    adsum_client_close(client);
    if (client->phase != PHASE_NONE) {
        adsum_client_enter(client, PHASE_OVER);
        adsum_client_settle(client);
    }
    free_all(client);
}

int adsum_client_get(const struct adsum_client *client,
                     struct adsum_client_info *ret)
{
    if (ret->size != sizeof *ret)
        return ADSUM_ERR_INVALID;
    *ret = (struct adsum_client_info){
        .size = sizeof *ret,
        .connected = client->phase != PHASE_NONE,
        .secured = client->secured,
        .authenticated = client->authenticated,
        .resumable = client->session != 0 && client->counts.resumable,
        .offers = client->offers,
        .asked = client->question_count,
        .session = client->session,
        .version = adsum_client_text(client->version)};
    if (client->session != 0)
        ret->address = adsum_client_text(client->full);
    return 0;
}

int adsum_client_statistics(const struct adsum_client *client,
                            struct adsum_client_counts *ret)
{
    if (ret->size != sizeof *ret)
        return ADSUM_ERR_INVALID;
    *ret = client->statistics;
    ret->size = sizeof *ret;
    ret->unacked = client->counts.unacked.count;
    return 0;
}
